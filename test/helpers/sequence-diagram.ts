// What went over the wire as a Mermaid sequence diagram: of the pages of docs/state-charts/sequences/, and of a property that was broken.
import { peerAnswers, registryAnswers } from '../../src/protocol/messages.js';
import { type Sent, startLine } from './wire-tap.js';

/** `replace` puts names in the place of what is another each time. */
export function sequenceDiagram(sends: readonly Sent[], replace: (text: string) => string = (text) => text): string {
  const nodes = [...new Set(sends.flatMap(({ from, to }) => [from, to ?? '?']))].sort(byRole);
  return [
    'sequenceDiagram',
    ...nodes.map((node) => `  participant ${node}${node === 'R' ? ' as registry' : ''}`),
    ...sends.map((sent) => arrow(sent, replace)),
  ].join('\n');
}

/** Peers in the order in which they come, the registry last. */
function byRole(one: string, other: string): number {
  return Number(one === 'R') - Number(other === 'R');
}

function arrow({ from, to, frame }: Sent, replace: (text: string) => string): string {
  const isAnswer =
    /^\d{3}$/.test(frame.fields[1] ?? '') &&
    (Object.hasOwn(registryAnswers, frame.verb) || Object.hasOwn(peerAnswers, frame.verb) || frame.verb === 'KEEP_ALIVE_RESPONSE');
  const reason = frame.headers['reason'] === undefined ? '' : ` (${frame.headers['reason']})`;
  return `  ${from}${isAnswer ? '-->>' : '->>'}${to ?? '?'}: ${replace(startLine(frame))}${reason}`;
}

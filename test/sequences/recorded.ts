// A recorded scenario as a page of docs/state-charts/sequences/: what really went over the wire, as a sequence diagram and as it
// was sent.
import { encodeHead } from '../../src/protocol/frame.js';
import { sequenceDiagram } from '../helpers/sequence-diagram.js';
import { stage } from '../helpers/stage.js';
import type { TestNet } from '../helpers/test-net.js';
import type { Sent } from '../helpers/wire-tap.js';
import { type Checks, figures } from '../scenarios/figures.js';
import { type Agreement, agreements } from './agreements.js';
import { nameless } from './nameless.js';
import { sequences } from './sequences.js';
import { type Step, type Steps, steps } from './steps.js';

interface Recording {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly isShown: (sent: Sent) => boolean;
  readonly run: (net: TestNet, record: () => void) => Promise<void>;
}

const nothing = (): boolean => true;
/** Figures check themselves in their own test; here they are only run. */
const unchecked = {
  deepEqual: nothing,
  is: nothing,
  like: nothing,
  not: nothing,
  true: nothing,
  throwsAsync: (call: Promise<unknown>) => call.catch(() => undefined),
} as unknown as Checks; // nothing is compared, so no type is narrowed either

const noise = new Set(['HELLO_P2P', 'HELLO_BACK', 'GOODBYE']);

/** Everything that has a page. */
export const recordings: readonly Recording[] = [
  ...figures.map(
    ({ number, title, run }): Recording => ({
      name: `figure-${number}`,
      title: `Figure ${number}`,
      text: `${title[0]?.toUpperCase()}${title.slice(1)}.`,
      isShown: ({ frame }) => (number === 3 || !/^KEEP_ALIVE/.test(frame.verb)) && (number === 7 || !noise.has(frame.verb)),
      run: async (net, record) => {
        record();
        await run(unchecked, net);
      },
    }),
  ),
  ...sequences.map(({ verbs, ...rest }): Recording => ({ ...rest, isShown: ({ frame }) => verbs.includes(frame.verb) })),
];

/** From the root of the project. */
export const pagePath = ({ name }: Pick<Recording, 'name'>): string => `docs/state-charts/sequences/${name}.md`;

/** Runs the scenario and gives its page. */
export async function record(recording: Recording): Promise<string> {
  const undo: (() => Promise<void>)[] = [];
  try {
    const limits = { keepAliveTimeout: recording.name === 'renew' ? 3600 : 2 };
    const noted: Steps = [];
    const net = await stage({ teardown: (step) => undo.push(step) }, { limits, inspect: (who) => steps(who, noted) });
    let start = 0;
    await recording.run(net, () => {
      start = net.log.sends.length;
      noted.length = 0;
    });
    return pageOf(recording, net.log.sends.slice(start).filter(recording.isShown), [...noted]);
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

function pageOf({ name, title, text }: Recording, sends: readonly Sent[], noted: readonly Step[]): string {
  const agreement = agreements[name];
  if (!agreement) throw new Error(`test/sequences/agreements.ts does not say what ${name} is held against`);
  const replace = nameless();
  return [
    '<!-- Recorded by `npm run sequences`; a test fails when it is stale. -->',
    `# ${title}`,
    text,
    heldAgainst(agreement),
    ['```mermaid', sequenceDiagram(sends, replace), '```'].join('\n'),
    '## What the charts did',
    'Each change of state of the charts named above, in the order in which it happened.',
    [
      '| at | chart | on | from | to |',
      '| --- | --- | --- | --- | --- |',
      ...folded(noted.filter(({ chart }) => [...agreement.registry, ...agreement.peer].includes(chart)).map(row)),
    ].join('\n'),
    '## As it was sent',
    'What is another each time stands here by a name: `<HASH 1>`, `ID 1`, `KEY`.',
    ['```text', sends.map((sent) => written(sent, replace)).join('\n\n'), '```'].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

function heldAgainst({ section, registry, peer, test }: Agreement): string {
  const charts = (names: readonly string[]) => names.map((chart) => `[${chart}](../${chart}.md)`).join(', ') || 'none';
  return [
    `[The protocol](../../protocol.md), section ${section}`,
    `at the registry: ${charts(registry)}`,
    `at the peer: ${charts(peer)}`,
    `held by \`${test}\``,
  ].join(' · ');
}

/** Two steps that come again and again, as signs of life do, stand there once with a count. */
function folded(rows: readonly string[]): string[] {
  const kept: string[] = [];
  let again = 0;
  const tell = () => {
    if (again > 0) kept.push(`| | | the two above | ${again} times more | |`);
    again = 0;
  };
  for (let at = 0; at < rows.length; at++) {
    const [one, other] = rows.slice(at, at + 2);
    if (one !== undefined && other !== undefined && one === rows[at - 2] && other === rows[at - 1]) {
      again++;
      at++;
      continue;
    }
    tell();
    if (one !== undefined) kept.push(one);
  }
  tell();
  return kept;
}

function row({ who, chart, on, from, to }: Step): string {
  return `| ${who === 'R' ? 'registry' : who} | ${chart} | \`${on}\` | \`${from}\` | \`${to}\` |`;
}

function written({ from, to, frame }: Sent, replace: (text: string) => string): string {
  const side = (node: string | undefined) => (node === 'R' ? 'registry' : (node ?? '?'));
  const payload = Buffer.from(frame.payload).toString('utf8');
  const text = `${encodeHead(frame).replaceAll('\r\n', '\n')}${payload === '' ? '' : `\n${payload.replaceAll('\r\n', '\n')}`}`;
  return `--- ${side(from)} to ${side(to)}\n${replace(text).trimEnd()}`;
}

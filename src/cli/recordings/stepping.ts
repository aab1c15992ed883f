// `parley replay --step`: through a replay event by event, forward and back, in words. Lines are only ever added, so that it can be
// read aloud and driven by a script.
import { createInterface } from 'node:readline';
import { Comparison } from '../../recording/compare.js';
import type { Step } from '../../recording/replay.js';
import { readableActor, readableState, readableValue } from '../../recording/words.js';
import { harmless } from '../formatting.js';
import type { Io } from '../io.js';
import type { Say } from '../texts/catalogue.js';
import { differenceSentence, seconds } from './difference.js';

/** Until the reader has seen enough; gives whether there are differences. */
export async function stepThrough(steps: readonly Step[], { input, output }: Pick<Io, 'input' | 'output'>, say: Say): Promise<boolean> {
  const tell = (lines: readonly string[]): void => {
    output.write(`${lines.join('\n')}\n`);
  };
  const isDifferent = steps.some(({ outcome }) => outcome === 'different');
  if (steps.length === 0) {
    tell([say('stepNone')]);
    return isDifferent;
  }
  const reader = createInterface({ input, output, terminal: input.isTTY === true, historySize: 0, prompt: say('stepPrompt') });
  let at = 0;
  const show = (): void => {
    const step = steps[at];
    if (step) tell(stepLines(step, at, steps.length, say));
    reader.prompt();
  };
  tell([say('stepHelp')]);
  show();
  reader.on('SIGINT', () => reader.close());
  for await (const line of reader) {
    const move = moveFor(line.trim().toLowerCase(), steps, at);
    if (move === 'end') break;
    if (typeof move === 'number') {
      at = move;
      show();
    } else {
      tell([say(move)]);
      reader.prompt();
    }
  }
  reader.close();
  return isDifferent;
}

type Refusal = 'stepHelp' | 'stepFirst' | 'stepLast' | 'stepNoMore';

/** The step that a line asks for. */
function moveFor(line: string, steps: readonly Step[], at: number): number | 'end' | Refusal {
  switch (line) {
    case '':
    case 'n':
      return at + 1 < steps.length ? at + 1 : 'stepLast';
    case 'b':
      return at > 0 ? at - 1 : 'stepFirst';
    case 'd': {
      const next = steps.findIndex(({ outcome }, index) => index > at && outcome === 'different');
      return next < 0 ? 'stepNoMore' : next;
    }
    case 'q':
      return 'end';
    default: {
      if (!/^\d+$/.test(line)) return 'stepHelp';
      const next = steps.findIndex(({ state }) => state.n >= Number(line));
      return next < 0 ? 'stepLast' : next;
    }
  }
}

function stepLines({ actor, state, before, event, outcome, differences }: Step, at: number, count: number, say: Say): string[] {
  const name = readableActor(actor);
  const { event: sent } = event ?? {};
  const { type: _, ...contents } = sent ?? { type: '' };
  return [
    '',
    say('stepPlace', { step: at + 1, count, n: state.n, time: seconds(state.at) }),
    say('stepTakes', { actor: name, event: state.on, from: event?.source ?? say('stepOutside') }),
    ...(Object.keys(contents).length > 0 ? [`  ${harmless(readableValue(contents, 500))}`] : []),
    change(before && readableState(before.value), readableState(state.value), say),
    ...(before ? new Comparison().differences(before.context, state.context) : []).map(
      ({ path, expected, got }) => `  ${say('stepChanged', { path, before: readableValue(expected), after: readableValue(got) })}`,
    ),
    ...(state.status === 'active' ? [] : [`  ${say('stepEnded', { status: state.status })}`]),
    ...(outcome === 'adopted' ? [`  ${say('stepAdopted')}`] : []),
    ...differences.map((each) => `! ${differenceSentence(each, say)}`),
  ];
}

function change(before: string | undefined, after: string, say: Say): string {
  if (before === undefined) return `  ${say('stepBegins', { state: after })}`;
  return `  ${before === after ? say('stepStays', { state: after }) : say('stepGoes', { before, after })}`;
}

// `parley replay`: a recording on the production machines, told to people or as JSON. Offline: no socket, no store, no clock.
import { readFile } from 'node:fs/promises';
import { sequenceDiagram } from '../../recording/diagram.js';
import type { RecordingEntry } from '../../recording/format.js';
import { type Recording, RecordingError, type RecordingProblem, readRecording } from '../../recording/reading.js';
import { replay, replayWhole, type Step, type Summary } from '../../recording/replay.js';
import { readableActor } from '../../recording/words.js';
import { harmless } from '../formatting.js';
import { type Io, UsageError } from '../io.js';
import type { Say } from '../texts/catalogue.js';
import { textsFor } from '../texts/texts.js';
import { differenceSentence, seconds } from './difference.js';

export interface ReplayCommandOptions {
  readonly actor?: string;
  readonly json?: boolean;
  readonly step?: boolean;
}

const same = 0;
const different = 1;
const unreadable = 2;
/** Differences that are told to people; as JSON all are. */
const mostTold = 10;

/** Gives the exit code. @throws UsageError */
export async function replayFile(file: string, { actor: only, json, step }: ReplayCommandOptions, io: Io): Promise<number> {
  if (json && step) throw new UsageError('--json and --step do not go together.');
  const say = await textsFor(io.env);
  let recording: Recording;
  try {
    recording = readRecording(await readFile(file, 'utf8'));
  } catch (error) {
    io.errors.write(`parley: ${unreadableSentence(error, file, say)}\n`);
    return unreadable;
  }
  if (only !== undefined && !recording.entries.some((entry) => isCalled(entry, only))) {
    throw new UsageError(say('replayNoActor', { actor: only, file }));
  }
  if (step) {
    const { stepThrough } = await import('./stepping.js');
    return (await stepThrough([...replay(recording, { only })], io, say)) ? different : same;
  }
  const summary = replayWhole(recording, { only });
  io.output.write(json ? `${JSON.stringify(report(recording, summary))}\n` : lines(recording, summary, say));
  return summary.different.length > 0 ? different : same;
}

function isCalled(entry: RecordingEntry, name: string): boolean {
  return entry.type === 'actor' && entry.machine !== undefined && (entry.actor === name || entry.id === name);
}

const problems = {
  empty: 'replayEmpty',
  foreign: 'replayForeign',
  'too-new': 'replayTooNew',
  damaged: 'replayDamaged',
} as const satisfies Record<RecordingProblem, string>;

function unreadableSentence(error: unknown, file: string, say: Say): string {
  if (error instanceof RecordingError) return say(problems[error.problem], { file, line: error.line, why: error.detail });
  return say('replayNoFile', { file, why: error instanceof Error ? error.message : String(error) });
}

/** What `--json` prints. */
function report({ header, isCut }: Recording, { different: steps, ...counts }: Summary) {
  return { header, isCut, ...counts, differences: steps.flatMap(differencesOf) };
}

function differencesOf({ actor, state: { n, at, on }, differences }: Step) {
  const { node, id, machine } = actor;
  return differences.map((each) => ({ n, at, node, actor: actor.actor, id, machine, on, ...each }));
}

function lines({ header, entries, isCut }: Recording, summary: Summary, say: Say): string {
  const { states, machines, adopted, strange, different: steps } = summary;
  const told = steps.slice(0, mostTold).flatMap((each) => ['', ...stepDifference(each, entries, say)]);
  return [
    say('replayOf', { program: header.program, began: header.began }),
    ...(isCut ? [say('replayCut')] : []),
    ...(adopted > 0 ? [say('replayAdopted', { count: adopted })] : []),
    ...(strange.length > 0 ? [say('replayStrange', { names: strange.join(', ') })] : []),
    ...told,
    ...(steps.length > mostTold ? ['', say('replayMore', { count: steps.length - mostTold })] : []),
    ...(steps.length > 0 ? [''] : []),
    steps.length === 0 ? say('replaySame', { count: states, machines }) : say('replayDifferent', { count: steps.length, states, machines }),
    '',
  ].join('\n');
}

function stepDifference(step: Step, entries: readonly RecordingEntry[], say: Say): string[] {
  const { actor, state, differences } = step;
  const diagram = sequenceDiagram(entries, { n: step.state.n, actor: actor.actor, outside: say('stepOutside') });
  return [
    say('replayPlace', { n: state.n, time: seconds(state.at), actor: readableActor(actor), event: state.on }),
    ...differences.map((each) => `  ${differenceSentence(each, say)}`),
    ...(diagram.length > 0 ? ['', ...diagram.map((line) => harmless(line))] : []),
  ];
}

// Runs checks: those that wait for long from the start on, the others a few at a time, those that want to be alone by themselves.
import { type Check, Mismatch, type Phase, Unchecked } from './check.js';
import { type Said, Transcript } from './transcript.js';

export type Verdict = 'pass' | 'fail' | 'skip';

/** What came of one check. */
export interface Outcome {
  readonly id: string;
  readonly section: string;
  readonly sentence: string;
  readonly verdict: Verdict;
  /** Of a failure. */
  readonly expected?: string;
  readonly got?: string;
  /** Of a skip, or of a failure of the kit's own. */
  readonly why?: string;
  /** What was said, in order. */
  readonly exchange: readonly Said[];
  readonly ms: number;
}

/** Where checks are run: makes what a check needs, and takes it back. */
export interface Stage<Trial> {
  /** Fulfilled when so many users are free. @throws Unchecked */
  open(check: Check<Trial>, transcript: Transcript): Promise<Trial>;
  close(trial: Trial): Promise<void>;
  /** Between the checks that run together and those that use up what an address may do. */
  tidy(): Promise<void>;
}

export interface RunOptions {
  /** Checks that run at once. */
  readonly atOnce: number;
  /** Told as soon as each is known. */
  readonly onOutcome?: (outcome: Outcome) => void;
}

/** The outcomes in the order of the checks. Never rejected for what the program under test does. */
export async function runChecks<Trial>(checks: readonly Check<Trial>[], stage: Stage<Trial>, options: RunOptions): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  const run = async (check: Check<Trial>) => {
    const outcome = await runCheck(check, stage);
    outcomes.set(check.id, outcome);
    options.onOutcome?.(outcome);
  };
  const of = (phase: Phase) => checks.filter((check) => check.phase === phase);
  const oneByOne = async (queue: Check<Trial>[]) => {
    for (let check = queue.shift(); check; check = queue.shift()) await run(check);
  };
  await oneByOne(of('first'));
  const queue = of('any');
  const lanes = Array.from({ length: options.atOnce }, () => oneByOne(queue));
  await Promise.all([...of('long').map(run), ...lanes]);
  await stage.tidy();
  await oneByOne(of('last'));
  return checks.flatMap(({ id }) => outcomes.get(id) ?? []);
}

async function runCheck<Trial>(check: Check<Trial>, stage: Stage<Trial>): Promise<Outcome> {
  const transcript = new Transcript();
  const begin = performance.now();
  const { id, section, sentence } = check;
  const outcome = (verdict: Verdict, more: Partial<Outcome> = {}): Outcome => ({
    ...{ id, section, sentence, verdict, ...more },
    exchange: transcript.said,
    ms: Math.round(performance.now() - begin),
  });
  let trial: Trial | undefined;
  try {
    trial = await stage.open(check, transcript);
    await check.run(trial);
    return outcome('pass');
  } catch (error) {
    if (error instanceof Unchecked) return outcome('skip', { why: error.message });
    if (error instanceof Mismatch) return outcome('fail', { expected: error.expected, got: error.got });
    return outcome('fail', { why: error instanceof Error ? error.message : String(error) });
  } finally {
    if (trial !== undefined) await stage.close(trial);
  }
}

/** Those whose id has the text in it, or fits it with `*` for anything. */
export function chosen<Trial>(checks: readonly Check<Trial>[], pattern: string | undefined): readonly Check<Trial>[] {
  if (pattern === undefined) return checks;
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const regex = new RegExp(pattern.includes('*') ? `^${parts.join('.*')}$` : parts.join(''), 'i');
  return checks.filter(({ id }) => regex.test(id));
}

// What a check is: one sentence of docs/protocol.md, and the exchange that shows whether a program keeps it.

/**
 * When a check may run: `first`, alone, while nobody else is there; `any`, beside others; `long`, from the start on beside all
 * others, because it waits for a time of the protocol; `last`, alone, because it uses up what an address may do.
 */
export type Phase = 'first' | 'any' | 'long' | 'last';

/** One sentence, checked. `Trial` is what its exchange is made with. */
export interface Check<Trial> {
  /** `SECTION/NAME`, the same for good. */
  readonly id: string;
  readonly section: string;
  /** As it stands on the page. */
  readonly sentence: string;
  readonly phase: Phase;
  /** How many users it logs in. */
  readonly accounts: number;
  /** @throws Mismatch when the sentence is violated, Unchecked when that cannot be found out here. */
  readonly run: (trial: Trial) => Promise<void>;
}

interface Draft<Trial> extends Pick<Check<Trial>, 'sentence' | 'run'>, Partial<Pick<Check<Trial>, 'phase' | 'accounts'>> {}

/** The checks of one section, by name. */
export function inSection<Trial>(section: string, drafts: Readonly<Record<string, Draft<Trial>>>): Check<Trial>[] {
  return Object.entries(drafts).map(([name, draft]) => ({ id: `${section}/${name}`, section, phase: 'any', accounts: 0, ...draft }));
}

/** The program under test did something else than the page says. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch';
  constructor(
    readonly expected: string,
    readonly got: string,
  ) {
    super(`expected ${expected}, got ${got}`);
  }
}

/** A check cannot be run here; the message says why. */
export class Unchecked extends Error {
  override readonly name = 'Unchecked';
}

/** @throws Mismatch unless it holds. */
export function demand(holds: boolean, expected: string, got: unknown): asserts holds {
  if (!holds) throw new Mismatch(expected, typeof got === 'string' ? got : (JSON.stringify(got) ?? String(got)));
}

/** @throws Mismatch unless both are the same when written as JSON. */
export function demandSame(got: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(got), JSON.stringify(expected)];
  demand(one === other, String(other), String(one));
}

// What no generated path takes, and why not: one line each, by machine, in the order of the chart. The models' tests fail when a
// line is missing here, and when one is here that a path does take.

/** Machine → part → why no path can take it. */
const unreached: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  peer: {
    'transition signedOut: error retire': 'leaving the other peers is never rejected: what fails meanwhile is logged (foundation.ts)',
    'transition closing: error tearDown': 'nor is closing, so that a program ends whatever its disk does (foundation.ts)',
  },
};

/** Machines of which something is explained. */
export const withUnreached: readonly string[] = Object.keys(unreached);

/** The parts of a machine that are explained here. */
export function explained(machine: string): readonly string[] {
  return Object.keys(unreached[machine] ?? {});
}

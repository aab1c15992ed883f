// What no generated path takes, and why not: one line each, by machine, in the order of the chart. The models' tests fail when a
// line is missing here, and when one is here that a path does take.

/** Machine → part → why no path can take it. */
const unreached: Readonly<Record<string, Readonly<Record<string, string>>>> = {};

/** The parts of a machine that are explained here. */
export function explained(machine: string): readonly string[] {
  return Object.keys(unreached[machine] ?? {});
}

// Delta debugging (Zeller and Hildebrandt's ddmin): the shortest part of a plan that still breaks the same promise.
import type { Happening } from './plan.js';
import type { Outcome } from './simulate.js';

/** Runs at most: each costs as much as the failure did. */
const mostRuns = 300;

/** Gives the outcome of the shortest plan found; `tell` hears how long it is each time that it got shorter. */
export async function shrink(
  failure: Outcome,
  run: (plan: readonly Happening[]) => Promise<Outcome>,
  tell: (events: number) => void,
): Promise<Outcome> {
  const promise = promiseOf(failure);
  let best = failure;
  let runs = 0;
  const fails = async (plan: readonly Happening[]): Promise<boolean> => {
    runs++;
    const outcome = await run(plan);
    if (!outcome.problems.some((problem) => problem.startsWith(promise))) return false;
    best = outcome;
    tell(plan.length);
    return true;
  };
  for (let parts = 2; runs < mostRuns && best.plan.length > 0; ) {
    const { plan } = best;
    const size = Math.ceil(plan.length / parts);
    let isShorter = false;
    for (let at = 0; at < plan.length && runs < mostRuns && !isShorter; at += size) {
      isShorter = await fails([...plan.slice(0, at), ...plan.slice(at + size)]);
    }
    if (isShorter) parts = Math.max(2, parts - 1);
    else if (size === 1) break;
    else parts = Math.min(plan.length, parts * 2);
  }
  return best;
}

/** `(a)`, `(b)` … of the first problem. */
function promiseOf({ problems: [first = ''] }: Outcome): string {
  return first.slice(0, 3);
}

// Delta debugging (after Zeller and Hildebrandt's ddmin): a part of a plan that still breaks the same promise, and of which no
// single event can be left out.
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
  for (let size = Math.ceil(best.plan.length / 2); size > 0 && runs < mostRuns; ) {
    let isShorter = false;
    for (let at = 0; at < best.plan.length && runs < mostRuns; ) {
      const { plan } = best;
      if (await fails([...plan.slice(0, at), ...plan.slice(at + size)])) isShorter = true;
      else at += size;
    }
    if (size === 1 && !isShorter) break;
    size = Math.max(1, Math.floor(size / 2));
  }
  return best;
}

/** `(a)`, `(b)` … of the first problem. */
function promiseOf({ problems: [first = ''] }: Outcome): string {
  return first.slice(0, 3);
}

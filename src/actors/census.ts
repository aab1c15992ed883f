// What a program holds in memory, counted: for whoever checks that nothing is left behind (simulation/).
import type { AnyActorRef } from 'xstate';

/** How many there are, by kind. */
export type Census = Readonly<Record<string, number>>;

/** These actors and all below them, and how many of them have ended and are held on to all the same. */
export function countActors(kind: string, roots: Iterable<AnyActorRef>): Census {
  let [actors, ended] = [0, 0];
  const waiting = [...roots];
  for (let actor = waiting.pop(); actor; actor = waiting.pop()) {
    const { children = {}, status }: { readonly children?: Readonly<Record<string, AnyActorRef>>; readonly status: string } =
      actor.getSnapshot();
    actors++;
    if (status !== 'active') ended++;
    waiting.push(...Object.values(children));
  }
  return { [kind]: actors, [`${kind}, ended`]: ended };
}

/** Entries of all these together. */
export function sizeOf(all: Iterable<{ readonly size: number } | { readonly length: number }>): number {
  let sum = 0;
  for (const each of all) sum += 'size' in each ? each.size : each.length;
  return sum;
}

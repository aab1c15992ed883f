// The tree of actors as the lines that are shown of it: who started whom, at one place in the past. Ended ones are folded into a line
// of their own below whoever started them.
import type { Actor, State } from './actor.js';
import { isAlive, type Past } from './past.js';

export interface TreeLine {
  readonly key: string;
  /** Undefined: the line that the ended ones are folded into. */
  readonly actor: Actor | undefined;
  /** Of a line of ended ones, whose they are. */
  readonly parent: Actor | undefined;
  readonly label: string;
  readonly state: State | undefined;
  readonly level: number;
  /** From 1, and how many there are beside it. */
  readonly place: number;
  readonly of: number;
  /** Undefined: there is nothing below. */
  readonly isOpen: boolean | undefined;
  readonly hasEnded: boolean;
}

/** So many ended ones are shown below one actor, the newest. */
const mostEnded = 100;

/** Opened or closed by hand; what is not is open when it lives, and closed when it has ended. */
export class Folds {
  readonly #chosen = new Map<string, boolean>();

  isOpen(key: string, standard: boolean): boolean {
    return this.#chosen.get(key) ?? standard;
  }

  set(key: string, isOpen: boolean): void {
    this.#chosen.set(key, isOpen);
  }

  /** So that it can be seen. */
  reveal(actor: Actor, at: number): void {
    if (!isAlive(actor, at)) this.set(endedKey(actor.parent), true);
    for (let above = actor.parent; above; above = above.parent) {
      this.set(above.key, true);
      if (!isAlive(above, at)) this.set(endedKey(above.parent), true);
    }
  }
}

/** Every line that is not folded away. */
export function treeLines(past: Past, folds: Folds, at: number): TreeLine[] {
  const lines: TreeLine[] = [];
  addLines(lines, past, folds, at, past.roots, undefined, 1, false);
  return lines;
}

function addLines(
  lines: TreeLine[],
  past: Past,
  folds: Folds,
  at: number,
  actors: readonly Actor[],
  parent: Actor | undefined,
  level: number,
  areEnded: boolean,
): void {
  const born = actors.filter((actor) => actor.born <= at);
  const alive = areEnded ? [] : born.filter((actor) => isAlive(actor, at));
  const ended = areEnded ? born : born.filter((actor) => !isAlive(actor, at));
  const shown = areEnded ? ended.slice(-mostEnded) : alive;
  const hasFold = !areEnded && ended.length > 0;
  const of = shown.length + (hasFold ? 1 : 0);
  shown.forEach((actor, index) => {
    const hasChildren = actor.children.some((child) => child.born <= at);
    const isOpen = hasChildren ? folds.isOpen(actor.key, !areEnded) : undefined;
    const state = past.stateOf(actor, at);
    lines.push({ key: actor.key, actor, parent, label: actor.id, state, level, place: index + 1, of, isOpen, hasEnded: areEnded });
    // Whoever has ended has taken those that it started with it.
    if (isOpen) addLines(lines, past, folds, at, actor.children, actor, level + 1, areEnded);
  });
  if (!hasFold) return;
  const key = endedKey(parent);
  const isOpen = folds.isOpen(key, false);
  const label = `${ended.length} ended`;
  lines.push({ key, actor: undefined, parent, label, state: undefined, level, place: of, of, isOpen, hasEnded: true });
  if (isOpen) addLines(lines, past, folds, at, ended, parent, level + 1, true);
}

function endedKey(parent: Actor | undefined): string {
  return `ended below ${parent?.key ?? 'nobody'}`;
}

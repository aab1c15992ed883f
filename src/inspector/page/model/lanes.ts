// The lanes of the sequence diagram: programs for messages, actors for events. A lane stays where it is as long as there is room, so
// that the diagram does not jump as it moves on.
import type { Row } from './past.js';

export interface Lane {
  /** A node's name or an actor's key. */
  readonly key: string;
  lastUsed: number;
}

export interface Ends {
  /** Undefined: from outside, or of the actor's own. */
  readonly from: string | undefined;
  readonly to: string;
}

/** Where an event's arrow begins and ends. */
export function endsOf({ entry, wire }: Row, what: 'messages' | 'events'): Ends {
  if (what === 'messages' && wire) return { from: wire.from, to: wire.to };
  return { from: entry.source === entry.actor ? undefined : entry.source, to: entry.actor };
}

export class Lanes {
  readonly #most: number;
  #lanes: Lane[] = [];
  #round = 0;

  /** @param most so many are shown */
  constructor(most: number) {
    this.#most = most;
  }

  get keys(): readonly string[] {
    return this.#lanes.map(({ key }) => key);
  }

  clear(): void {
    this.#lanes = [];
  }

  /**
   * Takes what is in sight now. `standing` ones have a lane from the beginning if there is room, in this order; a new lane comes last,
   * and takes the place of the one that was used longest ago when there are too many. What finds no place has no lane.
   */
  show(wanted: Iterable<string>, standing: readonly string[] = []): void {
    this.#round += 1;
    if (standing.length <= this.#most) for (const key of standing) this.#use(key, false);
    for (const key of wanted) this.#use(key, true);
  }

  indexOf(key: string): number {
    return this.#lanes.findIndex((lane) => lane.key === key);
  }

  #use(key: string, mayReplace: boolean): void {
    const known = this.#lanes.find((lane) => lane.key === key);
    if (known) {
      known.lastUsed = this.#round;
      return;
    }
    if (this.#lanes.length < this.#most) {
      this.#lanes.push({ key, lastUsed: this.#round });
      return;
    }
    const oldest = Math.min(...this.#lanes.map(({ lastUsed }) => lastUsed));
    if (!mayReplace || oldest === this.#round) return;
    const index = this.#lanes.findIndex(({ lastUsed }) => lastUsed === oldest);
    this.#lanes[index] = { key, lastUsed: this.#round };
  }
}

// What somebody who obeys no rule knows and makes use of: rooms that are there, ids that were given, and what was said to them.
import type { Frame } from '../src/protocol/frame.js';
import type { Chance } from './chance.js';
import { epoch } from './life.js';

export interface Rumours {
  readonly name: string;
  readonly victims: readonly string[];
  /** ms of the simulation. */
  readonly now: () => number;
  readonly rooms: () => readonly { readonly name: string; readonly roomId: string }[];
  /** Message-Ids that honest users have given. */
  readonly messageIds: () => readonly string[];
}

/** Values of one header that are remembered. */
const mostHeard = 16;

export class Hearsay {
  readonly rumours: Rumours;
  /** Own streams: few, so that what is said in them has to do with one another. */
  readonly streams: readonly string[];
  readonly #heard = new Map<string, string[]>();
  #seq = 0;
  #texts = 0;

  constructor(rumours: Rumours, chance: Chance) {
    this.rumours = rumours;
    this.streams = [1, 2, 3].map(() => chance.bytes(8).toString('hex'));
  }

  /** What was said to the own user. */
  hear({ headers }: Frame): void {
    for (const [name, value] of Object.entries(headers)) {
      const values = this.#heard.get(name) ?? [];
      this.#heard.set(name, values);
      values.push(value);
      if (values.length > mostHeard) values.shift();
    }
  }

  /** Of a header in lower case, the oldest first. */
  heard(name: string): readonly string[] {
    return this.#heard.get(name) ?? [];
  }

  /** The own Seqs go on, stay, jump ahead and back. */
  nextSeq(chance: Chance): number {
    this.#seq = Math.max(1, this.#seq + chance.pick([1, 1, 1, 1, 0, 2, 7, 300, -1, -5]));
    return this.#seq;
  }

  nextText(): string {
    this.#texts++;
    return `${this.rumours.name} says ${this.#texts}`;
  }

  /** A time at which it might have been written, or not: years ago to years ahead. */
  instant(chance: Chance): string {
    const now = epoch + this.rumours.now();
    return new Date(
      Math.floor(now + chance.pick([-600_000, -1000, 0, 0, 600_000, -30 * day, 30 * day, -5000 * day, 5000 * day])),
    ).toISOString();
  }
}

/** ms */
const day = 86_400_000;

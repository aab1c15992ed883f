// Which events the sequence diagram shows, by filters; kept up to date as events come, so that a thousand a second cost little.
import type { Actor } from './actor.js';
import { countUpTo, newest, type Past, type Row } from './past.js';

export interface Filter {
  /** `messages`: only between programs; `events`: every event of every actor. */
  readonly what: 'messages' | 'events';
  /** A node that has to do with it; '' for all. */
  readonly node: string;
  /** An actor that has to do with it. */
  readonly actor: Actor | undefined;
  /** Part of the event's type or the message's start line, in any case. */
  readonly word: string;
}

export const everything: Filter = { what: 'messages', node: '', actor: undefined, word: '' };

export class ShownRows {
  readonly #past: Past;
  #filter: Filter = everything;
  #rows: Row[] = [];
  #seen = 0;
  #header: unknown;
  /** Rows that were there and are forgotten. */
  dropped = 0;

  constructor(past: Past) {
    this.#past = past;
  }

  get filter(): Filter {
    return this.#filter;
  }

  set filter(filter: Filter) {
    this.#filter = filter;
    this.#begin();
  }

  /** Up to date. */
  get rows(): readonly Row[] {
    const { rows, header } = this.#past;
    if (header !== this.#header) this.#begin();
    const from = countUpTo(rows, this.#seen, ({ n }) => n);
    for (let index = from; index < rows.length; index += 1) {
      const row = rows[index];
      if (row && this.#isShown(row)) this.#rows.push(row);
    }
    this.#seen = rows.at(-1)?.n ?? this.#seen;
    const first = rows[0]?.n ?? 0;
    if ((this.#rows[0]?.n ?? first) < first)
      this.dropped += this.#rows.splice(
        0,
        countUpTo(this.#rows, first - 1, ({ n }) => n),
      ).length;
    return this.#rows;
  }

  /** Index of the last one there; -1: none. */
  indexAt(at: number): number {
    return countUpTo(this.rows, at, ({ n }) => n) - 1;
  }

  /** The place so many shown events further on; behind the newest it is `newest`. */
  step(at: number, by: number): number {
    const { rows } = this;
    if (rows.length === 0) return at;
    const index = this.indexAt(at);
    const isBetween = at !== newest && rows[index]?.n !== at;
    const target = index + by + (isBetween && by < 0 ? 1 : 0);
    if (at === newest && by > 0) return newest;
    return rows[Math.min(rows.length - 1, Math.max(0, target))]?.n ?? at;
  }

  #begin(): void {
    this.#header = this.#past.header;
    this.#rows = [];
    this.#seen = 0;
    this.dropped = 0;
  }

  #isShown({ entry, wire }: Row): boolean {
    const { what, node, actor, word } = this.#filter;
    if (what === 'messages' && !wire?.isShown) return false;
    if (node !== '' && entry.node !== node && wire?.from !== node && wire?.to !== node) return false;
    if (actor && entry.actor !== actor.key && entry.source !== actor.key && !wire?.actors.has(actor.key)) return false;
    if (word === '') return true;
    const sought = word.toLowerCase();
    return entry.event.type.toLowerCase().includes(sought) || (wire?.text.toLowerCase().includes(sought) ?? false);
  }
}

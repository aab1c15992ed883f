// Everything that was recorded, as far back as memory allows: the actors, their states, and the events in their order. A place in the
// past is the `n` of an event; `newest` is now. What an event brought about (a state, an actor, an end) counts from the event on, so
// that a step back or forth is one event with all that came of it.
import type { EventEntry, Plain, RecordingEntry, RecordingHeader, StateEntry } from '../../../recording/format.js';
import type { Actor, State } from './actor.js';
import { shared } from './values.js';
import { type Wire, Wires } from './wires.js';

/** The place that moves on with what happens. */
export const newest: number = Number.POSITIVE_INFINITY;

/** One event. */
export interface Row {
  readonly n: number;
  /** ms since the recording began. */
  readonly at: number;
  readonly entry: EventEntry;
  /** When it is a message between programs. */
  readonly wire: Wire | undefined;
  /** What state it led to, and from which, when that is another one. */
  change: { readonly from: string; readonly to: string } | undefined;
}

export interface PastOptions {
  /** So many entries are kept; when there are more, the oldest tenth is forgotten. */
  readonly capacity: number;
}

/** Events that an actor has not yet taken; more than these are not waited for. */
const mostAwaited = 64;

export class Past {
  readonly actors = new Map<string, Actor>();
  /** Those that nobody started, in their order. */
  readonly roots: Actor[] = [];
  readonly rows: Row[] = [];
  header: RecordingHeader | undefined;
  /** Changes with everything that is added or forgotten. */
  version = 0;
  /** Entries that are no longer there. */
  forgotten = 0;
  readonly #capacity: number;
  readonly #wires = new Wires();
  readonly #awaited = new Map<string, Row[]>();
  #entries: RecordingEntry[] = [];
  #lastEvent = 0;
  #lastN = 0;

  constructor({ capacity }: PastOptions) {
    this.#capacity = capacity;
  }

  /** The newest entry's; 0: none. */
  get lastN(): number {
    return this.#lastN;
  }

  /** Programs and peers, in the order in which they came up. */
  get nodes(): readonly string[] {
    return [...new Set(this.roots.map(({ node }) => node))];
  }

  /** Begins with another recording; all is forgotten. */
  begin(header: RecordingHeader): void {
    this.actors.clear();
    this.roots.length = 0;
    this.rows.length = 0;
    this.#entries = [];
    this.#awaited.clear();
    this.#wires.clear();
    this.#lastEvent = 0;
    this.#lastN = 0;
    this.forgotten = 0;
    this.header = header;
    this.version += 1;
  }

  /** What is already known is passed over. */
  add(entries: readonly RecordingEntry[]): void {
    for (const entry of entries) if (entry.n > this.#lastN) this.#take(entry);
    if (this.#entries.length > this.#capacity) this.#forget();
    this.version += 1;
  }

  /** Entries are missing: whoever is not in `base` has ended meanwhile. */
  skip(base: readonly RecordingEntry[], count: number): void {
    const alive = new Set(base.map(({ actor }) => actor));
    for (const actor of this.actors.values()) if (!alive.has(actor.key)) actor.ended ??= this.#lastN;
    for (const entry of base) if (entry.n > this.#lastN || !this.actors.has(entry.actor)) this.#take(entry);
    this.forgotten += count;
    this.version += 1;
  }

  /** Lines of a recording, the header's first: what was forgotten is left out, but who was there then is not. */
  *lines(): Generator<string> {
    yield JSON.stringify(this.header);
    const [first] = this.#entries;
    const kept = new Set(this.#entries.flatMap((entry) => (entry.type === 'actor' ? [entry.actor] : [])));
    const base = [...this.actors.values()]
      .filter(({ key }) => !kept.has(key))
      .flatMap((actor) => [actor.entry, ...actor.states.slice(0, 1).flatMap(({ entry }) => (entry.n < (first?.n ?? 0) ? [entry] : []))]);
    for (const entry of base.sort((one, other) => one.n - other.n)) yield JSON.stringify(entry);
    for (const entry of this.#entries) yield JSON.stringify(entry);
  }

  /** Newest first. */
  *entriesBackwards(): Generator<RecordingEntry> {
    const entries = this.#entries;
    for (let index = entries.length - 1; index >= 0; index -= 1) {
      const entry = entries[index];
      if (entry) yield entry;
    }
  }

  stateOf(actor: Actor, at: number): State | undefined {
    return actor.states[countUpTo(actor.states, at, ({ from }) => from) - 1];
  }

  /** The one before that. */
  stateBefore(actor: Actor, at: number): State | undefined {
    return actor.states[countUpTo(actor.states, at, ({ from }) => from) - 2];
  }

  /** The last event there. */
  rowAt(at: number): Row | undefined {
    return this.rows[countUpTo(this.rows, at, ({ n }) => n) - 1];
  }

  #take(entry: RecordingEntry): void {
    this.#lastN = Math.max(this.#lastN, entry.n);
    switch (entry.type) {
      case 'actor': {
        const parent = entry.parent === undefined ? undefined : this.actors.get(entry.parent);
        const { actor: key, node, id, machine } = entry;
        const born = this.#lastEvent || entry.n;
        const actor: Actor = { key, entry, node, id, machine, parent, children: [], born, ended: undefined, states: [] };
        this.actors.set(key, actor);
        (parent?.children ?? this.roots).push(actor);
        this.#entries.push(entry);
        return;
      }
      case 'event':
        this.#entries.push(entry);
        this.#addRow(entry);
        return;
      case 'state':
        this.#addState(entry);
        return;
      case 'end': {
        const actor = this.actors.get(entry.actor);
        if (actor) actor.ended ??= this.#lastEvent || entry.n;
        this.#awaited.delete(entry.actor);
        this.#entries.push(entry);
      }
    }
  }

  #addRow(entry: EventEntry): void {
    const { n, at, actor: key } = entry;
    const actor = this.actors.get(key);
    const row: Row = { n, at, entry, wire: this.#wires.take(entry, this.actors), change: undefined };
    this.rows.push(row);
    this.#lastEvent = n;
    if (actor?.machine === undefined) return;
    const awaited = this.#awaited.get(key) ?? [];
    awaited.push(row);
    if (awaited.length > mostAwaited) awaited.shift();
    this.#awaited.set(key, awaited);
  }

  #addState(given: StateEntry): void {
    const actor = this.actors.get(given.actor);
    const before = actor?.states.at(-1);
    const entry: StateEntry = { ...given, context: shared(before?.entry.context, given.context) };
    this.#entries.push(entry);
    if (!actor) return;
    const row = this.#rowTaken(given);
    const text = readableState(entry);
    const state: State = { from: Math.max(row?.n ?? given.n, before?.from ?? 0), entry, text };
    actor.states.push(state);
    if (row && before && before.text !== text) row.change = { from: before.text, to: text };
    if (entry.status !== 'active') actor.ended ??= state.from;
  }

  /** An actor takes its events in their order. */
  #rowTaken({ actor, on }: StateEntry): Row | undefined {
    const awaited = this.#awaited.get(actor);
    const index = awaited?.findIndex(({ entry }) => entry.event.type === on) ?? -1;
    return index === -1 ? undefined : awaited?.splice(0, index + 1).at(-1);
  }

  #forget(): void {
    const count = this.#entries.length - Math.floor(this.#capacity * 0.9);
    const cut = this.#entries[count]?.n ?? 0;
    this.#entries = this.#entries.slice(count);
    this.forgotten += count;
    this.rows.splice(
      0,
      countUpTo(this.rows, cut - 1, ({ n }) => n),
    );
    const isGone = ({ ended }: Actor) => ended !== undefined && ended < cut;
    for (const actor of this.actors.values()) {
      if (isGone(actor)) this.actors.delete(actor.key);
      else {
        removeWhere(actor.children, isGone);
        actor.states.splice(0, Math.max(0, countUpTo(actor.states, cut - 1, ({ entry }) => entry.n) - 1));
      }
    }
    removeWhere(this.roots, isGone);
  }
}

export function isAlive({ born, ended }: Actor, at: number): boolean {
  return born <= at && (ended === undefined || ended > at);
}

/** How many come no later, in a list that rises. */
export function countUpTo<Item>(items: readonly Item[], at: number, placeOf: (item: Item) => number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && placeOf(item) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `online.idle`; of states side by side `online(link.quiet, certificate.valid)`; of what is no machine its status. */
export function readableState({ value, status }: StateEntry): string {
  return value === null ? status : readable(value);
}

function readable(value: Plain | undefined): string {
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  const parts = Object.entries(value).map(([state, inner]) => {
    const below = readable(inner);
    return below === '' ? state : `${state}${below.startsWith('(') ? '' : '.'}${below}`;
  });
  return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(', ')})`;
}

function removeWhere<Item>(items: Item[], isGone: (item: Item) => boolean): void {
  const kept = items.filter((item) => !isGone(item));
  if (kept.length < items.length) items.splice(0, items.length, ...kept);
}

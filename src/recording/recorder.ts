// Records what actors do: XState's inspection events as the entries of format.ts, kept in a bounded memory and told to whoever
// subscribes. Looking through contexts is what costs, so that is done only for entries that somebody wants to see.
import type { InspectionEvent } from 'xstate';
import { ActorBook } from './actor-book.js';
import {
  type ActorEntry,
  type EventEntry,
  type Plain,
  type RecordedEvent,
  type RecordingEntry,
  type RecordingHeader,
  recordingVersion,
  type StateEntry,
} from './format.js';
import { Placeholders } from './placeholders.js';
import { Plainer } from './plain.js';
import { lookAt, type Seen, Sight } from './sight.js';

/** What actors are handed: their inspection events, and what the world answered to their machines. */
export interface RecordingInspector {
  (event: InspectionEvent): void;
  answered(name: string, answer: number | boolean | string): void;
}

export interface RecorderOptions {
  /** `0.1.0` */
  readonly program: string;
  /** Whether what people say is recorded; `hidden` when nothing is given. */
  readonly texts?: RecordingHeader['texts'];
  /** Entries kept; 10,000 when nothing is given. */
  readonly capacity?: number;
  /** ms since 1970; a real clock when nothing is given. */
  readonly now?: () => number;
}

export class Recorder {
  readonly header: RecordingHeader;
  /** For everything that has no name of its own. */
  readonly inspect: RecordingInspector;
  readonly capacity: number;
  readonly #began: number;
  readonly #now: () => number;
  readonly #book = new ActorBook();
  readonly #plainer: Plainer;
  readonly #listeners = new Set<(entry: RecordingEntry) => void>();
  /** A ring: the oldest at `#oldest`. */
  readonly #kept: Kept[] = [];
  #oldest = 0;
  #count = 0;
  /** Of actors that had not ended when the oldest entry was made: how they were made, and their last state. */
  readonly #before: Standing = new Map();

  constructor(options: RecorderOptions) {
    this.capacity = options.capacity ?? 10_000;
    this.#now = options.now ?? realTime;
    this.#began = this.#now();
    const texts = options.texts ?? 'hidden';
    const began = new Date(this.#began).toISOString();
    this.header = { parley: 'recording', version: recordingVersion, program: options.program, began, texts };
    this.#plainer = new Plainer({ texts, placeholders: new Placeholders(), nameOf: (ref) => this.#book.find(ref) });
    this.inspect = this.inspectorOf('parley');
  }

  /** The inspector of one program or peer; those of different names are told apart as `node`. */
  inspectorOf(node: string): RecordingInspector {
    const sight = new Sight(this.#book, node, (seen) => this.#keep(seen));
    return Object.assign((event: InspectionEvent) => sight.look(event), {
      answered: (name: string, answer: number | boolean | string) => sight.answered(name, answer),
    });
  }

  /** Tells every entry from now on, at once; gives what ends that. */
  subscribe(listener: (entry: RecordingEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The newest, in their order: at most `capacity`. */
  get entries(): readonly RecordingEntry[] {
    return [...this.#kept.slice(this.#oldest), ...this.#kept.slice(0, this.#oldest)].map((kept) => this.#plain(kept));
  }

  /**
   * What has to be known to understand `entries`: of every actor that had not ended before the first of them, its `actor` entry
   * and its last `state` entry, in their order.
   */
  get base(): readonly RecordingEntry[] {
    return this.#plainOf(this.#before);
  }

  /** The same of now: of every actor that has not ended. */
  get present(): readonly RecordingEntry[] {
    const standing = new Map([...this.#before].map(([actor, before]) => [actor, { ...before }]));
    for (let n = this.first; n <= this.last; n++) {
      const kept = this.#at(n);
      if (kept) pass(standing, kept);
    }
    return this.#plainOf(standing);
  }

  /** The `n` of the oldest entry kept; of the next one when none is. */
  get first(): number {
    return this.forgotten + 1;
  }

  /** The `n` of the newest entry. */
  get last(): number {
    return this.#count;
  }

  /** At most so many of those kept, from this `n` on; only they are looked through. */
  read(from: number, most: number): readonly RecordingEntry[] {
    const entries: RecordingEntry[] = [];
    for (let n = Math.max(from, this.first); n <= this.last && entries.length < most; n++) {
      const kept = this.#at(n);
      if (kept) entries.push(this.#plain(kept));
    }
    return entries;
  }

  /** Entries that are no longer kept. */
  get forgotten(): number {
    return this.#count - this.#kept.length;
  }

  #keep(seen: Seen): void {
    this.#count++;
    const kept: Kept = { n: this.#count, at: this.#now() - this.#began, seen, plain: undefined };
    if (this.#kept.length < this.capacity) this.#kept.push(kept);
    else {
      const forgotten = this.#kept[this.#oldest];
      this.#kept[this.#oldest] = kept;
      this.#oldest = (this.#oldest + 1) % this.capacity;
      if (forgotten) pass(this.#before, forgotten);
    }
    if (this.#listeners.size === 0) return;
    const entry = this.#plain(kept);
    for (const listener of this.#listeners) listener(entry);
  }

  #at(n: number): Kept | undefined {
    return this.#kept[(this.#oldest + n - this.first) % this.capacity];
  }

  #plainOf(standing: Standing): readonly RecordingEntry[] {
    return [...standing.values()]
      .flatMap(({ made, state }) => (state ? [made, state] : [made]))
      .sort((one, other) => one.n - other.n)
      .map((kept) => this.#plain(kept));
  }

  #plain(kept: Kept): RecordingEntry {
    kept.plain ??= this.#made(kept);
    return kept.plain;
  }

  /** Key by key: objects put together of others cost several times as much. */
  #made({ n, at: exactly, seen }: Kept): RecordingEntry {
    const { node, actor, id, parent, machine } = seen.of;
    const at = Math.max(0, Math.round(exactly * 100) / 100);
    switch (seen.type) {
      case 'actor': {
        const entry: Unfinished<ActorEntry> = { n, at, node, type: 'actor', actor, id };
        if (parent) entry.parent = parent.actor;
        if (machine !== undefined) entry.machine = machine;
        return entry;
      }
      case 'event': {
        const event = asEvent(this.#plainer.plain(seen.event), seen.event.type);
        const entry: Unfinished<EventEntry> = { n, at, node, type: 'event', actor, event };
        if (seen.source) entry.source = seen.source.actor;
        return entry;
      }
      case 'state': {
        const { on, taken, answers } = seen;
        const { value, status, context: exact, error } = lookAt(seen.snapshot);
        const context = this.#plainer.plain(exact);
        const entry: Unfinished<StateEntry> = { n, at, node, type: 'state', actor, value, status, context, on };
        if (taken.length > 0) entry.taken = taken.map((transition) => this.#book.place(transition));
        if (answers.length > 0) entry.answers = answers.map(([name, answer]) => [name, this.#plainer.plain(answer, 'id')] as const);
        if (error !== undefined) entry.error = this.#plainer.plain(error);
        return entry;
      }
      case 'end':
        return { n, at, node, type: 'end', actor };
    }
  }
}

type Unfinished<Entry> = { -readonly [Key in keyof Entry]: Entry[Key] };

/** It does not jump. */
const { timeOrigin } = performance;
const realTime = (): number => timeOrigin + performance.now();

interface Kept {
  readonly n: number;
  readonly at: number;
  readonly seen: Seen;
  plain: RecordingEntry | undefined;
}

/** Of actors that have not ended: how they were made, and their last state. */
type Standing = Map<string, { readonly made: Kept; state?: Kept }>;

/** What has changed by this entry. */
function pass(standing: Standing, kept: Kept): void {
  const { seen } = kept;
  const { actor } = seen.of;
  if (seen.type === 'actor') standing.set(actor, { made: kept });
  else if (seen.type === 'end') standing.delete(actor);
  else if (seen.type === 'state') {
    const known = standing.get(actor);
    if (known) known.state = kept;
  }
}

/** An event is an object with a type: what is plain of it is one too. */
function asEvent(plain: Plain, type: string): RecordedEvent {
  if (!isRecord(plain)) return { type };
  return isEvent(plain) ? plain : { ...plain, type };
}

function isRecord(plain: Plain): plain is { readonly [key: string]: Plain | undefined } {
  return typeof plain === 'object' && plain !== null && !Array.isArray(plain);
}

function isEvent(plain: object): plain is RecordedEvent {
  return 'type' in plain && typeof plain.type === 'string';
}

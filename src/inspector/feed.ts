// Tells every page that looks what actors do: first the past, then what happens. Nothing is made ready before somebody looks, and a
// page that is too slow is told how much it has missed, so that nothing piles up for it.
import type { WebSocket } from 'ws';
import type { RecordingEntry, RecordingHeader } from '../recording/format.js';
import type { ServerMessage } from './contract.js';
import { Pace } from './pace.js';

/** What there is to tell: a recorder. */
export interface Source {
  readonly header: RecordingHeader;
  /** Entries that are kept at most. */
  readonly capacity: number;
  /** The `n` of the oldest entry that is kept, or of the next one when there is none. */
  readonly first: number;
  /** The `n` of the newest entry; 0 when there was none. */
  readonly last: number;
  /** At most so many entries from this `n` on. */
  read(from: number, most: number): readonly RecordingEntry[];
  /** Of every actor that had not ended before `first`, its beginning and its last state before it. */
  readonly base: readonly RecordingEntry[];
  /** The same of now, with what is not told yet. */
  readonly present: readonly RecordingEntry[];
}

/** Somebody who is told. */
interface Reader {
  readonly socket: WebSocket;
  /** The `n` of the last entry told. */
  told: number;
  tell(batch: Batch): void;
  lose(count: number, base: readonly RecordingEntry[]): void;
  end(): void;
}

/** What is told at once. Readers who are equally far are told the same, made once. */
class Batch {
  readonly entries: readonly RecordingEntry[];
  #text: string | undefined;

  constructor(entries: readonly RecordingEntry[]) {
    this.entries = entries;
  }

  get text(): string {
    this.#text ??= JSON.stringify({ type: 'entries', entries: this.entries } satisfies ServerMessage);
    return this.#text;
  }
}

/** Between two tellings, ms. */
const interval = 50;
/** Nothing more is told to a reader for whom so many bytes wait. */
const mostUnsent = 1024 * 1024;

export class Feed {
  readonly #source: Source;
  readonly #readers = new Set<Reader>();
  /** Of this telling, by the `n` that they begin with. */
  readonly #batches = new Map<number, Batch>();
  readonly #pace = new Pace();
  #timer: NodeJS.Timeout | undefined;

  constructor(source: Source) {
    this.#source = source;
  }

  /** Tells a page of ours. */
  attend(socket: WebSocket, title: string, machines: readonly string[]): void {
    const { header, capacity, first } = this.#source;
    const send = (message: ServerMessage) => socket.send(JSON.stringify(message));
    send({ type: 'hello', header, title, machines, capacity, forgotten: first - 1, base: this.#source.base });
    this.#add({
      socket,
      told: first - 1,
      tell: ({ text }) => socket.send(text),
      lose: (count, base) => send({ type: 'lost', count, base }),
      end: () => send({ type: 'end' }),
    });
  }

  /** Tells somebody who wants each entry in another form, and nothing of the past but what still is. */
  attendInForm(socket: WebSocket, convert: (entry: RecordingEntry) => unknown): void {
    const tellAll = (entries: readonly RecordingEntry[]) => {
      for (const entry of entries) {
        const converted = convert(entry);
        if (converted !== undefined) socket.send(JSON.stringify(converted));
      }
    };
    tellAll(this.#source.present);
    this.#add({
      socket,
      told: this.#source.last,
      tell: ({ entries }) => tellAll(entries),
      lose: (_, base) => tellAll(base),
      end: () => {},
    });
  }

  /** Tells everybody the rest, and that it is the end. */
  close(): void {
    this.#tellRest();
    for (const reader of this.#readers) reader.end();
    this.#readers.clear();
    this.#stop();
  }

  #add(reader: Reader): void {
    this.#readers.add(reader);
    reader.socket.on('close', () => {
      this.#readers.delete(reader);
      if (this.#readers.size === 0) this.#stop();
    });
    this.#timer ??= setInterval(() => this.#tellAll(), interval).unref();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tellAll(): void {
    const count = Math.ceil(this.#pace.next() / this.#readers.size);
    const start = performance.now();
    let told = 0;
    if (count > 0) for (const reader of this.#readers) told += this.#tellOne(reader, count);
    this.#batches.clear();
    this.#pace.spent(told, performance.now() - start);
  }

  /** Gives how many. */
  #tellOne(reader: Reader, count: number): number {
    const source = this.#source;
    if (reader.told >= source.last || reader.socket.bufferedAmount > mostUnsent) return 0;
    if (reader.told < source.first - 1) {
      reader.lose(source.last - reader.told, source.present);
      reader.told = source.last;
      return 0;
    }
    const first = reader.told + 1;
    const batch = this.#batches.get(first) ?? new Batch(source.read(first, count));
    this.#batches.set(first, batch);
    reader.tell(batch);
    reader.told = batch.entries.at(-1)?.n ?? source.last;
    return batch.entries.length;
  }

  /** Everything that there is, however long it takes. */
  #tellRest(): void {
    for (const reader of this.#readers) this.#tellOne(reader, Number.POSITIVE_INFINITY);
    this.#batches.clear();
  }
}

// A recording that a test writes by hand.
import type { Source } from '../../src/inspector/feed.js';
import type { RecordingEntry, RecordingHeader } from '../../src/recording/format.js';

export const header: RecordingHeader = {
  parley: 'recording',
  version: 1,
  program: '0.1.0',
  began: '2026-01-02T03:04:05.000Z',
  texts: 'hidden',
};

export class FakeSource implements Source {
  readonly header = header;
  readonly capacity: number;
  #kept: RecordingEntry[] = [];
  #forgotten: RecordingEntry[] = [];
  last = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get first(): number {
    return this.#kept[0]?.n ?? this.last + 1;
  }

  /** Gives the entry its number. */
  add(
    ...entries: (RecordingEntry extends infer Entry ? (Entry extends unknown ? Omit<Entry, 'n' | 'at' | 'node'> : never) : never)[]
  ): void {
    for (const entry of entries) {
      this.last += 1;
      // Which of the kinds it is does not change by that.
      this.#kept.push({ n: this.last, at: this.last * 10, node: 'alice', ...entry } as RecordingEntry);
    }
    this.#forgotten.push(...this.#kept.splice(0, Math.max(0, this.#kept.length - this.capacity)));
  }

  read(from: number, most: number): readonly RecordingEntry[] {
    return this.#kept.filter(({ n }) => n >= from).slice(0, most);
  }

  get base(): readonly RecordingEntry[] {
    return standing(this.#forgotten);
  }

  get present(): readonly RecordingEntry[] {
    return standing([...this.#forgotten, ...this.#kept]);
  }
}

function standing(entries: readonly RecordingEntry[]): RecordingEntry[] {
  const ended = new Set(entries.filter(({ type }) => type === 'end').map(({ actor }) => actor));
  const isLast = (entry: RecordingEntry) => entries.findLast(({ actor, type }) => type === 'state' && actor === entry.actor) === entry;
  return entries.filter((entry) => !ended.has(entry.actor) && (entry.type === 'actor' || isLast(entry)));
}

export const actor = (name: string, parent?: string) => ({ type: 'actor', actor: name, id: name, ...(parent && { parent }) }) as const;
export const event = (name: string, type: string) => ({ type: 'event', actor: name, event: { type } }) as const;
export const state = (name: string, value: string, on: string) =>
  ({ type: 'state', actor: name, value, status: 'active', context: {}, on }) as const;
export const end = (name: string) => ({ type: 'end', actor: name }) as const;

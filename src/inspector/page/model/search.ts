// The search over everything: actors, events, states and what they hold, the newest first. It works in short turns, so that the page
// goes on meanwhile.
import type { RecordingEntry } from '../../../recording/format.js';
import { type Past, readableState } from './past.js';
import { wordsOf } from './values.js';

export interface Finding {
  readonly n: number;
  readonly at: number;
  readonly actor: string;
  readonly kind: 'actor' | 'event' | 'state';
  /** What it is, and where the words stand in it. */
  readonly title: string;
  readonly excerpt: string;
}

/** More are counted, not kept. */
export const mostFindings = 200;
const around = 32;

export class Search {
  readonly query: string;
  readonly findings: Finding[] = [];
  count = 0;
  isDone = false;
  readonly #words: string;
  readonly #entries: Iterator<RecordingEntry>;
  /** Contexts that were looked through: the same object is not found twice. */
  readonly #seen = new WeakSet<object>();

  constructor(past: Past, query: string) {
    this.query = query;
    this.#words = query.trim().toLowerCase();
    this.#entries = past.entriesBackwards();
  }

  /** Looks on until then. @param now the time in ms */
  work(until: number, now: () => number): void {
    while (!this.isDone) {
      for (let turn = 0; turn < 16; turn += 1) {
        const { value, done } = this.#entries.next();
        if (done) {
          this.isDone = true;
          return;
        }
        this.#look(value);
      }
      if (now() >= until) return;
    }
  }

  #look(entry: RecordingEntry): void {
    const found = this.#finding(entry);
    if (!found) return;
    this.count += 1;
    if (this.findings.length < mostFindings) this.findings.push(found);
  }

  #finding(entry: RecordingEntry): Finding | undefined {
    const { n, at, actor } = entry;
    switch (entry.type) {
      case 'actor':
        return this.#in({ n, at, actor, kind: 'actor', title: entry.id }, `${entry.node} ${entry.id} ${entry.machine ?? ''} ${actor}`);
      case 'event':
        return this.#in({ n, at, actor, kind: 'event', title: entry.event.type }, wordsOf(entry.event));
      case 'state': {
        const title = readableState(entry);
        const { context } = entry;
        const isKnown = typeof context === 'object' && context !== null && this.#seen.has(context);
        if (typeof context === 'object' && context !== null) this.#seen.add(context);
        return this.#in({ n, at, actor, kind: 'state', title }, isKnown ? title : `${title} ${wordsOf(context)}`);
      }
      case 'end':
        return undefined;
    }
  }

  #in(finding: Omit<Finding, 'excerpt'>, text: string): Finding | undefined {
    const index = text.toLowerCase().indexOf(this.#words);
    if (index === -1 || this.#words === '') return undefined;
    const [from, to] = [Math.max(0, index - around), index + this.#words.length + around];
    return { ...finding, excerpt: `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}` };
  }
}

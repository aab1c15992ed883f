// What was said while a check ran, in order: the evidence of a report.
import { visible } from './raw-frame.js';

export interface Said {
  /** Which link of the check, `a`, `b` …, or `udp`. */
  readonly link: string;
  readonly who: 'sent' | 'came' | 'note';
  /** Control characters are visible. */
  readonly text: string;
}

/** So many lines are kept of one check. */
const longest = 200;

export class Transcript {
  readonly #said: Said[] = [];
  #links = 0;

  get said(): readonly Said[] {
    return this.#said;
  }

  /** A letter for the next link. */
  nextLabel(): string {
    this.#links++;
    return this.#links <= 26 ? String.fromCharCode(96 + this.#links) : `l${this.#links}`;
  }

  add(link: string, who: Said['who'], text: string | Uint8Array): void {
    if (this.#said.length < longest) this.#said.push({ link, who, text: visible(text) });
  }
}

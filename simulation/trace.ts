// All that was said in a simulation: a hash of everything, by which two runs are told to be the same, and the last of it as a
// sequence diagram.
import { createHash } from 'node:crypto';

export interface Exchange {
  readonly at: number;
  readonly from: string;
  readonly to: string;
  /** Its start line, or what happened. */
  readonly text: string;
}

/** Of so much the diagram can be drawn. */
const remembered = 400;
/** What everybody says all the time, also while nothing happens: not drawn. */
const signOfLife = /^(KEEP_ALIVE|HELLO_P2P|HELLO_BACK <SUCCESS>)/;
/** Characters. */
const hashedAtOnce = 16_384;

export class Trace {
  readonly #hash = createHash('sha256');
  /** What has still to be hashed: many lines at once take much less time. */
  #lines = '';
  #recent: Exchange[] = [];
  /** Frames and datagrams sent so far. */
  exchanges = 0;

  sent(exchange: Exchange): void {
    this.exchanges++;
    this.note(exchange);
  }

  /** Something that happened, to a node (`from` and `to` are the same) or between two. */
  note(exchange: Exchange): void {
    this.#lines += `${exchange.at} ${exchange.from} ${exchange.to} ${exchange.text}\n`;
    if (this.#lines.length > hashedAtOnce) this.#digestLines();
    if (!signOfLife.test(exchange.text)) this.#recent.push(exchange);
    if (this.#recent.length > 2 * remembered) this.#recent = this.#recent.slice(-remembered);
  }

  /** Ends the trace. */
  digest(): string {
    this.#digestLines();
    return this.#hash.digest('hex').slice(0, 32);
  }

  #digestLines(): void {
    this.#hash.update(this.#lines);
    this.#lines = '';
  }

  get recent(): readonly Exchange[] {
    return this.#recent.slice(-remembered);
  }
}

/** A Mermaid sequence diagram of the last `most` exchanges, signs of life left out. */
export function sequenceDiagram(exchanges: readonly Exchange[], most: number): string {
  const shown = exchanges.slice(-most);
  const names = new Set(shown.flatMap(({ from, to }) => [from, to]));
  const lines = ['sequenceDiagram', ...[...names].map((name) => `  participant ${name}`)];
  for (const { at, from, to, text } of shown) {
    const time = (at / 1000).toFixed(3);
    const words = text.replaceAll(/[#;]/g, ' ').slice(0, 120);
    lines.push(from === to ? `  Note over ${from}: ${time} s ${words}` : `  ${from}->>${to}: ${time} s ${words}`);
  }
  return lines.join('\n');
}

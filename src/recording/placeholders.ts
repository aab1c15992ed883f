// Placeholders for what a recording hides: the same one for the same text, so that a machine that compares two of them comes to
// the same result when it is replayed.
import { createHash } from 'node:crypto';
import type { Kind } from './policy.js';

/** So many are told apart; the oldest is forgotten first, and gets another placeholder when it comes again. */
const mostKnown = 20_000;
const longestKept = 64;

export class Placeholders {
  readonly #known = new Map<string, string>();
  readonly #counts = new Map<Kind, number>();

  /** `‹text 3›`; with `bytes`, `‹hash 1, 64 bytes›`. An empty text hides nothing and stays. */
  of(kind: Kind, text: string, bytes?: number): string {
    if (text === '') return '';
    const name = this.#nameOf(kind, text);
    return bytes === undefined ? `‹${name}›` : `‹${name}, ${bytes} bytes›`;
  }

  #nameOf(kind: Kind, text: string): string {
    const key = text.length > longestKept ? createHash('sha256').update(text).digest('base64') : text;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const name = `${kind} ${count}`;
    this.#known.set(key, name);
    if (this.#known.size > mostKnown) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    return name;
  }
}

const asWritten = /^‹([a-z]+) (\d+)(?:, (\d+) bytes)?›$/;
const asPlayed = /^\(([a-z])(\d+)\)\.*$/;

/** A letter for each kind: a stand-in has to be as short as what it stands for. */
const letters: Readonly<Record<Kind, string>> = {
  certificate: 'c',
  description: 'd',
  hash: 'h',
  key: 'k',
  mac: 'm',
  payload: 'p',
  secret: 's',
  signature: 'g',
  text: 't',
  token: 'o',
  word: 'w',
};
const kinds: ReadonlyMap<string, string> = new Map(Object.entries(letters).map(([kind, letter]) => [letter, kind]));
const letterOf: ReadonlyMap<string, string> = new Map(Object.entries(letters));

/** The text that stands for a placeholder while a recording is replayed: of the size that the hidden one had, where that is known. */
export function stand(placeholder: string): string | undefined {
  const [, kind = '', number, bytes = 0] = asWritten.exec(placeholder) ?? [];
  const letter = letterOf.get(kind);
  if (letter === undefined) return undefined;
  const whole = `(${letter}${number})`;
  // What was shorter than any stand-in cannot be known again: it has at least its size.
  return bytes !== 0 && Number(bytes) < whole.length ? '.'.repeat(Number(bytes)) : whole.padEnd(Number(bytes), '.');
}

/** Whose stand-in that is: `‹text 3›`. */
export function placeholderOf(standIn: string): string | undefined {
  const [, letter = '', number] = asPlayed.exec(standIn) ?? [];
  const kind = kinds.get(letter);
  return kind === undefined ? undefined : `‹${kind} ${number}›`;
}

/** Without the size, which is not always known. */
export function withoutSize(placeholder: string): string {
  return placeholder.replace(asWritten, '‹$1 $2›');
}

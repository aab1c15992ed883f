// Tells what was pasted from what was typed: a terminal in bracketed paste mode puts `ESC [200~` before and `ESC [201~` after it.
// Pure.

export type Piece = { readonly kind: 'keys' | 'paste'; readonly text: string };

const start = '\u001b[200~';
const end = '\u001b[201~';
/** More of one paste is left out: a message holds far less. */
export const longestPaste = 262_144;
/** Alone in a chunk it is a person who wants out, should the end of a paste have been lost. */
const ctrlC = '\u0003';

/** Gets the input in chunks, cut anywhere. */
export class PasteScanner {
  #isPasting = false;
  #pasted = '';
  /** The end of the last chunk, if the start of a paste may have been cut there. */
  #kept = '';
  /** A lone escape was given on: it may be the start's first character. */
  #hasGivenEscape = false;

  feed(chunk: string): Piece[] {
    const pieces: Piece[] = [];
    let left = this.#kept + chunk;
    this.#kept = '';
    if (this.#hasGivenEscape && left.length < start.length - 1 && start.startsWith(left, 1)) {
      this.#kept = left;
      return [];
    }
    if (this.#hasGivenEscape && left.startsWith(start.slice(1))) {
      // Readline has the escape: it gets the rest of what it then knows, and ignores, as the start of a paste.
      pieces.push({ kind: 'keys', text: start.slice(1) });
      left = left.slice(start.length - 1);
      this.#isPasting = true;
    }
    this.#hasGivenEscape = false;
    while (left !== '') left = this.#isPasting ? this.#takePasted(left, pieces) : this.#takeTyped(left, pieces);
    return pieces;
  }

  #takeTyped(text: string, pieces: Piece[]): string {
    const at = text.indexOf(start);
    const cut = at === -1 ? text.length - cutLength(text) : at;
    if (cut > 0) pieces.push({ kind: 'keys', text: text.slice(0, cut) });
    if (at === -1) {
      this.#kept = text.slice(cut);
      this.#hasGivenEscape = text.endsWith('\u001b');
      return '';
    }
    this.#isPasting = true;
    return text.slice(at + start.length);
  }

  #takePasted(text: string, pieces: Piece[]): string {
    const isGivenUp = text === ctrlC;
    // The end may be cut as well: it is looked for in what is kept and what has come together.
    const whole = this.#pasted + text;
    const at = isGivenUp ? whole.length - 1 : whole.indexOf(end, Math.max(0, this.#pasted.length - end.length));
    if (at === -1) {
      this.#pasted = whole.length > longestPaste ? whole.slice(0, longestPaste - end.length) + whole.slice(-end.length) : whole;
      return '';
    }
    this.#isPasting = false;
    this.#pasted = '';
    const pasted = whole.slice(0, at);
    if (pasted !== '') pieces.push({ kind: 'paste', text: pasted });
    return isGivenUp ? '' : whole.slice(at + end.length);
  }
}

/** How much of the end may be the beginning of a paste's start; a lone escape is a key and not kept. */
function cutLength(text: string): number {
  for (let length = Math.min(start.length - 1, text.length); length > 1; length--) {
    if (text.endsWith(start.slice(0, length))) return length;
  }
  return 0;
}

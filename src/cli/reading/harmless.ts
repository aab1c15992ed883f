// What others wrote, without anything that a terminal would act on. Used right before it is shown, whatever happened to it
// before: nothing else stands between a stranger's bytes and the screen.
import { stripControls } from '../../index.js';
import { withoutPiles } from './graphemes.js';

const lineBreak = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/u;
const isolates = /[\u2066-\u2069]/u;

/** The lines of somebody's text; tabs are spaces, piles of combining marks are cut. */
export function harmlessLines(text: string): string[] {
  return text.split(lineBreak).map((line) => withoutPiles(stripControls(line.replaceAll('\t', ' '))));
}

/** The same on one line; `between` stands for each line's end. */
export function harmless(text: string, between = ' '): string {
  return harmlessLines(text).join(between);
}

/** A sentence of this program: as above, but isolates stay where every one of them is ended (texts.ts puts them in). */
export function harmlessSentence(sentence: string): string {
  if (!isolates.test(sentence)) return harmless(sentence);
  let depth = 0;
  let isBalanced = true;
  const pieces = sentence.split(/([\u2066-\u2069])/u).map((piece) => {
    if (!isolates.test(piece)) return harmless(piece);
    depth += piece === '\u2069' ? -1 : 1;
    if (depth < 0) isBalanced = false;
    return piece;
  });
  return isBalanced && depth === 0 ? pieces.join('') : harmless(sentence);
}

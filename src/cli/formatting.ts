// The text of a message as it is shown: first made harmless, then `*bold*`, `_underline_`, `~italic~` and links. Pure.
import { stripControls } from '../index.js';
import type { Style } from './ansi.js';

/** The lines of somebody's text, without anything that a terminal would act on; tabs are spaces. */
export function harmlessLines(text: string): string[] {
  return text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/u).map((line) => stripControls(line.replaceAll('\t', ' ')));
}

/** The same on one line; `lineBreak` stands for each line's end. */
export function harmless(text: string, lineBreak = ' '): string {
  return harmlessLines(text).join(lineBreak);
}

const marks = { '*': 'bold', _: 'underline', '~': 'italic' } as const;
type Mark = keyof typeof marks;
const isMark = (character: string): character is Mark => character in marks;
/** Marks further apart are not a pair: keeps the work on any text in proportion to its length. */
const longestMarked = 400;

const linkAhead = /(?:https?:\/\/|mailto:)[^\s<>"]{1,2000}/iy;
/** What follows a link in a sentence and is rarely a part of it. */
const afterLink = /[.,;:!?'"*_~\]}]+$/u;

/**
 * One harmless line with its marks and links shown by `style`. Marks work around words: the first stands after a space or
 * punctuation and before a character, the last the other way round. A style without colours leaves marks as they are.
 */
export function formatLine(line: string, style: Style): string {
  let shown = '';
  let position = 0;
  while (position < line.length) {
    const link = linkAt(line, position);
    const end = link ? undefined : endOfMarked(line, position);
    const character = line.charAt(position);
    if (link) {
      shown += style.link(link.url, style.underline(link.text));
      position += link.text.length;
    } else if (end !== undefined && isMark(character) && style.look.colours) {
      shown += style[marks[character]](formatLine(line.slice(position + 1, end), style));
      position = end + 1;
    } else {
      shown += character;
      position += 1;
    }
  }
  return shown;
}

/** A link with a scheme that is safe to open, where one begins at this place. */
function linkAt(line: string, position: number): { readonly text: string; readonly url: string } | undefined {
  if (!/[hm]/i.test(line.charAt(position)) || isWordAt(line, position - 1)) return undefined;
  linkAhead.lastIndex = position;
  let text = linkAhead.exec(line)?.[0].replace(afterLink, '');
  if (text?.endsWith(')') && !text.includes('(')) text = text.slice(0, -1);
  if (!text || !URL.canParse(text)) return undefined;
  // `href` is ASCII without blanks: what is not is escaped by it.
  const url = new URL(text).href;
  return /^(https?:\/\/|mailto:)[\u0021-\u007e]+$/.test(url) ? { text, url } : undefined;
}

/** Where the pair of the mark at this place is, if this is the first of a pair. */
function endOfMarked(line: string, start: number): number | undefined {
  const mark = line.charAt(start);
  const next = line.charAt(start + 1);
  if (!isMark(mark) || isWordAt(line, start - 1) || line.charAt(start - 1) === mark || next === mark || !/\S/u.test(next)) return undefined;
  const last = Math.min(line.length, start + longestMarked);
  for (let end = line.indexOf(mark, start + 2); end !== -1 && end < last; end = line.indexOf(mark, end + 1)) {
    if (/\S/u.test(line.charAt(end - 1)) && line.charAt(end + 1) !== mark && !isWordAt(line, end + 1)) return end;
  }
  return undefined;
}

/** Letters and digits, and halves of characters beyond 16 bits. */
function isWordAt(line: string, position: number): boolean {
  return /[\p{L}\p{N}\p{Cs}]/u.test(line.charAt(position));
}

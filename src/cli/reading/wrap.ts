// Lines broken at words, by the cells that their graphemes take; what is longer than a row is broken where the row ends.
import { graphemesOf } from './graphemes.js';
import type { Span } from './markup.js';

interface Cell {
  readonly text: string;
  readonly width: number;
  /** Which span it comes from. */
  readonly span: number;
  /** Its hyphens are no places to break at. */
  readonly isOfAddress: boolean;
}

export interface Widths {
  readonly first: number;
  readonly rest: number;
}

/** Spans as rows of spans, none wider than wanted. The blanks where a row is broken are left out; others stay. */
export function wrapSpans(spans: readonly Span[], widths: Widths, atWords = true): Span[][] {
  const cells = spans.flatMap(({ text }, span) =>
    text
      .split(address)
      .flatMap((part, index) => graphemesOf(part).map((grapheme): Cell => ({ ...grapheme, span, isOfAddress: index % 2 === 1 }))),
  );
  const rows: Cell[][] = [];
  let from = 0;
  while (from < cells.length) {
    const end = endOfRow(cells, from, Math.max(2, rows.length === 0 ? widths.first : widths.rest), atWords);
    rows.push(cells.slice(from, end));
    from = end;
    if (atWords) while (from < cells.length && isBlank(cells[from])) from += 1;
  }
  return rows.length === 0 ? [[]] : rows.map((row) => joined(atWords && rows.length > 1 ? trimmedEnd(row) : row, spans));
}

/** Plain text likewise. */
export function wrapText(text: string, widths: Widths): string[] {
  return wrapSpans([{ text }], widths).map((row) => row.map((span) => span.text).join(''));
}

/** A sentence before there is a screen: in rows as wide as the terminal, with their line ends. */
export function inRows(sentence: string, output: { readonly columns?: number }): string {
  const width = output.columns ?? 80;
  return wrapText(sentence, { first: width, rest: width })
    .map((row) => `${row}\n`)
    .join('');
}

function endOfRow(cells: readonly Cell[], from: number, width: number, atWords: boolean): number {
  let used = 0;
  let end = from;
  while (end < cells.length) {
    used += cells[end]?.width ?? 0;
    if (used > width && end > from) break;
    end += 1;
  }
  if (end === cells.length || !atWords || isBlank(cells[end])) return end;
  for (let at = end; at > from; at--) if (canBreak(cells[at - 1], cells[at])) return at;
  return end;
}

/** Of the web or of a registry. */
const address = /([a-z]+:\/\/\S+)/u;
const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u;
/** Do not begin a row: what closes, and small kana. */
const clings = /^[\p{Pe}\p{Pf}!?,.:;、。，．！？：；」』】〉》ぁぃぅぇぉっゃゅょァィゥェォッャュョー]/u;

/** After a blank or a hyphen; between characters of scripts that have no blanks. */
function canBreak(before: Cell | undefined, after: Cell | undefined): boolean {
  if (!before || !after || isBlank(after)) return false;
  if (isBlank(before) || (/^[-\u2010\u2013\u2014]$/.test(before.text) && !(before.isOfAddress && after.isOfAddress))) return true;
  return (wide.test(before.text) || wide.test(after.text)) && !clings.test(after.text) && !/^[\p{Ps}\p{Pi}]/u.test(before.text);
}

function isBlank(cell: Cell | undefined): boolean {
  return cell?.text === ' ';
}

function trimmedEnd(row: readonly Cell[]): readonly Cell[] {
  let end = row.length;
  while (end > 0 && isBlank(row[end - 1])) end -= 1;
  return row.slice(0, end);
}

function joined(row: readonly Cell[], spans: readonly Span[]): Span[] {
  const pieces: { span: number; text: string }[] = [];
  for (const { span, text } of row) {
    const last = pieces.at(-1);
    if (last?.span === span) last.text += text;
    else pieces.push({ span, text });
  }
  return pieces.map(({ span, text }) => ({ ...spans[span], text }));
}

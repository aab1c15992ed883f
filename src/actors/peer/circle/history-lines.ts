// The lines of HISTORY_SUMMARY and its answer: `<author> <stream> <highest seq without a gap>`, sorted, and cut into pages.
import type { SummaryLine } from '../../../machines/history-events.js';
import { type Row, readList, rowSize, writeList } from '../../../protocol/lists.js';
import { isName, nameKey, sameName } from '../../../protocol/names.js';
import { id16, integer } from '../../../protocol/values.js';

/** Bytes of a payload (section 2). */
const pageSize = 65_536;
const seq = integer(0);

/** Pages of lines, at least one. `self` is this user's name. */
export function pagesOf(lines: readonly SummaryLine[], self: string): readonly (readonly SummaryLine[])[] {
  const keyed = lines.map((line) => ({ line, key: `${nameKey(line.author ?? self)} ${line.stream}` }));
  keyed.sort((one, other) => (one.key < other.key ? -1 : 1));
  let page: SummaryLine[] = [];
  let size = 0;
  const pages = [page];
  for (const { line } of keyed) {
    const bytes = rowSize(rowOf(line, self));
    if (size + bytes > pageSize) {
      page = [];
      size = 0;
      pages.push(page);
    }
    page.push(line);
    size += bytes;
  }
  return pages;
}

export function writeLines(lines: readonly SummaryLine[], self: string): string {
  return writeList(lines.map((line) => rowOf(line, self)));
}

/** `undefined`: they are no such lines. */
export function readLines(payload: Uint8Array, self: string): SummaryLine[] | undefined {
  const lines: SummaryLine[] = [];
  for (const row of readList(payload) ?? [[]]) {
    const [author = '', stream = '', digits = '', ...more] = row;
    const through = seq.read(digits);
    if (!isName(author) || id16.read(stream) === undefined || through === undefined || more.length > 0) return undefined;
    lines.push({ author: sameName(author, self) ? undefined : nameKey(author), stream, through });
  }
  return lines;
}

function rowOf({ author, stream, through }: SummaryLine, self: string): Row {
  return [author ?? self, stream, String(through)];
}

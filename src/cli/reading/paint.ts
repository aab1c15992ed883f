// Marked-up text as rows of a terminal: wrapped, painted, every row of a right-to-left text closed off from what stands beside it.
import { hash, type Style } from '../ansi.js';
import { beginsRightToLeft, hasRightToLeft, isolated } from './graphemes.js';
import type { Line, Span } from './markup.js';
import { type Widths, wrapSpans } from './wrap.js';

/** Some terminals give a cell to each of the two characters around a right-to-left row. */
const isolationCells = 2;
/** What says quote and code where there are no colours. */
const leads = { text: '', quote: '> ', code: '| ' } as const;

/** Rows without what stands before them. */
export function paintLines(lines: readonly Line[], style: Style, widths: Widths): string[] {
  return lines.flatMap((line, index) => paintLine(line, index, style, index === 0 ? widths : { first: widths.rest, rest: widths.rest }));
}

function paintLine({ kind, spans }: Line, index: number, style: Style, widths: Widths): string[] {
  const lead = leads[kind];
  const text = spans.map((span) => span.text).join('');
  const isRightToLeft = beginsRightToLeft(text);
  const reserved = lead.length + (hasRightToLeft(text) ? isolationCells : 0);
  const narrowed = { first: widths.first - reserved, rest: widths.rest - reserved };
  const rows = wrapSpans(spans, narrowed, kind !== 'code');
  return rows.map((row) => {
    const plain = row.map((span) => span.text).join('');
    const painted = row.map((span) => paint(span, style, index)).join('');
    const whole = isolated(plain, { isRightToLeft, painted });
    return style.dim(lead) + (kind === 'quote' ? style.italic(whole) : whole);
  });
}

function paint({ text, isBold, isUnderlined, isItalic, isCode, isMention, url }: Span, style: Style, index: number): string {
  let shown = text;
  if (isCode) shown = style.code(shown);
  if (isMention) shown = style.inverse(shown);
  if (isBold) shown = style.bold(shown);
  if (isItalic) shown = style.italic(shown);
  if (isUnderlined || url !== undefined) shown = style.underline(shown);
  return url === undefined ? shown : style.link(url, shown, `${hash(url).toString(36)}-${index}`);
}

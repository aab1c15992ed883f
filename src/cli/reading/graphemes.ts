// Text as a reader counts it: graphemes (what one backspace takes), and how many cells each takes on a terminal.
import { eastAsianWidth } from 'get-east-asian-width';

export interface Grapheme {
  readonly text: string;
  /** Cells: 0, 1 or 2. */
  readonly width: number;
}

/** Made when first needed: making one takes as long as a good part of this program's start. */
let segmenter: Intl.Segmenter | undefined;
let emoji: RegExp | undefined;
const keycap = /^[\d#*]\u20e3$/;
/** Nothing of it is to be seen. */
const invisible = /^[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Cs}\p{Mn}\p{Me}]+$/u;
const pictograph = /\p{Extended_Pictographic}/gu;
/** Takes cells of its own behind a letter: marks that stand beside it, and the half-width forms. */
const beside = /[\p{Mc}\uff00-\uffef]/u;
/** Marks on one letter: the scripts that stack most need five; what piles up over other lines is cut. */
const piledMarks = /(\p{M}{6})\p{M}+/gu;
/** Code points of one grapheme: the longest flags and families have 14. */
const longestGrapheme = 24;
const ascii = /^[ -~]*$/;
/** Of these each is a grapheme and takes one cell: also most of what is written in Latin letters. */
const simple = /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027✓✗⏎⇥]*$/;

/** Piles of combining marks cut down to what a language could want. Idempotent. */
export function withoutPiles(text: string): string {
  return ascii.test(text) ? text : text.replace(piledMarks, '$1');
}

/** Harmless text without line breaks. */
export function graphemesOf(text: string): Grapheme[] {
  if (simple.test(text)) return [...text].map((character) => ({ text: character, width: 1 }));
  segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(withoutPiles(text)), ({ segment }) => {
    const points = [...segment];
    const shown = points.length > longestGrapheme ? points.slice(0, longestGrapheme).join('') : segment;
    return { text: shown, width: cellsOf(shown) };
  });
}

/** Of one grapheme: 0, 1 or 2. */
function cellsOf(grapheme: string): number {
  emoji ??= /^\p{RGI_Emoji}$/v;
  const points = [...grapheme];
  const visible = points.filter((point) => !invisible.test(point));
  const [base, ...others] = visible;
  if (base === undefined) return 0;
  const isFamily = points.includes('\u200d') && (grapheme.match(pictograph) ?? []).length > 1;
  if (emoji.test(grapheme) || keycap.test(grapheme) || isFamily) return 2;
  const isWider = others.some((point) => beside.test(point));
  return isWider ? 2 : eastAsianWidth(base.codePointAt(0) ?? 0);
}

/** Cells that a harmless line takes. */
export function widthOf(text: string): number {
  if (simple.test(text)) return text.length;
  return graphemesOf(text).reduce((sum, { width }) => sum + width, 0);
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const firstStrong = /\p{L}/u;

/** Whether any of it is written from right to left. */
export function hasRightToLeft(text: string): boolean {
  return rightToLeft.test(text);
}

/** Whether its first letter is: then so is the whole line. */
export function beginsRightToLeft(text: string): boolean {
  return rightToLeft.test(firstStrong.exec(text)?.[0] ?? '');
}

/**
 * Text closed off from its neighbours, so that neither reorders the other: FSI or RLI before, PDI after. Text that runs from
 * left to right is given back as it is: terminals that do not know these characters show them.
 */
export function isolated(text: string, { isRightToLeft = beginsRightToLeft(text), painted = text } = {}): string {
  return hasRightToLeft(text) ? `${isRightToLeft ? '\u2067' : '\u2068'}${painted}\u2069` : painted;
}

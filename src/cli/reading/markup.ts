// The text of a message as its reader sees it: marks, code, quotes and links found in harmless lines. Pure. What was sent
// stays plain text; where nothing can be shown (a dumb terminal, raw mode) the marks stay as they were typed.

export interface Span {
  readonly text: string;
  readonly isBold?: boolean;
  readonly isUnderlined?: boolean;
  readonly isItalic?: boolean;
  readonly isCode?: boolean;
  readonly isMention?: boolean;
  /** Where it leads, safe to open. */
  readonly url?: string;
}

/** One line of the text. */
export interface Line {
  readonly kind: 'text' | 'quote' | 'code';
  readonly spans: readonly Span[];
}

export interface MarkupOptions {
  /** Everything as it was typed; links can be opened all the same. */
  readonly isRaw?: boolean;
  /** Names that are highlighted where they stand as words, lower case. */
  readonly mentions?: readonly string[];
}

const fence = /^\s*```[^`]*$/;
const quote = /^\s*>\s?/;
const marks = { '*': 'isBold', _: 'isUnderlined', '~': 'isItalic' } as const;
type Mark = keyof typeof marks;
const isMark = (character: string): character is Mark => character in marks;
/** Marks further apart are not a pair: keeps the work on any text in proportion to its length. */
const longestMarked = 400;

const linkAhead = /(?:https?:\/\/|mailto:)[^\s<>"]{1,2000}/iy;
/** What follows a link in a sentence and is rarely a part of it. */
const afterLink = /[.,;:!?'"*_~`\]}]+$/u;

/** Fences of code blocks are left out; a block without an end goes to the last line. */
export function markUp(lines: readonly string[], options: MarkupOptions = {}): Line[] {
  if (options.isRaw) return lines.map((line) => ({ kind: 'text', spans: spansOf(line, options) }));
  const marked: Line[] = [];
  let isCode = false;
  for (const line of lines) {
    if (fence.test(line) && (isCode || lines.length > 1)) isCode = !isCode;
    else if (isCode) marked.push({ kind: 'code', spans: [{ text: line, isCode: true }] });
    else if (quote.test(line)) marked.push({ kind: 'quote', spans: spansOf(line.replace(quote, ''), options) });
    else marked.push({ kind: 'text', spans: spansOf(line, options) });
  }
  return marked;
}

/** Whether one of these names (lower case) stands in the text as a word, with or without `@`. */
export function mentions(text: string, names: readonly string[]): boolean {
  const pattern = mentionPattern(names);
  return pattern?.test(text) ?? false;
}

function mentionPattern(names: readonly string[]): RegExp | undefined {
  if (names.length === 0) return undefined;
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![\\p{L}\\p{N}._-])@?(?:${escaped.join('|')})(?![\\p{L}\\p{N}_-]|\\.[\\p{L}\\p{N}])`, 'giu');
}

type Attributes = Omit<Span, 'text' | 'url' | 'isMention'>;

function spansOf(line: string, { isRaw = false, mentions: names = [] }: MarkupOptions): Span[] {
  const found: Span[] = [];
  collect(line, {}, isRaw, found);
  const pattern = mentionPattern(names);
  return pattern ? found.flatMap((span) => (span.url || span.isCode ? [span] : splitMentions(span, pattern))) : found;
}

/**
 * Marks work around words: the first stands after a space or punctuation and before a character, the last the other way
 * round. Between backticks nothing else works; they stay, so that code is seen without colours too.
 */
function collect(line: string, attributes: Attributes, isRaw: boolean, found: Span[]): void {
  let plainFrom = 0;
  const flush = (end: number) => {
    if (end > plainFrom) found.push({ ...attributes, text: line.slice(plainFrom, end) });
  };
  for (let position = 0; position < line.length; ) {
    const character = line.charAt(position);
    const link = linkAt(line, position);
    const codeEnd = !isRaw && character === '`' ? endOfCode(line, position) : undefined;
    const end = link || isRaw ? undefined : endOfMarked(line, position);
    if (link) {
      flush(position);
      found.push({ ...attributes, text: link.text, url: link.url });
      if (link.hint) found.push({ ...attributes, text: ` (${link.hint})` });
      position += link.text.length;
      plainFrom = position;
    } else if (codeEnd !== undefined) {
      flush(position);
      found.push({ ...attributes, text: line.slice(position, codeEnd), isCode: true });
      position = codeEnd;
      plainFrom = position;
    } else if (end !== undefined && isMark(character)) {
      flush(position);
      collect(line.slice(position + 1, end), { ...attributes, [marks[character]]: true }, isRaw, found);
      position = end + 1;
      plainFrom = position;
    } else {
      position += 1;
    }
  }
  flush(line.length);
}

/**
 * A link with a scheme that is safe to open, where one begins at this place; `hint` is the host that it really leads to, where
 * the text does not begin by showing that: a name before an `@`, letters that look like others.
 */
function linkAt(line: string, position: number): { readonly text: string; readonly url: string; readonly hint?: string } | undefined {
  if (!/[hm]/i.test(line.charAt(position)) || isWordAt(line, position - 1)) return undefined;
  linkAhead.lastIndex = position;
  let text = linkAhead.exec(line)?.[0].replace(afterLink, '');
  if (text?.endsWith(')') && !text.includes('(')) text = text.slice(0, -1);
  if (!text || !URL.canParse(text)) return undefined;
  // `href` is ASCII without blanks: what is not is escaped by it.
  const { href: url, protocol, host } = new URL(text);
  if (!/^(https?:\/\/|mailto:)[\u0021-\u007e]+$/.test(url)) return undefined;
  if (protocol === 'mailto:' || text.toLowerCase().startsWith(`${protocol}//${host}`)) return { text, url };
  return { text, url, hint: host };
}

/** Behind the backtick that ends the code which begins here. */
function endOfCode(line: string, start: number): number | undefined {
  if (isWordAt(line, start - 1) || line.charAt(start + 1) === '`') return undefined;
  const end = line.indexOf('`', start + 2);
  return end === -1 || end - start > longestMarked ? undefined : end + 1;
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

function splitMentions(span: Span, pattern: RegExp): Span[] {
  const pieces: Span[] = [];
  let from = 0;
  for (const { index, 0: name } of span.text.matchAll(pattern)) {
    if (index > from) pieces.push({ ...span, text: span.text.slice(from, index) });
    pieces.push({ ...span, text: name, isMention: true });
    from = index + name.length;
  }
  return from === 0 ? [span] : from < span.text.length ? [...pieces, { ...span, text: span.text.slice(from) }] : pieces;
}

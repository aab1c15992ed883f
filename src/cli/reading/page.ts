// A chat's page on a screen: rows for what arrives, with local time, days, colours of people and a hanging indent. It only
// makes rows; who writes them above the prompt is terminal.ts. Everything that others wrote is made harmless here.
import type { ChatMessage, StoredMessage } from '../../index.js';
import type { Style } from '../ansi.js';
import type { Say } from '../texts/catalogue.js';
import { dayInWords, dayOf, type TimeFormat, timeOfDay } from './clock-face.js';
import { actionOf, fatesOf, type Shown, shownMessage, shownPast } from './contents.js';
import { beginsRightToLeft, hasRightToLeft, isolated, widthOf } from './graphemes.js';
import { harmless, harmlessLines, harmlessSentence } from './harmless.js';
import { markUp, mentions } from './markup.js';
import { paintLines } from './paint.js';
import { wrapText } from './wrap.js';

/** What rows are made for; asked for every time, as windows change their width and people their settings. */
export interface PageOptions {
  readonly say: Say;
  readonly columns: () => number;
  readonly style: () => Style;
  readonly time: () => TimeFormat;
  /** Nothing is formatted. */
  readonly isRaw: () => boolean;
  readonly ownName: () => string | undefined;
  readonly now: () => number;
}

/** Rows of what is shown; the screen reader's are another. */
export interface Page {
  /** A quiet one is not pointed out, whomever it names. */
  message(message: ChatMessage, isQuiet?: boolean): string[];
  notice(sentence: string): string[];
  item(text: string): string[];
  past(messages: readonly StoredMessage[], ownName: string): string[];
}

/** Text under a prefix that leaves it less than this stands at the small indent instead. */
const leastText = 18;
const smallIndent = 2;
/** And under one that leaves less than this it begins in the next row. */
const leastBeside = 4;

export function createPage(options: PageOptions): Page {
  let day = dayOf(options.now());
  const isForReader = (shown: Shown) => isMention(shown, options.ownName());
  return {
    message: (message, isQuiet = false) => {
      const shown = shownMessage(message);
      return [...separator(shown.at), ...rowsOf(shown, options, !isQuiet && isForReader(shown))];
    },
    notice: (sentence) => hanging('* ', harmlessSentence(sentence), options),
    item: (text) => hanging('- ', harmlessSentence(text), options),
    past: (messages, ownName) =>
      messages.flatMap((message) => {
        const shown = shownPast(message, ownName, options.say);
        const fates = fatesOf(message, options.say).flatMap((fate) => hanging('  ', harmlessSentence(`(${fate})`), options));
        return [...separator(shown.at), ...rowsOf(shown, options, isForReader(shown)), ...fates];
      }),
  };

  /** A row that names the day, where it is another one than that of the last message. */
  function separator(at: number): string[] {
    if (Number.isNaN(at) || dayOf(at) === day) return [];
    day = dayOf(at);
    return [options.style().dim(`-- ${dayInWords(at, options.say)} --`)];
  }
}

/** Somebody else's text with one's own name in it. */
export function isMention({ from, text }: Shown, ownName: string | undefined): boolean {
  return ownName !== undefined && from.toLowerCase() !== ownName.toLowerCase() && mentions(text, [ownName.toLowerCase()]);
}

function rowsOf(shown: Shown, options: PageOptions, isForReader: boolean): string[] {
  const style = options.style();
  const columns = options.columns();
  const action = actionOf(shown.text);
  const time = Number.isNaN(shown.at) ? '--:--' : timeOfDay(shown.at, options.time());
  const who = `${harmlessSentence(shown.who)}${action === undefined ? ':' : ''}`;
  const where = shown.room === undefined ? '' : `#${harmless(shown.room)} `;
  // Whom it is for is said by a mark as well as by how the name is shown.
  const mark = isForReader ? '! ' : ' ';
  const prefix = `${time}${mark}${action === undefined ? '' : '* '}${where}${who} `;
  const paintedWho = style.person(shown.from)(who);
  const painted = `${style.dim(time)}${isForReader ? style.bold('!') : ''} ${action === undefined ? '' : '* '}${style.dim(where)}${isForReader ? style.bold(paintedWho) : paintedWho} `;
  const width = widthOf(prefix);
  const indent = columns - width >= leastText ? width : smallIndent;
  const isRaw = options.isRaw() || !style.look.attributes;
  const ownName = options.ownName();
  const lines = markUp(harmlessLines(action ?? shown.text), {
    isRaw,
    mentions: isForReader && ownName !== undefined ? [ownName.toLowerCase()] : [],
  });
  // Long names in a narrow window have a row of their own.
  const hasRoom = columns - width >= leastBeside;
  const rows = paintLines(lines, style, { first: hasRoom ? columns - width : columns - indent, rest: columns - indent });
  if (!hasRoom) return [painted.trimEnd(), ...rows.map((row) => `${' '.repeat(indent)}${row}`)];
  return rows.map((row, index) => (index === 0 ? `${painted}${row}` : `${' '.repeat(indent)}${row}`));
}

/** A name or the like in a sentence: which way the sentence runs is not its to say. */
const isolate = /[\u2066-\u2068][^\u2066-\u2069]*\u2069/gu;

/** A sentence of this program, dimmed, further rows under its first word. */
function hanging(lead: string, sentence: string, { columns, style }: PageOptions): string[] {
  const width = columns() - lead.length;
  const rows = wrapText(sentence, { first: width, rest: width });
  // A sentence from right to left is so as a whole, also where a row of it ends with what is not.
  const isRightToLeft = beginsRightToLeft(sentence.replace(isolate, ''));
  return rows.map((row, index) => {
    const shown = isolated(row, { isRightToLeft, painted: closed(row) });
    return style().dim(`${index === 0 ? lead : ' '.repeat(lead.length)}${shown}`);
  });
}

/** Isolates that a wrap has cut in two are ended in their row. */
function closed(row: string): string {
  if (!hasRightToLeft(row)) return row;
  const opened = [...row].reduce(
    (depth, character) => depth + (/[\u2066-\u2068]/.test(character) ? 1 : character === '\u2069' ? -1 : 0),
    0,
  );
  return opened > 0 ? row + '\u2069'.repeat(opened) : row;
}

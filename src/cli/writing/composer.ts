// What is typed before Enter sends it, where that is more than one line: `\` at a line's end, and what was pasted. Readline knows
// one line: a line's end is shown there as a mark, and a long paste as a few words that stand for it. Pure.
import { stripControls } from '../../index.js';
import type { Say } from '../texts/catalogue.js';

/** Stand in the typed line for a line's end and for a tab. */
export const lineEndMark = '⏎';
export const tabMark = '⇥';

/** What is longer than this is shown as a few words. */
const longestShown = 400;
const mostLinesShown = 5;
/** So many pastes can still be sent again from the history of this run. */
const mostStoodFor = 20;

export class Composer {
  readonly #say: Say;
  readonly #standIns = new Map<string, string>();
  #held: string[] = [];

  constructor(say: Say) {
    this.#say = say;
  }

  /** The last line ended with `\`: the next one belongs to it. */
  get isContinuing(): boolean {
    return this.#held.length > 0;
  }

  /** What of a paste is put into the line. Its last line ends are left out: Enter is for the person to press. */
  shown(pasted: string): string {
    const text = clean(pasted);
    const lines = text.split('\n').length;
    // What stands in the line would mean something else.
    const hasMarks = text.includes(lineEndMark) || text.includes(tabMark) || text.endsWith('\\');
    return text.length > longestShown || lines > mostLinesShown || hasMarks ? this.#standIn(text, lines) : withMarks(text);
  }

  /** Enter after this line: the whole text, or `undefined` when it goes on. */
  enter(line: string): string | undefined {
    const whole = this.whole(line);
    this.#held = whole === undefined ? [...this.#held, withoutSlashes(line)] : [];
    return whole;
  }

  /** What Enter after this line would make. */
  whole(line: string): string | undefined {
    if (slashesAtEnd(line) % 2 === 1) return undefined;
    return this.expand([...this.#held, withoutSlashes(line)].join('\n'));
  }

  /** The text that a line stands for. */
  expand(line: string): string {
    const labels = [...this.#standIns.keys()].map((label) => label.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    const parts = labels.length === 0 ? [line] : line.split(new RegExp(`(${labels.join('|')})`, 'u'));
    return parts.map((part) => this.#standIns.get(part) ?? withoutMarks(part)).join('');
  }

  /** Forgets the lines before the current one. */
  cancel(): void {
    this.#held = [];
  }

  #standIn(text: string, lines: number): string {
    const size = lines > 1 ? this.#say('pastedLines', { count: lines }) : this.#say('pastedLetters', { count: text.length });
    let label = `[${size}]`;
    for (let copy = 2; this.#standIns.has(label) && this.#standIns.get(label) !== text; copy++) label = `[${size}, ${copy}]`;
    this.#standIns.delete(label);
    this.#standIns.set(label, text);
    const [oldest] = this.#standIns.keys();
    if (this.#standIns.size > mostStoodFor && oldest !== undefined) this.#standIns.delete(oldest);
    return label;
  }
}

/** As it stands in a line that is to mean it. */
export function withMarks(text: string): string {
  return text.replaceAll('\n', lineEndMark).replaceAll('\t', tabMark).replace(/\\+$/, '$&$&');
}

function slashesAtEnd(line: string): number {
  return /\\*$/.exec(line)?.[0].length ?? 0;
}

/** Without the one at the end that says that the text goes on; two of them there are one that is meant. */
function withoutSlashes(line: string): string {
  return line.slice(0, line.length - Math.ceil(slashesAtEnd(line) / 2));
}

function withoutMarks(line: string): string {
  return line.replaceAll(lineEndMark, '\n').replaceAll(tabMark, '\t');
}

/** Without what a terminal would act on, and without line ends at its end. */
function clean(text: string): string {
  return stripControls(text.replace(/\r\n?/g, '\n')).replace(/\n+$/, '');
}

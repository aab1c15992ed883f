// A terminal that is typed in: arriving lines are written above the prompt and never break what is being typed.
import { type Completer, createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Composer } from './writing/composer.js';
import { Keyboard } from './writing/keyboard.js';

export interface TerminalOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** False: lines are only ever added, nothing is drawn anew (output that is no terminal). */
  readonly canRedraw: boolean;
  /** The terminal is one that can tell what is pasted. */
  readonly canBracket: boolean;
  /** The terminal puts also the line with the cursor into rows anew when its window changes its width. */
  readonly flowsAnew: boolean;
  readonly prompt: string;
  readonly complete: (line: string) => [string[], string];
  /** Makes one text of lines that belong together, and of what was pasted. */
  readonly composer: Composer;
  /** Stands for the prompt while a text goes on. */
  readonly morePrompt: string;
  readonly onLine: (line: string) => void;
  /** Alt and a digit. */
  readonly onWindow: (number: number) => void;
  /** What was typed, the newest first; may be changed in place. */
  readonly onHistory: (lines: string[]) => void;
  /** Ctrl-C asks this first; what was typed is gone. */
  readonly onLeaveAsk: () => void;
  /** The second Ctrl-C quits; so do Ctrl-D and the end of the input. */
  readonly onQuit: () => void;
}

export interface Terminal {
  /** Writes lines above the prompt. They hold no control characters but those of their style. */
  print(lines: readonly string[]): void;
  prompt(text: string): void;
  clear(): void;
  /** Lines of an earlier time for the arrow keys, the newest first. */
  remember(lines: readonly string[]): void;
  /** Puts a text into the line, as if it had been pasted. */
  insert(text: string): void;
  /** Meanwhile the terminal belongs to another program; what arrives is shown afterwards. */
  handOver(during: () => Promise<void>): Promise<void>;
  /** Writes what is left, and gives the terminal back. */
  close(): void;
}

const toColumn0 = '\r';
const clearBelow = '\u001b[J';
const clearAll = '\u001b[2J\u001b[3J\u001b[H';
const up = (rows: number) => (rows > 0 ? `\u001b[${rows}A` : '');

export interface Key {
  readonly name?: string;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
}

/**
 * What is undocumented, and so has tests. `prevRows` is how many rows above the cursor the prompt begins, as readline remembers it.
 * `isCompletionEnabled` is false while several keys come at once, which readline then puts at the line's end, wherever the cursor is.
 */
export type EditedInterface = Interface & { prevRows: number; history: string[]; isCompletionEnabled: boolean };

/** Before readline gets a key: it goes to where the cursor is, also when more of them come at once. */
export function keepPlace(reader: EditedInterface, key: Key | undefined): void {
  if (reader.cursor < reader.line.length && key?.name !== 'tab') reader.isCompletionEnabled = true;
}

export function openTerminal(options: TerminalOptions): Terminal {
  const { input, output, canRedraw, prompt: firstPrompt, complete, composer, onLine, onQuit } = options;
  const keyboard = new Keyboard({ input, output, canBracket: options.canBracket, shown: (pasted) => composer.shown(pasted) });
  const completer: Completer = (line) => complete(line);
  const reader = createInterface({
    input: keyboard.keys,
    output,
    terminal: canRedraw,
    completer,
    prompt: firstPrompt,
    historySize: 1000,
    removeHistoryDuplicates: true,
    tabSize: 4,
  }) as EditedInterface; // readline's own class has it
  let waiting: string[] = [];
  let promptText = firstPrompt;
  let isPromptShown = false;
  let isDrawDue = false;
  let isClosed = false;
  let isQuitAsked = false;
  let isHandedOver = false;

  reader.on('line', (line) => {
    // Enter has taken the cursor to a new line.
    isPromptShown = false;
    const text = composer.enter(line);
    if (text !== undefined) onLine(text);
    draw();
  });
  reader.on('SIGINT', () => {
    if (isQuitAsked) return onQuit();
    isQuitAsked = true;
    composer.cancel();
    // To the end, then everything before it away.
    reader.write(null, { ctrl: true, name: 'e' });
    reader.write(null, { ctrl: true, name: 'u' });
    options.onLeaveAsk();
  });
  reader.on('history', (lines) => options.onHistory(lines));
  const onKey = (_text: string | undefined, key: Key | undefined) => {
    if (!(key?.ctrl && key.name === 'c')) isQuitAsked = false;
    if (key?.meta && /^[1-9]$/.test(key.name ?? '')) options.onWindow(Number(key.name));
    keepPlace(reader, key);
    // While text is pasted readline forgets to count rows, and would draw its next change too low.
    reader.prevRows = reader.getCursorPos().rows;
  };
  keyboard.keys.prependListener('keypress', onKey);
  // Before readline draws anew: where the terminal itself has put the typed line into rows of the new width, it begins as many rows
  // above the cursor as it does in that width. Elsewhere as many as before.
  const onResize = () => {
    if (!options.flowsAnew) return;
    const { cols, rows } = reader.getCursorPos();
    // At the end of a full row the cursor is still in that row for some, in the next for others: nothing above is drawn over.
    reader.prevRows = cols === 0 ? Math.max(0, rows - 1) : rows;
  };
  output.prependListener('resize', onResize);
  reader.once('close', () => {
    if (!isClosed) onQuit();
  });
  draw();
  return { print, prompt, clear, remember, insert, handOver, close };

  function print(lines: readonly string[]): void {
    waiting.push(...lines);
    drawSoon();
  }

  function prompt(text: string): void {
    if (promptText === text) return;
    promptText = text;
    drawSoon();
  }

  function clear(): void {
    if (!canRedraw || isClosed) return;
    output.write(clearAll);
    isPromptShown = false;
    drawSoon();
  }

  /** What comes in one turn of the event loop is drawn once. */
  function drawSoon(): void {
    if (isDrawDue || isClosed) return;
    isDrawDue = true;
    setImmediate(draw);
  }

  function draw(): void {
    isDrawDue = false;
    if (isClosed || isHandedOver) return;
    // In one write, so that nobody sees it half done.
    output.cork();
    writeWaiting();
    reader.setPrompt(composer.isContinuing ? options.morePrompt : promptText);
    reader.prompt(true);
    output.uncork();
    isPromptShown = true;
  }

  /** What waits is written where the prompt is; whoever calls this writes the prompt again below, with what is typed. */
  function writeWaiting(): void {
    const lines = waiting.map((line) => `${line}\n`).join('');
    waiting = [];
    if (canRedraw) {
      const rows = isPromptShown ? reader.getCursorPos().rows : 0;
      output.write(`${toColumn0}${up(rows)}${clearBelow}${lines}`);
      reader.prevRows = 0;
    } else if (lines !== '') {
      output.write(`${isPromptShown && promptText !== '' ? '\n' : ''}${lines}`);
    }
  }

  function remember(lines: readonly string[]): void {
    const known = new Set(reader.history);
    reader.history.push(...lines.filter((line) => !known.has(line)));
  }

  function insert(text: string): void {
    keyboard.insert(text);
  }

  async function handOver(during: () => Promise<void>): Promise<void> {
    isHandedOver = true;
    // What the other program writes begins where the prompt did.
    writeWaiting();
    isPromptShown = false;
    keyboard.handOver();
    try {
      await during();
    } finally {
      isHandedOver = false;
      if (!isClosed) keyboard.takeBack();
      drawSoon();
    }
  }

  function close(): void {
    if (isClosed) return;
    isClosed = true;
    keyboard.keys.off('keypress', onKey);
    output.off('resize', onResize);
    writeWaiting();
    reader.close();
    keyboard.close();
  }
}

// A terminal that is typed in: arriving lines are written above the prompt and never break what is being typed.
import { type Completer, createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export interface TerminalOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** False: lines are only ever added, nothing is drawn anew (a dumb terminal, or output that is none). */
  readonly canRedraw: boolean;
  readonly prompt: string;
  readonly complete: (line: string) => [string[], string];
  readonly onLine: (line: string) => void;
  /** Ctrl-C while nothing is typed asks first, then quits; so do Ctrl-D and the end of the input. */
  readonly onQuit: () => void;
}

export interface Terminal {
  /** Writes lines above the prompt. They hold no control characters but those of their style. */
  print(lines: readonly string[]): void;
  prompt(text: string): void;
  clear(): void;
  /** Writes what is left, and gives the terminal back. */
  close(): void;
}

const toColumn0 = '\r';
const clearBelow = '\u001b[J';
const clearAll = '\u001b[2J\u001b[3J\u001b[H';
const up = (rows: number) => (rows > 0 ? `\u001b[${rows}A` : '');

/** `prevRows` is how many rows above the cursor the prompt begins, as readline remembers it: undocumented, so it has a test. */
type RedrawnInterface = Interface & { prevRows: number };

export function openTerminal({ input, output, canRedraw, prompt: firstPrompt, complete, onLine, onQuit }: TerminalOptions): Terminal {
  const completer: Completer = (line) => complete(line);
  const reader = createInterface({
    input,
    output,
    terminal: canRedraw,
    completer,
    prompt: firstPrompt,
    historySize: 1000,
    removeHistoryDuplicates: true,
    tabSize: 4,
  }) as RedrawnInterface; // readline's own class has it
  let waiting: string[] = [];
  let promptText = firstPrompt;
  let isPromptShown = false;
  let isDrawDue = false;
  let isClosed = false;
  let isQuitAsked = false;

  reader.on('line', (line) => {
    // Enter has taken the cursor to a new line.
    isPromptShown = false;
    onLine(line);
    draw();
  });
  reader.on('SIGINT', () => {
    if (isQuitAsked) return onQuit();
    isQuitAsked = true;
    // To the end, then everything before it away.
    reader.write(null, { ctrl: true, name: 'e' });
    reader.write(null, { ctrl: true, name: 'u' });
    print(['* Ctrl-C again, or Ctrl-D, leaves.']);
  });
  const onKey = (_text: string | undefined, key: { readonly name?: string; readonly ctrl?: boolean } | undefined) => {
    if (!(key?.ctrl && key.name === 'c')) isQuitAsked = false;
    // While text is pasted readline forgets to count rows, and would draw its next change too low.
    reader.prevRows = reader.getCursorPos().rows;
  };
  input.prependListener('keypress', onKey);
  reader.once('close', () => {
    if (!isClosed) onQuit();
  });
  draw();
  return { print, prompt, clear, close };

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
    if (isClosed) return;
    // In one write, so that nobody sees it half done.
    output.cork();
    writeWaiting();
    reader.setPrompt(promptText);
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

  function close(): void {
    if (isClosed) return;
    isClosed = true;
    input.off('keypress', onKey);
    writeWaiting();
    reader.close();
  }
}

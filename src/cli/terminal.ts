// A terminal that is typed in: arriving lines are written above the prompt and never break what is being typed.
import { type Completer, createInterface } from 'node:readline';
import { type Key, LineEditor, type LineEditorOptions } from './writing/line-editor.js';

export interface TerminalOptions extends LineEditorOptions {
  /** False: lines are only ever added, nothing is drawn anew (output that is no terminal). */
  readonly canRedraw: boolean;
  /** The terminal puts also the line with the cursor into rows anew when its window changes its width. */
  readonly flowsAnew: boolean;
  readonly prompt: string;
  readonly complete: (line: string) => [string[], string];
  /** Stands for the prompt while a text goes on. */
  readonly morePrompt: string;
  readonly onLine: (line: string) => void;
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

export function openTerminal(options: TerminalOptions): Terminal {
  const { output, canRedraw, prompt: firstPrompt, complete, composer, onLine } = options;
  const completer: Completer = (line) => complete(line);
  const editor = new LineEditor(options, (keys) =>
    createInterface({
      input: keys,
      output,
      terminal: canRedraw,
      completer,
      prompt: firstPrompt,
      historySize: 1000,
      removeHistoryDuplicates: true,
      tabSize: 4,
    }),
  );
  const { keyboard, reader } = editor;
  let waiting: string[] = [];
  let promptText = firstPrompt;
  let isPromptShown = false;
  let isDrawDue = false;

  reader.on('line', (line) => {
    // Enter has taken the cursor to a new line.
    isPromptShown = false;
    const text = composer.enter(line);
    if (text !== undefined) onLine(text);
    draw();
  });
  const onKey = (_text: string | undefined, key: Key | undefined) => {
    editor.heed(key);
    editor.keepPlace(key);
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
  draw();
  return {
    print,
    prompt,
    clear,
    remember: (lines) => editor.remember(lines),
    insert: (text) => editor.insert(text),
    handOver: (during) => editor.handOver(during, leave, drawSoon),
    close: () => editor.close(leaveForGood),
  };

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
    if (!canRedraw || editor.isClosed) return;
    output.write(clearAll);
    isPromptShown = false;
    drawSoon();
  }

  /** What comes in one turn of the event loop is drawn once. */
  function drawSoon(): void {
    if (isDrawDue || editor.isClosed) return;
    isDrawDue = true;
    setImmediate(draw);
  }

  function draw(): void {
    isDrawDue = false;
    if (editor.isClosed || editor.isHandedOver) return;
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

  /** What another program writes begins where the prompt did. */
  function leave(): void {
    writeWaiting();
    isPromptShown = false;
  }

  function leaveForGood(): void {
    keyboard.keys.off('keypress', onKey);
    output.off('resize', onResize);
    writeWaiting();
  }
}

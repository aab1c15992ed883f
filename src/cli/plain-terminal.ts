// A terminal on which lines are only ever added: for a screen reader, and for one that cannot do more. Keys are read one by one all
// the same, so that all of them do what they do elsewhere; what they do is echoed at the end of the last row, never drawn anew.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { widthOf } from './reading/graphemes.js';
import type { Terminal, TerminalOptions } from './terminal.js';
import { type Key, LineEditor } from './writing/line-editor.js';

/** Readline draws into nothing, and believes that no line ever wraps. */
class Nowhere extends Writable {
  readonly columns = 1_000_000;
  readonly isTTY = true;

  override _write(_chunk: unknown, _encoding: unknown, done: () => void): void {
    done();
  }
}

/** After these a whole other line stands where one was typed. */
const replacing = new Set(['up', 'down', 'tab']);
const backOverIt = '\b \b';

/** `repeatsTyped`: what was typed so far is written again after lines that came in between; read aloud, it would be said twice. */
export function openPlainTerminal(options: TerminalOptions & { readonly repeatsTyped: boolean }): Terminal {
  const { output, composer, complete, onLine } = options;
  const open = (keys: LineEditor['keyboard']['keys']) =>
    createInterface({
      input: keys,
      output: new Nowhere(),
      terminal: true,
      completer: (line: string) => offered(complete(line)),
      historySize: 1000,
      removeHistoryDuplicates: true,
    });
  const emptied = () => {
    [echoed, isStale] = ['', false];
  };
  const editor = notDumb(() => new LineEditor(options, open, emptied));
  const { keyboard, reader } = editor;
  let waiting: string[] = [];
  let promptText = options.prompt;
  let isWriteDue = false;
  /** What of the typed line was written, and how many cells of that stand on the last row. */
  let echoed = '';
  let onRow = 0;
  /** Something before its end was changed: it is written whole before it is sent. */
  let isStale = false;
  /** A prompt or something typed stands on the last row. */
  let isRowOpen = false;

  reader.on('line', (line) => {
    if (isStale) startRow(line);
    output.write('\n');
    [echoed, onRow, isStale, isRowOpen] = ['', 0, false, false];
    const text = composer.enter(line);
    if (text !== undefined) onLine(text);
    // What is answered at once comes before the next prompt.
    print([]);
  });
  const beforeKey = (_text: string | undefined, key: Key | undefined) => editor.keepPlace(key);
  const onKey = (_text: string | undefined, key: Key | undefined) => {
    editor.heed(key);
    echo(key?.name ?? '');
  };
  keyboard.keys.prependListener('keypress', beforeKey);
  // Behind readline's own: the line is then as the key has left it.
  keyboard.keys.on('keypress', onKey);
  write();
  return {
    print,
    prompt,
    clear: () => {},
    remember: (lines) => editor.remember(lines),
    insert: (text) => editor.insert(text),
    handOver: (during) => editor.handOver(during, leaveRow, write),
    close: () => editor.close(leaveForGood),
  };

  function print(lines: readonly string[]): void {
    waiting.push(...lines);
    if (isWriteDue || editor.isClosed) return;
    isWriteDue = true;
    setImmediate(write);
  }

  /** It is seen when the next line begins. */
  function prompt(text: string): void {
    promptText = text;
  }

  function write(): void {
    isWriteDue = false;
    if (editor.isClosed || editor.isHandedOver || (isRowOpen && waiting.length === 0)) return;
    output.write(`${isRowOpen ? '\n' : ''}${waiting.map((line) => `${line}\n`).join('')}`);
    waiting = [];
    onRow = 0;
    const shown = composer.isContinuing ? options.morePrompt : promptText;
    output.write(shown);
    isRowOpen = shown !== '';
    if (!options.repeatsTyped) return;
    echoed = '';
    isStale = false;
    echo('');
  }

  /** Writes what the last key has changed, where that can be done by going on. */
  function echo(name: string): void {
    const { cursor, line } = reader;
    if (line === echoed) return;
    const isAtEnd = cursor === line.length;
    if (isAtEnd && line.startsWith(echoed)) {
      add(line.slice(echoed.length));
    } else if (isAtEnd && echoed.startsWith(line)) {
      const gone = Math.min(onRow, widthOf(echoed.slice(line.length)));
      output.write(backOverIt.repeat(gone));
      onRow -= gone;
    } else if (replacing.has(name)) {
      startRow(line);
      isStale = false;
    } else {
      isStale = true;
    }
    echoed = line;
  }

  function startRow(line: string): void {
    if (isRowOpen) output.write('\n');
    onRow = 0;
    add(line);
  }

  function add(text: string): void {
    output.write(text);
    onRow += widthOf(text);
    isRowOpen = true;
  }

  /** Readline would list several in a place where nobody sees them. */
  function offered([words, typed]: [string[], string]): [string[], string] {
    const [first = '', ...others] = words;
    const isMore = first.length > typed.length && others.every((word) => word.startsWith(first.slice(0, typed.length + 1)));
    if (others.length > 0 && !isMore) print([words.map((word) => word.trim()).join('  ')]);
    return [words, typed];
  }

  function leaveRow(): void {
    if (isRowOpen) output.write('\n');
    isRowOpen = false;
  }

  function leaveForGood(): void {
    keyboard.keys.off('keypress', beforeKey).off('keypress', onKey);
    output.write(`${isRowOpen ? '\n' : ''}${waiting.map((line) => `${line}\n`).join('')}`);
  }
}

/** Readline looks at TERM by itself, and would then edit nothing: but it is not the one that draws here. */
function notDumb<Result>(make: () => Result): Result {
  const { TERM: terminal } = process.env;
  if (terminal !== 'dumb') return make();
  process.env['TERM'] = 'xterm';
  try {
    return make();
  } finally {
    process.env['TERM'] = terminal;
  }
}

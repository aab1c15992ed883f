// A program in a pseudo-terminal, and its screen as an emulator reads it.
import { type IPty, spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';
import type { ExecutionContext } from 'ava';
import { pictureOf } from './picture.js';

export interface Screen {
  /** Types keys. */
  type(keys: string): void;
  /** Makes the window wider or narrower; what is on the screen flows anew. */
  widen(columns: number): void;
  /** The rows with something on them, also those scrolled away, without blanks at their end. */
  rows(): string[];
  /** Fulfilled as soon as the screen is as wanted; rejected with the screen when it is not in time. */
  until(isAsWanted: (rows: string[]) => boolean): Promise<string[]>;
  /** The rows with their colours and attributes, as text to be read: under each row a letter a cell, the letters explained below. */
  picture(): string[];
  /** Where the cursor is: row counted as `rows` does, column from 0. */
  cursor(): { readonly row: number; readonly column: number };
  /** The program has asked for what is pasted to be marked. */
  marksPastes(): boolean;
  readonly exitCode: Promise<number>;
}

export interface ScreenOptions {
  /** Instead of Node. */
  readonly program?: string;
  /** Also the row with the cursor flows anew when the window changes its width. */
  readonly flowsAnew?: boolean;
  readonly columns?: number;
  readonly lines?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const patience = 20_000;

/** Runs a JavaScript file, or another program; ended with the test. */
export function openScreen(
  t: ExecutionContext,
  args: readonly string[],
  { program = process.execPath, flowsAnew = false, columns = 80, lines = 24, env = {} }: ScreenOptions = {},
): Screen {
  const terminal = new headless.Terminal({
    cols: columns,
    rows: lines,
    scrollback: 1000,
    allowProposedApi: true,
    reflowCursorLine: flowsAnew,
  });
  const environment = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env };
  const child: IPty = spawn(program, [...args], {
    name: env['TERM'] ?? 'xterm-256color',
    cols: columns,
    rows: lines,
    env: environment,
  });
  const lookers = new Set<() => void>();
  const look = () => {
    for (const looker of lookers) looker();
  };
  child.onData((data) => terminal.write(data, look));
  const exitCode = new Promise<number>((resolve) => {
    child.onExit(({ exitCode }) => resolve(exitCode));
  });
  let hasExited = false;
  void exitCode.then(() => {
    hasExited = true;
  });
  t.teardown(async () => {
    if (!hasExited) child.kill();
    await exitCode;
    terminal.dispose();
  });

  const rows = () => {
    const { active } = terminal.buffer;
    const all = Array.from({ length: active.length }, (_, index) => active.getLine(index)?.translateToString(true) ?? '');
    while (all.at(-1)?.trim() === '') all.pop();
    return all;
  };
  return {
    type: (keys) => child.write(keys),
    widen: (columns) => {
      terminal.resize(columns, lines);
      child.resize(columns, lines);
    },
    rows,
    exitCode,
    marksPastes: () => terminal.modes.bracketedPasteMode,
    picture: () => pictureOf(terminal.buffer.active, rows().length),
    cursor: () => ({ row: terminal.buffer.active.baseY + terminal.buffer.active.cursorY, column: terminal.buffer.active.cursorX }),
    until: (isAsWanted) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          lookers.delete(looker);
          reject(new Error(`The screen did not become as wanted:\n${rows().join('\n')}`));
        }, patience);
        const looker = () => {
          const now = rows();
          if (!isAsWanted(now)) return;
          clearTimeout(timer);
          lookers.delete(looker);
          resolve(now);
        };
        lookers.add(looker);
        looker();
      }),
  };
}

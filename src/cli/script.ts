// A chat without a person: lines of a pipe are commands, every event is one plain line of output.
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { perform } from './commands/perform.js';
import { plainMessage, plainNotice, plainPast } from './render.js';
import type { Session } from './session.js';
import type { View } from './view.js';

/** So many lines may wait for their turn until no more are read. */
const longestQueue = 256;

export function createPlainView(output: Writable): View {
  const write = (line: string) => output.write(`${line}\n`);
  return {
    message: (message) => write(plainMessage(message)),
    notice: (sentence) => write(plainNotice(sentence)),
    list: (lines) => {
      for (const line of lines) write(plainNotice(line));
    },
    past: (messages, ownName) => {
      for (const message of messages) write(plainPast(message, ownName));
    },
    refresh: () => {},
    clear: () => {},
  };
}

/** The lines of an input, one at a time, in order; `isOver` when there will be no more. */
export interface LineReader {
  /** Undefined at the end of the input. */
  next(): Promise<string | undefined>;
  readonly isOver: Promise<void>;
  close(): void;
}

/** Reads from now on, so that nothing written early is lost. */
export function readLines(input: Readable): LineReader {
  const lines: string[] = [];
  let isClosed = false;
  let isFirst = true;
  let wake = () => {};
  const reader = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY, terminal: false });
  reader.on('line', (line) => {
    // Some shells begin a pipe with a byte order mark.
    lines.push(isFirst ? line.replace(/^\ufeff/, '') : line);
    isFirst = false;
    if (lines.length >= longestQueue) reader.pause();
    wake();
  });
  input.on('error', () => reader.close());
  const isOver = new Promise<void>((resolve) => {
    reader.once('close', () => {
      isClosed = true;
      wake();
      resolve();
    });
  });
  return {
    isOver,
    close: () => reader.close(),
    next: async () => {
      while (lines.length === 0 && !isClosed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const line = lines.shift();
      if (lines.length < longestQueue / 2 && !isClosed) reader.resume();
      return line;
    },
  };
}

/** Performs one line after the other until the input is over, or one of them ended the session. */
export async function runScript(session: Session, reader: LineReader): Promise<void> {
  while (!session.isOver) {
    const line = await reader.next();
    if (line === undefined) break;
    await perform(session, line);
  }
  session.end({ how: 'quit' });
}

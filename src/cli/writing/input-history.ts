// What was typed, for the arrow keys of the next time: one file beside the profile's database, readable by its owner only, bounded,
// and never with a password in it.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseInput } from '../commands/command.js';
import { findCommand, nearestCommand } from '../commands/table.js';

export const mostLines = 1000;
/** Of one line, and of all; in characters. */
export const longestLine = 4000;
const longestFile = 262_144;

export class InputHistory {
  readonly #file: string;
  #writing: Promise<void> = Promise.resolve();
  #next: string | undefined;
  /** Being written. */
  #current: string | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** The newest first. What cannot be read is forgotten: it costs some typing. At once, so that no key comes too early. */
  load(): string[] {
    try {
      return parse(readFileSync(this.#file, 'utf8'));
    } catch {
      return [];
    }
  }

  /** Keeps these instead of what was kept; the newest first. Fulfilled when they, or newer ones, are stored. */
  keep(lines: readonly string[]): Promise<void> {
    const isDue = this.#next === undefined;
    this.#next = print(lines);
    // One after the other; what comes while one is written waits, and only the newest of that is written.
    if (isDue) this.#writing = this.#writing.catch(() => {}).then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const content = this.#next;
    if (content === undefined) return;
    this.#current = content;
    this.#next = undefined;
    await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
    const unfinished = `${this.#file}.${process.pid}`;
    await writeFile(unfinished, content, { mode: 0o600 });
    await rename(unfinished, this.#file);
    this.#current = undefined;
  }

  /** What is not stored yet is stored before this returns: the program is about to end. */
  close(): void {
    const content = this.#next ?? this.#current;
    this.#next = undefined;
    if (content === undefined) return;
    try {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
      // Another name than that of the one that may be under way.
      const unfinished = `${this.#file}.${process.pid}.last`;
      writeFileSync(unfinished, content, { mode: 0o600 });
      renameSync(unfinished, this.#file);
    } catch {
      // It costs some typing at the next time.
    }
  }
}

/** A text as it may be remembered: up to the first password; `undefined` when nothing is left of it, or it is too long. */
export function memorable(line: string): string | undefined {
  const input = parseInput(line);
  if (input.kind === 'nothing' || line.length > longestLine) return undefined;
  if (input.kind === 'text') return line;
  // A mistyped command has the arguments of the one that was meant.
  const wanted = (findCommand(input.name) ?? nearestCommand(input.name))?.arguments ?? [];
  const secret = wanted.findIndex(({ kind }) => kind === 'secret');
  if (secret === -1) return line;
  return line
    .trim()
    .split(/\s+/u, 1 + secret)
    .join(' ');
}

/** A file with the oldest line first: one JSON string a line. */
function print(lines: readonly string[]): string {
  const printed: string[] = [];
  let length = 0;
  for (const line of lines.slice(0, mostLines)) {
    const json = JSON.stringify(line);
    length += json.length + 1;
    if (length > longestFile) break;
    printed.unshift(`${json}\n`);
  }
  return printed.join('');
}

function parse(content: string): string[] {
  const lines = content.split('\n').flatMap((json) => {
    try {
      const line: unknown = JSON.parse(json);
      return typeof line === 'string' ? [line] : [];
    } catch {
      return [];
    }
  });
  return lines.slice(-mostLines).reverse();
}

// Writes a recording to a file as it grows: a crash of the program loses no more than the line that is being written.
import { chmodSync, closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import type { RecordingEntry, RecordingHeader } from './format.js';

/** What is read by `readRecording`. */
export function recordingText(header: RecordingHeader, entries: readonly RecordingEntry[]): string {
  return [header, ...entries].map(lineOf).join('');
}

export function lineOf(entry: RecordingHeader | RecordingEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

/** There is a file already, with something in it. */
export class FileTaken extends Error {
  override readonly name = 'FileTaken';
}

export interface RecordingFileOptions {
  readonly path: string;
  readonly header: RecordingHeader;
  /** Called once, when nothing can be written any more; what comes after that is not recorded. */
  readonly onFailure: (error: Error) => void;
}

/** A file that only its owner may read. What happens in one turn of the event loop is written at once at its end. */
export class RecordingFile {
  readonly #options: RecordingFileOptions;
  #file: number | undefined;
  #lines: string[] = [];
  #turn: NodeJS.Immediate | undefined;
  readonly #atExit = () => this.#flush();

  /** @throws FileTaken, or the system's error. */
  constructor(options: RecordingFileOptions) {
    this.#options = options;
    this.#file = openNew(options.path);
    this.#lines.push(lineOf(options.header));
    this.#flush();
    process.on('exit', this.#atExit);
  }

  write(entry: RecordingEntry): void {
    if (this.#file === undefined) return;
    this.#lines.push(lineOf(entry));
    this.#turn ??= setImmediate(() => this.#flush());
  }

  close(): void {
    this.#flush();
    process.off('exit', this.#atExit);
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #flush(): void {
    if (this.#turn) clearImmediate(this.#turn);
    this.#turn = undefined;
    const lines = this.#lines.splice(0);
    if (this.#file === undefined || lines.length === 0) return;
    try {
      writeWhole(this.#file, Buffer.from(lines.join('')));
    } catch (error) {
      this.#give(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #give(error: Error): void {
    const file = this.#file;
    this.#file = undefined;
    try {
      if (file !== undefined) closeSync(file);
    } catch {
      // It is of no use any more, and why is told already.
    }
    this.#options.onFailure(error);
  }
}

/** Writes a whole recording to a new file that only its owner may read. @throws FileTaken, or the system's error. */
export function writeRecording(path: string, header: RecordingHeader, entries: readonly RecordingEntry[]): void {
  const file = openNew(path);
  try {
    writeWhole(file, Buffer.from(recordingText(header, entries)));
  } finally {
    closeSync(file);
  }
}

/** A file that is there is somebody's, unless nothing is in it: `mktemp` makes such. */
function openNew(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const file = openSync(path, 'r+');
  const about = fstatSync(file);
  if (about.isFile() && about.size === 0) {
    chmodSync(path, 0o600);
    return file;
  }
  closeSync(file);
  throw new FileTaken(path);
}

/** One write may take a part only. */
function writeWhole(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

// Reads a recording, and says where and why one cannot be read. A last line that was not written to its end loses only itself.
import { type RecordingEntry, type RecordingHeader, recordingVersion } from './format.js';

export interface Recording {
  readonly header: RecordingHeader;
  readonly entries: readonly RecordingEntry[];
  /** Its last line was cut off: whoever recorded it ended in the midst of it. */
  readonly isCut: boolean;
}

/** What is wrong with a file that should be a recording. */
export type RecordingProblem =
  /** Nothing is in it. */
  | 'empty'
  /** It is something else. */
  | 'foreign'
  /** Recorded by a later version of this program. */
  | 'too-new'
  /** A line is no entry, or is at the wrong place. */
  | 'damaged';

export class RecordingError extends Error {
  override readonly name = 'RecordingError';
  constructor(
    readonly problem: RecordingProblem,
    /** Counted from 1. */
    readonly line: number,
    /** A piece of a sentence: what was found there. */
    readonly detail: string,
  ) {
    super(`line ${line}: ${detail}`);
  }
}

/** @throws RecordingError */
export function readRecording(text: string): Recording {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  // What follows the last line feed is a line that was not finished; usually there is nothing.
  const rest = lines.pop() ?? '';
  const [first, ...others] = lines.length === 0 ? [rest] : lines;
  const header = readHeader(first ?? '');
  const reader = new EntryReader();
  others.forEach((line, index) => {
    reader.read(line, index + 2);
  });
  const isCut = lines.length > 0 && rest !== '' && !reader.tryLast(rest, lines.length + 1);
  return { header, entries: reader.entries, isCut };
}

function readHeader(line: string): RecordingHeader {
  if (line.trim() === '') throw new RecordingError('empty', 1, 'nothing is in it');
  const header = parsed(line);
  if (!isRecord(header) || header['parley'] !== 'recording') throw new RecordingError('foreign', 1, 'it is no recording of parley');
  const { version, program, began, texts } = header;
  if (typeof version !== 'number') throw new RecordingError('damaged', 1, 'it has no version');
  if (version > recordingVersion) {
    throw new RecordingError(
      'too-new',
      1,
      `it has version ${version}, made by parley ${String(program)}, and this one reads ${recordingVersion}`,
    );
  }
  if (version !== recordingVersion) throw new RecordingError('damaged', 1, `there is no version ${version}`);
  if (typeof program !== 'string' || typeof began !== 'string' || Number.isNaN(Date.parse(began))) {
    throw new RecordingError('damaged', 1, 'it does not say what recorded it, or when');
  }
  return { parley: 'recording', version, program, began, texts: texts === 'shown' ? 'shown' : 'hidden' };
}

/** Reads lines in their order: an actor is made before anything else is said of it, and numbers rise. */
class EntryReader {
  readonly entries: RecordingEntry[] = [];
  readonly #actors = new Set<string>();
  #last = 0;

  read(line: string, number: number): void {
    const why = this.#take(parsed(line));
    if (why !== undefined) throw new RecordingError('damaged', number, why);
  }

  /** Whether it is whole, for all that no line feed follows it. */
  tryLast(line: string, number: number): boolean {
    const entry = parsed(line);
    if (entry === undefined) return false;
    const why = this.#take(entry);
    if (why !== undefined) throw new RecordingError('damaged', number, why);
    return true;
  }

  #take(entry: unknown): string | undefined {
    if (!isEntry(entry)) return 'it is no entry of a recording';
    if (entry.n <= this.#last) return `entry ${entry.n} comes after ${this.#last}`;
    const isNew = entry.type === 'actor';
    if (isNew === this.#actors.has(entry.actor)) {
      return isNew ? `the actor ${entry.actor} is made twice` : `nothing has been said of the actor ${entry.actor}`;
    }
    if (isNew) this.#actors.add(entry.actor);
    this.#last = entry.n;
    this.entries.push(entry);
    return undefined;
  }
}

const statuses: ReadonlySet<unknown> = new Set(['active', 'done', 'error', 'stopped']);

function isEntry(entry: unknown): entry is RecordingEntry {
  if (!isRecord(entry)) return false;
  const { n, at, node, actor, type } = entry;
  if (!Number.isSafeInteger(n) || typeof at !== 'number' || typeof node !== 'string' || typeof actor !== 'string') return false;
  switch (type) {
    case 'actor':
      return typeof entry['id'] === 'string' && isMaybeText(entry['parent']) && isMaybeText(entry['machine']);
    case 'event':
      return isRecord(entry['event']) && typeof entry['event']['type'] === 'string' && isMaybeText(entry['source']);
    case 'state':
      return statuses.has(entry['status']) && typeof entry['on'] === 'string' && 'value' in entry && 'context' in entry;
    default:
      return type === 'end';
  }
}

const isMaybeText = (value: unknown): boolean => value === undefined || typeof value === 'string';

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

// Reads a recording from a file. What is wrong with a damaged one is said with its line. It works in short turns: a file may be large.
import type { RecordingEntry, RecordingHeader } from '../../../recording/format.js';

/** The file is no recording, or a damaged one; the message is for people. */
export class ImportError extends Error {}

export interface Imported {
  readonly header: RecordingHeader;
  readonly entries: RecordingEntry[];
}

const version = 1;
const shortest = 120;

/** Gives what was read once it is done; yields between lines, often. @throws ImportError */
export function* importing(text: string): Generator<number, Imported> {
  const lines = text.split(/\r?\n/);
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first === -1) throw new ImportError('This file is empty.');
  const header = headerOf(lines[first] ?? '', first + 1);
  const entries: RecordingEntry[] = [];
  let lastN = 0;
  for (let index = first + 1; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line.trim() === '') continue;
    const isLast = lines.slice(index + 1, index + 8).every((rest) => rest.trim() === '') && index > lines.length - 8;
    const entry = entryOf(line, index + 1, isLast);
    if (entry.n <= lastN) throw at(index + 1, `entry ${entry.n} comes after entry ${lastN}. Entries must rise.`);
    lastN = entry.n;
    entries.push(entry);
    if (index % 200 === 0) yield index / lines.length;
  }
  return { header, entries };
}

function headerOf(line: string, number: number): RecordingHeader {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new ImportError('This is not a recording: its first line is not JSON. A recording is made with --record FILE, or exported here.');
  }
  if (!isObject(value) || value['parley'] !== 'recording') {
    throw new ImportError('This is not a recording: its first line does not say {"parley":"recording"}.');
  }
  if (value['version'] !== version) {
    throw at(number, `it is of version ${excerpt(value['version'])}; this page reads version ${version}.`);
  }
  const { program, began, texts } = value;
  if (typeof began !== 'string' || Number.isNaN(Date.parse(began))) throw at(number, 'it does not say when the recording began.');
  return {
    parley: 'recording',
    version,
    program: typeof program === 'string' ? program : '',
    began,
    texts: texts === 'shown' ? 'shown' : 'hidden',
  };
}

function entryOf(line: string, number: number, isLast: boolean): RecordingEntry {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    const why = isLast ? 'it breaks off: the file ends in the middle of an entry.' : 'it is not JSON.';
    throw at(number, `${why} It begins with ${excerpt(line)}`);
  }
  const fault = faultOf(value);
  if (fault !== undefined) throw at(number, fault);
  return value as RecordingEntry; // faultOf has looked at every part that is used
}

function faultOf(value: unknown): string | undefined {
  if (!isObject(value)) return 'it is not an object.';
  if (!Number.isSafeInteger(value['n'])) return `its "n" is ${excerpt(value['n'])} and not a whole number.`;
  if (typeof value['at'] !== 'number') return `its "at" is ${excerpt(value['at'])} and not a time in ms.`;
  for (const key of ['node', 'actor']) {
    if (typeof value[key] !== 'string') return `its "${key}" is ${excerpt(value[key])} and not a text.`;
  }
  switch (value['type']) {
    case 'actor':
      return typeof value['id'] === 'string' ? undefined : `its "id" is ${excerpt(value['id'])} and not a text.`;
    case 'event':
      return isObject(value['event']) && typeof value['event']['type'] === 'string' ? undefined : 'its "event" has no "type".';
    case 'state':
      if (typeof value['on'] !== 'string') return 'it does not say on which event ("on").';
      if (value['taken'] !== undefined && !Array.isArray(value['taken'])) return 'its "taken" is not a list.';
      return ['active', 'done', 'error', 'stopped'].includes(String(value['status']))
        ? undefined
        : `its "status" is ${excerpt(value['status'])}.`;
    case 'end':
      return undefined;
    default:
      return `its "type" is ${excerpt(value['type'])}; there are actor, event, state and end.`;
  }
}

const at = (line: number, what: string): ImportError => new ImportError(`Line ${line}: ${what}`);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function excerpt(value: unknown): string {
  const text = (typeof value === 'string' ? JSON.stringify(value) : JSON.stringify(value)) ?? 'missing';
  return text.length > shortest ? `${text.slice(0, shortest)}…` : text;
}

// Lists in payloads (docs/protocol.md, section 2, "Lists"): lines of fields, escaped as in a start line, every one ended by LF.
import { escapeText } from './frame.js';
import { unescapeText } from './frame-decoder.js';

/** A line of a list: its fields. */
export type Row = readonly string[];

/** The payload of a list; an empty list has none. Cutting it to the payload limit is the caller's: see `rowSize`. */
export function writeList(rows: readonly Row[]): string {
  return rows.map(writeRow).join('');
}

/** The bytes that a row takes in a payload. */
export function rowSize(row: Row): number {
  return Buffer.byteLength(writeRow(row), 'utf8');
}

/** The rows of a payload; `undefined` when it is no list. */
export function readList(payload: Uint8Array): readonly Row[] | undefined {
  if (payload.length === 0) return [];
  try {
    const lines = utf8.decode(payload).split('\n');
    return lines.pop() === '' ? lines.map(readRow) : undefined;
  } catch {
    return undefined;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function writeRow(row: Row): string {
  return `${row.map((field) => `<${escapeText(field)}>`).join(' ')}\n`;
}

/** @throws FrameError when a field is not written as it must be. */
function readRow(line: string): Row {
  if (!/^<[^<>]*>(?: <[^<>]*>)*$/.test(line)) throw new TypeError('not a line of a list');
  return line.slice(1, -1).split('> <').map(unescapeText);
}

// Reads docs/protocol.md the way its tests need it: fenced blocks, tables, and the exact bytes that examples stand for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../helpers/sources.js';

export const page = readFileSync(join(projectRoot, 'docs', 'protocol.md'), 'utf8').replaceAll('\r\n', '\n');

export interface Block {
  /** What stands behind the language of the fence. */
  readonly about: string;
  readonly body: string;
}

/** The fenced blocks of one language. */
export function blocksOf(language: string): Block[] {
  const fences = page.matchAll(/^```(\S+)(?: (.*))?\n([\s\S]*?)^```$/gm);
  return [...fences]
    .filter(([, found]) => found === language)
    .map(([, , about = '', body = '']) => ({ about, body: body.replace(/\n$/, '') }));
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Every table of the page; cells without the space around them. */
export const tables: readonly Table[] = [...page.matchAll(/^\|.*(?:\n\|.*)*/gm)].map(([text]) => {
  const [columns = [], , ...rows] = text.split('\n').map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
  return { columns, rows };
});

/** The rows of all tables whose first column has this heading. */
export function rowsUnder(heading: string): readonly (readonly string[])[] {
  return tables.filter(({ columns }) => columns[0] === heading).flatMap(({ rows }) => rows);
}

/** The texts in backticks. */
export function quotedIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, quoted = '']) => quoted);
}

/** The bytes of an example: `\r\n` and `\n` at the end of a line are what is sent, the page's own line breaks are not. */
export function exactBytes(example: string): Buffer {
  return Buffer.from(
    example
      .split('\n')
      .map((line) => line.replace(/(?:\\r)?\\n$/, unescaped))
      .join(''),
    'utf8',
  );
}

/** Undoes `\r`, `\n` and `\uXXXX` anywhere. */
export function unescaped(text: string): string {
  return text
    .replaceAll('\\r', '\r')
    .replaceAll('\\n', '\n')
    .replace(/\\u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** The values of the vectors of one kind, by name. A value that is not there reads as a text that nothing equals. */
export function vectorsOf(kind: string): ((name: string) => string)[] {
  return blocksOf('vector')
    .filter(({ about }) => about === kind)
    .map(({ body }) => {
      const values = new Map(body.split('\n').map((line) => [line.split(' ', 1)[0], unescaped(line.replace(/^\S+ +/, ''))]));
      return (name: string) => values.get(name) ?? `no ${name} on the page`;
    });
}

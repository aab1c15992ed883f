// The sources as text, for the tests that look at the house itself.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, found from wherever this was built to. */
export const projectRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

export interface Source {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Every file below a folder of the project whose name ends so. */
export function sourcesBelow(folder: string, ending: string): Source[] {
  const top = join(projectRoot, folder);
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(projectRoot, file).split(sep).join('/'), text: readFileSync(file, 'utf8') }))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** What a file imports, as written, dynamic imports and re-exports too. */
export function importsOf(source: Source): string[] {
  const found = source.text.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+)'([^']+)'/gm);
  return [...found].map(([, specifier = '']) => (specifier.startsWith('.') ? resolve(source.path, specifier) : specifier));
}

function resolve(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
}

function findRoot(from: string): string {
  const parent = dirname(from);
  if (readdirSync(from).includes('package.json') || parent === from) return from;
  return findRoot(parent);
}

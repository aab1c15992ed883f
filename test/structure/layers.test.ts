// The layers of docs/architecture.md: arrows point down, packages stay where they belong, files stay small.
import test from 'ava';
import { importsOf, sourcesBelow } from '../helpers/sources.js';

/** What each layer may import besides itself. */
const below: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  support: ['protocol'],
  transport: ['protocol', 'support'],
  security: ['protocol', 'support', 'transport'],
  store: ['protocol', 'support'],
  machines: ['protocol'],
  actors: ['machines', 'transport', 'store', 'security', 'protocol', 'support'],
  index: ['actors', 'store', 'support', 'protocol', 'transport'],
  conformance: ['protocol', 'security', 'support'],
  recording: ['machines', 'protocol', 'support'],
  inspector: ['recording', 'machines', 'protocol', 'support'],
  cli: ['index', 'conformance', 'inspector', 'recording'],
};

/** Packages that only some layers may know, so that the rest can do without them. */
const packages: Readonly<Record<string, readonly string[]>> = {
  xstate: ['machines', 'actors', 'recording'],
  sqlite3: ['store'],
  kleur: ['cli'],
  'readline-sync': ['cli'],
  commander: ['cli'],
  ws: ['inspector'],
  '@peculiar/x509': ['security'],
  '@node-rs/argon2': ['security'],
};

const sources = sourcesBelow('src', '.ts');
const layerOf = (path: string): string => (path === 'src/index.ts' ? 'index' : (path.split('/')[1] ?? ''));

test('layers: every import of src → points down', (t) => {
  t.true(sources.length > 20);
  const wrong = sources.flatMap((source) =>
    importsOf(source)
      .filter((target) => target.startsWith('src/'))
      .filter((target) => {
        const [from, to] = [layerOf(source.path), layerOf(target)];
        return from !== to && !below[from]?.includes(to);
      })
      .map((target) => `${source.path} → ${target}`),
  );
  t.deepEqual(wrong, []);
});

test('layers: imports of all programs, those of types too → no circles', (t) => {
  const all = [...sources, ...['simulation', 'chaos', 'bench', 'scripts'].flatMap((directory) => sourcesBelow(directory, '.ts'))];
  const left = new Map(all.map((source) => [source.path, importsOf(source)]));
  for (let isLess = true; isLess; ) {
    const imported = new Set([...left.values()].flat());
    // Whoever imports nobody of those that are left, or is imported by none, is in no circle.
    const free = [...left].filter(([path, targets]) => !imported.has(path) || !targets.some((target) => left.has(target)));
    for (const [path] of free) left.delete(path);
    isLess = free.length > 0;
  }
  t.deepEqual([...left.keys()], []);
});

test('layers: protocol and machines → no I/O, no time, no randomness', (t) => {
  // isIP of node:net only computes.
  const impure =
    /(?<!import \{ isIP, isIPv6 \} )\bfrom 'node:|\bDate\.now\(|\bnew Date\(\)|Math\.random\(|\bsetTimeout\(|\bsetInterval\(|\bprocess\./;
  const wrong = sources.filter(({ path, text }) => /^src\/(protocol|machines)\//.test(path) && impure.test(text)).map(({ path }) => path);
  t.deepEqual(wrong, []);
});

test('layers: packages → imported only where they belong', (t) => {
  const wrong = sources.flatMap((source) =>
    importsOf(source)
      .filter((name) => packages[name] && !packages[name].includes(layerOf(source.path)))
      .map((name) => `${source.path} → ${name}`),
  );
  t.deepEqual(wrong, []);
});

/** A language is one file, so that another can be added by adding one: data, one key a line. */
const isCatalogue = (path: string) => /^src\/cli\/texts\/[a-z]{2,3}\.ts$/.test(path);

test('layers: every file of code → at most 300 lines', (t) => {
  const long = [
    ...sources.filter(({ path }) => !isCatalogue(path)),
    ...sourcesBelow('test', '.ts'),
    ...sourcesBelow('bench', '.ts'),
    ...sourcesBelow('chaos', '.ts'),
    ...sourcesBelow('simulation', '.ts'),
  ]
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > 300);
  t.deepEqual(long, []);
});

test('layers: every file of src → begins by saying what it is for', (t) => {
  const silent = sources.filter(({ text }) => !/^(#!.*\n)?(\/\/|\/\*\*?) ?\S/.test(text)).map(({ path }) => path);
  t.deepEqual(silent, []);
});

test('layers: types → no any, no ignored errors, no non-null assertions', (t) => {
  const evasion = /\bas any\b|: any\b|@ts-(ignore|nocheck|expect-error)|\bTODO\b|\bFIXME\b/;
  t.deepEqual(
    sources.filter(({ text }) => evasion.test(text)).map(({ path }) => path),
    [],
  );
});

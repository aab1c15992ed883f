// docs/state-charts/sequences/ shows what programs really send: recorded anew, each page is the same.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { projectRoot, sourcesBelow } from '../helpers/sources.js';
import { agreements } from './agreements.js';
import { pagePath, record, recordings } from './recorded.js';
import { wayIn, withTable } from './way-in.js';

for (const recording of recordings) {
  // One after another: they share the keys that are made once in a process.
  test.serial(`sequences: ${recording.title} recorded → the page (else: npm run sequences)`, async (t) => {
    t.is(await record(recording), readFileSync(join(projectRoot, pagePath(recording)), 'utf8'));
  });
}

test('sequences: the folder → a page for each recording, and no other', (t) => {
  t.deepEqual(
    sourcesBelow('docs/state-charts/sequences', '.md').map(({ path }) => path),
    recordings.map(pagePath).sort(),
  );
});

test('sequences: the way in → a row for each page, and no link that leads nowhere (else: npm run sequences)', (t) => {
  const page = readFileSync(join(projectRoot, wayIn), 'utf8');
  t.is(page, withTable(page));
  t.deepEqual(Object.keys(agreements).sort(), recordings.map(({ name }) => name).sort());
  const targets = [...page.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, target = '']) =>
    join(projectRoot, 'docs/state-charts', target),
  );
  const tests = [...page.matchAll(/`(test\/[^`]*)`/g)].map(([, path = '']) => join(projectRoot, path));
  t.deepEqual(
    [...targets, ...tests].filter((path) => !existsSync(path)),
    [],
  );
});

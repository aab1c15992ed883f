// docs/state-charts/sequences/ shows what programs really send: recorded anew, each page is the same.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { projectRoot, sourcesBelow } from '../helpers/sources.js';
import { pagePath, record, recordings } from './recorded.js';

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

// `npm run sequences`: runs every recorded scenario and writes docs/state-charts/sequences/ and the table of its way in.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pagePath, record, recordings } from '../../test/sequences/recorded.js';
import { wayIn, withTable } from '../../test/sequences/way-in.js';

for (const recording of recordings) {
  const path = pagePath(recording);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await record(recording));
  process.stdout.write(`${path}\n`);
}
writeFileSync(wayIn, withTable(readFileSync(wayIn, 'utf8')));

// `npm run sequences`: runs every recorded scenario and writes docs/state-charts/sequences/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pagePath, record, recordings } from '../../test/sequences/recorded.js';

for (const recording of recordings) {
  const path = pagePath(recording);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await record(recording));
  process.stdout.write(`${path}\n`);
}

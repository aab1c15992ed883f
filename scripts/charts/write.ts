// `npm run charts`: writes docs/state-charts/, one page a machine.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '../../src/machines/catalogue.js';
import { pageOf, pagePath } from './page.js';

for (const entry of catalogue) {
  writeFileSync(join(process.cwd(), pagePath(entry)), pageOf(entry));
  process.stdout.write(`${pagePath(entry)}\n`);
}

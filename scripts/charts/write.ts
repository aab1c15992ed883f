// `npm run charts`: writes docs/state-charts/, one page a machine, and where the parts of each stand in the inspector.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '../../src/machines/catalogue.js';
import { layouts, layoutsPath } from './layout.js';
import { pageOf, pagePath } from './page.js';

for (const entry of catalogue) {
  writeFileSync(join(process.cwd(), pagePath(entry)), pageOf(entry));
  process.stdout.write(`${pagePath(entry)}\n`);
}
writeFileSync(join(process.cwd(), layoutsPath), await layouts(catalogue));
process.stdout.write(`${layoutsPath}\n`);

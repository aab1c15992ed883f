// `npm run pages`: writes the pages that are made from the program's tables.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pages } from './pages.js';

for (const [path, content] of await pages(process.cwd())) {
  writeFileSync(join(process.cwd(), path), content);
  process.stdout.write(`${path}\n`);
}

// `npm test`: formatting and lint, then every test. Arguments go to AVA. Types were checked by the build before.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const steps = [
  [join(modules, '@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.'],
  [join(modules, 'ava', 'entrypoints', 'cli.mjs'), ...process.argv.slice(2)],
];
for (const [script, ...args] of steps) {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

// `npm test`: formatting and lint, then every test. Arguments go to AVA; `--long` runs the long forms too (`npm run test:long`).
// Types were checked by the build before.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isLong = process.argv.includes('--long');
const given = process.argv.slice(2).filter((argument) => argument !== '--long');
const modules = join(root, 'node_modules');
const steps = [
  [join(modules, '@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.'],
  [join(root, 'scripts', 'bundle.js')],
  [join(modules, 'ava', 'entrypoints', 'cli.mjs'), ...given],
];
for (const [script, ...args] of steps) {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: isLong ? { ...process.env, PARLEY_LONG: '1' } : process.env,
  });
  if (status !== 0) process.exit(status ?? 1);
}

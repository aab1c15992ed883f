// `npm run chaos` as a program: what it says to options that it does not understand.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const main = join(fileURLToPath(import.meta.url), '..', '..', '..', 'chaos', 'main.js');
const run = (...flags: string[]) => spawnSync(process.execPath, [main, ...flags], { encoding: 'utf8' });

test('chaos: options that it does not understand → what is wrong with them, and how to call it; exit code 2', (t) => {
  t.timeout(60_000);
  const wrong: readonly (readonly [flags: readonly string[], first: RegExp])[] = [
    [['--peers', '1'], /^chaos: --peers must be a whole number from 2 to 100$/],
    [['--duration', '9'], /^chaos: Unknown option '--duration'/],
  ];
  for (const [flags, first] of wrong) {
    const { status, stderr, stdout } = run(...flags);
    t.regex(stderr.split('\n')[0] ?? '', first);
    t.regex(stderr, /^npm run chaos -- \[--seconds N\] \[--seed N\] \[--peers N\] \[--tmpfs\] \[--quiet\]$/m);
    t.deepEqual([stdout, status], ['', 2]);
  }
});

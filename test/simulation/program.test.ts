// `npm run simulate` as a program: what it prints of a broken promise, and how it ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const main = join(fileURLToPath(import.meta.url), '..', '..', '..', 'simulation', 'main.js');

interface Ended {
  readonly lines: readonly string[];
  readonly errors: string;
  readonly code: number;
}

async function run(...flags: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const [code] = await once(child, 'close');
  return { lines: output.split('\n'), errors, code: Number(code) };
}

test.serial('simulate: a disk forgets what it had confirmed → the seed, the shortest events, their diagram; exit code 1', async (t) => {
  t.timeout(180_000);
  const { lines, code } = await run('--seed', '1', '--seeds', '3', '--peers', '2', '--minutes', '3', '--faults', 'forgetting');
  t.is(code, 1);
  const failed = lines.findIndex((line) => /^seed \d+ FAILED:$/.test(line));
  t.true(failed > 0);
  t.regex(
    lines[failed + 1] ?? '',
    /^ {2}\(a\) (alice|bob) (has not what (alice|bob) was told was delivered|was shown what it has not stored): /,
  );
  const shortest = lines.findIndex((line) => /^the same with \d+ of \d+ events:$/.test(line));
  const [, left, all] = /(\d+) of (\d+)/.exec(lines[shortest] ?? '') ?? [];
  t.true(Number(left) < Number(all));
  const events = lines.slice(shortest + 1, shortest + 1 + Number(left)).map((line): { kind: string } => JSON.parse(line));
  t.true(events.some(({ kind }) => kind === 'forget'));
  t.true(events.some(({ kind }) => kind === 'say' || kind === 'say-room'));
  const diagram = lines.slice(lines.indexOf('```mermaid') + 1, lines.lastIndexOf('```'));
  t.is(diagram[0], 'sequenceDiagram');
  t.true(diagram.some((line) => /^ {2}Note over \w+: [\d.]+ s forgets a message$/.test(line)));
  t.true(diagram.some((line) => / {2}\w+->>\w+: [\d.]+ s DIRECT_/.test(line)));
});

test.serial('simulate: nothing broken → a line for each seed, exit code 0; the same seed in two processes → the same hash', async (t) => {
  t.timeout(180_000);
  const flags = ['--seed', '5', '--seeds', '1', '--peers', '3', '--minutes', '1', '--faults', 'all'];
  const [one, same] = await Promise.all([run(...flags), run(...flags)]);
  t.deepEqual([one.code, one.errors], [0, '']);
  t.regex(one.lines[0] ?? '', /^seed 5 {2}[\da-f]{32} {2}\d+ exchanges {2}ok$/);
  t.regex(one.lines[1] ?? '', /^0 failed; \d+ simulated peer-minutes a second$/);
  t.is(same.lines[0], one.lines[0]);
});

test.serial('simulate: options that it does not understand → what is wrong with them, and how to call it; exit code 2', async (t) => {
  t.timeout(180_000);
  const wrong: readonly (readonly [flags: readonly string[], first: string | RegExp])[] = [
    [['--faults', 'flood'], /^--faults knows latency, loss, .*, forgetting$/],
    [['--seed='], '--seed must be a whole number from 0'],
    [['--seeds', '0'], '--seeds must be a whole number from 1'],
    [['--minutes', 'Infinity'], '--minutes must be a number above 0'],
    [['--flood'], /^Unknown option '--flood'/],
  ];
  for (const [flags, first] of wrong) {
    const { lines, errors, code } = await run(...flags);
    const [told = '', ...rest] = errors.split('\n');
    if (typeof first === 'string') t.is(told, first);
    else t.regex(told, first);
    t.is(rest[1], 'npm run simulate -- [--seed N] [--seeds N] [--peers N] [--minutes N] [--faults LIST] [--tcp] [--keep-going]');
    t.deepEqual([lines, code], [[''], 2]);
  }
});

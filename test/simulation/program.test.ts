// `npm run simulate` as a program: what it prints of a broken promise, and how it ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const main = join(fileURLToPath(import.meta.url), '..', '..', '..', 'simulation', 'main.js');

async function run(...flags: string[]): Promise<{ readonly lines: readonly string[]; readonly code: number }> {
  const child = spawn(process.execPath, [main, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  return { lines: output.split('\n'), code: Number(code) };
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

test.serial('simulate: nothing broken → a line for each seed, exit code 0; a fault that it does not know → 2', async (t) => {
  t.timeout(180_000);
  const good = await run('--seed', '5', '--seeds', '1', '--peers', '2', '--minutes', '1', '--faults', 'none');
  t.is(good.code, 0);
  t.regex(good.lines[0] ?? '', /^seed 5 {2}[\da-f]{32} {2}\d+ exchanges {2}ok$/);
  t.regex(good.lines[1] ?? '', /^0 failed; \d+ simulated peer-minutes a second$/);
  t.is((await run('--faults', 'flood')).code, 2);
});

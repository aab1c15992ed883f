// What was typed: kept for the next time, bounded, private, and never with a password.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { InputHistory, memorable } from '../../../src/cli/writing/input-history.js';

async function place(t: ExecutionContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-history-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return join(directory, 'deeper', 'typed-history');
}

test('typed history: kept → there again, the newest first', async (t) => {
  const file = await place(t);
  await new InputHistory(file).keep(['three', 'two ⏎ lines', 'one']);
  t.deepEqual(new InputHistory(file).load(), ['three', 'two ⏎ lines', 'one']);
});

test("typed history: its file → its owner's only", async (t) => {
  const file = await place(t);
  await new InputHistory(file).keep(['one']);
  if (process.platform === 'win32') t.pass();
  else t.is((await stat(file)).mode & 0o777, 0o600);
});

test('typed history: many lines at once → the newest are stored, in the end', async (t) => {
  const file = await place(t);
  const history = new InputHistory(file);
  const all = Array.from({ length: 50 }, (_, index) => history.keep([`line ${index}`]));
  await Promise.all(all);
  t.is(await readFile(file, 'utf8'), '"line 49"\n');
});

test('typed history: more than is kept → the oldest are left out', async (t) => {
  const file = await place(t);
  await new InputHistory(file).keep(Array.from({ length: 1200 }, (_, index) => `line ${index}`));
  const lines = new InputHistory(file).load();
  t.is(lines.length, 1000);
  t.is(lines.at(-1), 'line 999');
  await new InputHistory(file).keep(Array.from({ length: 1000 }, () => 'x'.repeat(4000)));
  t.true((await stat(file)).size <= 262_144);
});

test('typed history: a file that is none → nothing', async (t) => {
  const file = await place(t);
  t.deepEqual(new InputHistory(file).load(), []);
  await new InputHistory(file).keep([]);
  await writeFile(file, 'no json\n{"a":1}\n"good"\n');
  t.deepEqual(new InputHistory(file).load(), ['good']);
});

const remembers = test.macro({
  exec(t, line: string, expected: string | undefined) {
    t.is(memorable(line), expected);
  },
  title: (_, line, expected) => `typed history: "${line}" → ${expected === undefined ? 'nothing' : `"${expected}"`}`,
});

test(remembers, 'hello there', 'hello there');
test(remembers, '  ', undefined);
test(remembers, '/msg bob my secret is 5', '/msg bob my secret is 5');
test(remembers, '/join lobby', '/join lobby');
test(remembers, '/join lobby pass word', '/join lobby');
test(remembers, '/JOIN  lobby  pass', '/JOIN lobby');
test(remembers, '/create lobby 5 secret all are welcome', '/create lobby 5');
test(remembers, '/jion lobby secret', '/jion lobby');
test(remembers, '/join lobby\nsecret', '/join lobby');
test(remembers, '//join lobby secret', '//join lobby secret');
test(remembers, 'x'.repeat(4001), undefined);

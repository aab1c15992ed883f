// The registry of this machine: one at a time, found again, started again on its port, and outliving its chat.
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { findOrStartRegistry, lastRegistry, runningRegistry } from '../../src/cli/local-registry.js';
import { programFile as program } from '../../src/cli/own-command.js';
import { ParleyError } from '../../src/index.js';
import { temporaryDirectory } from './directories.js';
import { endLocalRegistry } from './local-registry-end.js';

/** A directory whose registry, if one was started, ends before the directory goes. */
function place(t: ExecutionContext) {
  const directory = join(temporaryDirectory(t), 'local-registry');
  const end = (signal: NodeJS.Signals) => endLocalRegistry(directory, signal);
  t.teardown(() => end('SIGKILL'));
  const options = {
    directory,
    command: [process.execPath, program, 'registry'] as const,
    env: { PATH: process.env['PATH'], PARLEY_PASSWORD: 'x' },
  };
  return { directory, end, options };
}

test('local registry: none, three ask at once → one is started', async (t) => {
  const { directory, options } = place(t);
  const all = await Promise.all([findOrStartRegistry(options), findOrStartRegistry(options), findOrStartRegistry(options)]);
  t.is(all.filter(({ isNew }) => isNew).length, 1);
  t.is(new Set(all.map(({ link }) => link)).size, 1);
  t.regex(all[0]?.link ?? '', /^parley:\/\/127\.0\.0\.1:\d+#[\w-]{43}$/);
  t.is(readFileSync(join(directory, 'registry.log'), 'utf8').match(/^listening /gm)?.length, 1);
  t.deepEqual(await findOrStartRegistry(options), { link: all[0]?.link ?? '', isNew: false });
});

test('local registry: killed → the next has the same link', async (t) => {
  const { directory, end, options } = place(t);
  const { link } = await findOrStartRegistry(options);
  await end('SIGKILL');
  t.is(await runningRegistry(directory), undefined);
  t.deepEqual(await findOrStartRegistry(options), { link, isNew: true });
});

test('local registry: ended in order → not found any more, its port kept', async (t) => {
  const { directory, end, options } = place(t);
  const { link } = await findOrStartRegistry(options);
  await end('SIGTERM');
  t.is((await lastRegistry(directory))?.pid, 0);
  t.deepEqual(await findOrStartRegistry(options), { link, isNew: true });
});

test('local registry: a lock left behind → taken over', async (t) => {
  const { directory, options } = place(t);
  mkdirSync(directory);
  // No process has this number.
  writeFileSync(join(directory, 'starting.lock'), '4194305');
  t.true((await findOrStartRegistry(options)).isNew);
});

test('local registry: a lock of long ago → taken over', async (t) => {
  const { directory, options } = place(t);
  mkdirSync(directory);
  const lock = join(directory, 'starting.lock');
  writeFileSync(lock, String(process.pid));
  utimesSync(lock, 1, 1);
  t.true((await findOrStartRegistry(options)).isNew);
});

test('local registry: a state file that is none → begun anew', async (t) => {
  const { directory, options } = place(t);
  mkdirSync(directory);
  writeFileSync(join(directory, 'running.json'), '{"link":"parley://127.0.0.1:1"');
  t.true((await findOrStartRegistry(options)).isNew);
});

test('local registry: it does not start → told where its log is', async (t) => {
  const { directory, options } = place(t);
  const failing = { ...options, command: [process.execPath, '-e', 'process.exit(1)'] as const };
  await t.throwsAsync(findOrStartRegistry(failing), {
    instanceOf: ParleyError,
    message: `The registry of this machine did not start. Its log is ${join(directory, 'registry.log')}.`,
  });
});

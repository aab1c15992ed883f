// The guard: nothing of a run outlives it, also when it is killed.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { guardFile } from '../../chaos/guard.js';

const idle = ['-e', 'setInterval(() => {}, 1000)'];

test('guard: its input ends → what it was told of is killed, what was taken off is not', async (t) => {
  const detached = process.platform !== 'win32';
  const [watched, free] = [spawn(process.execPath, idle, { detached }), spawn(process.execPath, idle, { detached })];
  t.teardown(() => free.kill('SIGKILL'));
  const ended = new Promise((resolve) => watched.once('exit', (code, signal) => resolve(signal ?? code)));
  const guard = spawn(process.execPath, [guardFile], { stdio: ['pipe', 'inherit', 'inherit'] });
  const guardEnded = new Promise((resolve) => guard.once('exit', resolve));
  guard.stdin.end(`+${watched.pid}\n+${free.pid}\n-${free.pid}\n`);
  t.is(await ended, process.platform === 'win32' ? 1 : 'SIGKILL');
  t.is(await guardEnded, 0);
  t.is(free.exitCode ?? free.signalCode, null);
});

test('guard: imported → watches nothing', (t) => {
  t.is(guardFile, fileURLToPath(new URL('../../chaos/guard.js', import.meta.url)));
});

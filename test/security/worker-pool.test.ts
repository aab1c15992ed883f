import test, { type ExecutionContext } from 'ava';
import { SecurityError } from '../../src/security/security-error.js';
import { PoolBusy, WorkerPool } from '../../src/security/worker-pool.js';
import type { OddJob } from './odd-worker.js';

function poolOf(t: ExecutionContext, atOnce: number, waiting: number): WorkerPool<OddJob, string> {
  const pool = new WorkerPool<OddJob, string>({ script: new URL('./odd-worker.js', import.meta.url), atOnce, waiting });
  t.teardown(() => pool.close());
  return pool;
}

const echo = (what: string): OddJob => ({ do: 'echo', what });

test('worker-pool: more jobs than workers → every one gets its own answer', async (t) => {
  const pool = poolOf(t, 2, 10);
  const words = ['a', 'b', 'c', 'd', 'e', 'f'];
  t.deepEqual(await Promise.all(words.map((what) => pool.run(echo(what)))), words);
});

test('worker-pool: workers busy and queue full → refused at once, and served again later', async (t) => {
  const pool = poolOf(t, 1, 1);
  const first = pool.run(echo('first'));
  const second = pool.run(echo('second'));
  await t.throwsAsync(pool.run(echo('third')), { instanceOf: PoolBusy, message: 'too many jobs are waiting' });
  t.deepEqual(await Promise.all([first, second]), ['first', 'second']);
  t.is(await pool.run(echo('fourth')), 'fourth');
});

test('worker-pool: a worker throws → its job is rejected, the one waiting is done by a new worker', async (t) => {
  const pool = poolOf(t, 1, 1);
  const doomed = pool.run({ do: 'throw' });
  const next = pool.run(echo('next'));
  await t.throwsAsync(doomed, { instanceOf: SecurityError, message: 'a worker thread failed: odd' });
  t.is(await next, 'next');
});

test('worker-pool: a worker exits → its job is rejected, the one waiting is done by a new worker', async (t) => {
  const pool = poolOf(t, 1, 1);
  const doomed = pool.run({ do: 'exit' });
  const next = pool.run(echo('next'));
  await t.throwsAsync(doomed, { instanceOf: SecurityError, message: 'a worker thread ended' });
  t.is(await next, 'next');
});

test('worker-pool: a worker dies after its answer → the answer counts and later jobs are done or rejected, none is forgotten', async (t) => {
  const pool = poolOf(t, 1, 1);
  t.is(await pool.run({ do: 'echo-and-exit' }), 'last words');
  // Given to the dying worker before its end is noticed, a job is rejected with it; the next is a new worker's.
  await pool.run(echo('lost?')).catch(() => 'lost');
  t.is(await pool.run(echo('back')), 'back');
});

test('worker-pool: closed with a job under way and one waiting → both are rejected, and every later one', async (t) => {
  const pool = poolOf(t, 1, 1);
  const held = t.throwsAsync(pool.run({ do: 'hold' }), { instanceOf: SecurityError, message: 'closed' });
  const waiting = t.throwsAsync(pool.run(echo('waiting')), { instanceOf: SecurityError, message: 'closed' });
  await pool.close();
  await Promise.all([held, waiting]);
  await t.throwsAsync(pool.run(echo('late')), { instanceOf: SecurityError, message: 'closed' });
});

test('worker-pool: closed twice, or before its first job → nothing happens', async (t) => {
  const pool = poolOf(t, 1, 1);
  await pool.close();
  await t.notThrowsAsync(pool.close());
});

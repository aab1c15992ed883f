// What the circle insists on being stored.
import test from 'ava';
import type { PeerContext } from '../../../src/actors/peer/context.js';
import { PendingWork } from '../../../src/actors/peer/pending-work.js';
import { StoreError } from '../../../src/store/store-error.js';
import { silentLogger } from '../../../src/support/logger.js';
import { TurnedClock, turnedRuntime } from '../../helpers/turned-clock.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function pendingWork() {
  const clock = new TurnedClock();
  const warnings: string[] = [];
  const context = {
    runtime: turnedRuntime(clock),
    logger: silentLogger,
    emit: (_: string, event: { readonly reason: string }) => warnings.push(event.reason),
  };
  // All that it uses of its context.
  const recovered: number[] = [];
  const pending = new PendingWork(context as unknown as PeerContext, () => recovered.push(clock.time));
  return { clock, warnings, recovered, pending };
}

const full = () => new StoreError('full', 'database or disk is full', 'SQLITE_FULL');

test('pending work: a write insisted on + the disk fails twice → tried again until it is stored, and only then quiet', async (t) => {
  const { clock, warnings, pending } = pendingWork();
  const tries: number[] = [];
  pending.insist(async () => {
    tries.push(clock.time);
    if (tries.length < 3) throw full();
  });
  const flushed = pending.flush(60_000, () => false);
  for (let second = 0; second < 10; second++) {
    await turn();
    clock.advance(1000);
  }
  t.true(await flushed);
  t.deepEqual(tries, [0, 2000, 4000]);
  t.deepEqual(warnings, []);
  t.is(clock.pending, 0);
});

test('pending work: stopped while the disk fails → tried once more, then given up and told', async (t) => {
  const { clock, warnings, pending } = pendingWork();
  let tries = 0;
  pending.insist(async () => {
    tries++;
    throw full();
  });
  await turn();
  pending.stop();
  await pending.done();
  t.is(tries, 2);
  t.deepEqual(warnings, ['storage']);
  t.is(clock.pending, 0);
});

test('pending work: a failure that is not the disk’s → not tried again', async (t) => {
  const { pending } = pendingWork();
  let tries = 0;
  pending.insist(async () => {
    tries++;
    throw new Error('a bug');
  });
  await pending.done();
  t.is(tries, 1);
});

test('pending work: the same again and again while the disk fails → one of them waits to be tried again, and stores how it is by then', async (t) => {
  const { clock, pending, recovered } = pendingWork();
  let isFull = true;
  let value = 0;
  const stored: number[] = [];
  const save = async () => {
    await turn();
    if (isFull) throw full();
    stored.push(value);
  };
  for (value = 1; value <= 5; value++) {
    pending.insist(save, 'the value');
    await turn();
  }
  for (let turns = 0; turns < 10; turns++) await turn();
  t.is(clock.pending, 1);
  isFull = false;
  value = 6;
  clock.advance(2000);
  await pending.done();
  t.deepEqual(stored, [6]);
  t.deepEqual(recovered, [2000]);
});

test('pending work: two that fail, and one of them is stored → recovered only when the other is, too', async (t) => {
  const { clock, pending, recovered } = pendingWork();
  const failures = [1, 2];
  const failing = (which: number) => async () => {
    failures[which] = (failures[which] ?? 0) - 1;
    if ((failures[which] ?? 0) >= 0) throw full();
  };
  for (const which of [0, 1]) pending.insist(failing(which));
  for (let second = 0; second < 6; second++) {
    await turn();
    clock.advance(1000);
  }
  await pending.done();
  t.deepEqual(recovered, [4000]);
});

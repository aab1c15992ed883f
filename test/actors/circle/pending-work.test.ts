// What the circle insists on being stored.
import test from 'ava';
import { PendingWork } from '../../../src/actors/peer/circle/pending-work.js';
import type { PeerContext } from '../../../src/actors/peer/context.js';
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
  return { clock, warnings, pending: new PendingWork(context as unknown as PeerContext) };
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

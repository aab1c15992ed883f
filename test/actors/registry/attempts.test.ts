// Attempts in a sliding window (section 7).
import test from 'ava';
import { Attempts } from '../../../src/actors/registry/attempts.js';

function table(allowed: number, maxKeys = 100) {
  const time = { now: 1_000_000 };
  return { time, attempts: new Attempts({ allowed, now: () => time.now, maxKeys }) };
}

async function fail(attempts: Attempts, key: string): Promise<number | undefined> {
  const attempt = await attempts.enter(key);
  if (typeof attempt === 'number') return attempt;
  attempt.leave(true);
  return undefined;
}

test('attempts: as many as allowed in a window → then seconds to wait, until the first is over', async (t) => {
  const { time, attempts } = table(2);
  t.is(await fail(attempts, 'a'), undefined);
  time.now += 10_000;
  t.is(await fail(attempts, 'a'), undefined);
  t.is(await fail(attempts, 'a'), 50);
  t.is(await fail(attempts, 'b'), undefined);
  time.now += 49_999;
  t.is(await fail(attempts, 'a'), 1);
  time.now += 1;
  t.is(await fail(attempts, 'a'), undefined);
  t.is(await fail(attempts, 'a'), 10);
});

test('attempts: what does not count, or is cleared → more are allowed', async (t) => {
  const { attempts } = table(1);
  for (let count = 0; count < 5; count++) {
    const attempt = await attempts.enter('a');
    if (typeof attempt === 'number') return t.fail();
    attempt.leave(false);
    attempt.leave(true);
  }
  t.is(attempts.size, 0);
  t.is(await fail(attempts, 'a'), undefined);
  t.is(await fail(attempts, 'a'), 60);
  attempts.clear('a');
  t.is(attempts.wait('a'), undefined);
  t.is(attempts.size, 0);
});

test('attempts: many at once → no more are under way than may still count; the others wait', async (t) => {
  const { attempts } = table(2);
  const order: string[] = [];
  const begin = async (name: string) => {
    const attempt = await attempts.enter('a');
    order.push(typeof attempt === 'number' ? `${name} refused` : name);
    return attempt;
  };
  const [first, second] = await Promise.all([begin('1'), begin('2')]);
  const waiting = [begin('3'), begin('4')];
  await Promise.resolve();
  t.deepEqual(order, ['1', '2']);
  if (typeof first === 'number' || typeof second === 'number') return t.fail();
  first?.leave(false);
  const third = await waiting[0];
  second?.leave(true);
  if (typeof third === 'object') third.leave(true);
  await Promise.all(waiting);
  t.deepEqual(order, ['1', '2', '3', '4 refused']);
});

test('attempts: a flood of keys → bounded, and what is over is forgotten', async (t) => {
  const { time, attempts } = table(5, 100);
  for (let count = 0; count < 1000; count++) await fail(attempts, `flood ${count}`);
  t.is(attempts.size, 100);
  time.now += 60_000;
  await fail(attempts, 'later');
  t.is(attempts.size, 1);
});

test('attempts: the wall clock jumps back → nobody is locked out by it', async (t) => {
  const { time, attempts } = table(1);
  await fail(attempts, 'a');
  time.now -= 3_600_000;
  t.is(await fail(attempts, 'a'), undefined);
});

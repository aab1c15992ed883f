// How much of the program's time the inspector takes.
import test from 'ava';
import { Pace } from '../../src/inspector/pace.js';

interface Turn {
  /** Of the program, ms. */
  readonly worked?: number;
  readonly waited?: number;
  /** What one entry takes, ms; as guessed. */
  readonly cost?: number;
}

/** How many entries it tells after each of these turns of the program; it always has more. */
function told(...turns: readonly Turn[]): number[] {
  let done = { worked: 1000, waited: 1000 };
  const pace = new Pace(() => done);
  return turns.map(({ worked = 0, waited = 0, cost = 0.03 }) => {
    done = { worked: done.worked + worked, waited: done.waited + waited };
    const count = pace.next();
    pace.spent(count, count * cost);
    return count;
  });
}

test('pace: a program that works all the time → a small part of its work', (t) => {
  t.deepEqual(told({ worked: 50 }, { worked: 50 }), [100, 100]);
});

test('pace: a program that has to share the processor → a part of what it got, not of what went by', (t) => {
  t.deepEqual(told({ worked: 25 }), [50]);
});

test('pace: a program that waits → more', (t) => {
  t.deepEqual(told({ waited: 50 }, { worked: 10, waited: 40 }), [250, 220]);
});

test('pace: nothing at all → a little, so that it goes on', (t) => {
  t.deepEqual(told({}, { worked: 1 }), [17, 16]);
});

test('pace: entries cost more than was thought → none until that is made good, then fewer', (t) => {
  const costly = { worked: 50, cost: 0.09 };
  // 100 took 9 ms, where there were 3: at 0.042 ms each there is time again after two turns.
  t.deepEqual(told(costly, costly, costly, costly), [100, 0, 0, 71]);
});

test('pace: a long sleep → not all of it is made up for at once', (t) => {
  t.deepEqual(told({ waited: 60_000 }), [833]);
});

test('pace: this process works → it is seen', (t) => {
  const pace = new Pace();
  const start = process.cpuUsage();
  while (process.cpuUsage(start).user < 50_000);
  t.true(pace.next() >= 100);
});

// How much of the program's time the inspector takes.
import test from 'ava';
import { Pace } from '../../src/inspector/pace.js';

/** What it may take after each of these turns of the program. */
function taken(...turns: readonly { readonly worked: number; readonly waited: number }[]): number[] {
  let done = { worked: 1000, waited: 1000 };
  const pace = new Pace(() => done);
  return turns.map(({ worked, waited }) => {
    done = { worked: done.worked + worked, waited: done.waited + waited };
    return pace.next();
  });
}

test('pace: a program that works all the time → a small part of its work', (t) => {
  t.deepEqual(taken({ worked: 50, waited: 0 }, { worked: 500, waited: 0 }), [3, 30]);
});

test('pace: a program that has to share the processor → a part of what it got, not of what went by', (t) => {
  t.deepEqual(taken({ worked: 25, waited: 0 }), [1.5]);
});

test('pace: a program that waits → more', (t) => {
  t.deepEqual(taken({ worked: 0, waited: 50 }, { worked: 10, waited: 40 }), [5, 4.6]);
});

test('pace: nothing at all → a little, so that it goes on', (t) => {
  t.deepEqual(taken({ worked: 0, waited: 0 }, { worked: 1, waited: 0 }), [0.5, 0.5]);
});

test('pace: this process works → it is seen', (t) => {
  const pace = new Pace();
  const start = process.cpuUsage();
  while (process.cpuUsage(start).user < 50_000);
  t.true(pace.next() >= 3);
});

// Timers that know of sleep: a machine is suspended, and its wall clock is set.
import test from 'ava';
import { wakeful } from '../../src/support/wakeful-clock.js';
import { TurnedClock, turnedRuntime } from '../helpers/turned-clock.js';

const hour = 3_600_000;

/** A clock whose timers write down their names; `sleep` lets the wall clock alone go on, or back. */
function bed() {
  const turned = new TurnedClock();
  const runtime = turnedRuntime(turned);
  let slept = 0;
  const { clock } = wakeful({ ...runtime, now: () => runtime.now() + slept });
  const fired: string[] = [];
  return {
    turned,
    fired,
    set: (name: string, ms: number) => clock.setTimeout(() => fired.push(name), ms),
    clear: (id: unknown) => clock.clearTimeout(id),
    sleep: (ms: number) => {
      slept += ms;
    },
  };
}

test('wakeful clock: no jump → timers fire in their time and order', (t) => {
  const { turned, fired, set } = bed();
  set('late', 20_000);
  set('early', 7000);
  turned.advance(6999);
  t.deepEqual(fired, []);
  turned.advance(1);
  t.deepEqual(fired, ['early']);
  turned.advance(12_999);
  t.deepEqual(fired, ['early']);
  turned.advance(1);
  t.deepEqual(fired, ['early', 'late']);
});

test('wakeful clock: eight hours of sleep → what ran out meanwhile fires within 5 s, in its order; the rest waits less', (t) => {
  const { turned, fired, set, sleep } = bed();
  set('seven hours', 7 * hour);
  set('nine hours', 9 * hour);
  set('a minute', 60_000);
  turned.advance(1000);
  sleep(8 * hour);
  turned.advance(3999);
  t.deepEqual(fired, []);
  turned.advance(1);
  t.deepEqual(fired, ['a minute', 'seven hours']);
  turned.advance(hour - 5001);
  t.deepEqual(fired, ['a minute', 'seven hours']);
  turned.advance(1);
  t.deepEqual(fired, ['a minute', 'seven hours', 'nine hours']);
});

test('wakeful clock: set back by hours → timers go by the time that passes; a later sleep still counts', (t) => {
  const { turned, fired, set, sleep } = bed();
  set('a minute', 60_000);
  set('two hours', 2 * hour);
  turned.advance(1000);
  sleep(-5 * hour);
  set('set since', 60_000);
  turned.advance(58_999);
  t.deepEqual(fired, []);
  turned.advance(2000);
  t.deepEqual(fired, ['a minute', 'set since']);
  sleep(hour);
  turned.advance(5000);
  t.deepEqual(fired, ['a minute', 'set since']);
  turned.advance(hour - 66_000);
  t.deepEqual(fired, ['a minute', 'set since', 'two hours']);
});

test('wakeful clock: a clock that is corrected by a little → nothing fires early', (t) => {
  const { turned, fired, set, sleep } = bed();
  set('ten seconds', 10_000);
  sleep(4000);
  turned.advance(9999);
  t.deepEqual(fired, []);
  turned.advance(1);
  t.deepEqual(fired, ['ten seconds']);
});

test('wakeful clock: the last timer cleared or fired → nothing is left to wait for', (t) => {
  const { turned, fired, set, clear } = bed();
  const id = set('cleared', 60_000);
  clear(id);
  clear(id);
  t.is(turned.pending, 0);
  set('fired', 1000);
  turned.advance(1000);
  t.is(turned.pending, 0);
  turned.advance(hour);
  t.deepEqual(fired, ['fired']);
});

// What an inspector is told besides XState's events: what the world answered to a machine.
import test from 'ava';
import { type Inspector, overheard, withStateLog } from '../../src/actors/inspection.js';
import { type Logger, silentLogger } from '../../src/support/logger.js';

const detailed: Logger = { ...silentLogger, tellsDetails: true };

test('inspection: an inspector that wants answers → is told each, by way of the log too', (t) => {
  const told: unknown[] = [];
  const inspect: Inspector = Object.assign(() => {}, { answered: (...answer: unknown[]) => told.push(answer) });
  let time = 0;
  t.is(overheard(inspect, 'now', () => ++time)(), 1);
  t.is(overheard(withStateLog(silentLogger, inspect), 'now', () => ++time)(), 2);
  t.is(overheard(withStateLog(detailed, inspect), 'now', () => ++time)(), 3);
  t.deepEqual(told, [
    ['now', 1],
    ['now', 2],
    ['now', 3],
  ]);
});

test('inspection: nobody who wants answers → the function itself, at no cost', (t) => {
  const ask = () => 1;
  t.is(overheard(undefined, 'now', ask), ask);
  t.is(
    overheard(() => {}, 'now', ask),
    ask,
  );
  t.is(overheard(withStateLog(detailed, undefined), 'now', ask), ask);
  t.is(withStateLog(silentLogger, undefined), undefined);
});

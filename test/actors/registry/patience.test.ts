// Retry-After for those who find no turn.
import test from 'ava';
import { Patience } from '../../../src/actors/registry/patience.js';

test('patience: a crowd at once → sent away for as long as those before it need, at most 20 s; later ones wait less', (t) => {
  let now = 1_000_000;
  const patience = new Patience({ perSecond: 64, now: () => now });
  const told = Array.from({ length: 932 }, () => patience.turnAway());
  t.deepEqual([told[0], told[63], told[64], told[931]], [1, 1, 2, 15]);
  t.true(told.every((seconds) => told.filter((other) => other === seconds).length <= 64));
  now += 5000;
  t.is(patience.turnAway(), 10);
  const flood = Array.from({ length: 10_000 }, () => patience.turnAway());
  t.is(Math.max(...flood), 20);
  now += 60_000;
  t.is(patience.turnAway(), 1);
});

test('patience: the clock is set back → nobody waits longer than the longest', (t) => {
  let now = 1_000_000;
  const patience = new Patience({ perSecond: 1, now: () => now });
  t.is(patience.turnAway(), 1);
  now -= 500_000;
  t.is(patience.turnAway(), 2);
  now += 2000;
  t.is(patience.turnAway(), 1);
});

// The clock, the chance and the lives of a simulation.
import test from 'ava';
import { Chance } from '../../simulation/chance.js';
import { epoch, Life } from '../../simulation/life.js';
import { VirtualClock } from '../../simulation/virtual-clock.js';

function run(clock: VirtualClock, until: number): void {
  while (clock.fireNext(until));
}

test('virtual clock: timers in any order → fire by time, then by the order in which they were set', (t) => {
  const clock = new VirtualClock();
  const fired: string[] = [];
  const chance = new Chance('timers');
  const times = Array.from({ length: 200 }, () => chance.below(50));
  for (const [index, ms] of times.entries()) clock.set(() => fired.push(`${clock.time} ${index}`), ms);
  run(clock, 1000);
  const expected = times.map((ms, index) => ({ ms, index })).sort((one, other) => one.ms - other.ms || one.index - other.index);
  t.deepEqual(
    fired,
    expected.map(({ ms, index }) => `${ms} ${index}`),
  );
  t.is(clock.time, 1000);
});

test('virtual clock: cleared → does not fire, however many; until then → no later one fires', (t) => {
  const clock = new VirtualClock();
  const fired: number[] = [];
  const timers = Array.from({ length: 5000 }, (_, index) => clock.set(() => fired.push(index), index % 7));
  for (const [index, timer] of timers.entries()) if (index !== 4321) clock.clear(timer);
  clock.set(() => fired.push(-1), 8);
  t.is(clock.pending, 2);
  run(clock, 7);
  t.deepEqual(fired, [4321]);
  t.is(clock.pending, 1);
  run(clock, 8);
  t.deepEqual(fired, [4321, -1]);
});

test('chance: the same name → the same; another, or a fork → another', (t) => {
  const draw = (chance: Chance) => Array.from({ length: 5 }, () => chance.word());
  t.deepEqual(draw(new Chance('a')), draw(new Chance('a')));
  t.notDeepEqual(draw(new Chance('a')), draw(new Chance('b')));
  const parent = new Chance('a');
  t.deepEqual(draw(parent.fork('x')), draw(new Chance('a').fork('x')));
  t.notDeepEqual(draw(parent.fork('x')), draw(parent.fork('y')));
});

test('life: killed → no timer fires, none can be set', (t) => {
  const clock = new VirtualClock();
  const life = new Life(clock, { offset: 0, asleepUntil: 0 }, new Chance('life'));
  const fired: string[] = [];
  life.runtime.clock.setTimeout(() => fired.push('early'), 1);
  life.runtime.clock.setTimeout(() => fired.push('late'), 3);
  run(clock, 2);
  t.is(life.pending, 1);
  life.kill();
  life.runtime.clock.setTimeout(() => fired.push('dead'), 1);
  run(clock, 10);
  t.deepEqual(fired, ['early']);
  t.is(clock.pending, 0);
});

test('life: asleep → timers fire at the awakening, unless cleared meanwhile; the wall clock goes on, and can be wrong', (t) => {
  const clock = new VirtualClock();
  const wall = { offset: 500, asleepUntil: 0 };
  const life = new Life(clock, wall, new Chance('life'));
  const fired: string[] = [];
  const { clock: timers } = life.runtime;
  timers.setTimeout(() => fired.push(`one ${clock.time}`), 10);
  const other = timers.setTimeout(() => fired.push('other'), 20);
  wall.asleepUntil = 100;
  run(clock, 50);
  t.is(life.runtime.now(), epoch + 550);
  timers.clearTimeout(other);
  run(clock, 200);
  t.deepEqual(fired, ['one 100']);
  t.is(life.pending, 0);
});

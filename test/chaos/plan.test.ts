// The plan of a run: the same seed, the same steps.
import test from 'ava';
import { describe, makePlan } from '../../chaos/plan.js';
import { Random } from '../../chaos/random.js';

const options = { seed: 7, seconds: 120, peers: 6 };

test('plan: the same seed twice → the same steps', (t) => {
  t.deepEqual(makePlan(options), makePlan(options));
  t.deepEqual(makePlan(options).map(describe), makePlan(options).map(describe));
});

test('plan: another seed → other steps', (t) => {
  t.notDeepEqual(makePlan(options).map(describe), makePlan({ ...options, seed: 8 }).map(describe));
});

test('plan: two minutes → in time, in order, every fault in it, messages to rooms and to peers', (t) => {
  const plan = makePlan(options);
  t.true(plan.every(({ at }, index) => at >= (plan[index - 1]?.at ?? 0) && at < 120_000));
  t.deepEqual([...new Set(plan.map((step) => step.do))].sort(), [
    ...['cut', 'datagrams', 'delay', 'enter', 'fill', 'isolate', 'kill', 'leave', 'quit', 'rebind', 'refuse', 'say', 'stall', 'stop'],
  ]);
  const said = plan.flatMap((step) => (step.do === 'say' ? [step] : []));
  t.deepEqual([...new Set(said.map(({ to }) => to))].sort(), [0, 1, 2, 3, 4, 5, 'den', 'lobby']);
  t.true(said.every(({ peer, to }) => peer !== to && (to !== 'den' || peer < 3)));
  t.is(new Set(said.map(({ number }) => number)).size, said.length);
});

test('plan: a step → one line that says all of it', (t) => {
  t.is(describe({ do: 'kill', node: 'registry', ms: 20 }), 'kill node=registry ms=20');
  t.is(describe({ do: 'cut', path: { to: 'peer', peer: 2 }, bytes: 9, how: 'half' }), 'cut path={"to":"peer","peer":2} bytes=9 how=half');
});

test('random: some of many → different ones, all below the limit', (t) => {
  const random = new Random(1);
  for (let i = 0; i < 100; i++) {
    const some = random.some(3, 6);
    t.is(new Set(some).size, 3);
    t.true(some.every((each) => each >= 0 && each < 6));
  }
});

// What is told of the ways to others: since when each stands as it does, and why, also of one that there is no more.
import test from 'ava';
import { PastWays } from '../../../src/actors/peer/circle/ways.js';
import { CircleNet } from './circle-net.js';

test('ways: a link is lost, and nobody has anything to say → told since when and why, until there is one again', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  await alice.befriend(bob);
  await net.advance(7000);
  t.deepEqual(alice.circle.status().pastPaths, []);
  net.memory.cut(net.host('alice'), net.host('bob'));
  await net.advance(0);
  const lost = net.runtime.now();
  await net.advance(9000);
  t.deepEqual(alice.circle.status().paths, []);
  t.deepEqual(alice.circle.status().pastPaths, [{ peer: 'bob', state: 'down', since: lost, detail: 'the connection was reset' }]);
  await alice.circle.sendDirect('bob', 'again');
  await net.see(() => bob.texts.length === 1, 20);
  t.is(alice.circle.status().paths[0]?.state, 'up');
  t.deepEqual(alice.circle.status().pastPaths, []);
});

test('ways: dialled in vain again and again → not up since it was lost', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  await alice.befriend(bob);
  await net.advance(7000);
  await bob.crash();
  await net.advance(0);
  const lost = net.runtime.now();
  await net.advance(3000);
  await alice.circle.sendDirect('bob', 'hello?');
  const states = new Set<string>();
  for (let look = 0; look < 200; look++) {
    await net.advance(500);
    const [path] = alice.circle.status().paths;
    if (path?.state === 'waiting') t.is(path.since, lost);
    states.add(path?.state ?? 'none');
  }
  t.true(states.has('waiting'));
});

test('ways: those of more than are remembered → the latest', (t) => {
  const ways = new PastWays();
  const path = (peer: string, since: number) => ({ peer, state: 'down', since, detail: undefined }) as const;
  for (let number = 0; number < 70; number++) ways.note(path(`peer${number}`, number));
  t.is(ways.all.length, 64);
  t.is(ways.all[0]?.peer, 'peer6');
  ways.note(path('Peer6', 99));
  t.deepEqual([ways.all.length, ways.all[0]?.peer, ways.all.at(-1)], [64, 'peer7', path('Peer6', 99)]);
  t.is(ways.take('PEER6')?.since, 99);
  t.deepEqual([ways.take('peer6'), ways.census], [undefined, { 'ways remembered': 63 }]);
});

// A simulated network as a whole: its time, and what is held to be left behind in it.
import test from 'ava';
import { checkRest } from '../../simulation/rest.js';
import { World } from '../../simulation/world.js';

const patience = 180_000;

async function open(...names: string[]): Promise<World> {
  const world = await World.open({ seed: 1, names });
  await world.start();
  await world.runUntil(() => world.peers.every((peer) => peer.isOnline), 60_000);
  return world;
}

test('world: what a user asks → is answered as soon as the network allows, whatever timer is next', async (t) => {
  const world = await open('alice', 'bob');
  t.teardown(() => world.free());
  await world.run(20_000);
  const asked = world.peer('alice').peer?.search('bob');
  t.deepEqual(await world.wait(asked ?? t.fail(), 200), { name: 'bob', isOnline: true });
});

test('rest: nobody has anything to do → nothing is held', async (t) => {
  t.timeout(patience);
  const world = await open('alice', 'bob', 'carol');
  t.teardown(() => world.free());
  for (const peer of world.peers) peer.isPatient = true;
  world.happen({ at: 0, kind: 'create', who: 'alice', room: 'hall', capacity: 9 });
  await world.run(world.clock.time + 2000);
  world.happen({ at: 0, kind: 'join', who: 'bob', room: 'hall' });
  world.happen({ at: 0, kind: 'say', who: 'carol', to: 'alice', text: 'hello' });
  await world.run(world.clock.time + 2000);
  world.happen({ at: 0, kind: 'say-room', who: 'bob', room: 'hall', text: 'hello all' });
  await world.run(world.clock.time + 20_000);
  t.true(Number(world.peer('alice').census['actors of companions']) > 6);
  await checkRest(world, 0);
  t.deepEqual(world.ledger.problems, []);
});

test('rest: something is held on to → it is told of whom, and how many', async (t) => {
  t.timeout(patience);
  const world = await open('alice', 'bob');
  t.teardown(() => world.free());
  const bob = world.peer('bob');
  const { census } = bob;
  t.is(census['exchanges'], 0);
  Object.defineProperty(bob, 'census', { value: { ...census, timers: 0, exchanges: 1, 'held streams': 2, letters: 1 } });
  await checkRest(world, 0);
  t.deepEqual(world.ledger.problems, [
    '(e) bob holds 1 exchanges, and needs 0',
    '(e) bob holds 2 held streams, and needs 0',
    '(e) bob holds 1 letters, and needs none',
  ]);
});

test('node: killed with much in hand, then ended before its store is open → nothing is left behind', async (t) => {
  t.timeout(patience);
  const world = await open('alice', 'bob');
  t.teardown(() => world.free());
  world.happen({ at: 0, kind: 'say', who: 'alice', to: 'bob', text: 'hello' });
  await world.run(world.clock.time + 1000);
  const alice = world.peer('alice');
  t.true(Number(alice.census['companions']) > 0);
  alice.crash();
  alice.disk.trouble = 'read-only';
  alice.start();
  await world.run(world.clock.time + 100);
  t.like(alice.peer?.state, { state: 'signed-out', reason: 'storage' });
  t.true(
    await world.wait(
      alice.quit().then(() => true),
      10_000,
    ),
  );
  t.deepEqual(world.ledger.problems, []);
});

// Rooms and a disk that takes no writes for a while: what the registry has done is so, and is stored when there is room again.
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { PeerStore } from '../../../src/store/peer-store.js';
import { StoreError } from '../../../src/store/store-error.js';
import { CircleNet, type CircleNode } from './circle-net.js';
import { fullDisk } from './full-disk.js';
import { Stranger } from './stranger.js';

/** alice, whose disk is full while `disk.isFull`. */
async function scene(
  t: ExecutionContext,
  operations: readonly (keyof PeerStore)[] = ['saveRoom', 'forgetRoom', 'saveContact'],
): Promise<{ net: CircleNet; alice: CircleNode; disk: { isFull: boolean } }> {
  const net = await CircleNet.open(t);
  const disk = fullDisk(...operations);
  return { net, alice: await net.node(t, 'alice', { wrap: disk.wrap }), disk };
}

const stored = async ({ store }: CircleNode) => (await store.joinedRooms()).map(({ room }) => room);

test('rooms: entered while the disk is full → this user is in, and says so; stored when there is room again', async (t) => {
  const { net, alice, disk } = await scene(t);
  disk.isFull = true;
  const view = await net.until(alice.circle.createRoom('hall', {}));
  t.is(view.room, 'hall');
  t.deepEqual(
    alice.circle.status().rooms.map(({ room }) => room),
    ['hall'],
  );
  await net.advance(10_000);
  t.deepEqual(await stored(alice), []);
  disk.isFull = false;
  await net.advance(2500);
  t.deepEqual(await stored(alice), ['hall']);
});

test('rooms: left while the disk is full → out, and forgotten when there is room again; back meanwhile → kept', async (t) => {
  const { net, alice, disk } = await scene(t);
  for (const room of ['hall', 'attic']) await net.until(alice.circle.createRoom(room, {}));
  t.deepEqual((await stored(alice)).sort(), ['attic', 'hall']);
  const bob = await net.node(t, 'bob');
  await net.until(bob.circle.joinRoom('attic', undefined));
  disk.isFull = true;
  for (const room of ['hall', 'attic']) await net.until(alice.circle.leaveRoom(room));
  await net.until(alice.circle.joinRoom('attic', undefined));
  await net.advance(5000);
  t.deepEqual((await stored(alice)).sort(), ['attic', 'hall']);
  disk.isFull = false;
  await net.advance(2500);
  t.deepEqual(await stored(alice), ['attic']);
});

test('rooms: entered while the disk is full, so that nobody could be asked for history → asked as soon as there is room again', async (t) => {
  const { net, alice, disk } = await scene(t);
  const bob = await net.node(t, 'bob');
  await net.until(bob.circle.createRoom('hall', {}));
  await net.until(bob.circle.sendRoom('hall', 'before'));
  disk.isFull = true;
  await net.until(alice.circle.joinRoom('hall', undefined));
  await net.advance(5000);
  t.deepEqual(alice.texts, []);
  disk.isFull = false;
  await net.advance(3000);
  t.deepEqual(alice.texts, ['bob: before']);
});

test('rooms: what was said before could not be stored → asked for again, ever more seldom, until it is', async (t) => {
  const { net, alice, disk } = await scene(t, ['addIncoming']);
  const bob = await net.node(t, 'bob');
  await net.until(bob.circle.createRoom('hall', {}));
  await net.until(bob.circle.sendRoom('hall', 'before'));
  disk.isFull = true;
  await net.until(alice.circle.joinRoom('hall', undefined));
  await net.advance(100_000);
  const asked = () => net.log.lines.filter((line) => line.startsWith('alice: HISTORY_SUMMARY <')).length;
  t.is(asked(), 3); // at once, after 30 s, and after 60 s more
  t.deepEqual(alice.texts, []);
  disk.isFull = false;
  await net.advance(120_000);
  t.deepEqual(alice.texts, ['bob: before']);
  t.is(asked(), 4);
});

test('rooms: what another member hands on by itself could not be stored → asked for', async (t) => {
  const { net, alice, disk } = await scene(t, ['addIncoming']);
  const [bob, carol] = [await net.node(t, 'bob'), await net.node(t, 'carol')];
  await net.until(bob.circle.createRoom('hall', {}));
  for (const node of [alice, carol]) await net.until(node.circle.joinRoom('hall', undefined));
  await net.advance(1000);
  disk.isFull = true;
  net.memory.block(net.host('alice'), net.host('bob'));
  await net.until(bob.circle.sendRoom('hall', 'round about'));
  await net.see(() => carol.texts.length === 1);
  await net.pass(bob.close());
  net.memory.cut(net.host('alice'), net.host('carol'));
  await net.until(carol.circle.sendRoom('hall', 'on a new link'));
  await net.advance(20_000);
  t.deepEqual(alice.texts, []);
  disk.isFull = false;
  await net.advance(60_000);
  t.deepEqual([...alice.texts].sort(), ['bob: round about', 'carol: on a new link']);
});

test('rooms: who would bring history was turned away, because its key could not be stored, and got all elsewhere → it is asked', async (t) => {
  const { net, alice, disk } = await scene(t);
  const options = async (name: string) => ({ identity: await net.identity(name), file: join(net.directory, `${name}.sqlite`) });
  const [ofBob, ofCarol] = [await options('bob'), await options('carol')];
  const [bob, carol] = [await net.node(t, 'bob', ofBob), await net.node(t, 'carol', ofCarol)];
  await net.until(bob.circle.createRoom('hall', {}));
  await net.until(carol.circle.joinRoom('hall', undefined));
  await net.until(bob.circle.sendRoom('hall', 'before'));
  await net.see(() => carol.texts.length === 1);
  for (const node of [bob, carol]) await net.pass(node.close());
  await net.until(alice.circle.joinRoom('hall', undefined));
  await net.advance(1000);
  disk.isFull = true;
  for (const [name, given] of [['bob', ofBob] as const, ['carol', ofCarol] as const]) await net.node(t, name, given);
  await net.advance(10_000);
  t.deepEqual(alice.texts, []);
  disk.isFull = false;
  await net.advance(3000);
  t.deepEqual(alice.texts, ['bob: before']);
});

test('rooms: what is handed on outside of any exchange could not be stored → asked for', async (t) => {
  const { net, alice, disk } = await scene(t, ['addIncoming']);
  const room = await net.until(alice.circle.createRoom('hall', {}));
  net.registry.smuggle('hall', 'mallory');
  net.registry.login('mallory', { host: net.host('mallory'), port: 5000 }, () => {});
  const mallory = await Stranger.dial(net, await net.identity('mallory'), 'alice');
  const carol = new Stranger(net, await net.identity('carol'));
  disk.isFull = true;
  t.regex(await mallory.ask(mallory.forward(carol.broadcast(room, {}), carol.identity)), /<FAILURE> .* storage-failed$/);
  await net.see(() => mallory.frames.length > 1);
  t.is(mallory.frames[1]?.verb, 'HISTORY_SUMMARY');
});

test('rooms: one message could not be stored, and catching up is begun anew meanwhile → asked for again', async (t) => {
  const net = await CircleNet.open(t);
  const bob = await net.node(t, 'bob');
  await net.until(bob.circle.createRoom('hall', {}));
  for (const text of ['one', 'two']) await net.until(bob.circle.sendRoom('hall', text));
  let calls = 0;
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const wrap = (store: PeerStore): PeerStore => ({
    ...store,
    addIncoming: async (...given) => {
      calls++;
      if (calls === 1) throw new StoreError('full', 'database or disk is full');
      await released;
      return store.addIncoming(...given);
    },
  });
  const alice = await net.node(t, 'alice', { wrap });
  await net.until(alice.circle.joinRoom('hall', undefined));
  await net.see(() => calls === 2);
  const asked = net.registry.asked.length;
  alice.login();
  await net.see(() => net.registry.asked.length > asked);
  let turns = 0;
  await net.see(() => ++turns > 20);
  release();
  await net.advance(40_000);
  t.deepEqual([...alice.texts].sort(), ['bob: one', 'bob: two']);
});

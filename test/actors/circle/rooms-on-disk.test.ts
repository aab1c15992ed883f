// Rooms and a disk that takes no writes for a while: what the registry has done is so, and is stored when there is room again.
import test, { type ExecutionContext } from 'ava';
import { CircleNet, type CircleNode } from './circle-net.js';
import { fullDisk } from './full-disk.js';

/** alice, whose disk is full while `disk.isFull`. */
async function scene(t: ExecutionContext): Promise<{ net: CircleNet; alice: CircleNode; disk: { isFull: boolean } }> {
  const net = await CircleNet.open(t);
  const disk = fullDisk('saveRoom', 'forgetRoom');
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

// Messages that are owed and a disk that takes no writes for a while: what has to become of them is stored when there is room again.
import test, { type ExecutionContext } from 'ava';
import type { PeerStore } from '../../../src/store/peer-store.js';
import { CircleNet, type CircleNode } from './circle-net.js';
import { fullDisk } from './full-disk.js';
import { Stranger } from './stranger.js';

/** alice, whose disk is full to one operation while `disk.isFull`. */
async function scene(t: ExecutionContext, operation: keyof PeerStore) {
  const net = await CircleNet.open(t);
  const disk = fullDisk(operation);
  return { net, disk, alice: await net.node(t, 'alice', { wrap: disk.wrap }) };
}

const told = (alice: CircleNode) => alice.events('delivery').map(({ state, reason }) => [state, reason]);

test('outbox: seq-conflict while the disk is full → the message goes in a new stream when there is room again', async (t) => {
  const { net, disk, alice } = await scene(t, 'moveToNewStream');
  const bob = await Stranger.dial(net, await net.identity('bob'), 'alice');
  await bob.befriend(alice);
  const messages = () => bob.frames.filter(({ verb }) => verb === 'DIRECT_MESSAGE');
  await alice.circle.sendDirect('bob', 'one');
  await net.see(() => messages().length === 1);
  disk.isFull = true;
  bob.answer(messages()[0], 'seq-conflict');
  await net.advance(10_000);
  t.is(messages().length, 1);
  disk.isFull = false;
  await net.advance(2500);
  const [first, second] = messages();
  t.is(second?.headers['message-id'], first?.headers['message-id']);
  t.not(second?.headers['stream'], first?.headers['stream']);
  bob.answer(second);
  await net.settle();
  t.deepEqual(told(alice), [
    ['sent', undefined],
    ['queued', 'seq-conflict'],
    ['sent', undefined],
    ['delivered', undefined],
  ]);
});

test('outbox: somebody is away while the disk is full → why a message waits is told when there is room again', async (t) => {
  const { net, disk, alice } = await scene(t, 'holdOwed');
  const bob = await net.node(t, 'bob');
  await alice.befriend(bob);
  await bob.crash();
  disk.isFull = true;
  const { id } = await alice.circle.sendDirect('bob', 'hello?');
  await net.see(() => alice.circle.status().owed[0]?.reason === 'user-offline', 20);
  await net.advance(5000);
  t.deepEqual(told(alice), []);
  disk.isFull = false;
  await net.see(() => told(alice).at(-1)?.[1] === 'user-offline', 20);
  t.deepEqual(await alice.store.deliveries(id), [{ recipient: 'bob', state: 'queued', reason: 'user-offline' }]);
});

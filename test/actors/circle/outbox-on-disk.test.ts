// Messages that are owed and a disk that takes no writes for a while: what has to become of them is stored when there is room again.
import test from 'ava';
import type { PeerStore } from '../../../src/store/peer-store.js';
import { StoreError } from '../../../src/store/store-error.js';
import { CircleNet } from './circle-net.js';
import { Stranger } from './stranger.js';

test('outbox: seq-conflict while the disk is full → the message goes in a new stream when there is room again', async (t) => {
  const net = await CircleNet.open(t);
  const disk = { isFull: false };
  const full = () => Promise.reject(new StoreError('full', 'database or disk is full'));
  const wrap = (store: PeerStore): PeerStore =>
    new Proxy(store, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (name === 'moveToNewStream' && disk.isFull) return full;
        return typeof method === 'function' ? method.bind(target) : method;
      },
    });
  const alice = await net.node(t, 'alice', { wrap });
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
  t.deepEqual(
    alice.events('delivery').map(({ state, reason }) => [state, reason]),
    [
      ['sent', undefined],
      ['queued', 'seq-conflict'],
      ['sent', undefined],
      ['delivered', undefined],
    ],
  );
});

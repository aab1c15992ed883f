// Messages of others, each stored once, and the history of all; in memory and in a file.
import { openPeerStore } from '../../src/store/sqlite-peer-store.js';
import { draft, inChat1, incoming, sentAt, streams, withAly } from './messages.js';
import { closing, overEachPlace } from './stores.js';

overEachPlace('inbox: a new message → stored; its own Seq was expected of an unknown stream', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  t.deepEqual(await store.addIncoming(incoming(7), 1), { outcome: 'stored', expected: 7 });
});

overEachPlace('inbox: in order, over a gap, below, and filling the gap → the Seq after the highest was expected', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  const outcomes = [];
  for (const seq of [5, 6, 9, 3, 7, 10]) outcomes.push(await store.addIncoming(incoming(seq), 1));
  t.deepEqual(
    outcomes,
    [5, 6, 7, 10, 10, 10].map((expected) => ({ outcome: 'stored', expected })),
  );
});

overEachPlace('inbox: the same again, also in one turn → duplicate, stored once', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  const outcomes = await Promise.all([
    store.addIncoming(incoming(1), 1),
    store.addIncoming(incoming(1, { author: 'ALY', forwardedBy: 'bob' }), 1),
  ]);
  t.deepEqual(outcomes, [
    { outcome: 'stored', expected: 1 },
    { outcome: 'duplicate', expected: 2 },
  ]);
  t.is((await store.history(undefined, 10)).length, 1);
});

overEachPlace('inbox: a place taken by another id → seq-conflict, and the first stays', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  await store.addIncoming(incoming(1), 1);
  t.deepEqual(await store.addIncoming(incoming(1, { messageId: 'other' }), 1), { outcome: 'seq-conflict', expected: 2 });
  t.deepEqual(
    (await store.history(withAly, 10)).map((message) => message.messageId),
    ['id-1'],
  );
});

overEachPlace('inbox: the same Seq in another stream, of another author or conversation → stored', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  const outcomes = [];
  for (const more of [{}, { stream: 'other', messageId: 'another' }, { author: 'bob' }, { conversation: inChat1 }]) {
    outcomes.push((await store.addIncoming(incoming(1, more), 1)).outcome);
  }
  t.deepEqual(outcomes, ['stored', 'stored', 'stored', 'stored']);
});

overEachPlace('inbox: an own message has the same stream and Seq → no conflict', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  await store.addOutgoing(draft('mine'), () => 's', 1);
  t.deepEqual(await store.addIncoming(incoming(1), 1), { outcome: 'stored', expected: 1 });
});

overEachPlace('history: both sides → as stored, oldest first, the newest of them', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  await store.addIncoming(incoming(1, { author: 'Aly', conversation: { kind: 'direct', peer: 'Aly' } }), 10);
  await store.addOutgoing(draft('mine'), streams(), 20);
  await store.addIncoming(incoming(1, { conversation: inChat1, author: 'bob', signature: 'sig', payload: Buffer.from('\u001bhi') }), 30);
  const hers = {
    conversation: { kind: 'direct', peer: 'Aly' },
    author: 'Aly',
    messageId: 'id-1',
    stream: 's',
    seq: 1,
    sentAt,
    at: 10,
    text: 'text 1',
    deliveries: [],
  } as const;
  const own = {
    ...hers,
    author: undefined,
    messageId: 'mine',
    stream: 'stream-1',
    at: 20,
    text: 'text of mine',
    deliveries: [{ recipient: 'aly', state: 'queued', reason: undefined }],
  } as const;
  const inRoom = { ...hers, conversation: inChat1, author: 'bob', at: 30, text: 'hi' } as const;
  t.deepEqual(await store.history(undefined, 10), [hers, own, inRoom]);
  t.deepEqual(await store.history(undefined, 2), [own, inRoom]);
  t.deepEqual(await store.history({ kind: 'direct', peer: 'ALY' }, 1), [own]);
  t.deepEqual(await store.history(inChat1, 10), [inRoom]);
  t.deepEqual(await store.history({ kind: 'direct', peer: 'nobody' }, 10), []);
});

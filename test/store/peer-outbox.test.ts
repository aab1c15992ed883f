// A peer's own messages: their streams, and what becomes of each for each recipient; in memory and in a file.
import type { PeerStore } from '../../src/store/peer-store.js';
import { openPeerStore } from '../../src/store/sqlite-peer-store.js';
import { draft, inChat1, sentAt, streams, withAly } from './messages.js';
import { closing, overEachPlace } from './stores.js';

const all = { limit: 100 };
const idsOwedTo = async (store: PeerStore, name: string) => (await store.owedTo(name, all)).map((message) => message.messageId);

overEachPlace('outbox: add → the next Seq of the conversation’s stream, queued for everyone', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  const newStream = streams();
  const first = await store.addOutgoing(draft('a'), newStream, 1);
  t.deepEqual(first, { ...draft('a'), stream: 'stream-1', seq: 1, payload: Buffer.from('text of a') });
  const inRoom = await store.addOutgoing(draft('b', { conversation: inChat1, recipients: ['Zoe', 'bob', 'BOB'] }), newStream, 2);
  t.deepEqual([inRoom.stream, inRoom.seq, inRoom.recipients], ['stream-2', 1, ['bob', 'Zoe']]);
  const third = await store.addOutgoing(draft('c', { conversation: { kind: 'direct', peer: 'ALY' } }), newStream, 3);
  t.deepEqual([third.stream, third.seq], ['stream-1', 2]);
  t.deepEqual(await store.outgoing('a'), first);
  t.deepEqual(await store.deliveries('b'), [
    { recipient: 'bob', state: 'queued', reason: undefined },
    { recipient: 'Zoe', state: 'queued', reason: undefined },
  ]);
});

overEachPlace('outbox: added in one turn → Seqs in the order of the calls', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  const newStream = streams();
  const messages = await Promise.all(['a', 'b', 'c'].map((id) => store.addOutgoing(draft(id), newStream, 1)));
  t.deepEqual(
    messages.map(({ stream, seq }) => [stream, seq]),
    [
      ['stream-1', 1],
      ['stream-1', 2],
      ['stream-1', 3],
    ],
  );
});

overEachPlace('outbox: an id used before → rejected, and no Seq is used up', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  await store.addOutgoing(draft('a'), streams(), 1);
  await t.throwsAsync(store.addOutgoing(draft('a'), streams(), 1), { name: 'StoreError' });
  t.is((await store.addOutgoing(draft('b'), streams(), 1)).seq, 2);
});

overEachPlace('outbox: text with control characters → its bytes are kept, its text is stripped', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  const text = '\ufeffa\u001b[31m\r\n\u202eb';
  await store.addOutgoing(draft('a', { text }), streams(), 1);
  const stored = await store.outgoing('a');
  t.deepEqual([stored?.text, stored?.payload], ['\ufeffa[31m\nb', Buffer.from(text)]);
});

overEachPlace('outbox: unknown ids → undefined, empty, false', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  t.is(await store.outgoing('none'), undefined);
  t.deepEqual(await store.deliveries('none'), []);
  t.false(await store.setDelivery('none', { recipient: 'aly', state: 'sent' }));
  await store.addOutgoing(draft('a'), streams(), 1);
  t.false(await store.setDelivery('a', { recipient: 'bob', state: 'sent' }));
});

overEachPlace('deliveries: owed → any state, the last passing reason stays until delivered', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  await store.addOutgoing(draft('a'), streams(), 1);
  const after = async (...change: Parameters<PeerStore['setDelivery']>) => {
    t.true(await store.setDelivery(...change));
    return store.deliveries('a');
  };
  t.deepEqual(await after('a', { recipient: 'ALY', state: 'sent' }), [{ recipient: 'aly', state: 'sent', reason: undefined }]);
  const waiting = await after('a', { recipient: 'aly', state: 'queued', reason: 'not-accepted' });
  t.deepEqual(waiting, [{ recipient: 'aly', state: 'queued', reason: 'not-accepted' }]);
  const sentAgain = await after('a', { recipient: 'aly', state: 'sent' });
  t.deepEqual(sentAgain, [{ recipient: 'aly', state: 'sent', reason: 'not-accepted' }]);
  t.deepEqual(await after('a', { recipient: 'aly', state: 'delivered' }), [{ recipient: 'aly', state: 'delivered', reason: undefined }]);
});

overEachPlace('deliveries: delivered or refused + any change → false, and it stays', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  for (const state of ['delivered', 'refused'] as const) {
    await store.addOutgoing(draft(state), streams(), 1);
    await store.setDelivery(state, { recipient: 'aly', state });
    for (const change of ['queued', 'sent', 'delivered', 'refused'] as const) {
      t.false(await store.setDelivery(state, { recipient: 'aly', state: change, reason: 'late' }));
    }
    t.deepEqual(await store.deliveries(state), [{ recipient: 'aly', state, reason: undefined }]);
  }
});

overEachPlace('owed: queued and sent → in the order of their making, in pages, to that peer only', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  const newStream = streams();
  for (const id of ['e', 'd', 'c', 'b', 'a']) await store.addOutgoing(draft(id, { recipients: ['aly', 'bob'] }), newStream, 1);
  await store.addOutgoing(draft('f', { recipients: ['bob'] }), newStream, 1);
  await store.setDelivery('d', { recipient: 'aly', state: 'delivered' });
  await store.setDelivery('c', { recipient: 'aly', state: 'sent' });
  t.deepEqual(await idsOwedTo(store, 'ALY'), ['e', 'c', 'b', 'a']);
  const page = await store.owedTo('aly', { afterMessageId: 'e', limit: 2 });
  t.deepEqual(
    page.map((message) => message.messageId),
    ['c', 'b'],
  );
  const afterDelivered = await store.owedTo('aly', { afterMessageId: 'd', limit: 1 });
  t.is(afterDelivered[0]?.messageId, 'c');
  t.deepEqual(page[0], {
    ...draft('c', { recipients: ['aly', 'bob'] }),
    stream: 'stream-1',
    seq: 3,
    payload: Buffer.from('text of c'),
  });
});

overEachPlace('owed: to whom → each name once, without those who have all', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  const newStream = streams();
  await store.addOutgoing(draft('a', { conversation: inChat1, recipients: ['Zoe', 'bob', 'carl'] }), newStream, 1);
  await store.addOutgoing(draft('b', { conversation: inChat1, recipients: ['zoe'] }), newStream, 1);
  await store.setDelivery('a', { recipient: 'carl', state: 'refused', reason: 'rejected' });
  t.is((await store.owedPeers()).join().toLowerCase(), 'bob,zoe');
});

overEachPlace('owed: refused in one conversation → only there, only to that peer, only what is owed', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  const newStream = streams();
  for (const id of ['a', 'b', 'c']) {
    await store.addOutgoing(draft(id, { conversation: inChat1, recipients: ['aly', 'bob'] }), newStream, 1);
  }
  await store.addOutgoing(draft('d'), newStream, 1);
  await store.setDelivery('a', { recipient: 'aly', state: 'delivered' });
  t.deepEqual(await store.refuseOwed('ALY', inChat1, 'not-a-member'), ['b', 'c']);
  t.deepEqual(await store.deliveries('b'), [
    { recipient: 'aly', state: 'refused', reason: 'not-a-member' },
    { recipient: 'bob', state: 'queued', reason: undefined },
  ]);
  t.deepEqual(await idsOwedTo(store, 'aly'), ['d']);
  t.deepEqual(await store.refuseOwed('aly', { kind: 'room', roomId: 'none', room: 'chat1' }, 'x'), []);
});

overEachPlace('owed: expired → what was made before, refused as expired', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  const newStream = streams();
  await store.addOutgoing(draft('a', { recipients: ['bob', 'aly'] }), newStream, 10);
  await store.addOutgoing(draft('b'), newStream, 20);
  await store.setDelivery('a', { recipient: 'bob', state: 'delivered' });
  t.deepEqual(await store.expireOwed(20), [{ messageId: 'a', recipient: 'aly' }]);
  t.deepEqual(await store.deliveries('a'), [
    { recipient: 'aly', state: 'refused', reason: 'expired' },
    { recipient: 'bob', state: 'delivered', reason: undefined },
  ]);
  t.deepEqual(await store.expireOwed(20), []);
});

overEachPlace('streams: seq-conflict → the message and what follows go in a new stream, earlier ones keep their place', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  const newStream = streams();
  await store.addOutgoing(draft('a'), newStream, 1);
  await store.addOutgoing(draft('b', { recipients: ['aly', 'bob'] }), newStream, 1);
  await store.keepProof('b', { signature: 'old', certificate: Buffer.from('old') });
  t.deepEqual(await store.moveToNewStream('b', 'aly', 'stream-1', newStream), { outcome: 'moved', hasChanged: true });
  await store.addOutgoing(draft('c'), newStream, 1);
  const owed = await store.owedTo('aly', all);
  t.deepEqual(
    owed.map(({ messageId, stream, seq, proof }) => [messageId, stream, seq, proof]),
    [
      ['a', 'stream-1', 1, undefined],
      ['b', 'stream-2', 1, undefined],
      ['c', 'stream-2', 2, undefined],
    ],
  );
  t.is(owed[0]?.sentAt, sentAt);
  // Another recipient says so of the place that it had: it is moved already.
  t.deepEqual(await store.moveToNewStream('b', 'bob', 'stream-1', newStream), { outcome: 'moved', hasChanged: true });
  t.is((await store.outgoing('b'))?.stream, 'stream-2');
  // A stream that is new cannot be in conflict: whoever says so twice is not believed.
  t.deepEqual(await store.moveToNewStream('b', 'aly', 'stream-2', newStream), { outcome: 'refused', hasChanged: true });
  t.deepEqual(await store.deliveries('b'), [
    { recipient: 'aly', state: 'refused', reason: 'seq-conflict' },
    { recipient: 'bob', state: 'queued', reason: 'seq-conflict' },
  ]);
  t.deepEqual(await store.moveToNewStream('none', 'aly', 'stream-2', newStream), { outcome: 'refused', hasChanged: false });
});

overEachPlace('deliveries: held → queued for that reason, told once; after a restart what was sent is queued', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  const newStream = streams();
  await store.addOutgoing(draft('a'), newStream, 1);
  await store.addOutgoing(draft('b', { conversation: inChat1, recipients: ['Aly', 'bob'] }), newStream, 1);
  await store.setDelivery('a', { recipient: 'aly', state: 'sent' });
  t.deepEqual(await store.holdOwed('ALY', { kind: 'direct', reason: 'not-accepted', isUnsent: true }), []);
  t.deepEqual(await store.holdOwed('ALY', { reason: 'user-offline' }), [
    { messageId: 'a', conversation: withAly },
    { messageId: 'b', conversation: inChat1 },
  ]);
  t.deepEqual(await store.holdOwed('aly', { reason: 'user-offline' }), []);
  t.deepEqual(await store.holdOwed('aly', { kind: 'direct', reason: 'not-accepted', isUnsent: true }), [
    { messageId: 'a', conversation: withAly },
  ]);
  await store.setDelivery('b', { recipient: 'bob', state: 'sent' });
  await store.requeueSent();
  t.deepEqual(await store.deliveries('b'), [
    { recipient: 'Aly', state: 'queued', reason: 'user-offline' },
    { recipient: 'bob', state: 'queued', reason: undefined },
  ]);
});

overEachPlace('proofs: the first one stays, a better one replaces it', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  await store.addOutgoing(draft('a', { conversation: inChat1 }), streams(), 1);
  const proof = (name: string) => ({ signature: name, certificate: Buffer.from(name) });
  await store.keepProof('a', proof('first'));
  await store.keepProof('a', proof('second'));
  t.deepEqual((await store.outgoing('a'))?.proof, proof('first'));
  await store.keepProof('a', proof('third'), true);
  t.deepEqual((await store.outgoing('a'))?.proof, proof('third'));
});

// What two members of a room lack of each other's messages, as the store tells it; in memory and in a file.
import type { PeerStore, StreamSummary } from '../../src/store/peer-store.js';
import { openPeerStore } from '../../src/store/sqlite-peer-store.js';
import { draft, inChat1, incoming, streams } from './messages.js';
import { closing, overEachPlace } from './stores.js';

const roomId = '1'.repeat(16);
const proof = { signature: 'signed', authorCertificate: Buffer.from('certificate') };
const day = 86_400_000;

/** Messages of Aly's in the room, in the order in which they came. */
async function take(store: PeerStore, ...seqs: number[]): Promise<void> {
  for (const seq of seqs) await store.addIncoming(incoming(seq, { conversation: inChat1, ...proof }), 1);
}

const aly = (through: number): StreamSummary => ({ author: 'aly', stream: 's', through });
const compare = async (store: PeerStore, theirs: readonly StreamSummary[], at = 0) => {
  const { forward, missing } = await store.compareHistory(roomId, 'bob', theirs, at);
  const messages = await store.forwardable(forward);
  return { forward, seqs: messages.map(({ seq }) => seq), missing };
};

overEachPlace('history: nothing of a room → an empty summary; all that the other has is missing', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  t.deepEqual(await store.historySummary(roomId), []);
  t.deepEqual(await compare(store, [aly(3), { author: undefined, stream: 'o', through: 1 }]), {
    forward: [],
    seqs: [],
    missing: [
      { author: 'aly', stream: 's', from: 1, to: 3 },
      { author: undefined, stream: 'o', from: 1, to: 1 },
    ],
  });
});

overEachPlace('history: a stream with a gap → its summary ends below the gap, or at 0', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  await store.addOutgoing(draft('own', { conversation: inChat1, recipients: [] }), streams(), 1);
  await take(store, 1, 2, 4, 5);
  await store.addIncoming(incoming(7, { conversation: inChat1, author: 'Zoe', ...proof }), 1);
  t.deepEqual(await store.historySummary(roomId), [
    { author: undefined, stream: 'stream-1', through: 1 },
    aly(2),
    { author: 'zoe', stream: 's', through: 0 },
  ]);
});

overEachPlace(
  'history: compared → all above what the other has, each stream in order; what is missing below what it has',
  async (t, file) => {
    const store = closing(t, await openPeerStore(file));
    await take(store, 1, 5, 2, 4);
    const { seqs, missing } = await compare(store, [aly(7)]);
    t.deepEqual(seqs, []);
    t.deepEqual(missing, [
      { author: 'aly', stream: 's', from: 3, to: 3 },
      { author: 'aly', stream: 's', from: 6, to: 7 },
    ]);
    t.deepEqual((await compare(store, [aly(1)])).seqs, [2, 4, 5]);
    t.deepEqual((await compare(store, [])).seqs, [1, 2, 4, 5]);
  },
);

overEachPlace('history: own messages → handed on like others, but for what is owed to that peer anyhow', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  const newStream = streams();
  await store.addOutgoing(draft('before', { conversation: inChat1, recipients: [] }), newStream, 1);
  await store.keepProof('before', { signature: 'mine', certificate: Buffer.from('my certificate') });
  await store.addOutgoing(draft('owed', { conversation: inChat1, recipients: ['Bob', 'zoe'] }), newStream, 1);
  const { forward } = await compare(store, []);
  t.deepEqual(await store.forwardable(forward), [
    {
      id: forward[0] ?? 0,
      author: undefined,
      stream: 'stream-1',
      seq: 1,
      messageId: 'before',
      sentAt: draft('a').sentAt,
      payload: Buffer.from('text of before'),
      proof: { signature: 'mine', certificate: Buffer.from('my certificate') },
    },
  ]);
  await store.setDelivery('owed', { recipient: 'bob', state: 'delivered' });
  t.is((await compare(store, [])).forward.length, 2);
});

overEachPlace(
  'history: above a gap that both have → handed on once; the rest when it comes, all when something was lost',
  async (t, file) => {
    const store = closing(t, await openPeerStore(file));
    await take(store, 2, 3);
    const first = await compare(store, [aly(0)]);
    t.deepEqual(first.seqs, [2, 3]);
    await store.noteForwarded(roomId, 'Bob', { theirs: [aly(0)], given: first.forward, refused: [], at: 0 });
    t.deepEqual((await compare(store, [aly(0)])).seqs, []);
    await take(store, 4);
    t.deepEqual((await compare(store, [aly(0)])).seqs, [4]);
    // It knows nothing of the stream any more: its disk is another.
    t.deepEqual((await compare(store, [])).seqs, [2, 3, 4]);
    t.deepEqual((await compare(store, [aly(0)], day + 1)).seqs, [2, 3, 4]);
    await take(store, 1);
    t.deepEqual((await compare(store, [aly(0)])).seqs, [1, 4]);
  },
);

overEachPlace(
  'history: above a gap, from that very peer → not given back, unless it has lost the stream, or after a day',
  async (t, file) => {
    const store = closing(t, await openPeerStore(file));
    await store.addIncoming(incoming(2, { conversation: inChat1, forwardedBy: 'Bob', ...proof }), 1);
    t.deepEqual((await compare(store, [aly(0)], 1)).seqs, []);
    t.deepEqual((await compare(store, [], 1)).seqs, [2]);
    t.deepEqual((await compare(store, [aly(0)], day + 2)).seqs, [2]);
  },
);

overEachPlace('history: refused for good by the other → not handed on again', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  await take(store, 1, 2, 3);
  const { forward } = await compare(store, []);
  await store.noteForwarded(roomId, 'bob', { theirs: [], given: forward, refused: forward.slice(1, 2), at: 0 });
  t.deepEqual((await compare(store, [aly(1)])).seqs, []);
  t.deepEqual((await compare(store, [])).seqs, [1, 2, 3]);
});

overEachPlace(
  'history: own messages that others hand back → known ones are duplicates, lost ones are stored and end the stream',
  async (t, file) => {
    const store = closing(t, await openPeerStore(file));
    const newStream = streams();
    await store.addOutgoing(draft('a', { conversation: inChat1, recipients: [] }), newStream, 1);
    const own = (seq: number, messageId: string) =>
      incoming(seq, { conversation: inChat1, author: 'me', isOwn: true, stream: 'stream-1', messageId, ...proof });
    t.is((await store.addIncoming(own(1, 'a'), 1)).outcome, 'duplicate');
    t.is((await store.addOutgoing(draft('b', { conversation: inChat1, recipients: [] }), newStream, 1)).stream, 'stream-1');
    t.is((await store.addIncoming(own(2, 'lost'), 1)).outcome, 'seq-conflict');
    t.is((await store.addIncoming(own(3, 'lost too'), 1)).outcome, 'stored');
    t.deepEqual(
      (await store.history(inChat1, 10)).map(({ author, messageId }) => [author, messageId]),
      [
        [undefined, 'a'],
        [undefined, 'b'],
        [undefined, 'lost too'],
      ],
    );
    t.is((await store.addOutgoing(draft('c', { conversation: inChat1, recipients: [] }), newStream, 1)).stream, 'stream-2');
  },
);

overEachPlace('history: a message that its author has moved → a duplicate, and its place is no gap', async (t, file) => {
  const store = closing(t, await openPeerStore(file));
  await take(store, 1);
  const moved = incoming(1, { conversation: inChat1, stream: 't', messageId: 'id-1', ...proof });
  t.deepEqual(await store.addIncoming(moved, 1), { outcome: 'duplicate', expected: 1 });
  t.deepEqual(await store.historySummary(roomId), [aly(1), { author: 'aly', stream: 't', through: 1 }]);
  t.is((await store.history(inChat1, 10)).length, 1);
});

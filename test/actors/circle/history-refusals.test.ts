// What a circle answers to history that it cannot take (section 5): the exact Reason, and the next good one works.
import test, { type ExecutionContext } from 'ava';
import type { PeerIdentity } from '../../../src/actors/peer/context.js';
import { type Frame, frame } from '../../../src/protocol/frame.js';
import { CircleNet, type CircleNode } from './circle-net.js';
import { Stranger, type Words } from './stranger.js';

const id = '0190a7c0-0000-7000-8000-000000000001';
const goodId = '0190a7c0-0000-7000-8000-00000000000f';

interface Stage {
  readonly net: CircleNet;
  readonly alice: CircleNode;
  /** A member who hands on. */
  readonly mallory: Stranger;
  /** Who was a member once. */
  readonly carol: Stranger;
  readonly room: { readonly room: string; readonly roomId: string };
}

async function stage(t: ExecutionContext): Promise<Stage> {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice');
  const room = await net.until(alice.circle.createRoom('hall', {}));
  net.registry.smuggle('hall', 'mallory');
  const mallory = await Stranger.dial(net, await net.identity('mallory'), 'alice');
  return { net, alice, mallory, carol: new Stranger(net, await net.identity('carol')), room };
}

/** What Mallory makes of Carol's words. */
type Forgery = (stage: Stage) => Frame | Promise<Frame>;
const handed = (words: Words, headers: Words['headers'] = {}, sender?: string): Forgery => {
  return ({ carol, mallory, room }) => mallory.forward(carol.broadcast(room, { id, ...words }), carol.identity, headers, sender);
};

const refused = test.macro({
  exec: async (t: ExecutionContext, forgery: Forgery, reason: string, author = 'carol') => {
    const scene = await stage(t);
    const { alice, carol, mallory, net, room } = scene;
    const answer = await mallory.ask(await forgery(scene));
    t.is(answer, `DIRECT_BROADCAST_NOTIFICATION <FAILURE> <404> <${author}> <${id}> ${reason}`);
    const good = await mallory.ask(mallory.forward(carol.broadcast(room, { id: goodId, seq: 9 }), carol.identity));
    t.is(good, `DIRECT_BROADCAST_NOTIFICATION <SUCCESS> <200> <carol> <${goodId}>`);
    await net.see(() => alice.texts.length === 1);
    t.like(alice.events('message')[0], { from: 'carol', text: 'hello all', isHistory: true });
  },
  title: (given, _, reason) => `history: a message handed on ${given ?? ''} → FAILURE ${reason}`,
});

test(
  'with another text than signed',
  refused,
  ({ carol, mallory, room }: Stage) => {
    const { verb, fields, headers } = carol.broadcast(room, { id });
    return mallory.forward(frame(verb, fields, headers, 'I owe you'), carol.identity);
  },
  'bad-signature',
);
test('with another Seq', refused, handed({}, { seq: '7' }), 'bad-signature');
test('in another Stream', refused, handed({}, { stream: '0123456789abcdef' }), 'bad-signature');
test('with another Message-Id', refused, handed({ id: '0190a7c0-0000-7000-8000-00000000000e' }, { 'message-id': id }), 'bad-signature');
test('with a signature of other words of its author', refused, handed({}, { signature: 'B'.repeat(86) }), 'bad-signature');
test('with another Sent-At', refused, handed({}, { 'sent-at': '2025-12-31T23:59:59.999Z' }), 'bad-signature');
test("with another room's Room-Id", refused, handed({}, { 'room-id': 'ffffffffffffffff' }), 'bad-signature');
test(
  'of an older room of the same name',
  refused,
  ({ carol, mallory }: Stage) => {
    return mallory.forward(carol.broadcast({ room: 'hall', roomId: 'ffffffffffffffff' }, { id }), carol.identity);
  },
  'room-unknown',
);
test('with the name of another room', refused, handed({}, { room: 'cellar' }), 'room-unknown');
test("as somebody else's", refused, handed({}, {}, 'dave'), 'bad-signature', 'dave');
test('without Author-Certificate', refused, handed({}, { 'author-certificate': undefined }), 'bad-signature');
test('with a certificate that is none', refused, handed({}, { 'author-certificate': 'AAAA' }), 'bad-signature');
test('with a certificate not spelled as it must be', refused, handed({}, { 'author-certificate': '????' }), 'bad-signature');
test(
  "with the forwarder's certificate",
  refused,
  ({ carol, mallory, room }: Stage) => {
    return mallory.forward(carol.broadcast(room, { id }), mallory.identity);
  },
  'bad-signature',
);
test(
  'signed by another key than the certificate has',
  refused,
  async ({ carol, mallory, net, room }: Stage) => {
    const other: PeerIdentity = await net.identity('carol');
    return mallory.forward(carol.broadcast(room, { id }), other);
  },
  'bad-signature',
);
test(
  'with a certificate of another authority',
  refused,
  async (scene: Stage) => {
    const elsewhere = await CircleNet.apart(scene.net);
    const carol = new Stranger(scene.net, await elsewhere.identity('carol'));
    return scene.mallory.forward(carol.broadcast(scene.room, { id }), carol.identity);
  },
  'bad-signature',
);
test(
  'sent after the certificate had expired',
  refused,
  ({ carol, mallory, net, room }: Stage) => {
    net.clock.advance(24 * 3_600_000 + 5 * 60_000 + 1000);
    const late = carol.broadcast(room, { id });
    net.clock.time -= 24 * 3_600_000 + 5 * 60_000 + 1000;
    return mallory.forward(late, carol.identity);
  },
  'bad-signature',
);
test('by another name than the link has', refused, handed({}, { 'forwarded-by': 'bob' }), 'wrong-sender');
test('by nobody', refused, handed({}, { 'forwarded-by': '' }), 'wrong-sender');
test('without Forwarded-By', refused, handed({}, { 'forwarded-by': undefined }), 'wrong-sender');
test('that is no text', refused, handed({ text: Buffer.from([0xff]) }), 'not-text');
test('that is too large', refused, handed({ text: 'é'.repeat(16_385) }), 'too-large');

test('history: the same again → SUCCESS, shown once; another in its place → FAILURE seq-conflict', async (t) => {
  const { alice, carol, mallory, net, room } = await stage(t);
  const first = mallory.forward(carol.broadcast(room, { id, seq: 1 }), carol.identity);
  const success = `DIRECT_BROADCAST_NOTIFICATION <SUCCESS> <200> <carol> <${id}>`;
  t.is(await mallory.ask(first), success);
  t.is(await mallory.ask(frame(first.verb, first.fields, { ...first.headers, 'author-certificate': undefined }, first.payload)), success);
  const other = mallory.forward(carol.broadcast(room, { id: goodId, seq: 1 }), carol.identity);
  t.is(await mallory.ask(other), `DIRECT_BROADCAST_NOTIFICATION <FAILURE> <404> <carol> <${goodId}> seq-conflict`);
  await net.settle();
  t.deepEqual(alice.texts, ['carol: hello all']);
});

test('history: what was said in one room is handed on into another that both are in → FAILURE bad-signature there, SUCCESS where it was said', async (t) => {
  const { alice, carol, mallory, net, room } = await stage(t);
  const other = await net.until(alice.circle.createRoom('cellar', {}));
  net.registry.smuggle('cellar', 'mallory');
  const said = carol.broadcast(room, { id });
  const replayed = mallory.forward(said, carol.identity, { room: other.room, 'room-id': other.roomId });
  t.is(await mallory.ask(replayed), `DIRECT_BROADCAST_NOTIFICATION <FAILURE> <404> <carol> <${id}> bad-signature`);
  t.is(await mallory.ask(mallory.forward(said, carol.identity)), `DIRECT_BROADCAST_NOTIFICATION <SUCCESS> <200> <carol> <${id}>`);
  await net.settle();
  t.deepEqual(
    alice.events('message').map(({ conversation }) => conversation),
    [{ kind: 'room', roomId: room.roomId, room: 'hall' }],
  );
});

test('history: who hands it on is no member → the registry is asked, then FAILURE not-a-member; the author need be none', async (t) => {
  const { alice, carol, mallory, net, room } = await stage(t);
  const eve = await Stranger.dial(net, await net.identity('eve'), 'alice');
  const given = eve.forward(carol.broadcast(room, { id }), carol.identity);
  t.is(await eve.ask(given), `DIRECT_BROADCAST_NOTIFICATION <FAILURE> <404> <carol> <${id}> not-a-member`);
  t.is(await net.pass(eve.ask(eve.summary(room))), 'HISTORY_SUMMARY_RESPONSE <FAILURE> <404> <hall> not-a-member #50');
  t.deepEqual(alice.texts, []);
  t.is(
    await mallory.ask(mallory.forward(carol.broadcast(room, { id }), carol.identity)),
    `DIRECT_BROADCAST_NOTIFICATION <SUCCESS> <200> <carol> <${id}>`,
  );
});

test('history: a summary of another Room-Id, of an unknown room, or that is none → the exact answer; then a good one', async (t) => {
  const { mallory, room } = await stage(t);
  const other = { 'room-id': 'ffffffffffffffff' };
  t.is(await mallory.ask(mallory.summary(room, [], other)), 'HISTORY_SUMMARY_RESPONSE <FAILURE> <404> <hall> room-unknown #50');
  t.is(
    await mallory.ask(mallory.summary({ ...room, room: 'cellar' })),
    'HISTORY_SUMMARY_RESPONSE <FAILURE> <404> <cellar> room-unknown #50',
  );
  const wrongFields = 'ERROR <NOT_ALLOWED> <400> wrong-fields #50';
  for (const line of ['<carol>', '<carol> <9> <1>', '<carol> <9e107d9d372bb682> <-1>', '<ca rol> <9e107d9d372bb682> <1>', 'carol']) {
    t.is(await mallory.ask(mallory.summary(room, [line])), wrongFields, line);
  }
  t.is(await mallory.ask(mallory.summary(room, [], { from: 'nowhere' })), wrongFields);
  t.is(await mallory.ask(mallory.summary(room)), 'HISTORY_SUMMARY_RESPONSE <SUCCESS> <200> <hall> #50');
});

test('history: a message that the other side said it has is refused + its next summary → answered at once', async (t) => {
  const { carol, mallory, net, room } = await stage(t);
  const has = [`<carol> <${carol.stream}> <2>`];
  const forged = mallory.forward(carol.broadcast(room, { id, seq: 1 }), carol.identity, { 'author-certificate': undefined });
  // With its lines: it comes before this side knows what it lacks.
  mallory.send(mallory.summary(room, has), forged);
  await net.see(() => mallory.frames.length >= 2);
  t.deepEqual(mallory.lines.sort(), [
    `DIRECT_BROADCAST_NOTIFICATION <FAILURE> <404> <carol> <${id}> bad-signature`,
    'HISTORY_SUMMARY_RESPONSE <SUCCESS> <200> <hall> #50',
  ]);
  t.is(await mallory.ask(mallory.summary(room, has)), 'HISTORY_SUMMARY_RESPONSE <SUCCESS> <200> <hall> #50');
  // And right behind one another: the second begins when the first is over, which nothing more is waited for then.
  mallory.send(mallory.summary(room, has), mallory.summary(room, has));
  await net.see(() => mallory.frames.length >= 5);
  t.is(mallory.lines.at(-1), 'HISTORY_SUMMARY_RESPONSE <SUCCESS> <200> <hall> #50');
});

test('history: a summary of what both have → its answer says so, and what the other lacks follows, each certificate once', async (t) => {
  const { alice, carol, mallory, net, room } = await stage(t);
  for (const seq of [1, 2, 4]) t.regex(await mallory.ask(mallory.forward(carol.broadcast(room, { seq }), carol.identity)), /SUCCESS/);
  await alice.circle.sendRoom('hall', 'from me');
  await net.settle();
  const frank = await net.identity('frank');
  net.registry.smuggle('hall', 'frank');
  const reader = await Stranger.dial(net, frank, 'alice');
  reader.send(reader.summary(room, [`<Carol> <${carol.stream}> <1>`]));
  await net.see(() => reader.frames.length >= 4, 20);
  await net.settle();
  const [answer, ...messages] = reader.frames;
  const own = messages.at(-1)?.headers['stream'];
  t.is(Buffer.from(answer?.payload ?? []).toString(), `<alice> <${own}> <1>\n<carol> <${carol.stream}> <2>\n`);
  t.deepEqual(
    messages.map(({ fields, headers, payload }) => [
      fields[0],
      headers['seq'],
      headers['forwarded-by'],
      headers['author-certificate'] !== undefined,
      Buffer.from(payload).toString(),
    ]),
    [
      ['carol', '2', 'alice', true, 'hello all'],
      ['carol', '4', 'alice', false, 'hello all'],
      ['alice', '1', 'alice', true, 'from me'],
    ],
  );
  for (const message of messages) reader.answer(message);
  // All that it lacked it has, but for one that nobody has: nothing is sent again.
  await net.settle();
  const lines = [`<alice> <${own}> <1>`, `<carol> <${carol.stream}> <2>`];
  t.regex(await reader.ask(reader.summary(room, lines)), /^HISTORY_SUMMARY_RESPONSE <SUCCESS>/);
  await net.settle();
  t.is(reader.frames.length, 5);
});

test('history: a peer that does not speak it → nothing is lost but history', async (t) => {
  const { alice, net, room } = await stage(t);
  const { strangers, listener } = await Stranger.listen(net, await net.identity('old'));
  t.teardown(() => listener.close());
  net.registry.login('old', { host: net.host('old'), port: 5000 }, () => {});
  await net.registry.asker('old')('JOIN_CHAT_ROOM', { room: 'hall', roomPassword: '', increment: 'increment' });
  await alice.circle.sendRoom('hall', 'hello');
  await net.see(() => strangers[0]?.frames.some(({ verb }) => verb === 'HISTORY_SUMMARY') ?? false, 20);
  const summary = strangers[0]?.frames.find(({ verb }) => verb === 'HISTORY_SUMMARY');
  t.is(summary?.headers['room-id'], room.roomId);
  strangers[0]?.send(frame('ERROR', ['NOT_ALLOWED', '400'], { 'request-id': summary?.headers['request-id'], reason: 'unknown-verb' }));
  strangers[0]?.answer(strangers[0].frames.find(({ verb }) => verb === 'DIRECT_BROADCAST'));
  t.true(await net.pass(alice.circle.flush(1000)));
  t.deepEqual(
    strangers[0]?.lines.map((line) => line.replace(/ #.*/, '')),
    ['DIRECT_BROADCAST <alice>', 'HISTORY_SUMMARY <hall>'],
  );
});

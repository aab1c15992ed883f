// What a circle answers to messages that it cannot take (section 5): the exact Reason, and the next good one works.
import test, { type ExecutionContext } from 'ava';
import { frame } from '../../../src/protocol/frame.js';
import { CircleNet, type CircleNode } from './circle-net.js';
import { lineOf, Stranger, type Words } from './stranger.js';

const id = '0190a7c0-0000-7000-8000-000000000001';
const goodId = '0190a7c0-0000-7000-8000-00000000000f';

interface Stage {
  readonly net: CircleNet;
  readonly alice: CircleNode;
  readonly mallory: Stranger;
  readonly room: { readonly room: string; readonly roomId: string };
}

/** Alice, who is in a room with Mallory and has accepted to chat; Mallory writes by hand. */
async function stage(t: ExecutionContext): Promise<Stage> {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice');
  const mallory = await Stranger.dial(net, await net.identity('mallory'), 'alice');
  const room = await net.until(alice.circle.createRoom('hall', {}));
  net.registry.login('mallory', { host: net.host('mallory'), port: 5000 }, () => {});
  await net.registry.asker('mallory')('JOIN_CHAT_ROOM', { room: 'hall', roomPassword: '', increment: 'increment' });
  mallory.send(frame('CHAT_REQUEST', ['alice'], { 'request-id': '1' }));
  await net.see(() => alice.circle.requests.length === 1);
  await alice.circle.acceptChat('mallory');
  await net.see(() => mallory.frames.length === 1);
  return { net, alice, mallory, room };
}

const refusedDirect = test.macro({
  exec: async (t: ExecutionContext, words: Words, reason: string, author = 'mallory') => {
    const { alice, mallory, net } = await stage(t);
    t.is(
      await mallory.ask(mallory.direct('alice', { id, ...words })),
      `DIRECT_UNICAST_NOTIFICATION <FAILURE> <404> <${author}> <${id}> ${reason}`,
    );
    t.is(await mallory.ask(mallory.direct('alice', { id: goodId })), `DIRECT_UNICAST_NOTIFICATION <SUCCESS> <200> <mallory> <${goodId}>`);
    await net.see(() => alice.texts.length === 1);
    t.deepEqual(alice.texts, ['mallory: hello']);
  },
  title: (given, _, reason) => `inbox: a direct message ${given ?? ''} → FAILURE ${reason}`,
});

test(refusedDirect, { sender: 'carol' }, 'wrong-sender', 'carol');
test(refusedDirect, { recipient: 'bob' }, 'wrong-recipient');
test(refusedDirect, { text: Buffer.from([0xc3, 0x28]) }, 'not-text');
test('empty', refusedDirect, { text: '' }, 'not-text');
test(refusedDirect, { text: 'x'.repeat(32_769) }, 'too-large');

test('inbox: a final refusal while nothing is held back → its Seq is used up, the next message is shown without a wait', async (t) => {
  const { alice, mallory, net } = await stage(t);
  const third = '0190a7c0-0000-7000-8000-000000000003';
  await mallory.ask(mallory.direct('alice', { id: goodId, seq: 1 }));
  t.regex(await mallory.ask(mallory.direct('alice', { id, seq: 2, text: '' })), /not-text$/);
  await mallory.ask(mallory.direct('alice', { id: third, seq: 3, text: 'the next' }));
  // No time passes meanwhile.
  await net.settle();
  t.deepEqual(alice.texts, ['mallory: hello', 'mallory: the next']);
});

const refusedBroadcast = test.macro({
  exec: async (t: ExecutionContext, words: Words | ((room: string) => Words), reason: string, author = 'mallory') => {
    const { alice, mallory, net, room } = await stage(t);
    const given = typeof words === 'function' ? words(room.roomId) : words;
    const answer = await mallory.ask(mallory.broadcast(room, { id, ...given }));
    t.is(answer, `DIRECT_BROADCAST_NOTIFICATION <FAILURE> <404> <${author}> <${id}> ${reason}`);
    const good = await mallory.ask(mallory.broadcast(room, { id: goodId }));
    t.is(good, `DIRECT_BROADCAST_NOTIFICATION <SUCCESS> <200> <mallory> <${goodId}>`);
    await net.see(() => alice.texts.length === 1);
    t.deepEqual(alice.texts, ['mallory: hello all']);
  },
  title: (given, _, reason) => `inbox: a broadcast ${given ?? ''} → FAILURE ${reason}`,
});

test(refusedBroadcast, { sender: 'alice' }, 'wrong-sender', 'alice');
test(refusedBroadcast, { text: Buffer.from([0xff]) }, 'not-text');
test(refusedBroadcast, { text: 'é'.repeat(16_385) }, 'too-large');
test('signed by nobody', refusedBroadcast, { signature: 'A'.repeat(86) }, 'bad-signature');
test('with another room-id than signed', refusedBroadcast, { headers: { 'room-id': 'ffffffffffffffff' } }, 'bad-signature');
test('with the name of another room', refusedBroadcast, { headers: { room: 'cellar' } }, 'room-unknown');

test('inbox: a broadcast of an unknown room → FAILURE room-unknown', async (t) => {
  const { mallory } = await stage(t);
  const answer = await mallory.ask(mallory.broadcast({ room: 'hall', roomId: 'ffffffffffffffff' }, { id }));
  t.is(answer, `DIRECT_BROADCAST_NOTIFICATION <FAILURE> <404> <mallory> <${id}> room-unknown`);
});

test('inbox: a stranger in a room → the registry is asked, then FAILURE not-a-member', async (t) => {
  const { mallory, net, room } = await stage(t);
  net.registry.forget('hall', 'mallory');
  // She left, and Alice was told of it.
  await net.registry.asker('mallory')('JOIN_CHAT_ROOM', { room: 'hall', roomPassword: '', increment: 'increment' });
  await net.registry.asker('mallory')('ROOM_EXIT', { username: 'mallory', room: 'hall' });
  const before = net.registry.asked.length;
  t.is(await mallory.ask(mallory.broadcast(room, { id })), `DIRECT_BROADCAST_NOTIFICATION <FAILURE> <404> <mallory> <${id}> not-a-member`);
  t.deepEqual(net.registry.asked.slice(before), ['alice: DISCOVER_PEERS <hall>']);

  // Within two seconds the registry is not asked again, and the message waits for it.
  net.registry.smuggle('hall', 'mallory');
  const answering = mallory.ask(mallory.broadcast(room, { id: goodId }));
  await net.advance(1000);
  t.is(net.registry.asked.length, before + 1);
  t.is(await net.pass(answering), `DIRECT_BROADCAST_NOTIFICATION <SUCCESS> <200> <mallory> <${goodId}>`);
  t.is(net.registry.asked.length, before + 2);
});

test('inbox: not accepted → FAILURE not-accepted', async (t) => {
  const { alice, mallory, net } = await stage(t);
  const eve = await Stranger.dial(net, await net.identity('eve'), 'alice');
  t.is(await eve.ask(eve.direct('alice', { id })), `DIRECT_UNICAST_NOTIFICATION <FAILURE> <404> <eve> <${id}> not-accepted`);
  t.is(lineOf(mallory.frames[0]), 'CHAT_REQUEST_RESPONSE <ACCEPT> <200> <alice> #1');
  t.deepEqual(alice.texts, []);
});

test('inbox: the same message again → SUCCESS, shown once; another in its place → FAILURE seq-conflict', async (t) => {
  const { alice, mallory, net } = await stage(t);
  const first = mallory.direct('alice', { id });
  const success = `DIRECT_UNICAST_NOTIFICATION <SUCCESS> <200> <mallory> <${id}>`;
  t.is(await mallory.ask(first), success);
  t.is(await mallory.ask(first), success);
  const other = mallory.direct('alice', { id: goodId, seq: 1, text: 'no' });
  t.is(await mallory.ask(other), `DIRECT_UNICAST_NOTIFICATION <FAILURE> <404> <mallory> <${goodId}> seq-conflict`);
  await net.see(() => alice.texts.length > 0);
  t.deepEqual(alice.texts, ['mallory: hello']);
});

test('inbox: missing headers, an unknown verb → ERROR NOT_ALLOWED; the tenth → GOODBYE too-many-errors', async (t) => {
  const { mallory, net } = await stage(t);
  t.is(await mallory.ask(mallory.direct('alice', { headers: { stream: undefined } })), 'ERROR <NOT_ALLOWED> <400> wrong-fields');
  t.is(await mallory.ask(frame('HISTORY_SUMMARY', ['hall'], { 'request-id': '7' })), 'ERROR <NOT_ALLOWED> <400> wrong-fields #7');
  t.is(await mallory.ask(frame('DANCE', [], { 'request-id': '8' })), 'ERROR <NOT_ALLOWED> <400> unknown-verb #8');
  for (let errors = 4; errors <= 10; errors += 1) mallory.send(frame('DANCE', [], { 'request-id': String(errors) }));
  await net.see(() => mallory.end !== undefined);
  t.deepEqual(mallory.lines.slice(-2), ['ERROR <NOT_ALLOWED> <400> unknown-verb #10', 'GOODBYE too-many-errors']);
});

test('inbox: the store fails → FAILURE storage-failed', async (t) => {
  const net = await CircleNet.open(t);
  let isBroken = true;
  const alice = await net.node(t, 'alice', {
    wrap: (store) => ({
      ...store,
      addIncoming: (message, at) => (isBroken ? Promise.reject(new Error('disk full')) : store.addIncoming(message, at)),
    }),
  });
  const bob = await Stranger.dial(net, await net.identity('bob'), 'alice');
  bob.send(frame('CHAT_REQUEST', ['alice']));
  await net.see(() => alice.circle.requests.length === 1);
  await alice.circle.acceptChat('bob');
  await net.see(() => bob.frames.length === 1);
  t.is(await bob.ask(bob.direct('alice', { id, seq: 1 })), `DIRECT_UNICAST_NOTIFICATION <FAILURE> <404> <bob> <${id}> storage-failed`);
  isBroken = false;
  t.is(await bob.ask(bob.direct('alice', { id, seq: 1 })), `DIRECT_UNICAST_NOTIFICATION <SUCCESS> <200> <bob> <${id}>`);
  t.deepEqual(alice.texts, ['bob: hello']);
});

test('circle: a request for somebody else → REJECT wrong-recipient', async (t) => {
  const { mallory } = await stage(t);
  t.is(
    await mallory.ask(frame('CHAT_REQUEST', ['bob'], { 'request-id': '2' })),
    'CHAT_REQUEST_RESPONSE <REJECT> <404> <alice> wrong-recipient #2',
  );
});

test('circle: a malformed frame → the link is closed without a word', async (t) => {
  const { mallory, net } = await stage(t);
  const before = mallory.frames.length;
  mallory.send(frame('bad verb'));
  await net.see(() => mallory.end !== undefined);
  t.is(mallory.frames.length, before);
});

// Every message arrives once, or its author is told why not (section 5): broken links, silent links, restarts on both sides.
import { join } from 'node:path';
import test from 'ava';
import { CircleNet } from './circle-net.js';
import { Stranger } from './stranger.js';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}`);

test('circle: a link breaks while messages are under way → all arrive, once, in order', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  await alice.befriend(bob);
  net.memory.cutAfter(net.host('alice'), net.host('bob'), 2000);
  const sent = await Promise.all(numbers(40).map((text) => alice.circle.sendDirect('bob', text)));
  t.true(await net.pass(alice.circle.flush(60_000)));
  t.deepEqual(
    bob.events('message').map(({ text, id }) => [text, id]),
    sent.map(({ text, id }) => [text, id]),
  );
  t.true(net.log.lines.filter((line) => line.startsWith('alice: DIRECT_MESSAGE')).length > 40);
  t.deepEqual(alice.circle.status().owed, []);
});

test('circle: a link breaks while answers are under way → nothing is shown twice', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  await alice.befriend(bob);
  net.memory.cutAfter(net.host('bob'), net.host('alice'), 500);
  await Promise.all(numbers(10).map((text) => alice.circle.sendDirect('bob', text)));
  t.true(await net.pass(alice.circle.flush(60_000)));
  t.deepEqual(
    bob.texts,
    numbers(10).map((text) => `alice: ${text}`),
  );
});

test('circle: no answer to a message in 5 s → it goes again by another link made beside; in 15 s there either → that is lost, and again', async (t) => {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice');
  const { strangers, listener } = await Stranger.listen(net, await net.identity('bob'));
  t.teardown(() => listener.close());
  net.registry.login('bob', { host: net.host('bob'), port: 5000 }, () => {});
  const chatting = alice.circle.chat('bob');
  await net.see(() => strangers[0]?.lines.length === 1);
  t.deepEqual(strangers[0]?.lines, ['CHAT_REQUEST <bob> #1']);
  strangers[0]?.accept('1');
  t.is(await net.until(chatting), 'open');

  const said = await alice.circle.sendDirect('bob', 'are you there?');
  await net.see(() => strangers[0]?.lines.length === 2);
  await net.advance(4900);
  t.is(strangers.length, 1);
  await net.advance(200);
  await net.see(() => strangers[1]?.lines.length === 1, 20);
  await net.see(() => strangers[0]?.lines.at(-1) === 'GOODBYE replaced');
  await net.advance(14_900);
  t.is(strangers[1]?.end, undefined);
  await net.advance(200);
  await net.see(() => strangers[1]?.end !== undefined);
  await net.see(() => strangers[2]?.lines.length === 1, 20);
  for (const { lines, frames } of strangers.slice(1, 3)) {
    t.is(lines[0], 'DIRECT_MESSAGE <alice> <bob>');
    t.is(frames[0]?.headers['message-id'], said.id);
  }
  strangers[2]?.answer(strangers[2].frames[0]);
  t.true(await net.until(alice.circle.flush(1000)));
  t.deepEqual(
    alice.events('delivery').map(({ state }) => state),
    ['sent', 'sent', 'queued', 'sent', 'delivered'],
  );
});

test('circle: a friend is away, and both programs are restarted → the message arrives, once', async (t) => {
  const net = await CircleNet.open(t);
  const [aliceKey, bobKey] = [await net.identity('alice'), await net.identity('bob')];
  const aliceOptions = { identity: aliceKey, file: join(net.directory, 'alice.sqlite') };
  const bobOptions = { identity: bobKey, file: join(net.directory, 'bob.sqlite') };
  const [alice, bob] = [await net.node(t, 'alice', aliceOptions), await net.node(t, 'bob', bobOptions)];
  await alice.befriend(bob);
  await net.pass(bob.close());
  const said = await alice.circle.sendDirect('bob', 'see you');
  await net.advance(10_000);
  t.deepEqual(alice.circle.status().owed, [{ recipient: 'bob', count: 1, reason: 'user-offline' }]);
  t.true(await net.until(alice.circle.flush(1000)));
  await net.pass(alice.close());

  const again = await net.node(t, 'alice', aliceOptions);
  t.deepEqual(again.circle.status().owed, [{ recipient: 'bob', count: 1, reason: undefined }]);
  await net.advance(40_000);
  const back = await net.node(t, 'bob', bobOptions);
  await net.see(() => back.texts.length > 0, 20);
  t.true(await net.pass(again.circle.flush(60_000)));
  t.deepEqual(back.events('message'), [{ ...said, conversation: { kind: 'direct', peer: 'alice' } }]);
  t.deepEqual(again.circle.status().owed, []);
  // Nobody had to ask to chat again.
  t.is(net.log.lines.filter((line) => line.includes('CHAT_REQUEST <')).length, 1);
});

for (const leaver of ['alice', 'bob'] as const) {
  test(`circle: a chat is wanted with a room-mate who is away, and ${leaver} is no member any more → looked for from then on, and asked`, async (t) => {
    const net = await CircleNet.open(t);
    const bobOptions = { identity: await net.identity('bob'), file: join(net.directory, 'bob.sqlite') };
    const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob', bobOptions)];
    await net.until(alice.circle.createRoom('hall', {}));
    await net.until(bob.circle.joinRoom('hall', undefined));
    await net.see(() => alice.circle.status().rooms[0]?.members.length === 1);
    await net.pass(bob.close());
    await alice.circle.sendDirect('bob', 'see you');
    await net.see(() => net.registry.asked.includes('alice: SEARCH_USER <bob>'));
    await net.settle();
    if (leaver === 'alice') await net.pass(alice.circle.leaveRoom('hall'));
    else await net.registry.asker('bob')('ROOM_EXIT', { username: 'bob', room: 'hall' });
    await net.settle();
    const back = await net.node(t, 'bob', bobOptions);
    await net.advance(31_000);
    await net.until(back.circle.acceptChat('alice'));
    await net.see(() => back.texts.length > 0, 20);
    t.deepEqual(back.texts, ['alice: see you']);
  });
}

test('circle: written to somebody who has not accepted → asked first, kept, sent when accepted late', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  const said = await alice.circle.sendDirect('bob', 'may I?');
  await net.see(() => bob.circle.requests.length === 1);
  t.deepEqual(alice.circle.status().owed, [{ recipient: 'bob', count: 1, reason: 'not-accepted' }]);
  await net.advance(61_000);
  t.deepEqual(alice.events('chat-refused'), [{ peer: 'bob', reason: 'no-answer' }]);
  await bob.circle.acceptChat('alice');
  await net.see(() => bob.texts.length === 1, 20);
  t.deepEqual(bob.events('message')[0]?.id, said.id);
  t.deepEqual(alice.events('chat-open'), [{ peer: 'bob' }]);
});

test('circle: owed for 30 days → given up, and its author told', async (t) => {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice', { limits: { messageLifeDays: 1 } });
  net.registry.login('bob', { host: net.host('bob'), port: 5000 }, () => {});
  net.registry.logout('bob');
  const said = await alice.circle.sendDirect('bob', 'hello?');
  await net.see(() => {
    net.clock.advance(30_000);
    return alice.events('delivery').some(({ state }) => state === 'refused');
  });
  const told = (state: 'queued' | 'refused', reason: string) => {
    return { messageId: said.id, conversation: { kind: 'direct' as const, peer: 'bob' }, recipient: 'bob', state, reason };
  };
  t.deepEqual(alice.events('delivery'), [told('queued', 'not-accepted'), told('queued', 'user-offline'), told('refused', 'expired')]);
  t.deepEqual(alice.circle.status().owed, []);
});

test('circle: seq-conflict → told, and the message goes again in a new stream, with what follows; twice → refused', async (t) => {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice');
  const bob = await Stranger.dial(net, await net.identity('bob'), 'alice');
  await bob.befriend(alice);
  const messages = () => bob.frames.filter(({ verb }) => verb === 'DIRECT_MESSAGE');
  const one = await alice.circle.sendDirect('bob', 'one');
  await net.see(() => messages().length === 1);
  bob.answer(messages()[0], 'seq-conflict');
  await net.see(() => messages().length === 2);
  await alice.circle.sendDirect('bob', 'two');
  await net.see(() => messages().length === 3);
  const places = messages().map(({ headers }) => [headers['message-id'] === one.id, headers['stream'], headers['seq']]);
  const [first, second, third] = messages();
  t.deepEqual(places, [
    [true, first?.headers['stream'], '1'],
    [true, second?.headers['stream'], '1'],
    [false, second?.headers['stream'], '2'],
  ]);
  t.not(first?.headers['stream'], second?.headers['stream']);
  bob.answer(second, 'seq-conflict');
  bob.answer(third);
  t.true(await net.until(alice.circle.flush(1000)));
  t.deepEqual(
    alice.events('delivery').map(({ messageId, state, reason }) => [messageId === one.id, state, reason]),
    [
      [true, 'sent', undefined],
      [true, 'queued', 'seq-conflict'],
      [true, 'sent', undefined],
      [false, 'sent', undefined],
      [true, 'refused', 'seq-conflict'],
      [false, 'delivered', undefined],
    ],
  );
  t.deepEqual(alice.circle.status().owed, []);
});

test('circle: many messages of the largest size at once → all arrive on one link', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  await alice.befriend(bob);
  const text = 'x'.repeat(32_768);
  await Promise.all(numbers(40).map(() => alice.circle.sendDirect('bob', text)));
  t.true(await net.pass(alice.circle.flush(60_000)));
  t.is(bob.texts.length, 40);
  t.is(net.log.lines.filter((line) => line.startsWith('alice: DIRECT_MESSAGE')).length, 40);
});

test('circle: a peer that does not answer → at most 32 messages are under way', async (t) => {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice');
  const bob = await Stranger.dial(net, await net.identity('bob'), 'alice');
  await bob.befriend(alice);
  await Promise.all(numbers(40).map((text) => alice.circle.sendDirect('bob', text)));
  await net.advance(1000);
  const messages = () => bob.frames.filter(({ verb }) => verb === 'DIRECT_MESSAGE');
  t.is(messages().length, 32);
  bob.answer(messages()[0]);
  await net.see(() => messages().length === 33);
  t.is(messages().length, 33);
});

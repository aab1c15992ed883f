// Asking to chat (IX): yes, no, nobody there, both at once, and what is remembered.
import { join } from 'node:path';
import test from 'ava';
import { frame } from '../../../src/protocol/frame.js';
import { CircleNet } from './circle-net.js';
import { Stranger } from './stranger.js';

test('chat: two requests that cross → they accept each other', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  const answers = Promise.all([alice.circle.chat('bob'), bob.circle.chat('alice')]);
  t.deepEqual(await net.pass(answers), ['open', 'open']);
  t.deepEqual(alice.events('chat-request'), []);
  t.deepEqual(bob.events('chat-request'), []);
});

test('chat: rejected by a person → told; again within 60 s → rate-limited; later → a person is asked', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  const asking = alice.circle.chat('bob');
  await net.see(() => bob.circle.requests.length === 1);
  await bob.circle.rejectChat('alice');
  t.is(await net.until(asking), 'rejected');
  t.is(await net.until(alice.circle.chat('bob')), 'rejected');
  t.deepEqual(alice.events('chat-refused'), [
    { peer: 'bob', reason: 'rejected' },
    { peer: 'bob', reason: 'rate-limited' },
  ]);
  t.deepEqual(bob.circle.requests, []);
  await net.advance(60_100);
  const again = alice.circle.chat('bob');
  await net.see(() => bob.circle.requests.length === 1);
  await bob.circle.acceptChat('alice');
  t.is(await net.until(again), 'open');
});

test('chat: no answer in 60 s → no-answer', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  t.is(await net.pass(alice.circle.chat('bob')), 'no-answer');
  t.deepEqual(bob.circle.requests, ['alice']);
});

test('chat: nobody there → the exact reason, and nothing goes on', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  await net.pass(bob.close());
  await t.throwsAsync(net.until(alice.circle.chat('nobody')), { message: /no user of that name/ });
  await t.throwsAsync(net.until(alice.circle.sendDirect('nobody', 'hello')), { message: /no user of that name/ });
  await t.throwsAsync(net.until(alice.circle.chat('bob')), { message: /not online/ });
  await t.throwsAsync(net.until(alice.circle.chat('alice')), { message: /That is you/ });
  await t.throwsAsync(alice.circle.acceptChat('bob'), { message: /Nobody of that name/ });
  await net.settle();
  t.deepEqual(alice.circle.status().paths, []);
  const { pending } = net.clock;
  await net.advance(30_000);
  t.is(net.clock.pending, pending);
});

test('chat: the circle is closed while somebody is asked → closed', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  const asking = t.throwsAsync(alice.circle.chat('bob'), { message: /closed before/ });
  await net.see(() => bob.circle.requests.length === 1);
  await net.pass(alice.close());
  await asking;
});

for (const leave of ['closeChat', 'block'] as const) {
  test(`chat: ${leave} while somebody is asked → the question is over too`, async (t) => {
    const net = await CircleNet.open(t);
    const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
    const asking = t.throwsAsync(alice.circle.chat('bob'), { message: /closed before/ });
    await net.see(() => bob.circle.requests.length === 1);
    await net.until(alice.circle[leave]('bob'));
    await net.until(asking);
  });
}

test('chat: somebody who shows another key is asked → key-changed, and nothing is asked when it is accepted', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, old] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  await alice.befriend(old);
  await alice.circle.closeChat('bob');
  await net.pass(old.close());
  const bob = await net.node(t, 'bob', { identity: await net.identity('bob') });
  await t.throwsAsync(net.pass(alice.circle.chat('bob')), { message: /shows another key/ });
  await net.until(alice.circle.acceptKey('bob'));
  await net.advance(10_000);
  t.deepEqual(bob.circle.requests, []);
});

test('chat: a text that is none → refused before it is kept', async (t) => {
  const net = await CircleNet.open(t);
  const [alice] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  await t.throwsAsync(net.until(alice.circle.sendDirect('bob', '')), { message: /not empty/ });
  await t.throwsAsync(net.until(alice.circle.sendDirect('bob', 'é'.repeat(16_385))), { message: /32,768 bytes/ });
  t.deepEqual(await alice.store.owedPeers(), []);
});

test('chat: accepted before a restart → open without a word', async (t) => {
  const net = await CircleNet.open(t);
  const options = { identity: await net.identity('alice'), file: join(net.directory, 'alice.sqlite') };
  const [alice, bob] = [await net.node(t, 'alice', options), await net.node(t, 'bob')];
  await alice.befriend(bob);
  await net.pass(alice.close());
  const again = await net.node(t, 'alice', options);
  t.is(await net.until(again.circle.chat('BOB')), 'open');
  await again.circle.sendDirect('BOB', 'me again');
  await net.see(() => bob.texts.length === 1, 20);
  t.is(net.log.lines.filter((line) => line.includes('CHAT_REQUEST <')).length, 1);
});

test('chat: closed → the link too; the next message asks first', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  await alice.befriend(bob);
  await bob.circle.closeChat('alice');
  await net.see(() => alice.circle.status().paths.length === 0);
  t.true(net.log.lines.includes('bob: GOODBYE'));
  await t.throwsAsync(bob.circle.closeChat('alice'), { message: /Nobody of that name/ });
  await alice.circle.sendDirect('bob', 'still there?');
  await net.see(() => bob.circle.requests.length === 1, 20);
  t.deepEqual(bob.texts, []);
  await bob.circle.acceptChat('alice');
  await net.see(() => bob.texts.length === 1, 20);
});

test('chat: asked for twice before the answer → both are answered', async (t) => {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice');
  const bob = await Stranger.dial(net, await net.identity('bob'), 'alice');
  bob.send(frame('CHAT_REQUEST', ['alice'], { 'request-id': '1' }), frame('CHAT_REQUEST', ['ALICE']));
  await net.see(() => alice.circle.requests.length === 1);
  await net.settle();
  await alice.circle.rejectChat('bob');
  await net.see(() => bob.frames.length === 2);
  t.deepEqual(bob.lines, [
    'CHAT_REQUEST_RESPONSE <REJECT> <404> <alice> rejected #1',
    'CHAT_REQUEST_RESPONSE <REJECT> <404> <alice> rejected',
  ]);
  t.deepEqual(alice.events('chat-request'), [{ from: 'bob' }]);
});

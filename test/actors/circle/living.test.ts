// Living with others: who is blocked, whose key was compared, and what a message waits for.
import { join } from 'node:path';
import test from 'ava';
import { CircleNet } from './circle-net.js';

test('block: somebody asks, then writes → rejected without a person, refused for good', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  await net.until(bob.circle.block('alice'));
  t.is(await net.until(alice.circle.chat('bob')), 'rejected');
  t.deepEqual(alice.events('chat-refused'), [{ peer: 'bob', reason: 'rejected' }]);
  t.deepEqual(bob.events('chat-request'), []);
  t.deepEqual(bob.circle.requests, []);
});

test('block: in an open chat → it is closed, and what is sent is refused, not shown', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  await alice.befriend(bob);
  await net.until(bob.circle.block('alice'));
  const { id } = await net.until(alice.circle.sendDirect('bob', 'hello?'));
  await net.see(() => alice.events('delivery').some(({ state }) => state === 'refused'), 20);
  t.deepEqual(
    alice
      .events('delivery')
      .filter(({ state }) => state === 'refused')
      .map(({ messageId, reason }) => [messageId, reason]),
    [[id, 'rejected']],
  );
  t.deepEqual(bob.texts, []);
  await t.throwsAsync(net.until(bob.circle.sendDirect('alice', 'hi')), { message: /You have blocked alice/ });
});

test('block: ended → a new request reaches a person', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  await net.until(bob.circle.block('alice'));
  t.is(await net.until(alice.circle.chat('bob')), 'rejected');
  await net.until(bob.circle.unblock('alice'));
  const asking = alice.circle.chat('bob');
  await net.see(() => bob.circle.requests.includes('alice'), 20);
  await bob.circle.acceptChat('alice');
  t.is(await net.pass(asking), 'open');
  await t.throwsAsync(net.until(bob.circle.unblock('alice')), { message: 'alice was not blocked.' });
});

test('block: a request that waits for an answer → rejected', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  const asking = alice.circle.chat('bob');
  await net.see(() => bob.circle.requests.includes('alice'));
  await net.until(bob.circle.block('alice'));
  t.is(await net.until(asking), 'rejected');
});

test('block: the program is restarted → still blocked', async (t) => {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice');
  const file = join(net.directory, 'bob.db');
  const identity = await net.identity('bob');
  const before = await net.node(t, 'bob', { file, identity });
  await net.until(before.circle.block('alice'));
  await net.pass(before.close());
  const after = await net.node(t, 'bob', { file, identity });
  t.is(await net.pass(alice.circle.chat('bob')), 'rejected');
  t.deepEqual(after.events('chat-request'), []);
});

test('block: oneself, no name, nobody → the exact reason', async (t) => {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice');
  await t.throwsAsync(net.until(alice.circle.block('Alice')), { message: 'That is you.' });
  await t.throwsAsync(net.until(alice.circle.block('a b')), { message: /That is no name/ });
  await t.throwsAsync(net.until(alice.circle.block('nobody')), { message: /no user of that name/ });
});

test('verify: a key that was compared → remembered with it; another key → a mark of the old one only', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  await t.throwsAsync(net.until(alice.circle.verify('bob')), { message: /not known yet/ });
  await alice.befriend(bob);
  await net.until(alice.circle.verify('bob'));
  const first = await alice.store.contact('bob');
  t.is(first?.verifiedKey, bob.identity.keyFingerprint);
  await net.pass(bob.close());
  const other = await net.node(t, 'bob');
  const writing = other.circle.chat('alice').catch(() => {});
  await net.see(() => alice.events('key-changed').length > 0, 20);
  await net.until(alice.circle.acceptKey('bob'));
  const then = await alice.store.contact('bob');
  t.is(then?.keyFingerprint, other.identity.keyFingerprint);
  t.is(then?.verifiedKey, bob.identity.keyFingerprint);
  await net.pass(other.close());
  await net.pass(writing);
});

test('explain: the other one is not online → it, the chat, and the way there', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  await alice.befriend(bob);
  await net.pass(bob.close());
  const { id } = await net.until(alice.circle.sendDirect('bob', 'hello'));
  await net.settle();
  const [explained, ...others] = await net.until(alice.circle.explain({ messageId: id }));
  t.deepEqual(others, []);
  t.is(explained?.recipient, 'bob');
  t.is(explained?.state, 'queued');
  t.deepEqual(
    explained?.actors.map(({ actor, state }) => `${actor} ${state}`),
    ['delivery queued', 'peerLink backingOff'],
  );
  t.is(explained?.actors[1]?.reason, 'user-offline');
  t.is(explained?.actors[1]?.next?.event, 'backOff');
  t.is((await net.until(alice.circle.explain({ name: 'Bob' }))).length, 1);
});

test('explain: the other one has not answered → the request, and when it counts as unanswered', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  const { id } = await net.until(alice.circle.sendDirect('bob', 'hello'));
  await net.see(() => bob.circle.requests.includes('alice'), 20);
  const [explained] = await net.until(alice.circle.explain({ messageId: id }));
  t.is(explained?.reason, 'not-accepted');
  t.deepEqual(
    explained?.actors.map(({ actor, state, next }) => [actor, state, next?.event]),
    [
      ['delivery', 'held', undefined],
      ['conversation', 'requested.sent', 'chatRequestTimeout'],
    ],
  );
});

test('explain: delivered → nothing; no such message → refused', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  await alice.befriend(bob);
  const { id } = await net.until(alice.circle.sendDirect('bob', 'hello'));
  await net.see(() => alice.events('delivery').some(({ state }) => state === 'delivered'));
  t.deepEqual(await net.until(alice.circle.explain({ messageId: id })), []);
  t.deepEqual(await net.until(alice.circle.explain({ name: 'bob' })), []);
  await t.throwsAsync(net.until(alice.circle.explain({ messageId: 'none' })), { message: 'You have sent no such message.' });
});

test('circle: a message waits for somebody away and its chat is closed → it waits for the chat from then on', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  await alice.befriend(bob);
  await net.pass(bob.close());
  const { id } = await net.until(alice.circle.sendDirect('bob', 'for later'));
  await net.see(() => alice.circle.status().owed[0]?.reason === 'user-offline', 20);
  await net.until(alice.circle.closeChat('bob'));
  await net.settle();
  t.deepEqual(alice.circle.status().owed, [{ recipient: 'bob', count: 1, reason: 'not-accepted' }]);
  t.deepEqual(alice.events('delivery').at(-1), {
    messageId: id,
    conversation: { kind: 'direct', peer: 'bob' },
    recipient: 'bob',
    state: 'queued',
    reason: 'not-accepted',
  });
});

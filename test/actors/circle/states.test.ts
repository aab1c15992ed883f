// Every message is in exactly one visible state for each recipient: what events say and what is stored are the same at any time.
import test from 'ava';
import { CircleNet, type CircleNode } from './circle-net.js';
import { Stranger } from './stranger.js';

/** What a program knows that has only the fulfilled call, from which on a message is queued, and the events of its id. */
function foldedStates(node: CircleNode, messageId: string, recipients: readonly string[]): Record<string, string> {
  const states = Object.fromEntries(recipients.map((name) => [name, 'queued']));
  for (const event of node.events('delivery')) if (event.messageId === messageId) states[event.recipient] = event.state;
  return states;
}

async function storedStates(node: CircleNode, messageId: string): Promise<Record<string, string>> {
  return Object.fromEntries((await node.store.deliveries(messageId)).map(({ recipient, state }) => [recipient, state]));
}

test('states: a message to three → at every step the events say what is stored: queued, sent, delivered, refused and why', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob, carol] = [await net.node(t, 'alice'), await net.node(t, 'bob'), await net.node(t, 'carol')];
  const { strangers, listener } = await Stranger.listen(net, await net.identity('dave'));
  t.teardown(() => listener.close());
  net.registry.login('dave', { host: net.host('dave'), port: 5000 }, () => {});
  await net.until(alice.circle.createRoom('hall', {}));
  for (const { circle } of [bob, carol]) await net.until(circle.joinRoom('hall', undefined));
  await net.registry.asker('dave')('JOIN_CHAT_ROOM', { room: 'hall', roomPassword: '', increment: 'increment' });
  await net.pass(carol.close());
  await net.see(() => alice.circle.status().rooms[0]?.members.length === 3);

  const recipients = ['bob', 'carol', 'dave'];
  const { id } = await alice.circle.sendRoom('hall', 'hello all');
  const first = await storedStates(alice, id);
  t.deepEqual(foldedStates(alice, id, recipients), first);
  const isSent = () => strangers[0]?.frames.some(({ verb }) => verb === 'DIRECT_BROADCAST') ?? false;
  await net.see(isSent, 20);
  await net.see(() => foldedStates(alice, id, recipients)['bob'] === 'delivered', 20);
  await net.settle();
  t.deepEqual(await storedStates(alice, id), { bob: 'delivered', carol: 'queued', dave: 'sent' });
  t.deepEqual(foldedStates(alice, id, recipients), await storedStates(alice, id));
  t.deepEqual(
    alice.circle.status().owed.map(({ recipient, count, reason }) => [recipient, count, reason]),
    [
      ['carol', 1, 'user-offline'],
      ['dave', 1, undefined],
    ],
  );

  strangers[0]?.answer(
    strangers[0].frames.find(({ verb }) => verb === 'DIRECT_BROADCAST'),
    'too-large',
  );
  await net.see(() => foldedStates(alice, id, recipients)['dave'] === 'refused');
  await net.settle();
  t.deepEqual(await storedStates(alice, id), { bob: 'delivered', carol: 'queued', dave: 'refused' });
  t.deepEqual(foldedStates(alice, id, recipients), await storedStates(alice, id));
  t.is(alice.events('delivery').find(({ state }) => state === 'refused')?.reason, 'too-large');
});

test('states: events before the call is fulfilled → have the id that it gives', async (t) => {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice');
  const bob = await net.node(t, 'bob');
  await alice.befriend(bob);
  const sending = ['one', 'two', 'three'].map((text) => alice.circle.sendDirect('bob', text));
  await net.see(() => alice.events('delivery').filter(({ state }) => state === 'delivered').length === 3);
  const ids = (await Promise.all(sending)).map(({ id }) => id);
  t.deepEqual([...new Set(alice.events('delivery').map(({ messageId }) => messageId))].sort(), [...ids].sort());
});

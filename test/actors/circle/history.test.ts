// What was said while somebody was away, or before it joined, comes from any member (section 5, "History").
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { CircleNet, type CircleNode, type NodeOptions } from './circle-net.js';
import { Stranger } from './stranger.js';

async function lasting(net: CircleNet, name: string): Promise<Pick<NodeOptions, 'identity' | 'file'>> {
  return { identity: await net.identity(name), file: join(net.directory, `${name}.sqlite`) };
}

async function room(t: ExecutionContext, ...names: string[]): Promise<{ net: CircleNet; nodes: CircleNode[] }> {
  const net = await CircleNet.open(t);
  const nodes: CircleNode[] = [];
  for (const name of names) {
    const node = await net.node(t, name);
    await net.until(nodes.length === 0 ? node.circle.createRoom('hall', {}) : node.circle.joinRoom('hall', undefined));
    nodes.push(node);
  }
  return { net, nodes };
}

/** The forwarded messages, as `WHO: AUTHOR`. */
const forwarded = (net: CircleNet, who: string) =>
  net.log.lines.filter((line) => line.startsWith(`${who}: DIRECT_BROADCAST <`)).map((line) => line.slice(line.indexOf('<')));

test('history: somebody joins → has what was said before, in order, as history, and tells nobody anew', async (t) => {
  const { net, nodes } = await room(t, 'alice', 'bob');
  const [alice, bob] = [nodes[0] ?? t.fail(), nodes[1] ?? t.fail()];
  const said = [await alice.circle.sendRoom('hall', 'one'), await alice.circle.sendRoom('hall', 'two')];
  await net.see(() => bob.texts.length === 2);
  said.push(await bob.circle.sendRoom('hall', 'three'));
  await net.see(() => alice.texts.length === 1);
  const carol = await net.node(t, 'carol');
  await net.until(carol.circle.joinRoom('hall', undefined));
  await net.see(() => carol.texts.length === 3, 20);
  await net.advance(30_000);
  t.deepEqual(
    carol.events('message'),
    said.map((message) => ({ ...message, isHistory: true })),
  );
  t.deepEqual(alice.texts, ['bob: three']);
  t.deepEqual(bob.texts, ['alice: one', 'alice: two']);
  t.deepEqual(
    (await carol.store.history(undefined, 10)).map(({ author, text }) => [author, text]),
    [
      ['alice', 'one'],
      ['alice', 'two'],
      ['bob', 'three'],
    ],
  );
});

test('history: the author is away for good, and another has its messages → who joins has them all the same', async (t) => {
  const { net, nodes } = await room(t, 'alice', 'bob');
  const [alice, bob] = [nodes[0] ?? t.fail(), nodes[1] ?? t.fail()];
  const said = await alice.circle.sendRoom('hall', 'farewell');
  await net.see(() => bob.texts.length === 1);
  await net.until(alice.circle.leaveRoom('hall'));
  await net.pass(alice.close());
  const carol = await net.node(t, 'carol');
  await net.until(carol.circle.joinRoom('hall', undefined));
  await net.see(() => carol.texts.length === 1, 20);
  t.deepEqual(carol.events('message'), [{ ...said, isHistory: true }]);
  t.deepEqual(forwarded(net, 'bob'), ['<alice>']);
});

test('history: away while it was said, the author away since → comes from another; the author has it delivered later, once', async (t) => {
  const net = await CircleNet.open(t);
  const [aliceOptions, carolOptions] = [await lasting(net, 'alice'), await lasting(net, 'carol')];
  const alice = await net.node(t, 'alice', aliceOptions);
  const bob = await net.node(t, 'bob');
  const carol = await net.node(t, 'carol', carolOptions);
  await net.until(alice.circle.createRoom('hall', {}));
  await net.until(bob.circle.joinRoom('hall', undefined));
  await net.until(carol.circle.joinRoom('hall', undefined));
  await net.pass(carol.close());
  const said = await alice.circle.sendRoom('hall', 'who reads this?');
  await net.see(() => bob.texts.length === 1);
  await net.pass(alice.close());

  const back = await net.node(t, 'carol', carolOptions);
  await net.see(() => back.texts.length === 1, 20);
  t.deepEqual(back.events('message'), [{ ...said, isHistory: true }]);
  const again = await net.node(t, 'alice', aliceOptions);
  t.true(await net.pass(again.circle.flush(60_000)));
  await net.see(() => again.events('delivery').some(({ state }) => state === 'delivered'), 20);
  t.deepEqual(await again.store.deliveries(said.id), [
    { recipient: 'bob', state: 'delivered', reason: undefined },
    { recipient: 'carol', state: 'delivered', reason: undefined },
  ]);
  await net.advance(10_000);
  t.is(back.texts.length, 1);
  t.deepEqual(again.texts, []);
});

test('history: said when nobody was there → who joins later has it, though the certificate is another by then', async (t) => {
  const { net, nodes } = await room(t, 'alice');
  const alice = nodes[0] ?? t.fail();
  await alice.circle.sendRoom('hall', 'to myself');
  net.clock.advance(23 * 3_600_000);
  await net.settle();
  await alice.renew();
  await alice.circle.sendRoom('hall', 'still alone');
  net.clock.advance(23 * 3_600_000);
  await net.settle();
  await alice.renew();
  const bob = await net.node(t, 'bob');
  await net.until(bob.circle.joinRoom('hall', undefined));
  await net.see(() => bob.texts.length === 2, 20);
  t.deepEqual(bob.texts, ['alice: to myself', 'alice: still alone']);
  await net.pass(alice.close());
  const carol = await net.node(t, 'carol');
  await net.until(carol.circle.joinRoom('hall', undefined));
  await net.see(() => carol.texts.length === 2, 20);
  t.deepEqual(carol.texts, bob.texts);
});

test('history: the author has another key since → old messages are handed on with the old one, owed ones sent with the new one', async (t) => {
  const { net, nodes } = await room(t, 'alice', 'bob', 'dave');
  const [alice, bob, dave] = [nodes[0] ?? t.fail(), nodes[1] ?? t.fail(), nodes[2] ?? t.fail()];
  await net.pass(dave.close());
  await alice.circle.sendRoom('hall', 'with the old key');
  await net.see(() => bob.texts.length === 1);
  alice.identity = await net.identity('alice');
  const carol = await net.node(t, 'carol');
  await net.until(carol.circle.joinRoom('hall', undefined));
  await net.see(() => carol.texts.length === 1, 20);
  await alice.circle.sendRoom('hall', 'with the new key');
  await net.see(() => carol.texts.length === 2, 20);
  t.deepEqual(carol.texts, ['alice: with the old key', 'alice: with the new key']);
});

test('history: two members who both lack the same message → what stands above goes once, and never again', async (t) => {
  const net = await CircleNet.open(t);
  const [bobOptions, carolOptions] = [await lasting(net, 'bob'), await lasting(net, 'carol')];
  const bob = await net.node(t, 'bob', bobOptions);
  const hall = await net.until(bob.circle.createRoom('hall', {}));
  net.registry.smuggle('hall', 'zoe');
  const carol = await net.node(t, 'carol', carolOptions);
  const zoe = await Stranger.dial(net, await net.identity('zoe'), 'bob');
  const second = zoe.broadcast(hall, { seq: 2 });
  zoe.send(second);
  await net.see(() => bob.texts.length === 1, 20);
  await net.until(carol.circle.joinRoom('hall', undefined));
  await net.see(() => carol.texts.length === 1, 20);
  const later = await Stranger.dial(net, zoe.identity, 'carol');
  later.send(zoe.broadcast(hall, { seq: 4 }));
  await net.see(() => carol.texts.length === 2, 20);

  const meet = async (): Promise<string[]> => {
    const from = net.log.lines.length;
    await net.pass(Promise.all([bob.close(), carol.close()]));
    const pair = [await net.node(t, 'bob', bobOptions), await net.node(t, 'carol', carolOptions)] as const;
    await net.advance(30_000);
    await net.pass(Promise.all(pair.map((node) => node.close())));
    const lines = net.log.lines.slice(from);
    t.true(lines.some((line) => line.includes('HISTORY_SUMMARY_RESPONSE')));
    return lines.filter((line) => line.includes('DIRECT_BROADCAST <'));
  };
  // What else they have one gave to the other when she joined.
  t.deepEqual(await meet(), ['carol: DIRECT_BROADCAST <zoe>']);
  t.deepEqual(await meet(), []);
});

test('history: an author that lost its disk → its own messages come back to it, and its next ones collide with none', async (t) => {
  const { net, nodes } = await room(t, 'alice', 'bob');
  const [alice, bob] = [nodes[0] ?? t.fail(), nodes[1] ?? t.fail()];
  await alice.circle.sendRoom('hall', 'before');
  await net.see(() => bob.texts.length === 1);
  const { identity } = alice;
  await net.pass(alice.close());
  const again = await net.node(t, 'alice', { identity });
  await net.see(() => again.texts.length === 1, 20);
  t.like(again.events('message')[0], { from: 'alice', text: 'before', isHistory: true });
  await again.circle.sendRoom('hall', 'after');
  await net.see(() => bob.texts.length === 2, 20);
  t.deepEqual(bob.texts, ['alice: before', 'alice: after']);
  t.deepEqual(
    (await again.store.history(undefined, 10)).map(({ author, text }) => [author, text]),
    [
      [undefined, 'before'],
      [undefined, 'after'],
    ],
  );
});

test('history: 100 messages → all arrive, in order, at most 32 unanswered', async (t) => {
  const { net, nodes } = await room(t, 'alice');
  const alice = nodes[0] ?? t.fail();
  const texts = Array.from({ length: 100 }, (_, index) => `${index + 1}`);
  for (const text of texts) await alice.circle.sendRoom('hall', text);
  const bob = await net.node(t, 'bob');
  await net.until(bob.circle.joinRoom('hall', undefined));
  await net.see(() => bob.texts.length === 100, 20);
  t.deepEqual(
    bob.texts,
    texts.map((text) => `alice: ${text}`),
  );
  let open = 0;
  let most = 0;
  for (const line of net.log.lines) {
    if (line.startsWith('alice: DIRECT_BROADCAST <')) open += 1;
    if (line.startsWith('bob: DIRECT_BROADCAST_NOTIFICATION <SUCCESS>')) open -= 1;
    most = Math.max(most, open);
  }
  t.is(most, 32);
});

test('history: somebody who is to be asked leaves the room before there is a link → nobody waits for it any more', async (t) => {
  const { net, nodes } = await room(t, 'alice');
  const [alice] = [nodes[0] ?? t.fail()];
  const bob = await net.node(t, 'bob');
  const unblock = net.memory.block(net.host('bob'));
  await net.until(bob.circle.joinRoom('hall', undefined));
  await net.see(() => bob.circle.census()['calls for history'] === 1);
  await net.until(alice.circle.leaveRoom('hall'));
  // Something else makes a link of it.
  const asking = bob.circle.chat('alice');
  unblock();
  await net.see(() => alice.circle.requests.length === 1, 20);
  await alice.circle.acceptChat('bob');
  t.is(await net.until(asking), 'open');
  await net.settle();
  t.is(bob.circle.census()['calls for history'], 0);
});

// Links between two peers (section 5): crossing dials, limits, idleness, certificates that expire, keys that change.
import test from 'ava';
import { frame } from '../../../src/protocol/frame.js';
import type { PeerStore } from '../../../src/store/peer-store.js';
import { CircleNet } from './circle-net.js';
import { Stranger } from './stranger.js';

test('links: dials that cross → the one of the smaller name stays; the larger closes its own with GOODBYE replaced', async (t) => {
  const net = await CircleNet.open(t);
  const bob = await net.node(t, 'bob');
  const key = await net.identity('alice');
  const { strangers, listener } = await Stranger.listen(net, key);
  t.teardown(() => listener.close());
  net.registry.login('alice', { host: net.host('alice'), port: 5000 }, () => {});
  const chatting = bob.circle.chat('alice');
  await net.see(() => strangers[0]?.lines.length === 1);
  const own = await Stranger.dial(net, key, 'bob');
  await net.see(() => strangers[0]?.end !== undefined);
  t.deepEqual(strangers[0]?.lines, ['CHAT_REQUEST <alice> #1', 'GOODBYE replaced']);
  // What was unanswered goes again.
  await net.see(() => own.lines.length === 1);
  t.deepEqual(own.lines, ['CHAT_REQUEST <alice> #2']);
  own.accept('2');
  t.is(await net.until(chatting), 'open');
});

test('links: dials that cross, dialled by the smaller name → it stays; the other is left to its dialler', async (t) => {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice');
  const key = await net.identity('bob');
  const { strangers, listener } = await Stranger.listen(net, key);
  t.teardown(() => listener.close());
  net.registry.login('bob', { host: net.host('bob'), port: 5000 }, () => {});
  const chatting = alice.circle.chat('bob');
  await net.see(() => strangers[0]?.lines.length === 1);
  const other = await Stranger.dial(net, key, 'alice');
  // Messages are taken on either, and answered on the one that they came by.
  strangers[0]?.accept('1');
  t.is(await net.until(chatting), 'open');
  t.regex(await other.ask(other.direct('alice')), /^DIRECT_UNICAST_NOTIFICATION <SUCCESS>/);
  await alice.circle.sendDirect('bob', 'hello');
  await net.see(() => strangers[0]?.lines.length === 2);
  t.is(strangers[0]?.lines[1], 'DIRECT_MESSAGE <alice> <bob>');
  t.is(other.end, undefined);
});

test('links: a later dial → the newer stays', async (t) => {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice');
  const key = await net.identity('bob');
  const first = await Stranger.dial(net, key, 'alice');
  await first.befriend(alice);
  await net.advance(5100);
  const second = await Stranger.dial(net, key, 'alice');
  await net.settle();
  await alice.circle.sendDirect('bob', 'hello');
  await net.see(() => second.frames.length === 1);
  t.is(first.lines.length, 1);
});

test('links: a fourth of one name → GOODBYE, the others stay', async (t) => {
  const net = await CircleNet.open(t);
  await net.node(t, 'alice');
  const key = await net.identity('bob');
  const links: Stranger[] = [];
  for (let count = 1; count <= 4; count += 1) links.push(await Stranger.dial(net, key, 'alice'));
  await net.see(() => links[3]?.end !== undefined);
  t.deepEqual(links[3]?.lines, ['GOODBYE rate-limited']);
  t.deepEqual(
    links.slice(0, 3).map(({ end }) => end),
    [undefined, undefined, undefined],
  );
});

test('links: 16 in a minute from one address → the next is not taken', async (t) => {
  const net = await CircleNet.open(t);
  await net.node(t, 'alice');
  const key = await net.identity('bob');
  for (let count = 1; count <= 16; count += 1) t.true((await Stranger.dial(net, key, 'alice')).isUp);
  t.is((await Stranger.dial(net, key, 'alice')).isUp, false);
  await net.advance(60_000);
  t.true((await Stranger.dial(net, key, 'alice')).isUp);
});

test('links: unused for five minutes → GOODBYE closing, and nothing is left', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  await alice.befriend(bob);
  await net.advance(299_000);
  t.is(alice.circle.status().paths[0]?.state, 'up');
  await net.advance(5000);
  t.deepEqual(alice.circle.status().paths, []);
  t.deepEqual(bob.circle.status().paths, []);
  t.is(net.log.lines.filter((line) => line.endsWith(': GOODBYE')).length > 0, true);
  t.is(net.clock.pending, 2);
});

test('links: a certificate expires → closed and dialled anew, by who dialled it, with the newer one', async (t) => {
  const net = await CircleNet.open(t);
  const limits = { linkIdle: 1_000_000 };
  const [alice, bob] = [await net.node(t, 'alice', { limits }), await net.node(t, 'bob', { limits })];
  await alice.befriend(bob);
  net.clock.advance(23 * 3_600_000);
  await Promise.all([alice.renew(), bob.renew()]);
  t.deepEqual(
    alice.circle.status().paths.map(({ state }) => state),
    ['up'],
  );
  net.clock.advance(3_600_000 - 1000);
  t.false(net.log.lines.some((line) => line.endsWith('GOODBYE')));
  await net.advance(1000);
  await net.see(() => net.log.lines.includes('alice: GOODBYE'));
  await net.see(() => bob.circle.status().paths[0]?.state === 'up', 20);
  net.clock.advance(22 * 3_600_000);
  await net.settle();
  t.is(alice.circle.status().paths[0]?.state, 'up');
});

test('links: a link that was dialled anew for an expired certificate is not used → closed, and nothing is left', async (t) => {
  const net = await CircleNet.open(t);
  const [alice, bob] = [await net.node(t, 'alice'), await net.node(t, 'bob')];
  net.clock.advance(24 * 3_600_000 - 100_000);
  await alice.befriend(bob);
  await Promise.all([alice.renew(), bob.renew()]);
  await net.advance(115_000);
  t.is(alice.circle.status().paths[0]?.state, 'up');
  t.is(net.log.lines.filter((line) => line === 'alice: GOODBYE').length, 1);
  await net.advance(300_000);
  t.deepEqual(alice.circle.status().paths, []);
  t.is(net.clock.pending, 2);
});

test('links: another key than the remembered one → closed, told, and nothing sent or shown until it is accepted', async (t) => {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice');
  const oldKey = await net.identity('bob');
  const old = await Stranger.dial(net, oldKey, 'alice');
  await old.befriend(alice);
  old.link?.destroy();
  await net.see(() => alice.circle.status().paths.length === 0);

  const newKey = await net.identity('bob');
  const changed = await Stranger.dial(net, newKey, 'alice');
  changed.send(changed.direct('alice'));
  await net.see(() => changed.end !== undefined);
  t.deepEqual(changed.lines, []);
  t.deepEqual(alice.texts, []);
  t.deepEqual(alice.events('key-changed'), [{ name: 'bob', remembered: oldKey.keyFingerprint, shown: newKey.keyFingerprint }]);
  await t.throwsAsync(alice.circle.sendDirect('bob', 'hello'), { message: /shows another key/ });

  await net.until(alice.circle.acceptKey('bob'));
  const trusted = await Stranger.dial(net, newKey, 'alice');
  // Acceptance belonged to the old key.
  t.regex(await trusted.ask(trusted.direct('alice')), /not-accepted$/);
  await trusted.befriend(alice);
  t.regex(await trusted.ask(trusted.direct('alice')), /<SUCCESS>/);
  t.is((await alice.store.contact('bob'))?.keyFingerprint, newKey.keyFingerprint);
});

test('links: a flood → taken at 20 frames a second after the first 100', async (t) => {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice');
  const bob = await Stranger.dial(net, await net.identity('bob'), 'alice');
  await bob.befriend(alice);
  await net.advance(1000);
  for (let count = 1; count <= 200; count += 1) bob.send(bob.direct('alice', { text: String(count) }));
  await net.settle();
  await net.see(() => alice.texts.length >= 100);
  await net.settle();
  t.is(alice.texts.length, 100);
  await net.advance(1000);
  t.is(alice.texts.length, 120);
  await net.advance(4000);
  t.is(alice.texts.length, 200);
  t.deepEqual(alice.texts.at(-1), 'bob: 200');
});

test('links: the circle is closed → GOODBYE closing on every link', async (t) => {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice');
  const bob = await Stranger.dial(net, await net.identity('bob'), 'alice');
  const carol = await Stranger.dial(net, await net.identity('carol'), 'alice');
  await net.settle();
  await net.pass(alice.close());
  await net.see(() => bob.end !== undefined && carol.end !== undefined, 20);
  t.deepEqual([...bob.lines, ...carol.lines], ['GOODBYE closing', 'GOODBYE closing']);
  t.is(net.clock.pending, 0);
});

test('links: a peer is not who it should be → not used', async (t) => {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice');
  const { strangers, listener } = await Stranger.listen(net, await net.identity('mallory'));
  t.teardown(() => listener.close());
  net.registry.login('bob', { host: net.host('mallory'), port: 5000 }, () => {});
  await t.throwsAsync(net.pass(alice.circle.chat('bob')), { message: 'bob cannot be reached now.' });
  t.deepEqual(
    strangers.flatMap(({ lines }) => lines),
    [],
  );
  t.is(await Stranger.dial(net, await net.identity('alice'), 'alice').then(({ frames }) => frames.length), 0);
  strangers[0]?.send(frame('CHAT_REQUEST', ['alice']));
});

test('inbox: a gap in a stream → held back until it is filled, at most 2 s', async (t) => {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice');
  const bob = await Stranger.dial(net, await net.identity('bob'), 'alice');
  await bob.befriend(alice);
  const say = async (seq: number) => {
    t.regex(await bob.ask(bob.direct('alice', { seq, text: String(seq) })), /<SUCCESS>/);
  };
  for (const seq of [5, 7, 8]) await say(seq);
  await net.settle();
  t.deepEqual(alice.texts, ['bob: 5']);
  await say(6);
  await net.settle();
  t.deepEqual(alice.texts, ['bob: 5', 'bob: 6', 'bob: 7', 'bob: 8']);
  await say(10);
  await net.advance(1900);
  t.is(alice.texts.length, 4);
  await net.advance(200);
  t.deepEqual(alice.texts.slice(4), ['bob: 10']);
  await say(9);
  await net.settle();
  t.deepEqual(alice.texts.slice(4), ['bob: 10', 'bob: 9']);
});

test('inbox: held back for one that is missing + the circle is closed → shown before it ends, in order', async (t) => {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice');
  const bob = await Stranger.dial(net, await net.identity('bob'), 'alice');
  await bob.befriend(alice);
  for (const seq of [1, 4, 3]) t.regex(await bob.ask(bob.direct('alice', { seq, text: String(seq) })), /<SUCCESS>/);
  await net.settle();
  t.deepEqual(alice.texts, ['bob: 1']);
  await net.pass(alice.close());
  t.deepEqual(alice.texts, ['bob: 1', 'bob: 3', 'bob: 4']);
});

test('inbox: the circle is closed while one is being stored that would be held back → shown, and nothing is left', async (t) => {
  const net = await CircleNet.open(t);
  let store = () => {};
  let isStoring = false;
  const wrap = (real: PeerStore): PeerStore => ({
    ...real,
    addIncoming: async (message, at) => {
      isStoring = message.seq === 4;
      if (isStoring) await new Promise<void>((resolve) => (store = resolve));
      return real.addIncoming(message, at);
    },
  });
  const alice = await net.node(t, 'alice', { wrap });
  const bob = await Stranger.dial(net, await net.identity('bob'), 'alice');
  await bob.befriend(alice);
  t.regex(await bob.ask(bob.direct('alice', { seq: 1, text: '1' })), /<SUCCESS>/);
  bob.send(bob.direct('alice', { seq: 4, text: '4' }));
  while (!isStoring) await new Promise((resolve) => setImmediate(resolve));
  const closing = alice.close();
  await new Promise((resolve) => setImmediate(resolve));
  store();
  await net.pass(closing);
  t.deepEqual(alice.texts, ['bob: 1', 'bob: 4']);
  t.is(alice.circle.census()['held streams'], 0);
});

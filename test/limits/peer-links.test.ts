// What a peer holds of links to other peers (section 5), each limit at its edge: the last that is allowed, the first that is not,
// and the next good one.
import test, { type ExecutionContext } from 'ava';
import { frame } from '../../src/protocol/frame.js';
import type { PeerLimits } from '../../src/protocol/limits.js';
import type { LinkEnd } from '../../src/transport/link.js';
import { CircleNet, networkOf } from '../actors/circle/circle-net.js';
import { Stranger } from '../actors/circle/stranger.js';

/** alice with these limits, and bob by hand. */
async function scene(t: ExecutionContext, limits: Partial<PeerLimits>) {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice', { limits });
  const key = await net.identity('bob');
  return { net, alice, key, dial: () => Stranger.dial(net, key, 'alice') };
}

/** bob is to be dialled. */
async function listening(t: ExecutionContext, net: CircleNet, key: Awaited<ReturnType<CircleNet['identity']>>) {
  const { strangers, listener } = await Stranger.listen(net, key);
  t.teardown(() => listener.close());
  net.registry.login('bob', { host: net.host('bob'), port: 5000 }, () => {});
  return strangers;
}

test('limit newLinksPerMinute: as many as allowed of one address → taken; the next → not, for a minute', async (t) => {
  const { net, dial } = await scene(t, { newLinksPerMinute: 2 });
  t.deepEqual([(await dial()).isUp, (await dial()).isUp, (await dial()).isUp], [true, true, false]);
  await net.advance(59_900);
  t.false((await dial()).isUp);
  await net.advance(100);
  t.true((await dial()).isUp);
});

test('limit linksPerName: as many as allowed → kept; the next → GOODBYE; one gone → taken', async (t) => {
  const { net, dial } = await scene(t, { linksPerName: 2 });
  const links = [await dial(), await dial(), await dial()];
  await net.see(() => links[2]?.end !== undefined);
  t.deepEqual(links[2]?.lines, ['GOODBYE rate-limited']);
  links[0]?.link?.destroy();
  await net.settle();
  const next = await dial();
  await net.settle();
  t.deepEqual([links[1]?.end, next.end], [undefined, undefined]);
});

test('limit frameBurst, limit framesPerSecond: as many at once → taken; the rest at the pace allowed', async (t) => {
  const { net, alice, dial } = await scene(t, { frameBurst: 5, framesPerSecond: 2 });
  const bob = await dial();
  await bob.befriend(alice);
  await net.advance(5000);
  for (let count = 1; count <= 8; count += 1) bob.send(bob.direct('alice', { text: String(count) }));
  await net.see(() => alice.texts.length >= 5);
  await net.advance(480);
  t.is(alice.texts.length, 5);
  await net.advance(40);
  t.is(alice.texts.length, 6);
  await net.advance(1000);
  t.is(alice.texts.length, 8);
});

test('limit unanswered: as many as allowed are under way → the next waits for an answer; as many unanswered are taken', async (t) => {
  const { net, alice, dial } = await scene(t, { unanswered: 2 });
  const bob = await dial();
  await bob.befriend(alice);
  for (const text of ['1', '2', '3']) await alice.circle.sendDirect('bob', text);
  const messages = () => bob.frames.filter(({ verb }) => verb === 'DIRECT_MESSAGE');
  await net.see(() => messages().length === 2);
  await net.advance(1000);
  t.is(messages().length, 2);
  bob.answer(messages()[0]);
  await net.see(() => messages().length === 3);
  for (let count = 1; count <= 6; count += 1) bob.send(bob.direct('alice', { text: String(count) }));
  await net.see(() => alice.texts.length === 6);
  t.is(alice.texts.length, 6);
});

test('limit unsentBytes: a peer that reads nothing → its link is closed once so much waits for it; others chat on', async (t) => {
  const { net, alice, key } = await scene(t, { unsentBytes: 73_728, frameBurst: 100_000, framesPerSecond: 1000 });
  const carol = await net.node(t, 'carol');
  await carol.befriend(alice);
  let end: LinkEnd | undefined;
  let isUp = false;
  const tls = { alpn: 'parley-peer/1', credentials: () => key.credentials, verify: () => undefined };
  const link = networkOf(net, 'bob').dial(
    { host: net.host('alice'), port: 5000, tls, timeout: 5000, unsentBytes: 10_000_000 },
    {
      up: () => {
        isUp = true;
      },
      frame: () => {},
      fault: () => {},
      closed: (cause) => {
        end = cause;
      },
    },
  );
  await net.see(() => isUp);
  // Each is answered; no answer is read.
  const ask = (count: number) => {
    for (let at = 0; at < count; at += 1) link.send(frame('CHAT_REQUEST', ['nobody'], { 'request-id': '1' }));
  };
  const answer = 'CHAT_REQUEST_RESPONSE <REJECT> <404> <alice>\r\nReason: wrong-recipient\r\nRequest-Id: 1\r\n\r\n';
  ask(Math.floor(73_728 / answer.length));
  await net.settle();
  t.is(end, undefined);
  ask(1);
  await net.see(() => end !== undefined, 20);
  t.is((end as LinkEnd | undefined)?.cause, 'lost');
  await carol.circle.sendDirect('alice', 'still here?');
  await net.see(() => alice.texts.length === 1);
});

test('limit linkIdle: unused for less → up; for so long → GOODBYE closing; the next message dials anew', async (t) => {
  const { net, alice, key } = await scene(t, { linkIdle: 10 });
  const strangers = await listening(t, net, key);
  const chatting = alice.circle.chat('bob');
  await net.see(() => strangers[0]?.lines.length === 1);
  strangers[0]?.accept('1');
  await net.until(chatting);
  await net.advance(9980);
  t.is(strangers[0]?.end, undefined);
  await net.advance(40);
  await net.see(() => strangers[0]?.end !== undefined);
  t.is(strangers[0]?.lines.at(-1), 'GOODBYE closing');
  await alice.circle.sendDirect('bob', 'again');
  await net.see(() => strangers[1]?.lines.length === 1, 20);
  t.is(strangers[1]?.lines[0], 'DIRECT_MESSAGE <alice> <bob>');
});

/** alice, and bob, of whom a frame arrives one byte a second. */
async function dripping(t: ExecutionContext, limits: Partial<PeerLimits>) {
  let bytes: number | undefined;
  const late = () => (bytes === undefined ? 0 : 1000 * bytes++);
  const net = await CircleNet.open(t, { latency: late, pieceBytes: 1 });
  const alice = await net.node(t, 'alice', { limits });
  const key = await net.identity('bob');
  const bob = await Stranger.dial(net, key, 'alice');
  await bob.befriend(alice);
  bytes = 1;
  bob.send(bob.direct('alice', { text: 'late' }));
  await net.settle();
  bytes = undefined;
  return { net, alice, key, bob };
}

test('limit linkIdle: a frame comes byte by byte → no sign of life; closed as if nothing came, and a whole frame is taken on the next link', async (t) => {
  const { net, alice, key, bob } = await dripping(t, { linkIdle: 60 });
  await net.advance(59_980);
  t.is(bob.end, undefined);
  await net.advance(40);
  t.is(bob.lines.at(-1), 'GOODBYE closing');
  // What is still on its way is waited for no longer than after any GOODBYE.
  await net.advance(2000);
  t.not(bob.end, undefined);
  const again = await Stranger.dial(net, key, 'alice');
  again.send(again.direct('alice', { text: 'whole' }));
  await net.see(() => alice.texts.length > 0);
  t.deepEqual(alice.texts, ['bob: whole']);
});

test('limit linkIdle: a frame comes byte by byte, and whole within it → taken', async (t) => {
  const { net, alice } = await dripping(t, { linkIdle: 3600 });
  await net.advance(60_000);
  t.deepEqual(alice.texts, []);
  await net.advance(540_000);
  t.deepEqual(alice.texts, ['bob: late']);
});

test('limit messageTimeout: a frame comes byte by byte, and a message is owed → the link counts as lost, the message goes on another', async (t) => {
  const { net, alice, key, bob } = await dripping(t, { messageTimeout: 4, messageDoubt: 3600 });
  const strangers = await listening(t, net, key);
  await alice.circle.sendDirect('bob', 'hello');
  await net.see(() => bob.lines.includes('DIRECT_MESSAGE <alice> <bob>'));
  await net.advance(3980);
  t.is(bob.end, undefined);
  await net.advance(40);
  t.is(bob.end?.cause, 'lost');
  await net.see(() => strangers[0]?.lines[0] === 'DIRECT_MESSAGE <alice> <bob>', 20);
  t.deepEqual(alice.texts, []);
});

test('limit crossingDials: two links made within it → the name decides; later → the newer stays', async (t) => {
  for (const [wait, chosen] of [
    [1960, 0],
    [2040, 1],
  ] as const) {
    const { net, alice, key } = await scene(t, { crossingDials: 2 });
    const strangers = await listening(t, net, key);
    const chatting = alice.circle.chat('bob');
    await net.see(() => strangers[0]?.lines.length === 1);
    strangers[0]?.accept('1');
    await net.until(chatting);
    await net.advance(wait);
    // alice is the smaller name and dialled the first.
    const links = [strangers[0], await Stranger.dial(net, key, 'alice')];
    await net.settle();
    await alice.circle.sendDirect('bob', 'hello');
    await net.see(() => links.some((link) => link?.lines.includes('DIRECT_MESSAGE <alice> <bob>')));
    t.is(
      links.findIndex((link) => link?.lines.includes('DIRECT_MESSAGE <alice> <bob>')),
      chosen,
    );
  }
});

test('limit dialInterval: a link lost at once → its address is dialled again when so much has passed, not before', async (t) => {
  const { net, alice, key } = await scene(t, { dialInterval: 8 });
  const strangers = await listening(t, net, key);
  void alice.circle.chat('bob').catch(() => {});
  await net.see(() => strangers[0]?.lines.length === 1);
  const dialled = net.clock.time;
  strangers[0]?.link?.destroy();
  await net.advance(7900);
  t.is(strangers.length, 1);
  await net.see(() => strangers.length === 2, 20);
  t.true(net.clock.time - dialled >= 8000 && net.clock.time - dialled <= 8100, `${net.clock.time - dialled} ms`);
});

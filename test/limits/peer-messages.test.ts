// What a peer waits for between users (section 5), each time at its edge.
import test, { type ExecutionContext } from 'ava';
import { frame } from '../../src/protocol/frame.js';
import type { PeerLimits } from '../../src/protocol/limits.js';
import { CircleNet } from '../actors/circle/circle-net.js';
import { Stranger } from '../actors/circle/stranger.js';

/** alice with these limits, and bob by hand, who dialled her. */
async function scene(t: ExecutionContext, limits: Partial<PeerLimits>) {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice', { limits });
  const key = await net.identity('bob');
  net.registry.login('bob', { host: net.host('bob'), port: 5000 }, () => {});
  return { net, alice, key, bob: await Stranger.dial(net, key, 'alice') };
}

test('limit chatRequestTimeout: no answer just before → waiting; then → no-answer; a late yes still counts', async (t) => {
  const { net, alice, bob } = await scene(t, { chatRequestTimeout: 5 });
  let answer = 'waiting';
  const chatting = alice.circle.chat('bob').then((given) => {
    answer = given;
  });
  await net.see(() => bob.lines.length === 1);
  await net.advance(4980);
  t.is(answer, 'waiting');
  await net.advance(40);
  await net.until(chatting);
  t.is(answer, 'no-answer');
  bob.accept('1');
  await net.see(() => alice.events('chat-open').length === 1);
});

test('limit chatRequestTimeout: rejected, asked again just before → rate-limited; then → a person is asked', async (t) => {
  const { net, alice, bob } = await scene(t, { chatRequestTimeout: 5 });
  const ask = (id: string) => bob.send(frame('CHAT_REQUEST', ['alice'], { 'request-id': id }));
  ask('1');
  await net.see(() => alice.circle.requests.length === 1);
  await alice.circle.rejectChat('bob');
  await net.see(() => bob.lines.length === 1);
  await net.advance(4960);
  ask('2');
  await net.see(() => bob.lines.length === 2);
  t.deepEqual(bob.lines, [
    'CHAT_REQUEST_RESPONSE <REJECT> <404> <alice> rejected #1',
    'CHAT_REQUEST_RESPONSE <REJECT> <404> <alice> rate-limited #2',
  ]);
  await net.advance(60);
  ask('3');
  await net.see(() => alice.circle.requests.length === 1);
  t.is(bob.lines.length, 2);
});

test('limit messageTimeout: an answer just before → the link stays; none until then → it is lost', async (t) => {
  const { net, alice, bob } = await scene(t, { messageTimeout: 4 });
  await bob.befriend(alice);
  await alice.circle.sendDirect('bob', 'one');
  const messages = () => bob.frames.filter(({ verb }) => verb === 'DIRECT_MESSAGE');
  await net.see(() => messages().length === 1);
  await net.advance(3960);
  bob.answer(messages()[0]);
  await net.advance(1000);
  t.is(bob.end, undefined);
  await alice.circle.sendDirect('bob', 'two');
  await net.see(() => messages().length === 2);
  await net.advance(3960);
  t.is(bob.end, undefined);
  await net.advance(60);
  await net.see(() => bob.end !== undefined);
  t.is(alice.circle.status().owed[0]?.count, 1);
});

test('limit messageDoubt: an answer just before → nothing; none until then → another link is made, and has it too', async (t) => {
  const { net, alice, bob, key } = await scene(t, { messageDoubt: 2 });
  const { strangers, listener } = await Stranger.listen(net, key);
  t.teardown(() => listener.close());
  await bob.befriend(alice);
  const messages = () => bob.frames.filter(({ verb }) => verb === 'DIRECT_MESSAGE');
  await alice.circle.sendDirect('bob', 'one');
  await net.see(() => messages().length === 1);
  await net.advance(1960);
  bob.answer(messages()[0]);
  await net.advance(5000);
  t.is(strangers.length, 0);
  await alice.circle.sendDirect('bob', 'two');
  await net.see(() => messages().length === 2);
  await net.advance(1960);
  t.is(strangers.length, 0);
  await net.advance(60);
  await net.see(() => strangers[0]?.frames.some(({ verb }) => verb === 'DIRECT_MESSAGE') ?? false, 20);
  strangers[0]?.answer(strangers[0].frames.find(({ verb }) => verb === 'DIRECT_MESSAGE'));
  await net.see(() => alice.events('delivery').filter(({ state }) => state === 'delivered').length === 2);
});

test('limit holdBack: a message after a gap → not shown just before; then shown', async (t) => {
  const { net, alice, bob } = await scene(t, { holdBack: 1 });
  await bob.befriend(alice);
  const say = async (seq: number) => t.regex(await bob.ask(bob.direct('alice', { seq, text: String(seq) })), /<SUCCESS>/);
  await say(1);
  await say(3);
  await net.advance(960);
  t.deepEqual(alice.texts, ['bob: 1']);
  await net.advance(60);
  t.deepEqual(alice.texts, ['bob: 1', 'bob: 3']);
  await say(4);
  await net.settle();
  t.deepEqual(alice.texts, ['bob: 1', 'bob: 3', 'bob: 4']);
});

test('limit memberCheckInterval: an unknown author again just before → the registry is not asked; then it is', async (t) => {
  const { net, alice, bob } = await scene(t, { memberCheckInterval: 3 });
  const { room, roomId } = await net.until(alice.circle.createRoom('hall', {}));
  const checks = () => net.registry.asked.filter((asked) => asked.startsWith('alice: DISCOVER_PEERS')).length;
  const before = checks();
  const write = () => bob.ask(bob.broadcast({ room, roomId }));
  t.regex(await write(), /not-a-member/);
  t.is(checks() - before, 1);
  await net.advance(2960);
  const second = write();
  await net.settle();
  t.is(checks() - before, 1);
  await net.advance(60);
  t.regex(await second, /not-a-member/);
  t.is(checks() - before, 2);
  net.registry.smuggle('hall', 'bob');
  await net.advance(3000);
  t.regex(await write(), /<SUCCESS>/);
});

test('limit messageLifeDays: owed for less → kept; for so long → given up, and told', async (t) => {
  const { net, alice } = await scene(t, { messageLifeDays: 1 });
  net.registry.login('carol', { host: net.host('carol'), port: 5000 }, () => {});
  net.registry.logout('carol');
  const written = net.clock.time;
  const said = await alice.circle.sendDirect('carol', 'hello?');
  const day = 86_400_000;
  const pass = async () => {
    net.clock.advance(30_000);
    await net.settle();
  };
  while (net.clock.time - written < day - 60_000) await pass();
  t.is(alice.circle.status().owed[0]?.count, 1);
  // It is looked for every hour.
  const refused = () => alice.events('delivery').filter(({ state }) => state === 'refused');
  while (refused().length === 0 && net.clock.time - written <= day + 3_600_000) await pass();
  t.deepEqual(
    refused().map(({ messageId, reason }) => [messageId, reason]),
    [[said.id, 'expired']],
  );
  t.deepEqual(alice.circle.status().owed, []);
});

// IX and XI between two circles: asking, accepting, writing.
import test from 'ava';
import type { PeerStore } from '../../../src/store/peer-store.js';
import { CircleNet } from './circle-net.js';

test('circle: a chat asked for and accepted → messages both ways, as figure 4', async (t) => {
  const net = await CircleNet.open(t);
  const hussien = await net.node(t, 'hussien103');
  const aly = await net.node(t, 'aly103');

  const asking = hussien.circle.chat('aly103');
  await net.see(() => aly.circle.requests.length === 1);
  t.deepEqual(aly.events('chat-request'), [{ from: 'hussien103' }]);
  await aly.circle.acceptChat('hussien103');
  t.is(await net.until(asking), 'open');
  const hello = await hussien.circle.sendDirect('aly103', 'Hello!');
  await net.see(() => aly.texts.length === 1);
  await aly.circle.sendDirect('hussien103', 'Hello back!');
  await net.see(() => hussien.texts.length === 1);

  t.deepEqual(aly.events('message'), [{ ...hello, conversation: { kind: 'direct', peer: 'hussien103' } }]);
  t.deepEqual(hussien.texts, ['aly103: Hello back!']);
  t.true(await net.until(hussien.circle.flush(1000)));
  t.true(await net.until(aly.circle.flush(1000)));
  t.deepEqual(net.registry.asked, ['hussien103: SEARCH_USER <aly103>']);
  t.deepEqual(net.log.lines, [
    'hussien103: CHAT_REQUEST <aly103>',
    'aly103: CHAT_REQUEST_RESPONSE <ACCEPT> <200> <aly103>',
    'hussien103: DIRECT_MESSAGE <hussien103> <aly103>',
    `aly103: DIRECT_UNICAST_NOTIFICATION <SUCCESS> <200> <hussien103> <${hello.id}>`,
    'aly103: DIRECT_MESSAGE <aly103> <hussien103>',
    net.log.lines[5],
  ]);
});

test('circle: closed while a message is being stored → the message is kept, and nobody is left who deals with it', async (t) => {
  const net = await CircleNet.open(t);
  let goOn = () => {};
  const disk = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let isStoring = false;
  const slow = (store: PeerStore): PeerStore => ({
    ...store,
    addOutgoing: async (...given) => {
      isStoring = true;
      await disk;
      return store.addOutgoing(...given);
    },
  });
  await net.node(t, 'bob');
  const alice = await net.node(t, 'alice', { wrap: slow });
  const sending = alice.circle.sendDirect('bob', 'last words');
  await net.see(() => isStoring);
  const closing = alice.circle.close();
  // It has let everybody go, and waits for the disk.
  while (alice.circle.census()['companions'] !== 0) await new Promise((resolve) => setImmediate(resolve));
  goOn();
  const { id } = await net.until(sending);
  await net.pass(closing);
  t.deepEqual(
    (await alice.store.deliveries(id)).map(({ recipient, state }) => [recipient, state]),
    [['bob', 'queued']],
  );
  const { companions, 'actors of companions': actors } = alice.circle.census();
  t.deepEqual([companions, actors], [0, 0]);
});

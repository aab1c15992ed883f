// IX and XI between two circles: asking, accepting, writing.
import test from 'ava';
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

// Rooms between circles (IV, V, VI, XV, XVI): figure 5's part of the peers, and who is told what.
import test, { type ExecutionContext } from 'ava';
import { CircleNet, type CircleNode } from './circle-net.js';

async function roomOfThree(t: ExecutionContext): Promise<{ net: CircleNet; nodes: readonly [CircleNode, CircleNode, CircleNode] }> {
  const net = await CircleNet.open(t);
  const hussien = await net.node(t, 'hussien103');
  const aly = await net.node(t, 'aly103');
  const mahmoud = await net.node(t, 'mahmoud103');
  await net.until(hussien.circle.createRoom('chat1', {}));
  await net.until(aly.circle.joinRoom('chat1', undefined));
  await net.until(mahmoud.circle.joinRoom('chat1', undefined));
  return { net, nodes: [hussien, aly, mahmoud] };
}

test('circle: a broadcast to a room → stored and answered by each, as figure 5', async (t) => {
  const { net, nodes } = await roomOfThree(t);
  const [hussien, aly, mahmoud] = nodes;
  t.deepEqual(hussien.events('room-join'), [
    { room: 'chat1', name: 'aly103' },
    { room: 'chat1', name: 'mahmoud103' },
  ]);
  t.deepEqual((await net.until(aly.circle.members('chat1'))).members, [
    { name: 'hussien103', isOnline: true },
    { name: 'mahmoud103', isOnline: true },
  ]);

  const said = await hussien.circle.sendRoom('CHAT1', 'Hello Everyone!');
  await net.see(() => aly.texts.length === 1 && mahmoud.texts.length === 1);
  t.deepEqual(aly.events('message'), [said]);
  t.deepEqual(mahmoud.events('message'), [said]);
  t.true(await net.until(hussien.circle.flush(1000)));
  t.deepEqual(await hussien.store.deliveries(said.id), [
    { recipient: 'aly103', state: 'delivered', reason: undefined },
    { recipient: 'mahmoud103', state: 'delivered', reason: undefined },
  ]);
  t.deepEqual(hussien.circle.status().owed, []);
  t.deepEqual(net.log.lines.filter((line) => !line.includes('HISTORY')).sort(), [
    `aly103: DIRECT_BROADCAST_NOTIFICATION <SUCCESS> <200> <hussien103> <${said.id}>`,
    'hussien103: DIRECT_BROADCAST <hussien103>',
    'hussien103: DIRECT_BROADCAST <hussien103>',
    `mahmoud103: DIRECT_BROADCAST_NOTIFICATION <SUCCESS> <200> <hussien103> <${said.id}>`,
  ]);

  await net.until(hussien.circle.leaveRoom('chat1'));
  t.deepEqual(aly.events('room-leave'), [{ room: 'chat1', name: 'hussien103' }]);
  t.deepEqual(aly.events('room-host'), [{ room: 'chat1', name: 'aly103' }]);
  t.deepEqual(hussien.circle.status().rooms, []);
  t.deepEqual(await hussien.store.joinedRooms(), []);
  await t.throwsAsync(hussien.circle.sendRoom('chat1', 'anyone?'), { message: /not in that room/ });
});

test('circle: a member is away → told, the message waits, and goes when it is back', async (t) => {
  const { net, nodes } = await roomOfThree(t);
  const [hussien, aly, mahmoud] = nodes;
  await net.pass(aly.close());
  t.deepEqual(hussien.events('user-offline'), [{ name: 'aly103', rooms: ['chat1'] }]);
  const said = await hussien.circle.sendRoom('chat1', 'for later');
  await net.see(() => mahmoud.texts.length === 1);
  t.true(await net.until(hussien.circle.flush(1000)));
  t.deepEqual(hussien.circle.status().owed, [{ recipient: 'aly103', count: 1, reason: 'user-offline' }]);
  // So is the next one, for which nobody has to look again where Aly is.
  const next = await hussien.circle.sendRoom('chat1', 'for later too');
  await net.see(() => mahmoud.texts.length === 2);
  await net.settle();
  const toAly = hussien.events('delivery').filter(({ recipient }) => recipient === 'aly103');
  t.deepEqual(
    toAly.map(({ messageId, state, reason }) => [messageId, state, reason]),
    [
      [said.id, 'queued', 'user-offline'],
      [next.id, 'queued', 'user-offline'],
    ],
  );

  const back = await net.node(t, 'aly103', { identity: aly.context.identity() ?? t.fail() });
  t.deepEqual(hussien.events('user-online'), [{ name: 'aly103', rooms: ['chat1'] }]);
  await net.see(() => back.texts.length === 2, 20);
  t.deepEqual(
    back.events('message').map((message) => ({ ...message, isHistory: false })),
    [said, next],
  );
  t.deepEqual(back.events('room-open'), [
    {
      room: 'chat1',
      roomId: said.conversation.kind === 'room' ? said.conversation.roomId : '',
      host: 'hussien103',
      members: [
        { name: 'hussien103', isOnline: true },
        { name: 'mahmoud103', isOnline: true },
      ],
    },
  ]);
});

test('circle: a recipient leaves the room → what is owed to it there is refused', async (t) => {
  const { net, nodes } = await roomOfThree(t);
  const [hussien, aly] = nodes;
  await net.pass(aly.close());
  const said = await hussien.circle.sendRoom('chat1', 'for nobody');
  t.true(await net.until(hussien.circle.flush(1000)));
  await net.registry.asker('aly103')('ROOM_EXIT', { username: 'aly103', room: 'chat1' });
  await net.see(() => hussien.events('delivery').some(({ state }) => state === 'refused'));
  t.deepEqual(
    (await hussien.store.deliveries(said.id)).find(({ recipient }) => recipient === 'aly103'),
    { recipient: 'aly103', state: 'refused', reason: 'not-a-member' },
  );
  t.deepEqual(hussien.circle.status().owed, []);
});

test('circle: taken out of a room while away → told, and the room is forgotten', async (t) => {
  const { net, nodes } = await roomOfThree(t);
  const [, aly] = nodes;
  aly.logout();
  net.registry.forget('chat1', 'aly103');
  aly.login();
  await net.see(() => aly.events('warning').length === 1);
  t.deepEqual(aly.events('warning'), [{ reason: 'not-a-member', message: 'You are no longer in the room chat1.' }]);
  t.deepEqual(aly.circle.status().rooms, []);
});

test('circle: a room that is refused → the exact reason, and it can be tried again', async (t) => {
  const net = await CircleNet.open(t);
  const alice = await net.node(t, 'alice');
  await t.throwsAsync(net.until(alice.circle.joinRoom('nowhere', undefined)), { message: /no such room/ });
  await t.throwsAsync(net.until(alice.circle.joinRoom('DETAILED', undefined)), { message: /no name/ });
  const view = await net.until(alice.circle.createRoom('nowhere', {}));
  t.deepEqual(view, { room: 'nowhere', roomId: '0000000000000001', host: 'alice', members: [] });
  await t.throwsAsync(net.until(alice.circle.createRoom('Nowhere', {})), { message: /is a room of that name/ });
  t.deepEqual(await net.until(alice.circle.joinRoom('nowhere', undefined)), view);
});

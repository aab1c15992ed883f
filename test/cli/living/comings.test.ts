// People who come and go: told together, and those who are back at once not at all.
import test from 'ava';
import { perform } from '../../../src/cli/commands/perform.js';
import { foldedWithin } from '../../../src/cli/living/comings.js';
import { direct } from '../fake-peer.js';
import { company } from './company.js';

const online = (name: string) => ['user-online', { name, rooms: [] }] as const;
const offline = (name: string) => ['user-offline', { name, rooms: [] }] as const;

test('comings: one → told after a moment', (t) => {
  const { peer, told, turn } = company(t);
  peer.emit(...online('bob'));
  t.deepEqual(told(), []);
  turn(foldedWithin);
  t.deepEqual(told(), ['bob is online.']);
});

test('comings: three, and many → named, and folded', (t) => {
  const { peer, told, turn } = company(t);
  for (const name of ['bob', 'carol', 'dave']) peer.emit(...online(name));
  turn(foldedWithin);
  t.deepEqual(told(), ['bob, carol and dave are online.']);
  for (const name of ['bob', 'carol', 'dave', 'erin', 'frank']) peer.emit(...offline(name));
  turn(foldedWithin);
  t.deepEqual(told(), ['bob, carol and 3 others are not online any more.']);
});

test('comings: gone and back within the moment → nothing', (t) => {
  const { peer, told, turn } = company(t);
  peer.emit(...offline('bob'));
  peer.emit(...online('bob'));
  turn(foldedWithin);
  t.deepEqual(told(), []);
});

test('comings: of rooms → a sentence each', (t) => {
  const { peer, told, turn } = company(t);
  for (const name of ['bob', 'carol']) peer.emit('room-join', { room: 'lobby', name });
  peer.emit('room-leave', { room: 'den', name: 'bob' });
  turn(foldedWithin);
  t.deepEqual(told(), ['bob and carol joined #lobby.', 'bob left #den.']);
});

test('comings: a message meanwhile → stands after them', (t) => {
  const { peer, told, turn } = company(t);
  peer.emit(...online('bob'));
  peer.emit('message', direct('bob', 'hi'));
  t.deepEqual(told(), ['bob is online.', 'bob: hi', '! bell bob writes to you']);
  turn(foldedWithin);
  t.deepEqual(told(), []);
});

test('comings: for a program → each at once', (t) => {
  const { peer, told } = company(t, { isScript: true });
  peer.emit(...online('bob'));
  peer.emit(...offline('bob'));
  t.deepEqual(told(), ['bob is online.', 'bob is not online any more.']);
});

test('comings: set to each, to off → each at once, nothing', async (t) => {
  const { peer, session, told, turn } = company(t);
  await session.settings.set('presence', 'each');
  peer.emit(...online('bob'));
  t.deepEqual(told(), ['bob is online.']);
  await session.settings.set('presence', 'off');
  peer.emit(...offline('bob'));
  turn(foldedWithin);
  t.deepEqual(told(), []);
});

test('comings: of somebody ignored → nothing', async (t) => {
  const { peer, session, told, turn } = company(t);
  await perform(session, '/ignore bob');
  told();
  peer.emit(...online('Bob'));
  turn(foldedWithin);
  t.deepEqual(told(), []);
});

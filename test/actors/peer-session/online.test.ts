// What an online peer asks and is told: requests and answers, pages, notifications, refusals.
import test from 'ava';
import { ParleyError } from '../../../src/actors/errors.js';
import { frame } from '../../../src/protocol/frame.js';
import { answerTo, refusalOf } from '../../helpers/fake-registry.js';
import { sessionNet } from './session-net.js';

test('peer: several requests at once → each its own answer, also out of order', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  const held: (() => void)[] = [];
  registry.answer('SEARCH_USER', (request, link) => {
    const [name = ''] = request.fields;
    held.unshift(() => link.send(answerTo(request, 'SEARCH_USER_RESPONSE', ['SUCCESS', '200'], {}, `<${name}> <1> <10.0.0.9>\n`)));
    if (held.length === 3) for (const send of held) send();
    return undefined;
  });
  const found = await net.until(Promise.all(['bob', 'carol', 'dave'].map((name) => peer.search(name))));
  t.deepEqual(
    found,
    ['bob', 'carol', 'dave'].map((name) => ({ name, isOnline: true })),
  );
});

test('peer: users → all pages, a user once with every shared room', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  registry.answer('DISCOVER_PEERS', (request) =>
    request.headers['from'] === undefined
      ? answerTo(request, 'PEER_LIST', ['SUCCESS', '200'], { next: 'n1' }, '<bob> <one> <7> <10.0.0.9>\n')
      : answerTo(request, 'PEER_LIST', ['SUCCESS', '200'], {}, '<bob> <two> <7> <10.0.0.9>\n<carol> <> <8> <10.0.0.8>\n'),
  );
  t.deepEqual(await net.until(peer.users()), [
    { name: 'bob', rooms: ['one', 'two'], address: { host: '10.0.0.9', port: 7 } },
    { name: 'carol', rooms: [], address: { host: '10.0.0.8', port: 8 } },
  ]);
  registry.answer('DISCOVER_PEERS', refusalOf('PEER_LIST', ['FAILURE', '404'], 'nobody-online'));
  t.deepEqual(await net.until(peer.users()), []);
});

test('peer: rooms → with what is to know of each, or their names', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  registry.answer('SHOW_ROOMS_LIST', (request) =>
    request.fields[0] === 'DETAILED'
      ? answerTo(request, 'ROOMS_LIST', ['FOUND', '200'], { locked: 'two' }, '<one> <a %3C b> <2> <10>\n<two> <> <1> <2>\n')
      : answerTo(request, 'ROOMS_LIST', ['FOUND', '200'], {}, '<one>\n<two>\n'),
  );
  t.deepEqual(await net.until(peer.rooms()), [
    { room: 'one', details: { description: 'a < b', members: 2, capacity: 10, isLocked: false } },
    { room: 'two', details: { description: '', members: 1, capacity: 2, isLocked: true } },
  ]);
  t.deepEqual(await net.until(peer.rooms(false)), [
    { room: 'one', details: undefined },
    { room: 'two', details: undefined },
  ]);
  registry.answer('SHOW_ROOMS_LIST', refusalOf('ROOMS_LIST', ['NOT_FOUND', '404'], 'no-rooms'));
  t.deepEqual(await net.until(peer.rooms()), []);
});

test('peer: search for nobody → user-unknown in a sentence; for somebody away → not online', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  registry.answer('SEARCH_USER', refusalOf('SEARCH_USER_RESPONSE', ['NOT_FOUND', '404'], 'user-unknown'));
  const error = await t.throwsAsync(net.until(peer.search('nobody')), { instanceOf: ParleyError });
  t.deepEqual([error.reason, error.message], ['user-unknown', 'There is no user of that name. Check how it is written.']);
  registry.answer('SEARCH_USER', refusalOf('SEARCH_USER_RESPONSE', ['NOT_ONLINE', '300'], 'user-offline'));
  t.deepEqual(await net.until(peer.search('bob')), { name: 'bob', isOnline: false });
  await t.throwsAsync(peer.search('no name!'), { instanceOf: ParleyError });
});

test('peer: ERROR to a request → its reason and patience; the next request works', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  registry.answer('DISCOVER_PEERS', refusalOf('ERROR', ['NOT_ALLOWED', '400'], 'rate-limited', { 'retry-after': '3' }));
  const error = await t.throwsAsync(net.until(peer.users()), { instanceOf: ParleyError });
  t.deepEqual([error.reason, error.retryAfter], ['rate-limited', 3]);
  registry.answer('DISCOVER_PEERS', refusalOf('PEER_LIST', ['FAILURE', '404'], 'nobody-online'));
  t.deepEqual(await net.until(peer.users()), []);
});

test('peer: no answer to a request → timeout, and the link is pinged', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  registry.answer('DISCOVER_PEERS', () => undefined);
  const asked = net.clock.time;
  const pinged = registry.next('HELLO_P2P');
  const error = await t.throwsAsync(net.until(peer.users(), 50), { instanceOf: ParleyError });
  t.is(error.reason, 'timeout');
  t.is(net.clock.time - asked, 15_000);
  await net.until(pinged);
  t.is(peer.state.state, 'online');
});

test('peer: an answer, then a notification in one piece → whoever awaits the answer hears it first', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer, circle } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  const heard: string[] = [];
  registry.answer('JOIN_CHAT_ROOM', (request, link) => {
    link.send(answerTo(request, 'JOIN', ['SUCCESS', '200']));
    link.send(frame('USER_EXIT', ['bob', 'one']));
    return undefined;
  });
  const join = async () => {
    const answer = await circle().context.ask('JOIN_CHAT_ROOM', { room: 'one', roomPassword: '', increment: 'increment' });
    heard.push(answer.verb, ...circle().told.slice(2));
  };
  await net.until(join());
  t.deepEqual(heard, ['JOIN']);
  await net.untilTrue(() => circle().told.length === 3);
  t.deepEqual(circle().told, ['open', 'online', 'USER_EXIT bob']);
});

test('peer: asked while offline → offline; what was under way when the link broke → offline too', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer } = net.peer({ registry: registry.link });
  await t.throwsAsync(peer.users(), { instanceOf: ParleyError });
  await net.until(peer.start());
  registry.answer('DISCOVER_PEERS', (_, link) => {
    link.destroy();
    return undefined;
  });
  const error = await t.throwsAsync(net.until(peer.users()), { instanceOf: ParleyError });
  t.is(error.reason, 'offline');
  const again = await t.throwsAsync(net.until(peer.users()), { instanceOf: ParleyError });
  t.is(again.reason, 'offline');
});

test('peer: a request too large for a frame → refused before it is sent, and the link stays', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer, circle } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  const contents = { room: 'one', roomPassword: '', capacity: '2', description: 'x'.repeat(9000) };
  const error = await t.throwsAsync(circle().context.ask('CREATE_CHAT_ROOM', contents), { instanceOf: ParleyError });
  t.is(error.reason, 'frame-too-large');
  t.is(peer.state.state, 'online');
});

test('peer: a listener that throws → reported, and the peer goes on', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer, circle } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  const reported: unknown[] = [];
  const previous = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => reported.push(error));
  t.teardown(() => {
    process.removeAllListeners('uncaughtException');
    for (const listener of previous) process.on('uncaughtException', listener);
  });
  const fault = new Error('of the listener');
  peer.on('warning', () => {
    throw fault;
  });
  circle().context.emit('warning', { reason: 'x', message: 'y' });
  await net.untilTrue(() => reported.length === 1);
  t.deepEqual(reported, [fault]);
  t.is(peer.state.state, 'online');
});

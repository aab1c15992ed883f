// A session that is lost and found again (section 6), and one that is over.
import test from 'ava';
import { frame } from '../../../src/protocol/frame.js';
import { refusalOf } from '../../helpers/fake-registry.js';
import { peerHost, registryHost, sessionNet } from './session-net.js';

test('peer: link cut → offline with a time to retry, then online with Resume, same port', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer, circle, states } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  const port = peer.status.listening?.port;
  const again = registry.next('LOGIN');
  net.memory.cut(registryHost, peerHost);
  const login = await net.until(again, 10);
  await net.untilTrue(() => peer.state.state === 'online');
  t.is(login.headers['resume'], 'session-2');
  t.is(login.headers['peer-port'], String(port));
  t.deepEqual(
    states.map(({ state }) => state),
    ['connecting', 'online', 'offline', 'connecting', 'online'],
  );
  t.deepEqual(circle().told, ['open', 'online', 'offline', 'online']);
});

test('peer: already online at reconnect → tries again until the old session is gone', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  let refusals = 0;
  registry.answer('LOGIN', (request, link) => {
    refusals += 1;
    if (refusals === 3) registry.answer('LOGIN', undefined);
    return refusalOf('AUTH', ['ONLINE', '300'], 'already-online')(request, link);
  });
  net.memory.cut(registryHost, peerHost);
  await net.untilTrue(() => peer.state.state === 'offline', 1);
  await net.untilTrue(() => peer.state.state === 'online', 50);
  t.is(refusals, 3);
});

test('peer: registry restarted on its port → back with the same certificates and a new session', async (t) => {
  const net = sessionNet(t);
  const directory = `${net.directory}/registry`;
  const first = await net.registry({ directory });
  const { peer } = net.peer({ registry: first.link });
  await net.until(peer.start());
  await first.close();
  await net.untilTrue(() => peer.state.state === 'offline', 1);
  await net.turn(3000);
  const second = await net.registry({ directory, port: first.address.port });
  await net.untilTrue(() => peer.state.state === 'online', 100);
  t.is(second.requests.find(({ verb }) => verb === 'LOGIN')?.headers['resume'], 'session-2');
});

test('peer: GOODBYE closing with Retry-After → not dialled before', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer, states } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  registry.push(frame('GOODBYE', [], { reason: 'closing', 'retry-after': '20' }));
  await net.untilTrue(() => peer.state.state === 'offline');
  const state = states.at(-1);
  t.is(state?.state === 'offline' && state.reason, 'closing');
  const since = net.clock.time;
  await net.untilTrue(() => peer.state.state === 'online', 100);
  t.true(net.clock.time - since >= 20_000);
});

test('peer: GOODBYE replaced → signed out for good, the circle left, history still to be read', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer, circle } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  registry.push(frame('GOODBYE', [], { reason: 'replaced' }));
  await net.untilTrue(() => circle().told.includes('close'));
  await net.turn(120_000);
  t.deepEqual(peer.state, { state: 'signed-out', reason: 'replaced' });
  t.is(registry.links.length, 0);
  t.deepEqual(await peer.history(undefined, 10), []);
  await t.throwsAsync(peer.sendDirect('bob', 'hi'), { message: /logged out/ });
  t.is(peer.status.paths[0]?.detail, 'You logged in from somewhere else, so this session is over.');
});

test('peer: registry that falls silent → pinged after a minute, dialled anew ten seconds later', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry({ keepAliveTimeout: 86_400 });
  const { peer } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  registry.answer('HELLO_P2P', () => undefined);
  await net.turn(69_900);
  t.is(peer.state.state, 'online');
  await net.turn(200);
  t.not(peer.state.state, 'online');
});

test('peer: nonsense from the registry → dropped with ERROR BAD_REQUEST and dialled anew', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  // Written as a frame, read as nonsense: no reader takes such a verb.
  registry.push({ verb: 'no verb', fields: [], headers: {}, payload: new Uint8Array(0) });
  const error = await net.until(registry.next('ERROR'));
  t.deepEqual([error.fields, error.headers['reason']], [['BAD_REQUEST', '400'], 'malformed-frame']);
  await net.untilTrue(() => peer.state.state === 'online', 50);
});

test('peer: a certificate for another key → not logged in', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const other = await net.registry();
  const bob = net.peer({ registry: other.link, name: 'bob', dataDirectory: `${net.directory}/bob` });
  await net.until(bob.peer.start());
  const foreign = bob.circle().context.identity()?.credentials.chain ?? '';
  registry.answer('LOGIN', (request) =>
    frame('AUTH', ['SUCCESS', '200'], { 'request-id': request.headers['request-id'], session: 's', 'keep-alive-key': 'k' }, foreign),
  );
  const { peer } = net.peer({ registry: registry.link });
  await t.throwsAsync(net.until(peer.start()), { message: /makes no sense/ });
});

test('peer: two thirds of the certificate gone by → renewed with the same key, and shown to peers from then on', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry({ keepAliveTimeout: 86_400 });
  const { peer, circle } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  const before = circle().context.identity();
  const renewal = registry.next('RENEW');
  await net.until(renewal, 60_000);
  await net.untilTrue(() => circle().context.identity() !== before);
  const after = circle().context.identity();
  t.is(after?.keyFingerprint, before?.keyFingerprint);
  t.not(after?.credentials.chain, before?.credentials.chain);
});

// From HELLO_P2P to AUTH and LOGOUT (I, II, III, XII), as the library sees it.
import test from 'ava';
import { ParleyError } from '../../../src/actors/errors.js';
import { wirePassword } from '../../../src/security/passwords.js';
import { answerTo, refusalOf } from '../../helpers/fake-registry.js';
import { peerHost, sessionNet } from './session-net.js';

test('peer: start with register → HELLO_P2P, REGISTER, LOGIN as section 3 writes them, then online', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer, circle, states } = net.peer({ registry: registry.link, register: true });
  const registered: string[] = [];
  peer.on('registered', ({ name }) => registered.push(name));
  await net.until(peer.start());
  const hash = wirePassword('alice', 'correct horse');
  const [hello, register, login] = registry.requests;
  t.deepEqual([hello?.verb, hello?.headers['protocol']], ['HELLO_P2P', '1']);
  t.regex(hello?.headers['agent'] ?? '', /^parley\/\d+\.\d+\.\d+$/);
  t.deepEqual([register?.verb, register?.fields], ['REGISTER', ['alice', hash]]);
  t.deepEqual([login?.verb, login?.fields], ['LOGIN', ['alice', hash]]);
  t.deepEqual(Object.keys(login?.headers ?? {}), ['request-id', 'peer-port', 'peer-host']);
  t.deepEqual(registered, ['alice']);
  t.deepEqual(
    states.map(({ state }) => state),
    ['connecting', 'online'],
  );
  t.deepEqual(circle().told, ['open', 'online']);
  t.is(peer.status.registryLink, registry.link);
  t.is(peer.status.listening?.host, peerHost);
  t.is(login?.headers['peer-port'], String(peer.status.listening?.port));
});

test('peer: a port of a router that forwards another → told at LOGIN; listened on is its own', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer } = net.peer({ registry: registry.link, publicHost: '192.0.2.1', publicPort: 7171 });
  await net.until(peer.start());
  const login = registry.requests.find(({ verb }) => verb === 'LOGIN');
  t.deepEqual([login?.headers['peer-host'], login?.headers['peer-port']], ['192.0.2.1', '7171']);
  t.is(peer.status.listening?.host, peerHost);
  t.not(peer.status.listening?.port, 7171);
});

for (const publicPort of [0, 65_536, 7.5]) {
  test(`peer: ${publicPort} as the port for others → invalid`, async (t) => {
    const net = sessionNet(t);
    const registry = await net.registry();
    const { peer } = net.peer({ registry: registry.link, publicPort });
    const error = await net.until(t.throwsAsync(peer.start(), { instanceOf: ParleyError }));
    t.is(error.reason, 'invalid');
  });
}

test('peer: the name as registered → the spelling of the certificate', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  registry.answer('LOGIN', async (request) => {
    const certified = await registry.authority.inspect(Buffer.from(request.payload).toString());
    const chain = certified && (await registry.authority.issue('Alice', certified));
    return answerTo(request, 'AUTH', ['SUCCESS', '200'], { session: 's', 'keep-alive-key': 'AAAA', rooms: 'one,two' }, chain);
  });
  const { peer, circle } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  t.is(peer.name, 'Alice');
  t.is(circle().context.identity()?.name, 'Alice');
  t.deepEqual(circle().told, ['open', 'online one two']);
});

interface Refusal {
  readonly request: string;
  readonly verb: string;
  readonly fields: readonly string[];
  readonly reason: string;
  readonly register?: boolean;
}

const refused = test.macro(async (t, { request, verb, fields, reason, register = false }: Refusal) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  registry.answer(request, refusalOf(verb, fields, reason));
  const { peer } = net.peer({ registry: registry.link, register });
  const error = await t.throwsAsync(net.until(peer.start()), { instanceOf: ParleyError });
  t.is(error.reason, reason);
  t.regex(error.message, /^[A-Z].*\.$/);
  t.deepEqual(peer.state, { state: 'signed-out', reason });
});

const failure = ['FAILURE', '404'];
test('peer: wrong password → start rejected', refused, {
  request: 'LOGIN',
  verb: 'AUTH',
  fields: failure,
  reason: 'wrong-credentials',
});
test('peer: logged in elsewhere → first start rejected', refused, {
  request: 'LOGIN',
  verb: 'AUTH',
  fields: ['ONLINE', '300'],
  reason: 'already-online',
});
test('peer: taken name → start rejected', refused, {
  request: 'REGISTER',
  verb: 'REGISTER',
  fields: ['EXIST', '300'],
  reason: 'name-taken',
  register: true,
});
test('peer: registry without room → start rejected', refused, {
  request: 'HELLO_P2P',
  verb: 'HELLO_BACK',
  fields: failure,
  reason: 'registry-full',
});
test('peer: taken name, register if-free → logs in, and no registered event', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  registry.answer('REGISTER', refusalOf('REGISTER', ['EXIST', '300'], 'name-taken'));
  const { peer } = net.peer({ registry: registry.link, register: 'if-free' });
  peer.on('registered', () => t.fail());
  await net.until(peer.start());
  t.is(peer.state.state, 'online');
});

test('peer: nobody at the address → start rejected, unreachable', async (t) => {
  const net = sessionNet(t);
  const { peer } = net.peer({ registry: '10.0.0.1:7070' });
  const error = await t.throwsAsync(net.until(peer.start(), 100), { instanceOf: ParleyError });
  t.is(error.reason, 'unreachable');
});

test('peer: close while online → LOGOUT, circle closed, and the profile free for the next', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer, circle } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  await net.until(peer.close());
  t.is(registry.requests.at(-1)?.verb, 'LOGOUT');
  t.deepEqual(circle().told, ['open', 'online', 'offline', 'close']);
  t.deepEqual(peer.state, { state: 'signed-out', reason: 'signed-out' });
  await t.throwsAsync(peer.users(), { message: /closed/ });
  const again = net.peer({ registry: registry.link });
  await net.until(again.peer.start());
  t.is(again.peer.state.state, 'online');
});

test('peer: close while the registry is silent → done after two seconds', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const { peer } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  registry.answer('LOGOUT', () => undefined);
  const before = net.clock.time;
  const closed = peer.close();
  await net.untilTrue(() => peer.state.state === 'signed-out', 10);
  t.is(net.clock.time - before, 2000);
  await net.until(closed);
});

test('peer: the same user from the same directory twice → in-use', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  await net.until(net.peer({ registry: registry.link }).peer.start());
  const error = await t.throwsAsync(net.until(net.peer({ registry: registry.link }).peer.start()), { instanceOf: ParleyError });
  t.is(error.reason, 'in-use');
});

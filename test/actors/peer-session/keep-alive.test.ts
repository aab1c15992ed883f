// Keep-alive over UDP and its fallback (XIII, XIV), with a peer whose datagrams are counted, lost and forged.
import test from 'ava';
import { encodeFrame, frame } from '../../../src/protocol/frame.js';
import { hasValidMac, signFrame } from '../../../src/security/mac.js';
import { sessionNet } from './session-net.js';

test('keep-alive: online → a signed datagram every third of the timeout, its Counter rising', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry({ keepAliveTimeout: 9 });
  const { peer } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  await net.turn(9100);
  t.deepEqual(
    registry.datagrams.map(({ verb, fields, headers }) => [verb, ...fields, headers['counter']]),
    ['1', '2', '3', '4'].map((counter) => ['KEEP_ALIVE', 'alice', '9', counter]),
  );
  for (const datagram of registry.datagrams) t.true(hasValidMac(encodeFrame(datagram), registry.keepAliveKey));
  const since = net.runtime.now() - 9100;
  t.deepEqual(peer.status.paths, [{ peer: undefined, state: 'up', since, over: 'tls', keepAlive: { over: 'udp', since } }]);
});

test('keep-alive: UDP blocked → HELLO_P2P at the same rhythm, said in the status; open again → back over UDP', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry({ keepAliveTimeout: 9 });
  net.memory.dropDatagrams(() => true);
  const { peer } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  const pings = () => registry.requests.filter(({ verb }) => verb === 'HELLO_P2P').length - 1;
  await net.turn(5900);
  t.is(pings(), 0);
  await net.turn(6200);
  t.is(pings(), 3);
  const [path] = peer.status.paths;
  t.is(path?.detail, 'UDP is blocked, keeping alive over TLS');
  const why = 'datagrams to the registry have no answer, so UDP is blocked on the way';
  t.deepEqual(path?.keepAlive, { over: 'tls', since: (path?.since ?? 0) + 6000, detail: why });
  net.memory.dropDatagrams(undefined);
  await net.turn(12_000);
  t.is(peer.status.paths[0]?.detail, undefined);
  t.is(pings(), 4);
  t.is(peer.state.state, 'online');
});

test('keep-alive: TIMEOUT with the right Mac → dialled anew; forged → nothing', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry({ keepAliveTimeout: 9 });
  const { peer } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  await net.turn(100);
  const timeout = frame('TIMEOUT', ['alice'], { counter: '1' });
  registry.sendDatagram(encodeFrame(timeout));
  registry.sendDatagram(encodeFrame(signFrame(timeout, Buffer.alloc(32, 1))));
  registry.sendDatagram(Buffer.from('not a frame at all'));
  await net.turn(100);
  t.is(peer.state.state, 'online');
  registry.sendDatagram(encodeFrame(signFrame(timeout, registry.keepAliveKey)));
  await net.untilTrue(() => peer.state.state !== 'online');
  await net.untilTrue(() => peer.state.state === 'online', 10);
  t.is(registry.requests.filter(({ verb }) => verb === 'LOGIN').length, 2);
});

test('keep-alive: FAILURE → the TLS link is checked, and the session stays', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry({ keepAliveTimeout: 9 });
  const { peer } = net.peer({ registry: registry.link });
  registry.answerDatagrams(() => encodeFrame(frame('KEEP_ALIVE_RESPONSE', ['FAILURE', '404'])));
  await net.until(peer.start());
  await net.untilTrue(() => registry.requests.filter(({ verb }) => verb === 'HELLO_P2P').length === 2);
  t.is(peer.state.state, 'online');
});

test('keep-alive: a flood of garbage, of forged and of too large datagrams, of hints → one look at the TLS link a beat, the session goes on over UDP', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry({ keepAliveTimeout: 9 });
  const { peer } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  await net.turn(100);
  const hint = encodeFrame(frame('KEEP_ALIVE_RESPONSE', ['FAILURE', '404']));
  const forged = signFrame(frame('TIMEOUT', ['alice'], { counter: '1' }), Buffer.alloc(32, 1));
  const tooLarge = signFrame(frame('TIMEOUT', ['alice'], { counter: '1', filler: 'x'.repeat(1200) }), registry.keepAliveKey);
  for (let round = 0; round < 500; round++) {
    for (const datagram of [hint, encodeFrame(forged), encodeFrame(tooLarge), Buffer.alloc(1400, round), Buffer.alloc(0)]) {
      registry.sendDatagram(datagram);
    }
  }
  await net.turn(2000);
  t.is(registry.requests.filter(({ verb }) => verb === 'HELLO_P2P').length, 2);
  await net.turn(9000);
  t.is(registry.requests.filter(({ verb }) => verb === 'HELLO_P2P').length, 2);
  t.like(peer.status.paths[0], { state: 'up', keepAlive: { over: 'udp' } });
});

test('keep-alive: a new session → a new key, the Counter from the start', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry({ keepAliveTimeout: 9 });
  const { peer } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  await net.turn(4000);
  const seen = registry.datagrams.length;
  registry.push(frame('GOODBYE', [], { reason: 'timed-out' }));
  await net.untilTrue(() => peer.state.state === 'offline');
  await net.untilTrue(() => registry.datagrams.length > seen, 10);
  const first = registry.datagrams[seen];
  t.is(first?.headers['counter'], '1');
  t.true(first !== undefined && hasValidMac(encodeFrame(first), registry.keepAliveKey));
});

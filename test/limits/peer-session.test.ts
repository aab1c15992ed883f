// What a peer waits for at its registry (sections 4 and 6), each limit at its edge, to the millisecond.
import test from 'ava';
import { ParleyError } from '../../src/actors/errors.js';
import type { PeerLimits } from '../../src/protocol/limits.js';
import { sessionNet } from '../actors/peer-session/session-net.js';
import { refusalOf } from '../helpers/fake-registry.js';

/** A peer before a fake registry whose keep-alives are too rare to matter. */
async function scene(t: Parameters<typeof sessionNet>[0], limits: Partial<PeerLimits>) {
  const net = sessionNet(t);
  const registry = await net.registry({ keepAliveTimeout: 86_400 });
  const { peer, states } = net.peer({ registry: registry.link, limits });
  return { net, registry, peer, states: () => states.map(({ state }) => state) };
}

test('limit helloTimeout: no answer of the registry in the last millisecond → still waiting; then → unreachable', async (t) => {
  const { net, registry, peer } = await scene(t, { helloTimeout: 3 });
  registry.answer('HELLO_P2P', () => undefined);
  let failure: unknown;
  const starting = peer.start().catch((error: unknown) => {
    failure = error;
  });
  await net.until(registry.next('HELLO_P2P'));
  await net.turn(2999);
  t.is(failure, undefined);
  await net.turn(1);
  await net.until(starting);
  t.is(failure instanceof ParleyError && failure.reason, 'unreachable');
});

test('limit pingInterval, limit pingTimeout: quiet for so long → pinged; no answer in the last millisecond → online; then → dialled anew', async (t) => {
  const { net, registry, peer, states } = await scene(t, { pingInterval: 20, pingTimeout: 5 });
  await net.until(peer.start());
  const pings = () => registry.requests.filter(({ verb }) => verb === 'HELLO_P2P').length - 1;
  await net.turn(19_999);
  t.is(pings(), 0);
  await net.turn(1);
  t.is(pings(), 1);
  registry.answer('HELLO_P2P', () => undefined);
  await net.turn(20_000);
  t.is(pings(), 2);
  await net.turn(4999);
  t.deepEqual(states(), ['connecting', 'online']);
  registry.answer('HELLO_P2P', undefined);
  await net.turn(1);
  t.is(states()[2], 'offline');
  await net.untilTrue(() => peer.state.state === 'online', 1);
});

test('limit requestTimeout: no answer in the last millisecond → still asking; then → timeout; the next is answered', async (t) => {
  const { net, registry, peer } = await scene(t, { requestTimeout: 3 });
  await net.until(peer.start());
  registry.answer('DISCOVER_PEERS', () => undefined);
  let failure: unknown;
  const asking = peer.users().catch((error: unknown) => {
    failure = error;
  });
  await net.until(registry.next('DISCOVER_PEERS'));
  await net.turn(2999);
  t.is(failure, undefined);
  await net.turn(1);
  await net.until(asking);
  t.is(failure instanceof ParleyError && failure.reason, 'timeout');
  registry.answer('DISCOVER_PEERS', refusalOf('PEER_LIST', ['FAILURE', '404'], 'nobody-online'));
  t.deepEqual(await net.until(peer.users()), []);
});

test('peer limits: one out of its bounds, or of a name that there is not → refused, and said which', async (t) => {
  const { net, registry } = await scene(t, {});
  const messageOf = (limits: object) => t.throws(() => net.peer({ registry: registry.link, limits }), { instanceOf: ParleyError }).message;
  t.is(messageOf({ unanswered: 0 }), 'unanswered must be 1 to 1000000000, not 0.');
  t.is(messageOf({ unanswered: 1.5 }), 'unanswered must be 1 to 1000000000, not 1.5.');
  t.is(messageOf({ unansweredd: 1 }), 'There is no limit of the name unansweredd.');
});

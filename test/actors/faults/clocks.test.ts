// Clocks: a laptop that was asleep for hours, a wall clock that is set, and sessions longer than a certificate's life.
import test from 'ava';
import type { PeerOptions } from '../../../src/actors/peer/api.js';
import { frame } from '../../../src/protocol/frame.js';
import type { Network } from '../../../src/transport/link.js';
import { wrappedHandlers, wrappedLink } from '../../helpers/wrapped-link.js';
import { sessionNet } from '../peer-session/session-net.js';
import { FaultNet } from './fault-net.js';

const hour = 3_600_000;
/** How soon a jump of the wall clock is noticed, ms. */
const noticed = 5000;

/** A session before a fake registry, with a wall clock of its own. */
async function sleeper(t: Parameters<typeof sessionNet>[0], options: Partial<PeerOptions> = {}) {
  const net = sessionNet(t);
  const registry = await net.registry();
  let ahead = 0;
  const runtime = { ...net.runtime, now: () => net.runtime.now() + ahead };
  const made = net.peer({ registry: registry.link, runtime, ...options });
  await net.until(made.peer.start());
  return {
    net,
    registry,
    ...made,
    jump: (ms: number) => {
      ahead += ms;
    },
  };
}

/** A network whose links go silent: nothing passes on those that are, and neither end is told. */
function silenceable() {
  const links: { isSilent: boolean }[] = [];
  const wrap = (network: Network): Network => ({
    dial: (options, handlers) => {
      const state = { isSilent: false };
      links.push(state);
      const heard = wrappedHandlers(handlers, {
        frame: (received) => state.isSilent || handlers.frame(received),
        closed: (end) => state.isSilent || handlers.closed(end),
      });
      const link = network.dial(options, heard);
      return wrappedLink(link, { send: (message) => state.isSilent || link.send(message) });
    },
    listen: (options, accept) => network.listen(options, accept),
    bind: (at, received) => network.bind(at, received),
  });
  const silence = () => {
    for (const link of links) link.isSilent = true;
  };
  return { wrap, silence };
}

test('clocks: asleep for eight hours, all links dead without a word → noticed by ping, online again', async (t) => {
  const net = new FaultNet(t);
  await net.startRegistry();
  const { wrap, silence } = silenceable();
  const alice = await net.online('alice', { wrap });
  await net.advance(30_000);
  silence();
  alice.setAhead(8 * hour);
  const offline = await net.see(() => alice.states.length > 2);
  t.true(offline <= noticed + 10_000 + 20, `${offline} ms`);
  t.true((await net.see(() => alice.peer.state.state === 'online')) <= 1000);
  t.deepEqual(alice.states, ['connecting', 'online', 'offline', 'connecting', 'online']);
});

test('clocks: asleep while a session is held up for an hour → dialled at once when awake', async (t) => {
  const { net, registry, peer, jump } = await sleeper(t);
  registry.push(frame('GOODBYE', [], { reason: 'closing', 'retry-after': '3600' }));
  await net.untilTrue(() => peer.state.state === 'offline');
  await net.turn(10_000);
  t.is(peer.state.state, 'offline');
  jump(3 * hour);
  const woke = net.clock.time;
  await net.untilTrue(() => peer.state.state === 'connecting', 20);
  t.true(net.clock.time - woke <= noticed + 100);
});

test('clocks: asleep past two thirds of the certificate, the session alive (its registry slept too) → renewed at once', async (t) => {
  const { net, registry, peer, circle, jump } = await sleeper(t);
  const before = circle().context.identity();
  jump(20 * hour);
  const woke = net.clock.time;
  await net.until(registry.next('RENEW'), 20);
  await net.untilTrue(() => circle().context.identity() !== before);
  t.true(net.clock.time - woke <= noticed + 100);
  t.is(peer.state.state, 'online');
});

test('clocks: set back by hours → the session, its keep-alives and pings go on as before', async (t) => {
  const { net, registry, states, jump } = await sleeper(t);
  await net.turn(10_000);
  jump(-5 * hour);
  const seen = registry.datagrams.length;
  const pinged = registry.requests.length;
  await net.turn(130_000);
  t.is(states.length, 2);
  t.is(registry.datagrams.length - seen, 39);
  t.is(registry.requests.length - pinged, 2);
});

test('clocks: set back by hours, then the link is lost → told why there is none; set right → back by itself', async (t) => {
  const { net, registry, peer, jump } = await sleeper(t);
  jump(-5 * hour);
  registry.links.at(-1)?.destroy();
  await net.turn(60_000);
  t.is(peer.state.state === 'online', false);
  t.regex(peer.status.paths[0]?.detail ?? '', /not valid yet|not yet valid/);
  jump(5 * hour);
  const right = net.clock.time;
  await net.untilTrue(() => peer.state.state === 'online', 20);
  t.true(net.clock.time - right <= 31_000);
});

test('clocks: the registry’s jumps by hours, ahead and back → sessions go on, limits forget or keep no longer than before', async (t) => {
  let ahead = 0;
  const net = new FaultNet(t);
  await net.startRegistry({ runtime: { ...net.runtime, now: () => net.runtime.now() + ahead } });
  const alice = await net.online('alice');
  const reasonsOf = async (count: number) => {
    const reasons: string[] = [];
    for (let attempt = 0; attempt < count; attempt++) {
      const wrong = net.peer('alice', { password: 'wrong', dataDirectory: `${net.directory}/stranger`, host: '10.0.5.5', register: false });
      await net.until(wrong.peer.start().catch((error: { reason: string }) => reasons.push(error.reason)));
    }
    return reasons;
  };
  const fiveWrong = [...Array(5).fill('wrong-credentials'), 'rate-limited'];
  t.deepEqual(await reasonsOf(6), fiveWrong);
  ahead = 5 * hour;
  t.deepEqual(await reasonsOf(6), fiveWrong);
  ahead = 0;
  t.deepEqual(await reasonsOf(6), fiveWrong);
  await net.advance(30_000);
  t.deepEqual(alice.states, ['connecting', 'online']);
});

test('clocks: 25 hours online, chatting → certificates renewed, the link dialled anew with the new one, nobody ever offline', async (t) => {
  const net = new FaultNet(t);
  await net.startRegistry({ limits: { keepAliveTimeout: 3600 } });
  const limits = { linkIdle: 86_400, pingInterval: 3600 };
  const [alice, bob] = [await net.online('alice', { limits }), await net.online('bob', { limits })];
  await net.until(alice.peer.chat('bob'));
  const linked = alice.peer.status.paths[1]?.since ?? 0;
  await net.advance(24 * hour - 3_700_000);
  t.is(alice.peer.status.paths[1]?.since, linked);
  await net.advance(hour + 3_700_000);
  const path = alice.peer.status.paths.find(({ peer }) => peer === 'bob');
  t.is(path?.state, 'up');
  t.true((path?.since ?? 0) > linked + 22 * hour);
  await net.until(alice.peer.sendDirect('bob', 'a day later'));
  await net.see(() => bob.texts.length === 1);
  t.deepEqual(
    [alice.states, bob.states],
    [
      ['connecting', 'online'],
      ['connecting', 'online'],
    ],
  );
});

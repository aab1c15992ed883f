// Addresses that change under a session: a router that gives the datagrams another source, a program that comes back on another
// port, a laptop that comes back in another network.
import test from 'ava';
import type { DatagramPort, Network } from '../../../src/transport/link.js';
import { FaultNet, registryHost } from './fault-net.js';

/** A network behind a router: `rebind` gives every bound port another one on the outside. */
function behindRouter() {
  let rebind: () => Promise<void> = async () => {};
  const wrap = (network: Network): Network => ({
    dial: (options, handlers) => network.dial(options, handlers),
    listen: (options, accept) => network.listen(options, accept),
    bind: async (at, received) => {
      let outside: DatagramPort = await network.bind(at, received);
      rebind = async () => {
        await outside.close();
        outside = await network.bind({ ...at, port: 0 }, received);
      };
      return {
        get address() {
          return outside.address;
        },
        send: (bytes, to) => outside.send(bytes, to),
        close: () => outside.close(),
      };
    },
  });
  return { wrap, rebind: () => rebind() };
}

test('addresses: the router gives the keep-alives another source → the session goes on over UDP', async (t) => {
  const net = new FaultNet(t);
  await net.startRegistry();
  const router = behindRouter();
  const alice = await net.online('alice', { wrap: router.wrap });
  await net.advance(10_000);
  for (let times = 0; times < 3; times++) {
    await router.rebind();
    await net.advance(15_000);
  }
  t.deepEqual(alice.states, ['connecting', 'online']);
  t.is(alice.peer.status.paths[0]?.detail, undefined);
});

test('addresses: the router forgets the datagrams’ way while the TLS link stays → alive over it, and over UDP again', async (t) => {
  const net = new FaultNet(t);
  await net.startRegistry();
  const router = behindRouter();
  const alice = await net.online('alice', { wrap: router.wrap });
  await net.advance(10_000);
  net.memory.dropDatagrams((_, from) => from.host === registryHost);
  await router.rebind();
  await net.advance(30_000);
  t.is(alice.peer.status.paths[0]?.detail, 'UDP is blocked, keeping alive over TLS');
  net.memory.dropDatagrams(undefined);
  await net.advance(5000);
  t.is(alice.peer.status.paths[0]?.detail, undefined);
  t.deepEqual(alice.states, ['connecting', 'online']);
});

async function aRoomOfTwo(net: FaultNet) {
  await net.startRegistry();
  const [alice, bob] = [await net.online('alice'), await net.online('bob')];
  await net.until(alice.peer.createRoom('hall'));
  await net.until(bob.peer.joinRoom('hall'));
  await net.until(alice.peer.sendRoom('hall', 'before'));
  await net.see(() => bob.texts.length === 1);
  return { alice, bob };
}

test('addresses: a peer comes back on another port, in another network → room-mates reach it there at once', async (t) => {
  const net = new FaultNet(t);
  const { alice, bob } = await aRoomOfTwo(net);
  const before = bob.peer.status.listening;
  await net.pass(bob.peer.close());
  const again = await net.online('bob', { host: '10.0.9.9' });
  t.notDeepEqual(again.peer.status.listening, before);
  await net.until(alice.peer.sendRoom('hall', 'found you'));
  t.true((await net.see(() => again.texts.length === 1)) < 1000);
  t.deepEqual(again.texts, ['alice: found you']);
});

test('addresses: a peer is killed and comes back on another port → it takes its session over, messages go to the new port', async (t) => {
  const net = new FaultNet(t);
  const { alice, bob } = await aRoomOfTwo(net);
  const heard: string[] = [];
  alice.peer.on('user-offline', ({ name }) => heard.push(`${name} is offline`));
  // Nothing that it says at its end gets through.
  const end = net.memory.block(bob.host);
  await net.pass(bob.peer.close());
  const again = await net.online('bob', { host: '10.0.9.9' });
  end();
  await net.until(alice.peer.sendRoom('hall', 'found you'));
  await net.see(() => again.texts.length === 1, 60_000);
  t.deepEqual(again.texts, ['alice: found you']);
  t.deepEqual(heard, []);
  t.is(net.registry.online, 2);
});

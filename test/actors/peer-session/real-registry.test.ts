// The session half of a peer before the real registry, over real TLS and UDP on 127.0.0.1, and once over
// memory links with a turned clock.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { ParleyError } from '../../../src/actors/errors.js';
import type { Peer, PeerOptions, PeerState } from '../../../src/actors/peer/api.js';
import { makePeer } from '../../../src/actors/peer/make-peer.js';
import { forgetRegistry } from '../../../src/actors/peer/registries.js';
import type { Registry, RegistryOptions } from '../../../src/actors/registry/api.js';
import { createRegistry } from '../../../src/actors/registry/create-registry.js';
import type { Link, Network } from '../../../src/transport/link.js';
import { createSystemNetwork } from '../../../src/transport/system-network.js';
import { peerHost, registryHost, sessionNet, stubCircle } from './session-net.js';

const loopback = { host: '127.0.0.1', port: 0 };

function folder(t: ExecutionContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'parley-real-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }));
  return directory;
}

async function registryFor(t: ExecutionContext, options: Partial<RegistryOptions> & { dataDirectory: string }): Promise<Registry> {
  const registry = await createRegistry({ listen: loopback, publicHost: '127.0.0.1', ...options });
  t.teardown(() => registry.close());
  return registry;
}

/** The system's network with a cable that a test can cut. */
interface Cable extends Network {
  cut(): void;
}

function cable(): Cable {
  const system = createSystemNetwork();
  const links = new Set<Link>();
  return {
    cut: () => {
      for (const link of links) link.destroy();
      links.clear();
    },
    dial: (options, handlers) => {
      const link = system.dial(options, handlers);
      links.add(link);
      return link;
    },
    listen: (options, accept) => system.listen(options, accept),
    bind: (at, received) => system.bind(at, received),
  };
}

function peerFor(t: ExecutionContext, options: Partial<PeerOptions> & Pick<PeerOptions, 'registry' | 'dataDirectory'>): Peer {
  const peer = makePeer({ name: 'alice', password: 'correct horse', listen: loopback, ...options }, stubCircle);
  t.teardown(() => peer.close());
  return peer;
}

const nextState = (peer: Peer, wanted: PeerState['state']): Promise<PeerState> =>
  new Promise((resolve) => {
    const look = (state: PeerState): void => {
      if (state.state !== wanted) return;
      peer.off('state', look);
      resolve(state);
    };
    peer.on('state', look);
  });

test('real registry: register and log in; wrong password and taken name → refused; close → the name is free', async (t) => {
  const directory = folder(t);
  const registry = await registryFor(t, { dataDirectory: join(directory, 'registry') });
  const dataDirectory = join(directory, 'alice');
  const peer = peerFor(t, { registry: registry.link, dataDirectory, register: true });
  await peer.start();
  t.is(registry.online, 1);
  t.deepEqual(await peer.search('ALICE'), { name: 'alice', isOnline: true });
  t.deepEqual(await peer.users(), []);
  t.deepEqual(await peer.rooms(), []);
  const elsewhere = join(directory, 'elsewhere');
  const reasons: string[] = [];
  for (const options of [{ password: 'wrong' }, { register: true }, {}]) {
    const other = peerFor(t, { registry: registry.link, dataDirectory: elsewhere, ...options });
    const error = await t.throwsAsync(other.start(), { instanceOf: ParleyError });
    reasons.push(error.reason);
  }
  t.deepEqual(reasons, ['wrong-credentials', 'name-taken', 'already-online']);
  await peer.close();
  t.is(registry.online, 0);
  await peerFor(t, { registry: registry.link, dataDirectory: elsewhere }).start();
});

test('real registry: link cut → back with Resume; registry restarted → back again', async (t) => {
  const directory = folder(t);
  const dataDirectory = join(directory, 'registry');
  const first = await registryFor(t, { dataDirectory });
  const network = cable();
  const peer = peerFor(t, { registry: first.link, dataDirectory: join(directory, 'alice'), register: true, network });
  await peer.start();
  const cut = nextState(peer, 'online');
  network.cut();
  await cut;
  t.is(first.online, 1);
  const restarted = nextState(peer, 'online');
  await first.close();
  await registryFor(t, { dataDirectory, listen: { host: '127.0.0.1', port: first.address.port } });
  await restarted;
  t.deepEqual(await peer.search('alice'), { name: 'alice', isOnline: true });
});

test('real registry: met by HOST:PORT, then another CA there → refused until forgotten', async (t) => {
  const directory = folder(t);
  const dataDirectory = join(directory, 'alice');
  const first = await registryFor(t, { dataDirectory: join(directory, 'first') });
  const address = `localhost:${first.address.port}`;
  const peer = peerFor(t, { registry: address, dataDirectory, register: true });
  const trusted = new Promise((resolve) => peer.on('registry-trusted', ({ link }) => resolve(link)));
  await peer.start();
  t.is(await trusted, first.link.replace('127.0.0.1', 'localhost'));
  await peer.close();
  await first.close();
  await registryFor(t, { dataDirectory: join(directory, 'second'), listen: { host: '127.0.0.1', port: first.address.port } });
  const error = await t.throwsAsync(peerFor(t, { registry: address, dataDirectory }).start(), { instanceOf: ParleyError });
  t.is(error.reason, 'registry-changed');
  t.true(await forgetRegistry(address, { dataDirectory }));
  await peerFor(t, { registry: address, dataDirectory, register: true }).start();
});

test('real registry, turned clock: UDP blocked → kept alive over TLS; a pulled cable → back with Resume when it is plugged in', async (t) => {
  const net = sessionNet(t);
  const registry = await net.until(
    createRegistry({
      dataDirectory: join(net.directory, 'registry'),
      listen: { host: registryHost, port: 0 },
      publicHost: registryHost,
      runtime: net.runtime,
      network: net.memory.host(registryHost),
    }),
  );
  net.atEnd(() => registry.close());
  net.memory.dropDatagrams(() => true);
  const { peer, states } = net.peer({ registry: registry.link, register: true });
  await net.until(peer.start());
  await net.turn(60_000);
  t.is(peer.status.paths[0]?.detail, 'UDP is blocked, keeping alive over TLS');
  t.is(states.at(-1)?.state, 'online');
  net.memory.dropDatagrams(undefined);
  await net.turn(5000);
  t.is(peer.status.paths[0]?.detail, undefined);

  net.memory.block(registryHost, peerHost);
  await net.untilTrue(() => registry.online === 0 && peer.state.state !== 'online', 10);
  net.memory.heal();
  // In small steps: the password is hashed meanwhile, which takes real time.
  await net.untilTrue(() => peer.state.state === 'online', 1);
  t.is(registry.online, 1);
});

test('real registry: plain on loopback → works, certificates and all', async (t) => {
  const directory = folder(t);
  const registry = await registryFor(t, { dataDirectory: join(directory, 'registry'), plain: true });
  const peer = peerFor(t, { registry: registry.link, dataDirectory: join(directory, 'alice'), register: true });
  await peer.start();
  t.is(peer.status.registryLink, registry.link);
  t.is(registry.online, 1);
});

// `npm run bench`: what a registry and peers do in a second, over real TLS on loopback, with the stores on the disk.
// Each figure is the median of five rounds in one process; compare figures of one run only.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPeer, createRegistry, type Peer } from '../src/index.js';
import { measure, print, seconds } from './measure.js';
import { shareOfCore } from './screen.js';

const unlimited = 1_000_000;
const searches = 2000;
const roundTrips = 300;
const broadcasts = 50;
const listeners = 10;

const directory = mkdtempSync(join(tmpdir(), 'parley-bench-'));
const registry = await createRegistry({
  dataDirectory: join(directory, 'registry'),
  listen: { host: '127.0.0.1', port: 0 },
  limits: { requestBurst: unlimited, requestsPerSecond: unlimited, registrationsPerAddress: unlimited },
});
const peers: Peer[] = [];

async function online(name: string): Promise<Peer> {
  const peer = createPeer({
    registry: registry.link,
    name,
    password: 'of the benchmark',
    register: 'if-free',
    dataDirectory: join(directory, name),
    listen: { host: '127.0.0.1', port: 0 },
    limits: { frameBurst: unlimited, framesPerSecond: unlimited, newLinksPerMinute: unlimited },
  });
  peers.push(peer);
  await peer.start();
  return peer;
}

/** Fulfilled at the `count`-th message that the peer shows. */
function heard(peer: Peer, count: number): Promise<void> {
  let left = count;
  return new Promise((resolve) => {
    const note = (): void => {
      left -= 1;
      if (left > 0) return;
      peer.off('message', note);
      resolve();
    };
    peer.on('message', note);
  });
}

try {
  const alice = await online('alice');
  const bob = await online('bob');
  print(
    await measure('registry: SEARCH_USER, pipelined on one link', 'requests/s', async () => {
      return searches / (await seconds(() => Promise.all(Array.from({ length: searches }, () => alice.search('bob')))));
    }),
  );
  bob.on('chat-request', ({ from }) => void bob.accept(from));
  await alice.chat('bob');
  print(
    await measure('one to one: sent, stored by both, shown, one by one', 'µs/message', async () => {
      const time = await seconds(async () => {
        for (let sent = 0; sent < roundTrips; sent++) {
          const arrived = heard(bob, 1);
          await alice.sendDirect('bob', 'a message of the usual length');
          await arrived;
        }
      });
      return (time / roundTrips) * 1e6;
    }),
  );
  await alice.createRoom('hall', { capacity: 100 });
  const members = await Promise.all(Array.from({ length: listeners }, (_, index) => online(`listener${index}`)));
  for (const member of members) await member.joinRoom('hall');
  print(
    await measure(`room: fan-out to ${listeners} members, stored by each`, 'deliveries/s', async () => {
      const time = await seconds(async () => {
        const all = Promise.all(members.map((member) => heard(member, broadcasts)));
        for (let sent = 0; sent < broadcasts; sent++) await alice.sendRoom('hall', 'a message of the usual length');
        await all;
      });
      return (broadcasts * listeners) / time;
    }),
  );
  print(await measure('screen: 200 messages a second while typing', '% of a core', async () => 100 * (await shareOfCore()), 3));
} finally {
  await Promise.all(peers.map((peer) => peer.close()));
  await registry.close();
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}

// A world with two who have accepted each other: the user, and bob, who answers messages unless a path says otherwise.
import type { Place } from '../engine/model.js';
import { PeerWorld, type WorldOptions } from './peer-world.js';
import type { RawPeer } from './raw-peer.js';

export interface Friends extends PeerWorld {
  bob: RawPeer;
}

export async function friends(place: Place, options: WorldOptions): Promise<Friends> {
  const world = await (await PeerWorld.open(place, options)).start();
  const bob = await world.other('bob');
  await world.dials(bob);
  bob.send(bob.request());
  await world.see(() => world.peer.requests.includes('bob'));
  await world.peer.accept('bob');
  await world.see(() => bob.received('CHAT_REQUEST_RESPONSE') !== undefined);
  bob.last.link.destroy();
  await world.see(() => world.peer.status.paths.every(({ peer }) => peer === undefined));
  await world.settle();
  world.seen();
  return Object.assign(world, { bob });
}

/** They share a room. Bob has nothing to hand on. */
export async function mates(place: Place, options: WorldOptions): Promise<Friends> {
  const world = await friends(place, options);
  const { bob, registry } = world;
  takesHistory(world);
  registry.users.set('bob', undefined);
  registry.makeRoom('garden', ['bob']);
  await world.until(world.peer.joinRoom('garden'));
  registry.users.set('bob', bob.address);
  registry.tellOf('USER_LOGIN', 'bob');
  await world.see(() => world.peer.status.rooms.some(({ members }) => members.some(({ isOnline }) => isOnline)));
  await world.settle();
  world.seen();
  return world;
}

/** Bob takes history, and leaves it to the path what becomes of messages. */
export function takesHistory({ bob }: Friends): void {
  bob.respond = (received) => {
    if (received.verb === 'HISTORY_SUMMARY') return bob.summaryAnswer(received);
    return received.headers['forwarded-by'] === undefined ? undefined : bob.receipt(received);
  };
}

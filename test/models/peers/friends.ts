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

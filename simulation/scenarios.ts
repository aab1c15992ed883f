// Two promises with a time in them, each in a network of its own: what a healed partition and a restarted registry take.
import { userNames } from './plan.js';
import { World } from './world.js';

export interface Healing {
  /** ms after the partition ended until everybody had all that was said meanwhile. */
  readonly took: number;
  /** Messages that somebody lacked when it ended. */
  readonly missing: number;
  readonly problems: readonly string[];
}

/** ms */
const partition = 30_000;
const patience = 120_000;

/** Who notices that the network has fallen apart: the registry, which one half has lost; or nobody, since both reach it. */
export type Rift = 'noticed' | 'unnoticed';

/**
 * Everybody is in one room and chats with a neighbour; the network falls apart into two halves for 30 s, and all go on talking.
 * `words`: so many ms after that everybody says something. Links go on as TCP's do.
 * @throws Error when they cannot even get so far
 */
export async function partitionHeals(seed: number, peers: number, rift: Rift, words: readonly number[]): Promise<Healing> {
  const world = await World.open({ seed, names: userNames(peers), retransmits: true });
  try {
    await world.start();
    await online(world);
    const [host, ...others] = world.peers.map(({ name }) => name);
    if (host === undefined) throw new Error('nobody is there');
    world.happen({ at: 0, kind: 'create', who: host, room: 'hall', capacity: 100 });
    await world.run(world.clock.time + 2000);
    for (const who of others) world.happen({ at: 0, kind: 'join', who, room: 'hall' });
    for (const peer of world.peers) peer.isPatient = true;
    const neighbour = (index: number) => world.peers[(index + 1) % world.peers.length]?.name ?? '';
    const talk = (word: string) => {
      for (const [index, { name: who }] of world.peers.entries()) {
        world.happen({ at: 0, kind: 'say', who, to: neighbour(index), text: `${who} to one, ${word}` });
        world.happen({ at: 0, kind: 'say-room', who, room: 'hall', text: `${who} to all, ${word}` });
      }
    };
    await world.run(world.clock.time + 2000);
    talk('before');
    await world.run(world.clock.time + 30_000);
    const before = lacking(world);
    if (before > 0) throw new Error(`${before} messages were not there before the partition`);

    const group = world.peers.filter((_, index) => index % 2 === 0).map(({ name }) => name);
    const end = world.clock.time + partition;
    if (rift === 'noticed') world.happen({ at: 0, kind: 'partition', group: [...group, 'registry'], ms: partition });
    else divide(world, group, partition);
    for (const ms of words) {
      await world.run(end - partition + ms);
      talk(`after ${ms} ms`);
    }
    await world.run(end);
    const missing = lacking(world);
    const healed = world.clock.time;
    await world.runUntil(() => lacking(world) === 0, patience, 50);
    return { took: world.clock.time - healed, missing, problems: world.ledger.problems };
  } finally {
    world.free();
  }
}

/** Neither half reaches the other, and both reach the registry. */
function divide({ clock, memory, peers }: World, group: readonly string[], ms: number): void {
  const [inside, outside] = [true, false].map((isIn) => peers.filter(({ name }) => group.includes(name) === isIn));
  for (const one of inside ?? []) for (const other of outside ?? []) clock.set(memory.block(one.host, other.host), ms);
}

/** How many messages have not been shown to somebody for whom they are. */
function lacking(world: World): number {
  let count = 0;
  for (const { author, text, to, isRoom } of world.ledger.written.values()) {
    for (const { name } of world.peers) {
      if (name === author || !(isRoom || name === to)) continue;
      if (!world.ledger.shown.get(name)?.some(({ message }) => message.text === text)) count++;
    }
  }
  return count;
}

export interface Return {
  /** ms after the registry was there again until everybody was online. */
  readonly took: number;
  /** Password hashes that waited at most, and those for which there was no room. */
  readonly mostWaiting: number;
  readonly turnedAway: number;
  readonly problems: readonly string[];
}

/** A registry is killed and started again after `down` ms, with so many peers online. */
export async function registryReturns(seed: number, peers: number, down: number): Promise<Return> {
  const world = await World.open({ seed, names: userNames(peers), isOnce: true });
  const { load } = world.registry;
  try {
    await world.start();
    await online(world);
    world.registry.crash();
    Object.assign(load, { mostWaiting: 0, refused: 0 });
    await world.run(world.clock.time + down);
    world.registry.start();
    const back = world.clock.time;
    await online(world);
    const took = world.clock.time - back;
    return { took, mostWaiting: load.mostWaiting, turnedAway: load.refused, problems: world.ledger.problems };
  } finally {
    world.free();
  }
}

async function online(world: World): Promise<void> {
  const isThere = await world.runUntil(() => world.peers.every((peer) => peer.isOnline), 10 * patience, 250);
  if (!isThere) throw new Error('not everybody came online');
}

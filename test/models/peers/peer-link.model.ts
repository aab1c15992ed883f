// The way to another user: how each stimulus of its charts is done.
import type { Model } from '../engine/model.js';
import { type Friends, friends } from './friends.js';
import { identityOf } from './papers.js';
import { mateChart, peerLinkChart } from './peer-link.chart.js';
import { stimuliOf } from './stimuli.js';

const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;
const lifetime = 2 * minute;
/** The shortest: an address that was dialled just now is dialled again after it, ms. */
const dialInterval = 0.1 * second;

const dialTimeout = 3 * second;
/** A message has no answer for so long, ms. */
const doubtTime = 5 * second;

const options = {
  machine: 'peer-link',
  limits: { dialInterval: dialInterval / second, helloTimeout: dialTimeout / second, messageDoubt: doubtTime / second },
  hidesIds: true,
  tellsEndsApart: true,
  watching: /^(bob|call|user: key)/,
};

/** From now on messages are answered. */
function answer(world: Friends): void {
  const { bob } = world;
  bob.respond = (received) => {
    // He has nothing to hand on.
    if (received.verb === 'HISTORY_SUMMARY') return bob.summaryAnswer(received);
    if (received.verb !== 'DIRECT_MESSAGE') return undefined;
    world.tell('bob: DIRECT_MESSAGE <mia> <bob> "are you there?"');
    return bob.receipt(received);
  };
}

async function writes(world: Friends): Promise<void> {
  await world.peer.sendDirect('bob', 'are you there?');
  await world.pass(dialInterval);
}

async function listens({ bob, registry }: Friends): Promise<void> {
  await bob.move();
  registry.users.set('bob', bob.address);
}

async function dials(world: Friends, key = 0): Promise<void> {
  if (!world.registry.users.get('bob')) await listens(world);
  world.bob.identity = await identityOf('bob', { key });
  await world.dials(world.bob);
}

/** The session with the registry breaks and comes back. */
async function comesBack(world: Friends): Promise<void> {
  world.registry.drop();
  await world.see(() => world.peer.state.state !== 'online');
  for (let ms = 0; world.peer.state.state !== 'online' && ms < 10 * second; ms += 10) await world.pass(10);
  await world.pass(dialInterval);
}

const executors = {
  'bob.comes': listens,
  'bob.dials': (world: Friends) => dials(world),
  'bob.dialsTwiceMore': async (world: Friends) => {
    await dials(world);
    await world.pass(second);
    await dials(world);
  },
  'bob.dialsWithAnotherKey': (world: Friends) => dials(world, 1),
  'bob.goes': (world: Friends) => {
    world.bob.last.link.destroy();
    answer(world);
  },
  'registry.answers': async (world: Friends) => {
    await world.registry.release('SEARCH_USER');
    await world.pass(dialInterval);
  },
  'registry.saysOffline': async ({ bob, registry }: Friends) => {
    registry.users.set('bob', undefined);
    await bob.leave();
    await registry.release('SEARCH_USER');
  },
  'registry.saysUnknown': async ({ registry }: Friends) => {
    registry.users.delete('bob');
    await registry.release('SEARCH_USER');
  },
  'registry.refuses': ({ registry }: Friends) => registry.refusing('SEARCH_USER', 'rate-limited', () => registry.release('SEARCH_USER')),
  'registry.isSilent': async (world: Friends) => {
    await world.pass(15 * second);
    await world.registry.release('SEARCH_USER');
  },
  'registry.tells': async (world: Friends) => {
    world.registry.users.set('bob', world.bob.address);
    world.registry.tellOf('USER_LOGIN', 'bob');
    await world.settle();
    await world.pass(dialInterval);
  },
  'registry.tellsWrong': async (world: Friends) => {
    world.registry.users.set('bob', await world.nowhere());
    world.registry.tellOf('USER_LOGIN', 'bob');
  },
  'user.acceptsKey': async (world: Friends) => {
    world.call('acceptKey', world.peer.acceptKey('bob'));
    await world.pass(dialInterval);
  },
  'user.closes': (world: Friends) => world.call('closeChat', world.peer.closeChat('bob')),
  'user.comesBack': comesBack,
  'user.leaves': (world: Friends) => world.call('close', world.peer.close()),
  'user.writes': writes,
  'user.writesInVain': (world: Friends) => {
    world.bob.respond = () => undefined;
    return writes(world);
  },
  'user.writesShortly': async (world: Friends) => {
    world.bob.identity = await identityOf('bob', { at: world.clock.time + lifetime - day });
    await writes(world);
  },
  'user.writesToNowhere': async (world: Friends) => {
    world.registry.users.set('bob', await world.nowhere());
    await writes(world);
  },
  'user.writesWhileKeyIsAnother': async (world: Friends) => {
    world.bob.identity = await identityOf('bob', { key: 1 });
    await writes(world);
  },
  'user.writesWhileRegistryThinks': async (world: Friends) => {
    world.registry.hold('SEARCH_USER');
    await writes(world);
  },
  'doubt.grows': (world: Friends) => world.pass(doubtTime),
  'doubt.growsOffline': async (world: Friends) => {
    world.registry.users.set('bob', undefined);
    await world.pass(doubtTime);
  },
  'doubt.growsUnanswered': (world: Friends) => world.registry.refusing('SEARCH_USER', 'rate-limited', () => world.pass(doubtTime)),
  'doubt.growsNowhere': async (world: Friends) => {
    world.registry.users.set('bob', await world.nowhere());
    await world.pass(doubtTime);
  },
  'lifetime.passes': async (world: Friends) => {
    world.bob.identity = await identityOf('bob');
    await world.pass(lifetime);
  },
  'time.passes': async (world: Friends) => {
    await world.pass(dialTimeout);
    world.registry.users.set('bob', world.bob.address);
  },
  'minute.passes': (world: Friends) => world.pass(minute),
  'quarter.passes': async (world: Friends) => {
    await world.pass(15 * second);
    answer(world);
  },
};

export const peerLinkModel: Model<Friends> = {
  name: 'peer-link',
  covers: ['peer-link'],
  chart: peerLinkChart,
  bound: 4,
  events: stimuliOf(peerLinkChart),
  open: async (place) => {
    const world = await friends(place, options);
    answer(world);
    return world;
  },
  executors,
};

export const mateModel: Model<Friends> = {
  name: 'peer-link of a room-mate',
  covers: ['peer-link'],
  chart: mateChart,
  bound: 5,
  events: stimuliOf(mateChart),
  open: async (place) => {
    const world = await friends(place, options);
    answer(world);
    world.registry.users.set('bob', undefined);
    world.registry.makeRoom('garden', ['bob']);
    await world.until(world.peer.joinRoom('garden'));
    await world.settle();
    world.seen();
    return world;
  },
  executors,
};

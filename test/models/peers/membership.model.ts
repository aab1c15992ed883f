// This user's membership of a room: how each stimulus of its charts is done.
import type { Model, Place } from '../engine/model.js';
import { catchingUpChart, membershipChart } from './membership.chart.js';
import { PeerWorld } from './peer-world.js';
import type { RawPeer } from './raw-peer.js';
import type { ScriptedRoom } from './scripted-registry.js';
import { stimuliOf } from './stimuli.js';

interface RoomWorld extends PeerWorld {
  bob: RawPeer;
  carl: RawPeer;
  readonly garden: ScriptedRoom;
}

const second = 1000;
const dialInterval = 0.1 * second;
/** Shorter than the time that an exchange takes at most, ms. */
const catchUpTime = 10 * second;

async function open(place: Place): Promise<RoomWorld> {
  const world = await PeerWorld.open(place, {
    machine: 'membership',
    limits: { dialInterval: dialInterval / second, catchUpTime: catchUpTime / second },
    hidesIds: true,
    watching: /^(registry|call|carl: DIRECT|user: (room|user|warning|message))/,
  });
  const [bob, carl] = [await world.other('bob'), await world.other('carl')];
  world.registry.users.set('bob', undefined);
  const garden = world.registry.makeRoom('garden', ['bob']);
  return Object.assign(await world.start(), { bob, carl, garden });
}

/** The session with the registry breaks and comes back. */
async function comesBack(world: RoomWorld): Promise<void> {
  world.registry.drop();
  await world.see(() => world.peer.state.state !== 'online');
  for (let ms = 0; world.peer.state.state !== 'online' && ms < 10 * second; ms += 50) await world.pass(50);
}

const join = (world: RoomWorld) => world.call('joinRoom', world.peer.joinRoom('garden'));
const leave = (world: RoomWorld) => world.call('leaveRoom', world.peer.leaveRoom('garden'));
const look = (world: RoomWorld) => world.call('members', world.peer.members('garden'));

/** What the user does is asked of the registry and refused. */
function refused(world: RoomWorld, verb: string, reason: string, does: (world: RoomWorld) => void | Promise<void>): Promise<void> {
  return world.registry.refusing(verb, reason, async () => {
    await does(world);
    await world.settle();
  });
}

const executors = {
  'bob.answers': ({ bob }: RoomWorld) => {
    const asked = bob.received('HISTORY_SUMMARY');
    if (asked) bob.send(bob.summaryAnswer(asked));
  },
  'bob.goes': ({ bob }: RoomWorld) => bob.last.link.destroy(),
  'bob.refuses': ({ bob }: RoomWorld) => {
    const asked = bob.received('HISTORY_SUMMARY');
    if (asked) bob.send(bob.summaryRefusal(asked, 'room-unknown'));
  },
  'carl.speaks': async (world: RoomWorld) => {
    if (!world.carl.isLinked) await world.dials(world.carl);
    world.carl.send(world.carl.broadcast(world.garden));
  },
  'carl.speaksAsMember': async (world: RoomWorld) => {
    world.garden.members.push('carl');
    await world.dials(world.carl);
    world.carl.send(world.carl.broadcast(world.garden));
  },
  'registry.answers': async ({ registry }: RoomWorld) => {
    for (const verb of ['JOIN_CHAT_ROOM', 'DISCOVER_PEERS', 'ROOM_EXIT']) await registry.release(verb);
  },
  'registry.refuses': ({ registry }: RoomWorld) => registry.refusing('ROOM_EXIT', 'rate-limited', () => registry.release('ROOM_EXIT')),
  'registry.tellsExit': ({ garden, registry }: RoomWorld) => {
    garden.members = garden.members.filter((name) => name !== 'bob');
    registry.tell('USER_EXIT', 'bob', 'garden');
  },
  'registry.tellsExitOfStranger': ({ registry }: RoomWorld) => registry.tell('USER_EXIT', 'carl', 'garden'),
  'registry.tellsHost': ({ garden, registry }: RoomWorld) => {
    garden.host = 'mia';
    registry.tell('ROOM_HOST', 'mia', 'garden');
  },
  'registry.tellsHostElsewhere': ({ registry }: RoomWorld) => registry.tell('ROOM_HOST', 'bob', 'shed'),
  'registry.tellsJoin': ({ garden, registry }: RoomWorld) => {
    garden.members.push('carl');
    registry.tellOf('USER_JOIN', 'carl', 'garden');
  },
  'registry.tellsJoinElsewhere': ({ registry }: RoomWorld) => registry.tellOf('USER_JOIN', 'carl', 'shed'),
  'registry.tellsLogin': async (world: RoomWorld) => {
    if (!world.registry.users.get('bob')) await world.bob.move();
    world.registry.users.set('bob', world.bob.address);
    world.registry.tellOf('USER_LOGIN', 'bob');
    await world.settle();
    await world.pass(dialInterval);
  },
  'registry.tellsLoginOfStranger': ({ registry }: RoomWorld) => registry.tellOf('USER_LOGIN', 'carl'),
  'registry.tellsLogout': ({ registry }: RoomWorld) => {
    registry.users.set('bob', undefined);
    registry.tell('USER_LOGOUT', 'bob');
  },
  'registry.tellsLogoutOfStranger': ({ registry }: RoomWorld) => registry.tell('USER_LOGOUT', 'carl'),
  'user.comesBack': comesBack,
  'user.comesBackDropped': (world: RoomWorld) => {
    world.garden.members = ['bob'];
    return comesBack(world);
  },
  'user.comesBackEnrolled': (world: RoomWorld) => {
    world.garden.members.push('mia');
    return comesBack(world);
  },
  'user.comesBackUnheard': (world: RoomWorld) => refused(world, 'DISCOVER_PEERS', 'internal', comesBack),
  'user.joins': async (world: RoomWorld) => {
    join(world);
    await world.pass(dialInterval);
  },
  'user.joinsRefused': (world: RoomWorld) => refused(world, 'JOIN_CHAT_ROOM', 'room-full', join),
  'user.joinsSlowly': (world: RoomWorld) => {
    world.registry.hold('JOIN_CHAT_ROOM');
    join(world);
  },
  'user.joinsWhileBobIsLost': async (world: RoomWorld) => {
    await world.bob.leave();
    join(world);
    await world.pass(dialInterval);
    world.registry.users.set('bob', undefined);
  },
  'user.leaves': leave,
  'user.leavesRefused': (world: RoomWorld) => refused(world, 'ROOM_EXIT', 'rate-limited', leave),
  'user.leavesSlowly': (world: RoomWorld) => {
    world.registry.hold('ROOM_EXIT');
    leave(world);
  },
  'user.looks': look,
  'user.looksAndIsOut': (world: RoomWorld) => {
    world.garden.members = ['bob'];
    look(world);
  },
  'user.looksRefused': (world: RoomWorld) => refused(world, 'DISCOVER_PEERS', 'internal', look),
  'user.looksSlowly': (world: RoomWorld) => {
    world.registry.hold('DISCOVER_PEERS');
    look(world);
  },
  'time.passes': (world: RoomWorld) => world.pass(2 * second),
  'most.passes': (world: RoomWorld) => world.pass(catchUpTime),
  'halfMinute.passes': (world: RoomWorld) => world.pass(30 * second + dialInterval),
};

export const membershipModel: Model<RoomWorld> = {
  name: 'membership',
  covers: ['membership'],
  chart: membershipChart,
  bound: 3,
  events: stimuliOf(membershipChart),
  open,
  executors,
};

export const catchingUpModel: Model<RoomWorld> = {
  name: 'membership and what was said before',
  covers: ['membership'],
  chart: catchingUpChart,
  bound: 4,
  events: stimuliOf(catchingUpChart),
  open: async (place) => {
    const world = await open(place);
    world.registry.users.set('bob', world.bob.address);
    world.watch(/^(call|bob: HISTORY|user: room)/);
    return world;
  },
  executors,
};

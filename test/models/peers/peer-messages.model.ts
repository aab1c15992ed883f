// Every message of the table, sent by another user in every state that a link, a chat and a membership can be in.
import { type EventObject, setup } from 'xstate';
import { frame } from '../../../src/protocol/frame.js';
import { tableMessages } from '../engine/messages.js';
import { isIn, type Model, type Place, seeing } from '../engine/model.js';
import { type GoodMessage, goodMessages, type Outcome, outcomeOf, outcomeOfGood, type Situation } from './peer-messages.js';
import { PeerWorld } from './peer-world.js';
import type { RawPeer } from './raw-peer.js';
import type { ScriptedRoom } from './scripted-registry.js';

interface MessageWorld extends PeerWorld {
  bob: RawPeer;
  readonly garden: ScriptedRoom;
}

const second = 1000;
/** Longer than any path: nothing of this is to end by itself. */
const long = 7200;
const longTimes = { chatRequestTimeout: long, requestTimeout: long, memberCheckInterval: long, messageTimeout: long };
const longHistory = { catchUpTime: long, catchUpRetry: long, linkIdle: long };

/** A state to be met, and how it is reached. */
interface Scene {
  readonly situation: Situation;
  /** The production actor, and what it is in. */
  readonly machine: 'peer-connection' | 'conversation' | 'membership';
  readonly state: string;
  readonly reach: (world: MessageWorld) => Promise<void>;
}

const situation = (given: Partial<Situation> = {}): Situation => ({ link: 'up', chat: 'closed', isMember: false, ...given });

const asks = async (world: MessageWorld): Promise<void> => {
  void world.peer.chat('bob').catch(() => {}); // what becomes of it is not what is looked at here
  await world.see(() => world.bob.received('CHAT_REQUEST') !== undefined);
};
const isAsked = async (world: MessageWorld): Promise<void> => {
  world.bob.send(world.bob.request());
  await world.see(() => world.peer.requests.includes('bob'));
};
const joins = async (world: MessageWorld): Promise<void> => {
  await world.until(world.peer.joinRoom('garden'));
};

const scenes: Readonly<Record<string, Scene>> = {
  reading: { situation: situation(), machine: 'peer-connection', state: 'up.reading', reach: async () => {} },
  pacing: {
    situation: situation({ link: 'late' }),
    machine: 'peer-connection',
    state: 'up.pacing',
    reach: async ({ bob }) => {
      for (let sent = 0; sent < 110; sent++) bob.send(frame('CHAT_REQUEST_RESPONSE', ['REJECT', '404', 'bob'], { 'request-id': '999' }));
    },
  },
  ending: {
    situation: situation({ link: 'never' }),
    machine: 'peer-connection',
    state: 'ending',
    reach: async (world) => {
      world.bob.isDeaf = true;
      await world.dials(world.bob);
      world.bob.links[0]?.link.destroy();
      await world.settle();
      await world.peer.block('bob');
    },
  },
  closed: { situation: situation(), machine: 'conversation', state: 'closed', reach: async () => {} },
  /** The user has asked once, when nobody was there. */
  accepted: {
    situation: situation({ chat: 'accepted' }),
    machine: 'conversation',
    state: 'closed',
    reach: async (world) => {
      world.bob.last.link.destroy();
      await world.settle();
      world.registry.users.set('bob', undefined);
      await world.until(world.peer.chat('bob').catch(() => {})); // he is not online
      await world.dials(world.bob);
    },
  },
  asked: { situation: situation({ chat: 'asked' }), machine: 'conversation', state: 'asked', reach: isAsked },
  requested: { situation: situation({ chat: 'requested' }), machine: 'conversation', state: 'requested.sent', reach: asks },
  unanswered: {
    situation: situation({ chat: 'unanswered' }),
    machine: 'conversation',
    state: 'unanswered',
    reach: async (world) => {
      await asks(world);
      await world.pass(long * second - second);
      // The link is still in use.
      world.bob.send(frame('ERROR', ['NOT_ALLOWED', '400'], { reason: 'unknown-verb' }));
      await world.pass(second);
    },
  },
  rejected: {
    situation: situation({ chat: 'rejected' }),
    machine: 'conversation',
    state: 'rejected',
    reach: async (world) => {
      await asks(world);
      world.bob.send(world.bob.response('REJECT'));
    },
  },
  refusing: {
    situation: situation({ chat: 'refusing' }),
    machine: 'conversation',
    state: 'refusing',
    reach: async (world) => {
      await isAsked(world);
      await world.peer.reject('bob');
    },
  },
  open: {
    situation: situation({ chat: 'open' }),
    machine: 'conversation',
    state: 'open',
    reach: async (world) => {
      await isAsked(world);
      await world.peer.accept('bob');
    },
  },
  blocked: {
    situation: situation({ chat: 'blocked' }),
    machine: 'conversation',
    state: 'blocked',
    reach: async (world) => {
      await world.peer.block('bob');
      await world.settle();
      await world.dials(world.bob);
    },
  },
  joining: {
    situation: situation(),
    machine: 'membership',
    state: 'joining',
    reach: async (world) => {
      world.registry.hold('JOIN_CHAT_ROOM');
      void world.peer.joinRoom('garden').catch(() => {}); // it ends with the path
    },
  },
  member: { situation: situation({ isMember: true }), machine: 'membership', state: 'live.members.informed', reach: joins },
  catchingUp: {
    situation: situation({ isMember: true }),
    machine: 'membership',
    state: 'live.history.catchingUp',
    reach: async (world) => {
      world.registry.users.set('bob', world.bob.address);
      await joins(world);
      await world.see(() => world.bob.received('HISTORY_SUMMARY') !== undefined);
    },
  },
  behind: {
    situation: situation({ isMember: true }),
    machine: 'membership',
    state: 'live.history.behind',
    reach: async (world) => {
      world.bob.respond = (received) =>
        received.verb === 'HISTORY_SUMMARY' ? world.bob.summaryRefusal(received, 'room-unknown') : undefined;
      world.registry.users.set('bob', world.bob.address);
      await joins(world);
    },
  },
  asking: {
    situation: situation({ isMember: true }),
    machine: 'membership',
    state: 'live.members.asking',
    reach: async (world) => {
      await joins(world);
      world.registry.hold('DISCOVER_PEERS');
      void world.peer.members('garden').catch(() => {}); // it ends with the path
    },
  },
  pausing: {
    situation: situation({ isMember: true }),
    machine: 'membership',
    state: 'live.members.pausing',
    reach: async (world) => {
      await joins(world);
      await world.until(world.peer.members('garden'));
    },
  },
  leaving: {
    situation: situation(),
    machine: 'membership',
    state: 'leaving',
    reach: async (world) => {
      await joins(world);
      world.registry.hold('ROOM_EXIT');
      void world.peer.leaveRoom('garden').catch(() => {}); // it ends with the path
    },
  },
};

interface Says extends EventObject {
  readonly type: 'bob.says' | 'bob.saysWell';
  readonly message: string;
}

const table = new Map(tableMessages.map((message) => [message.name, message]));
const stimuli: readonly Says[] = [
  ...tableMessages.map(({ name }): Says => ({ type: 'bob.says', message: name })),
  ...goodMessages.map((message): Says => ({ type: 'bob.saysWell', message })),
];

function outcome({ type, message }: Says, { situation: at }: Scene): Outcome {
  if (type === 'bob.saysWell') return outcomeOfGood(message as GoodMessage, at); // as listed above
  const found = table.get(message);
  if (!found) throw new Error(`the table has no ${message}`);
  return outcomeOf(found, at);
}

/** One transition a message and scene, for whoever reads the chart; each has its own guard, which is its name. */
function meeting(scene: Scene) {
  const of = (type: Says['type']) =>
    stimuli
      .filter((each) => each.type === type)
      .map((each) => {
        const { lines, isOver } = outcome(each, scene);
        const actions = { type: 'see' as const, params: { lines } };
        const guard = ({ event }: { event: Says }) => event.message === each.message;
        return isOver ? { guard, actions, target: 'over' } : { guard, actions };
      });
  return { meta: isIn(scene.state), on: { 'bob.says': of('bob.says'), 'bob.saysWell': of('bob.saysWell') } };
}

function chartOf(names: readonly string[]) {
  const states = Object.fromEntries(names.map((name) => [name, meeting(sceneOf(name))]));
  const reach = Object.fromEntries(
    names.map((name) => [`reach.${name}`, { target: name, actions: { type: 'see' as const, params: { lines: [] } } }]),
  );
  return setup({ types: {} as { events: Says | { type: `reach.${string}` } }, actions: { ...seeing } }).createMachine({
    id: 'messages',
    initial: 'none',
    states: { none: { tags: 'deaf', on: reach }, ...states, over: { type: 'final' } },
  });
}

function sceneOf(name: string): Scene {
  const scene = scenes[name];
  if (!scene) throw new Error(`no scene ${name}`);
  return scene;
}

async function open(place: Place, machine: Scene['machine']): Promise<MessageWorld> {
  const limits = { ...longTimes, ...longHistory, dialInterval: 0.1 };
  const world = await PeerWorld.open(place, { machine, limits, hidesIds: true, watching: /^bob|^user: (chat|message)/ });
  const bob = await world.other('bob');
  world.registry.users.set('bob', undefined);
  const garden = world.registry.makeRoom('garden', ['bob']);
  await world.start();
  await world.dials(bob);
  return Object.assign(world, { bob, garden });
}

function modelOf(machine: Scene['machine']): Model<MessageWorld> {
  const names = Object.keys(scenes).filter((name) => sceneOf(name).machine === machine);
  const reach =
    (name: string) =>
    async (world: MessageWorld): Promise<void> => {
      await sceneOf(name).reach(world);
      await world.settle();
      world.seen();
    };
  return {
    name: `every message to a ${machine}`,
    covers: [],
    chart: chartOf(names),
    bound: 1,
    events: [...stimuli, ...names.map((name) => ({ type: `reach.${name}` }))],
    everywhere: stimuli,
    open: (place) => open(place, machine),
    executors: {
      ...Object.fromEntries(names.map((name) => [`reach.${name}`, reach(name)])),
      'bob.says': async (world, { message }: Says) => {
        const found = table.get(message);
        if (!found) throw new Error(`the table has no ${message}`);
        await forgive(world);
        world.bob.send(found.frame);
      },
      'bob.saysWell': async (world, { message }: Says) => {
        await forgive(world);
        world.bob.send(good(world, message as GoodMessage)); // as listed above
      },
    },
  };
}

/** So few requests that are not allowed in a minute that the link stays. */
async function forgive(world: MessageWorld): Promise<void> {
  if (world.bob.count('ERROR') % 9 === 8) await world.pass(61 * second);
}

function good({ bob, garden }: MessageWorld, message: GoodMessage) {
  switch (message) {
    case 'CHAT_REQUEST':
      return bob.request('7');
    case 'DIRECT_MESSAGE':
      return bob.direct({ requestId: '7' });
    case 'DIRECT_BROADCAST':
      return bob.broadcast(garden, { requestId: '7' });
    case 'HISTORY_SUMMARY':
      return frame('HISTORY_SUMMARY', ['garden'], { 'request-id': '7', 'room-id': garden.roomId });
  }
}

export const connectionMessages = modelOf('peer-connection');
export const conversationMessages = modelOf('conversation');
export const membershipMessages = modelOf('membership');

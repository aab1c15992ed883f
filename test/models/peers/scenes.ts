// Every state that a link, a chat and a membership can be in when a message of another user comes, and how each is reached.
import { frame } from '../../../src/protocol/frame.js';
import type { Situation } from './peer-messages.js';
import type { PeerWorld } from './peer-world.js';
import type { RawPeer } from './raw-peer.js';
import type { ScriptedRoom } from './scripted-registry.js';

export interface MessageWorld extends PeerWorld {
  bob: RawPeer;
  readonly garden: ScriptedRoom;
}

const second = 1000;
/** Longer than any path: nothing of this is to end by itself. */
const long = 7200;
export const longTimes = { chatRequestTimeout: long, requestTimeout: long, memberCheckInterval: long, messageTimeout: long };
export const longHistory = { catchUpTime: long, catchUpRetry: long, linkIdle: long };

/** A state to be met, and how it is reached. */
export interface Scene {
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

export const scenes: Readonly<Record<string, Scene>> = {
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

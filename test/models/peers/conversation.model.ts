// What the other user, this user and the clock can do to a chat (IX), and what both see (docs/protocol.md, 5.4). Each state is
// split by whether there is a link; without one an actor with nothing to do is gone.
import { assign, setup } from 'xstate';
import { frame } from '../../../src/protocol/frame.js';
import { isIn, type Model, type Sight, seeing, sees } from '../engine/model.js';
import { PeerWorld } from './peer-world.js';
import type { RawPeer } from './raw-peer.js';
import { stimuliOf } from './stimuli.js';

interface ConversationWorld extends PeerWorld {
  bob: RawPeer;
}

interface Remembered {
  /** The user's call to chat that is not answered yet. */
  readonly isCalling: boolean;
}

const request = 'bob: CHAT_REQUEST <bob>';
const accept = 'bob: CHAT_REQUEST_RESPONSE <ACCEPT> <200> <mia> #7';
const reject = (reason: string) => `bob: CHAT_REQUEST_RESPONSE <REJECT> <404> <mia> (${reason}) #7`;
const opened = 'user: chat-open bob';
const goodbye = ['bob: GOODBYE (closing)', 'bob: the end'];
/** More requests at once than are kept. */
const mostPending = 32;

/** Lines, and the end of the user's call if there is one. */
const told = (outcome: string, ...lines: string[]) => ({
  type: 'see' as const,
  params: ({ context }: { context: Remembered }): Sight => ({
    lines: [...lines, ...(context.isCalling ? [`call chat: ${outcome}`] : [])],
  }),
});

const chartSetup = setup({
  types: {} as { context: Remembered; events: { type: string; number?: string } },
  actions: { ...seeing, call: assign({ isCalling: true }), hang: assign({ isCalling: false }) },
  guards: { isOther: ({ event }) => event.number === 'other' },
});

/** To another number than the request's: no answer to it; unless it says yes, which counts whenever it comes. */
const refusal = (state: string) => [
  { guard: 'isOther' as const, actions: sees() },
  { target: state, actions: [told('rejected', 'user: chat-refused bob (rejected)'), 'hang' as const] },
];
const opening = (...lines: string[]) => ({ target: '#chat.open.linked', actions: [told('open', ...lines, opened), 'hang' as const] });
const passed = { actions: sees() };
const asking = { target: '#chat.requested.linked', actions: [sees(request), 'call' as const] };
const pressing = { target: '#chat.pressing', actions: sees(request) };
const unlinked = (state: string) => ({ target: `#chat.${state}.unlinked`, actions: sees() });
const linked = (state: string) => ({ target: `#chat.${state}.linked`, actions: sees() });
const closing = { target: '#chat.strange.unlinked', actions: [told('closed', 'call closeChat: done', ...goodbye), 'hang' as const] };
const quietly = { target: '#chat.strange.unlinked', actions: [told('closed', 'call closeChat: done'), 'hang' as const] };
const blocking = (...lines: string[]) => ({
  target: '#chat.blocked.unlinked',
  actions: [told('closed', ...lines, 'call block: done'), 'hang' as const],
});

const onRequest = {
  'bob.accepts': opening(),
  'bob.rejects': refusal('#chat.rejected.linked'),
  'bob.asks': opening(accept),
  'bob.hangsUp': unlinked('requested'),
  'minute.passes': {
    target: '#chat.unanswered.linked',
    actions: [told('no-answer', 'user: chat-refused bob (no-answer)'), 'hang'],
  },
  'user.closes': closing,
  'user.blocks': blocking(...goodbye),
} as const;

const chart = chartSetup.createMachine({
  id: 'chat',
  context: { isCalling: false },
  initial: 'strange',
  states: {
    /** Neither has accepted the other. */
    strange: {
      initial: 'unlinked',
      states: {
        unlinked: {
          meta: isIn('gone'),
          on: {
            'bob.dials': linked('strange'),
            'user.asks': asking,
            'user.blocks': blocking(),
            'user.closes': { actions: sees('call closeChat: no-such-chat') },
            'bob.leaves': { target: '#chat.away', actions: sees() },
          },
        },
        linked: {
          meta: isIn('closed'),
          on: {
            'bob.hangsUp': unlinked('strange'),
            'bob.asks': { target: '#chat.asked.linked', actions: sees('user: chat-request bob') },
            'bob.accepts': passed,
            'bob.rejects': passed,
            'user.asks': { ...asking, target: '#chat.requested.called' },
            'user.writes': pressing,
            'user.blocks': blocking(...goodbye),
            'user.closes': { actions: sees('call closeChat: no-such-chat') },
          },
        },
      },
    },
    /** Bob is not online. */
    away: {
      meta: isIn('gone'),
      on: {
        'user.asks': { target: 'withdrawn', actions: sees('call chat: user-offline') },
      },
    },
    /** Asked for while nobody was there: the user has accepted. */
    withdrawn: {
      initial: 'away',
      states: {
        away: {
          meta: isIn('gone'),
          on: { 'bob.comes': { target: 'unlinked', actions: sees() } },
        },
        unlinked: {
          meta: isIn('gone'),
          on: { 'bob.dials': linked('withdrawn'), 'user.closes': quietly },
        },
        linked: {
          meta: isIn('closed'),
          on: { 'bob.asks': opening(accept), 'bob.accepts': passed, 'bob.rejects': passed, 'user.asks': asking },
        },
      },
    },
    /** Bob has asked. */
    asked: {
      initial: 'linked',
      states: {
        linked: {
          meta: isIn('asked'),
          on: {
            'bob.asks': { target: 'twice', actions: sees() },
            'bob.crowds': { target: 'crowded', actions: sees(reject('rate-limited')) },
            'bob.accepts': passed,
            'bob.rejects': passed,
            'bob.hangsUp': unlinked('asked'),
            'user.accepts': opening(accept, 'call accept: done'),
            'user.asks': opening(accept, 'call chat: open'),
            'user.rejects': { target: '#chat.refusing.linked', actions: sees(reject('rejected'), 'call reject: done') },
            'user.closes': { target: '#chat.strange.unlinked', actions: sees(reject('rejected'), 'call closeChat: done', ...goodbye) },
            'user.blocks': blocking(reject('rejected'), ...goodbye),
          },
        },
        twice: {
          meta: isIn('asked'),
          on: {
            'user.accepts': opening(accept, accept, 'call accept: done'),
            'user.rejects': {
              target: '#chat.refusing.linked',
              actions: sees(reject('rejected'), reject('rejected'), 'call reject: done'),
            },
          },
        },
        crowded: {
          meta: isIn('asked'),
          on: { 'user.accepts': opening(...Array.from({ length: mostPending }, () => accept), 'call accept: done') },
        },
        /** The link by which bob asked is gone, and his request with it. */
        unlinked: {
          meta: isIn('asked'),
          on: {
            'bob.dials': { target: 'anew', actions: sees() },
            'user.accepts': { target: '#chat.requested.linked', actions: sees('call accept: done', request) },
            'user.asks': asking,
            'user.rejects': { target: '#chat.refusing.unlinked', actions: sees('call reject: done') },
            'user.closes': quietly,
            'user.blocks': blocking(),
          },
        },
        anew: {
          meta: isIn('asked'),
          on: {
            'bob.asks': { target: 'linked', actions: sees() },
            'user.accepts': { target: '#chat.requested.linked', actions: sees('call accept: done', request) },
            'user.asks': asking,
          },
        },
      },
    },
    /** The user has asked. */
    requested: {
      initial: 'linked',
      states: {
        linked: { meta: isIn('requested.sent'), on: onRequest },
        /** By a link that bob has dialled. */
        called: { meta: isIn('requested.sent'), on: { ...onRequest, 'bob.comesAndGoes': { actions: sees() } } },
        unlinked: {
          meta: isIn('requested.unsent'),
          on: {
            'moment.passes': { target: 'linked', actions: sees(request) },
            'bob.dials': { target: 'linked', actions: sees(request) },
            'user.closes': quietly,
            'user.blocks': blocking(),
          },
        },
      },
    },
    /** The same, and a message waits for the answer. */
    pressing: {
      meta: isIn('requested.sent'),
      on: { 'bob.accepts': opening(), 'bob.rejects': refusal('#chat.over'), 'bob.asks': opening(accept) },
    },
    over: { meta: isIn('rejected'), on: { 'user.writes': pressing, 'bob.accepts': opening() } },
    unanswered: {
      initial: 'linked',
      states: {
        linked: {
          meta: isIn('unanswered'),
          on: {
            'bob.accepts': opening(),
            'bob.rejects': { target: '#chat.rejected.linked', actions: sees('user: chat-refused bob (rejected)') },
            'bob.asks': opening(accept),
            'bob.hangsUp': unlinked('unanswered'),
            'user.asks': asking,
            'user.writes': pressing,
            'user.closes': closing,
            'user.blocks': blocking(...goodbye),
          },
        },
        unlinked: {
          meta: isIn('unanswered'),
          on: { 'bob.dials': linked('unanswered'), 'user.asks': asking, 'user.closes': quietly, 'user.blocks': blocking() },
        },
      },
    },
    rejected: {
      initial: 'linked',
      states: {
        linked: {
          meta: isIn('rejected'),
          on: {
            'bob.accepts': opening(),
            'bob.rejects': passed,
            'bob.asks': opening(accept),
            'bob.hangsUp': unlinked('rejected'),
            'user.asks': asking,
            'user.closes': closing,
            'user.blocks': blocking(...goodbye),
          },
        },
        unlinked: { meta: isIn('rejected'), on: { 'bob.dials': linked('rejected'), 'user.asks': asking, 'user.closes': quietly } },
      },
    },
    /** The user said no a moment ago. */
    refusing: {
      initial: 'linked',
      states: {
        linked: {
          meta: isIn('refusing'),
          on: {
            'bob.asks': { actions: sees(reject('rate-limited')) },
            'bob.accepts': passed,
            'bob.rejects': passed,
            'bob.hangsUp': unlinked('refusing'),
            'minute.passes': linked('strange'),
            'user.asks': asking,
            'user.closes': closing,
            'user.blocks': blocking(...goodbye),
          },
        },
        unlinked: {
          meta: isIn('refusing'),
          on: { 'bob.dials': linked('refusing'), 'minute.passes': unlinked('strange'), 'user.asks': asking, 'user.closes': quietly },
        },
      },
    },
    open: {
      initial: 'linked',
      states: {
        linked: {
          meta: isIn('open'),
          on: {
            'bob.asks': { actions: sees(accept) },
            'bob.accepts': passed,
            'bob.rejects': passed,
            'bob.hangsUp': unlinked('open'),
            /** He has forgotten: he is asked anew. */
            'bob.forgets': { target: '#chat.pressing', actions: sees(request) },
            'user.asks': { actions: sees('call chat: open') },
            'user.closes': closing,
            'user.blocks': blocking(...goodbye),
          },
        },
        unlinked: {
          meta: isIn('gone'),
          on: {
            'bob.dials': linked('open'),
            'user.asks': { actions: sees('call chat: open') },
            'user.closes': quietly,
            'user.blocks': blocking(),
          },
        },
      },
    },
    blocked: {
      initial: 'unlinked',
      states: {
        linked: {
          meta: isIn('blocked'),
          on: {
            'bob.asks': { actions: sees(reject('rejected')) },
            'bob.accepts': passed,
            'bob.rejects': passed,
            'bob.hangsUp': unlinked('blocked'),
            'user.unblocks': { target: '#chat.strange.linked', actions: sees('call unblock: done') },
            'user.closes': { target: 'unlinked', actions: sees('call closeChat: done', ...goodbye) },
            'user.blocks': blocking(...goodbye),
            'user.asks': { actions: sees('call chat: invalid') },
          },
        },
        unlinked: {
          meta: isIn('gone'),
          on: {
            'bob.dials': linked('blocked'),
            'user.unblocks': { target: '#chat.strange.unlinked', actions: sees('call unblock: done') },
            'user.closes': { actions: sees('call closeChat: no-such-chat') },
          },
        },
      },
    },
  },
});

const second = 1000;
/** The shortest: an address that was dialled just now is dialled again after it, ms. */
const dialInterval = 0.1 * second;

/** To the number of the request, without one, and to another. */
const refusals = [undefined, 'none', 'other'].map((number) => ({ type: 'bob.rejects', ...(number ? { number } : {}) }));

export const conversationModel: Model<ConversationWorld> = {
  name: 'conversation',
  covers: ['conversation'],
  chart,
  bound: 4,
  events: stimuliOf(chart, refusals),
  open: async (place) => {
    const opened = await PeerWorld.open(place, {
      machine: 'conversation',
      limits: { dialInterval: dialInterval / second },
      watching: /^bob: (CHAT|GOODBYE|the end)|^user: chat|^call/,
    });
    await opened.start();
    const bob = await opened.other('bob');
    // Whatever is written is taken.
    bob.respond = (received) => (received.verb === 'DIRECT_MESSAGE' ? bob.receipt(received) : undefined);
    return Object.assign(opened, { bob });
  },
  executors: {
    'bob.dials': (world) => world.dials(world.bob),
    'bob.hangsUp': ({ bob }) => bob.last.link.destroy(),
    'bob.comesAndGoes': async (world) => {
      await world.dials(world.bob);
      world.bob.last.link.destroy();
    },
    'bob.asks': ({ bob }) => bob.send(bob.request()),
    'bob.crowds': ({ bob }) => Array.from({ length: mostPending }, () => bob.send(bob.request())),
    'bob.accepts': ({ bob }) => bob.send(bob.response('ACCEPT')),
    'bob.rejects': ({ bob }, { number }: { number?: string }) => {
      const own = bob.received('CHAT_REQUEST')?.headers['request-id'];
      const numbers: Readonly<Record<string, string | undefined>> = { none: undefined, other: '999' };
      const reason = { reason: 'rejected', 'request-id': number === undefined ? own : numbers[number] };
      bob.send(frame('CHAT_REQUEST_RESPONSE', ['REJECT', '404', 'bob'], reason));
    },
    'bob.leaves': (world) => world.registry.users.set('bob', undefined),
    'bob.comes': (world) => world.registry.users.set('bob', world.bob.address),
    'bob.forgets': async (world) => {
      const { bob, peer } = world;
      const take = bob.respond;
      bob.respond = (received) => {
        bob.respond = take;
        return bob.receipt(received, 'not-accepted');
      };
      await peer.sendDirect('bob', 'do you remember me?');
      // It may go again after the back-off; then it waits for the chat.
      await world.see(() => bob.respond === take);
      await world.pass(second);
    },
    'user.asks': (world) => {
      world.call('chat', world.peer.chat('bob'));
      return world.pass(dialInterval);
    },
    'user.accepts': (world) => {
      world.call('accept', world.peer.accept('bob'));
      return world.pass(dialInterval);
    },
    'user.rejects': (world) => world.call('reject', world.peer.reject('bob')),
    'user.closes': (world) => world.call('closeChat', world.peer.closeChat('bob')),
    'user.blocks': (world) => world.call('block', world.peer.block('bob')),
    'user.unblocks': (world) => world.call('unblock', world.peer.unblock('bob')),
    'user.writes': async ({ peer }) => void (await peer.sendDirect('bob', 'are you there?')),
    'minute.passes': (world) => world.pass(60 * second),
    'moment.passes': (world) => world.pass(6 * second),
  },
};

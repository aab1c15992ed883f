// What the other user, this user and the clock can do to a chat (IX), and what both see (docs/protocol.md, 5.4). Each state is
// split by whether there is a link; without one an actor with nothing to do is gone.
import { isIn, sees } from '../engine/model.js';
import {
  accept,
  asking,
  blocking,
  chartSetup,
  closing,
  goodbye,
  linked,
  mostPending,
  opening,
  passed,
  pressing,
  quietly,
  refusal,
  reject,
  request,
  told,
  unlinked,
} from './conversation-parts.js';

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

export const chart = chartSetup.createMachine({
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

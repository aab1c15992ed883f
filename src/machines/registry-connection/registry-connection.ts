// One accepted link of the registry: hello, account, login, then one request after the other until it closes (I to III, and
// the closing rules of sections 2, 3 and 7). It asks for a frame only when it is ready for one: requests take effect in the
// order sent, and whoever asks too fast is simply not read.
import { connectionSetup } from './setup.js';

/** Once a request may not be asked: `on` entries that refuse it. */
const notLoggedIn = { actions: { type: 'refuseNotLoggedIn', params: ({ event }: { event: WithMessage }) => event.message } } as const;
const alreadyLoggedIn = { actions: { type: 'refuseLoggedIn', params: ({ event }: { event: WithMessage }) => event.message } } as const;
const perform = { target: 'answering', actions: { type: 'perform', params: <Event>({ event }: { event: Event }) => event } } as const;

interface WithMessage {
  readonly message: { readonly requestId: string | undefined };
}

export const registryConnectionMachine = connectionSetup.createMachine({
  id: 'registry-connection',
  context: ({ input }) => ({
    ...input,
    isUp: false,
    bytes: 0,
    refusals: 0,
    refused: 0,
    allowance: 0,
    presence: undefined,
    farewell: undefined,
  }),
  invoke: [
    { src: 'link', id: 'link', input: ({ context }) => ({ open: context.open }) },
    { src: 'desk', id: 'desk', input: ({ context, self }) => ({ visitor: context.visitor, connection: self }) },
  ],
  initial: 'stranger',
  on: {
    'link.closed': '.closed',
    'refusal.forgotten': { actions: 'forgetRefusal' },
    'allowance.refilled': { actions: 'refill' },
  },
  states: {
    stranger: {
      description: 'Nobody has logged in on this link: time, bytes and links of an address are few.',
      initial: 'arriving',
      after: {
        loginTimeout: [
          { guard: 'isUp', target: 'closing', actions: { type: 'sayGoodbye', params: { reason: 'login-timeout' } } },
          { target: 'closing', actions: 'destroyLink' },
        ],
      },
      on: {
        'link.fault': { target: 'closing', actions: { type: 'refuseFraming', params: ({ event }) => event } },
        'registry.closing': [
          {
            guard: 'isUp',
            target: 'closing',
            actions: { type: 'sayGoodbye', params: ({ event }) => ({ reason: 'closing', retryAfter: event.retryAfter }) },
          },
          { target: 'closing', actions: 'destroyLink' },
        ],
      },
      states: {
        arriving: {
          description: 'Time until the greeting is short.',
          initial: 'handshaking',
          after: {
            helloTimeout: [
              { guard: 'isUp', target: '#registry-connection.closing', actions: 'refuseLateHello' },
              { target: '#registry-connection.closing', actions: 'destroyLink' },
            ],
          },
          states: {
            handshaking: {
              description: 'TLS is being agreed on.',
              on: {
                'link.up': [
                  { guard: 'isTooMany', target: '#registry-connection.closing', actions: 'turnAway' },
                  { target: 'awaitingHello', actions: { type: 'rememberUp', params: ({ event }) => event } },
                ],
              },
            },
            awaitingHello: {
              description: 'The first frame must be HELLO_P2P (I).',
              entry: 'takeFrame',
              on: {
                'link.frame': [
                  {
                    guard: { type: 'isTooMuch', params: ({ event }) => event },
                    target: '#registry-connection.closing',
                    actions: { type: 'sayGoodbye', params: { reason: 'too-much-before-login' } },
                  },
                  {
                    guard: { type: 'isGoodHello', params: ({ event }) => event },
                    target: '#registry-connection.stranger.greeted',
                    actions: [
                      { type: 'countBytes', params: ({ event }) => event },
                      { type: 'greet', params: ({ event }) => ({ requestId: event.frame.headers['request-id'] }) },
                    ],
                  },
                  {
                    target: '#registry-connection.closing',
                    actions: { type: 'refuseHello', params: ({ event }) => event },
                  },
                ],
              },
            },
          },
        },
        greeted: {
          description: 'The greeting is answered: an account may be made, a user log in.',
          initial: 'idle',
          on: {
            'link.frame': [
              {
                guard: { type: 'isTooMuch', params: ({ event }) => event },
                target: '#registry-connection.closing',
                actions: { type: 'sayGoodbye', params: { reason: 'too-much-before-login' } },
              },
              {
                actions: [
                  { type: 'countBytes', params: ({ event }) => event },
                  { type: 'readFrame', params: ({ event }) => event },
                ],
              },
            ],
            'request.refused': [
              {
                guard: 'isLastStraw',
                target: '#registry-connection.closing',
                actions: [
                  { type: 'refuseRequest', params: ({ event }) => event },
                  { type: 'sayGoodbye', params: { reason: 'too-many-errors' } },
                ],
              },
              { target: '.idle', reenter: true, actions: [{ type: 'refuseRequest', params: ({ event }) => event }, 'countRefusal'] },
            ],
            'desk.answered': { target: '.idle', actions: { type: 'send', params: ({ event }) => event } },
          },
          states: {
            idle: {
              description: 'Ready for a frame; all but I, II and III needs a login.',
              entry: 'takeFrame',
              on: {
                'request.ignored': { target: 'idle', reenter: true },
                'wire.HELLO_P2P': { target: 'idle', reenter: true, actions: { type: 'greet', params: ({ event }) => event.message } },
                'wire.REGISTER': { target: 'registering', actions: { type: 'perform', params: ({ event }) => event } },
                'wire.LOGIN': { target: 'authenticating', actions: { type: 'perform', params: ({ event }) => event } },
                'wire.CREATE_CHAT_ROOM': notLoggedIn,
                'wire.JOIN_CHAT_ROOM': notLoggedIn,
                'wire.ROOM_EXIT': notLoggedIn,
                'wire.SHOW_ROOMS_LIST': notLoggedIn,
                'wire.SEARCH_USER': notLoggedIn,
                'wire.DISCOVER_PEERS': notLoggedIn,
                'wire.LOGOUT': notLoggedIn,
                'wire.RENEW': notLoggedIn,
              },
            },
            registering: { description: 'An account is being made (II).' },
            authenticating: {
              description: 'A password is being checked, a session opened (III).',
              on: {
                'desk.delayed': 'delayed',
                'desk.loggedIn': {
                  target: '#registry-connection.online',
                  actions: [
                    { type: 'begin', params: ({ event }) => event },
                    { type: 'send', params: ({ event }) => event },
                  ],
                },
              },
            },
            delayed: {
              description: 'Too many have tried this name: the check waits, so that nobody can be locked out.',
              after: { loginDelay: { target: 'authenticating', actions: 'resume' } },
            },
          },
        },
      },
    },
    online: {
      description: 'The link has a session.',
      initial: 'resting',
      on: {
        'link.closed': { target: 'closed', actions: 'reportLost' },
        'link.fault': {
          target: 'closing',
          actions: [{ type: 'refuseFraming', params: ({ event }) => event }, 'reportLost'],
        },
        'presence.told': { actions: { type: 'send', params: ({ event }) => event } },
        'presence.replaced': { target: 'closing', actions: { type: 'sayGoodbye', params: { reason: 'replaced' } } },
        'presence.timedOut': { target: 'closing', actions: { type: 'sayGoodbye', params: { reason: 'timed-out' } } },
        'registry.closing': {
          target: 'closing',
          actions: [{ type: 'sayGoodbye', params: ({ event }) => ({ reason: 'closing', retryAfter: event.retryAfter }) }, 'reportLost'],
        },
        'request.refused': [
          {
            guard: 'isLastStraw',
            target: 'closing',
            actions: [
              { type: 'refuseRequest', params: ({ event }) => event },
              { type: 'sayGoodbye', params: { reason: 'too-many-errors' } },
              'reportLost',
            ],
          },
          { target: '.resting', actions: [{ type: 'refuseRequest', params: ({ event }) => event }, 'countRefusal'] },
        ],
      },
      states: {
        resting: {
          description: 'Ready for the next request, if there may be one.',
          always: [
            { guard: 'isToClose', target: '#registry-connection.closing', actions: ['sayFarewell', 'reportLost'] },
            { guard: 'isExhausted', target: 'throttled' },
            { target: 'idle' },
          ],
        },
        idle: {
          description: 'Ready for the next request.',
          entry: 'takeFrame',
          on: {
            'link.frame': {
              actions: ['spend', 'reportSign', { type: 'readFrame', params: ({ event }) => event }],
            },
            'request.ignored': 'resting',
            'wire.HELLO_P2P': { target: 'resting', actions: { type: 'greet', params: ({ event }) => event.message } },
            'wire.REGISTER': alreadyLoggedIn,
            'wire.LOGIN': alreadyLoggedIn,
            'wire.CREATE_CHAT_ROOM': perform,
            'wire.JOIN_CHAT_ROOM': perform,
            'wire.ROOM_EXIT': perform,
            'wire.SHOW_ROOMS_LIST': perform,
            'wire.SEARCH_USER': perform,
            'wire.DISCOVER_PEERS': perform,
            'wire.RENEW': perform,
            'wire.LOGOUT': { target: 'loggingOut', actions: { type: 'perform', params: ({ event }) => event } },
          },
        },
        throttled: {
          description: 'The session has asked too much too fast: it is not read until it may ask again.',
          on: { 'allowance.refilled': { target: 'resting', actions: 'refill' } },
        },
        answering: {
          description: 'A request is being done (IV to VIII, X, XV, RENEW).',
          on: {
            'desk.answered': { target: 'resting', actions: { type: 'send', params: ({ event }) => event } },
            'desk.refused': { actions: { type: 'refuse', params: ({ event }) => event } },
            'presence.replaced': { actions: ['forgetPresence', { type: 'rememberFarewell', params: { reason: 'replaced' } }] },
            'presence.timedOut': { actions: ['forgetPresence', { type: 'rememberFarewell', params: { reason: 'timed-out' } }] },
            'registry.closing': {
              actions: { type: 'rememberFarewell', params: ({ event }) => ({ reason: 'closing', retryAfter: event.retryAfter }) },
            },
          },
        },
        loggingOut: {
          description: 'The session is being ended (XII).',
          on: {
            'desk.loggedOut': { target: '#registry-connection.closing', actions: { type: 'sendLast', params: ({ event }) => event } },
            'desk.answered': { target: 'resting', actions: { type: 'send', params: ({ event }) => event } },
          },
        },
      },
    },
    closing: {
      description: 'The last word is on its way.',
      on: { 'desk.loggedIn': { actions: { type: 'reportTooLate', params: ({ event }) => event } } },
    },
    closed: { description: 'The link is gone.', type: 'final' },
  },
});

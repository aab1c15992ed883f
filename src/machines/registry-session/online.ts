// Being online: what is handed on, the ping that proves the link, and the certificate's renewal (RENEW).
import { sessionSetup } from './setup.js';

export const online = sessionSetup.createStateConfig({
  description: 'Logged in: requests, answers and notifications go through, and signs of life go out.',
  type: 'parallel',
  invoke: [
    { src: 'desk', id: 'desk', input: ({ context }) => ({ rooms: context.rooms }) },
    {
      src: 'keepAlive',
      id: 'keepAlive',
      input: ({ context }) => ({
        name: context.name,
        timeout: context.keepAliveTimeout,
        registry: { host: context.registryHost, port: context.keepAlivePort },
        now: context.settings.world.now,
      }),
    },
  ],
  on: {
    'desk.open': { actions: ['tellOnline', 'takeFrame'] },
    'user.ask': { actions: { type: 'sendAsked', params: ({ event }) => event.frame } },
    'user.logout': 'leaving',
    'keepAlive.timedOut': {
      target: '#registrySession.broken',
      actions: { type: 'rememberTrouble', params: { reason: 'timed-out' } },
    },
    'keepAlive.degraded': { actions: { type: 'tellPath', params: ({ event }) => event.why } },
    'keepAlive.recovered': { actions: { type: 'tellPath', params: 'open' } },
    'wire.CREATION': { actions: { type: 'handOnAnswer', params: ({ event }) => event } },
    'wire.JOIN': { actions: { type: 'handOnAnswer', params: ({ event }) => event } },
    'wire.ROOM_EXIT_RESPONSE': { actions: { type: 'handOnAnswer', params: ({ event }) => event } },
    'wire.ROOMS_LIST': { actions: { type: 'handOnAnswer', params: ({ event }) => event } },
    'wire.SEARCH_USER_RESPONSE': { actions: { type: 'handOnAnswer', params: ({ event }) => event } },
    'wire.PEER_LIST': { actions: { type: 'handOnAnswer', params: ({ event }) => event } },
    'wire.ERROR': { actions: { type: 'handOnAnswer', params: ({ event }) => event } },
    'wire.USER_LOGIN': { actions: { type: 'handOnNotice', params: ({ event }) => event } },
    'wire.USER_LOGOUT': { actions: { type: 'handOnNotice', params: ({ event }) => event } },
    'wire.USER_JOIN': { actions: { type: 'handOnNotice', params: ({ event }) => event } },
    'wire.USER_EXIT': { actions: { type: 'handOnNotice', params: ({ event }) => event } },
    'wire.ROOM_HOST': { actions: { type: 'handOnNotice', params: ({ event }) => event } },
  },
  states: {
    link: {
      description: 'A frame at least every ping interval, and an answer in time.',
      initial: 'quiet',
      states: {
        quiet: {
          description: 'Frames come, or nothing needs to.',
          on: { 'user.checkLink': 'pinged', 'keepAlive.doubted': 'pinged', 'keepAlive.fallback': 'pinged' },
          after: { pingInterval: 'pinged' },
        },
        pinged: {
          description: 'HELLO_P2P is sent to see whether the link still lives.',
          entry: 'sendHello',
          on: { 'wire.HELLO_BACK': 'quiet', 'keepAlive.fallback': { actions: 'sendHello' } },
          after: {
            pingTimeout: {
              target: '#registrySession.broken',
              actions: { type: 'rememberTrouble', params: { reason: 'link-lost', detail: 'no answer to HELLO_P2P' } },
            },
          },
        },
      },
    },
    standing: {
      description: 'After a while the link counts as good, and the back-off begins anew.',
      initial: 'fresh',
      states: {
        fresh: { description: 'The link is young.', after: { goodAfter: 'proven' } },
        proven: { description: 'The link is good.', type: 'final', entry: 'forgetAttempts' },
      },
    },
    certificate: {
      description: 'RENEW after two thirds of its life.',
      initial: 'valid',
      states: {
        valid: { description: 'The certificate is good for a while.', after: { renewalDue: 'renewing' } },
        renewing: {
          description: 'RENEW is sent.',
          entry: 'sendRenew',
          on: {
            'wire.RENEW': [
              {
                guard: { type: 'isSuccess', params: ({ event }) => event.message.status },
                target: 'admitting',
                actions: { type: 'rememberChain', params: ({ event }) => Buffer.from(event.message.payload).toString('utf8') },
              },
              { target: 'refused' },
            ],
            'wire.ERROR': { guard: { type: 'isOwnRequest', params: ({ event }) => event.message.requestId }, target: 'refused' },
          },
          after: { requestTimeout: 'refused' },
        },
        admitting: {
          description: 'The new certificate is checked and kept.',
          invoke: {
            src: 'admit',
            id: 'renewal',
            input: ({ context }) => ({ chain: context.chain, secrets: undefined }),
            onDone: { target: 'valid', actions: { type: 'rememberAdmitted', params: ({ event }) => event.output } },
            onError: 'refused',
          },
        },
        refused: { description: 'There was no new one; it is asked for again after a while.', after: { renewalRetry: 'renewing' } },
      },
    },
  },
});

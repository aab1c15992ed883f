// A peer's session with its registry (I, II, III, XII, RENEW; section 6): dial, greet, register, log in, stay online, back
// off and dial again, until signed out.
import { online } from './online.js';
import { sessionSetup } from './setup.js';
import { refusal, signedOut, troubleOfEnd, troubleOfError } from './troubles.js';

export const registrySessionMachine = sessionSetup.createMachine({
  id: 'registrySession',
  context: ({ input }) => ({
    settings: input,
    isRegistered: false,
    wasOnline: false,
    attempt: 0,
    retryIn: 0,
    renewIn: 0,
    preparation: undefined,
    secrets: undefined,
    chain: '',
    name: input.name,
    rooms: [],
    registryHost: '',
    keepAlivePort: 0,
    keepAliveTimeout: 0,
    trouble: signedOut,
  }),
  initial: 'linked',
  states: {
    linked: {
      description: 'There is a link to the registry, or it is being dialled; the login is prepared meanwhile.',
      entry: ['beginAnew', 'tellConnecting'],
      exit: 'endLink',
      invoke: [
        { src: 'link', id: 'link' },
        {
          src: 'prepareLogin',
          id: 'preparation',
          onDone: { actions: { type: 'rememberPreparation', params: ({ event }) => event.output } },
          onError: {
            target: 'broken',
            actions: { type: 'rememberTrouble', params: ({ event }) => troubleOfError(event.error) },
          },
        },
      ],
      on: {
        'link.frame': { actions: { type: 'readFrame', params: ({ event }) => event.frame } },
        'frame.done': { actions: 'takeFrame' },
        'link.fault': {
          target: 'broken',
          actions: { type: 'rememberTrouble', params: ({ event }) => ({ reason: event.reason, detail: event.detail }) },
        },
        'link.closed': { target: 'broken', actions: { type: 'rememberTrouble', params: ({ event }) => troubleOfEnd(event.end) } },
        'wire.GOODBYE': {
          target: 'broken',
          actions: { type: 'rememberTrouble', params: ({ event }) => refusal(event.message) },
        },
        'user.logout': { target: 'signedOut', actions: { type: 'rememberTrouble', params: signedOut } },
      },
      initial: 'dialing',
      states: {
        dialing: {
          description: 'The link is being made.',
          on: {
            'link.up': {
              target: 'greeting',
              actions: [{ type: 'rememberRemote', params: ({ event }) => event.info.remote.host }, 'takeFrame'],
            },
          },
        },
        greeting: {
          description: 'HELLO_P2P is sent (I).',
          entry: 'sendHello',
          on: {
            'wire.HELLO_BACK': [
              {
                guard: 'isGoodHello',
                target: 'greeted',
                actions: {
                  type: 'rememberHello',
                  params: ({ event }) => ({ timeout: event.message.keepAliveTimeout ?? 0, port: event.message.keepAlivePort ?? 0 }),
                },
              },
              {
                target: '#registrySession.broken',
                actions: { type: 'rememberTrouble', params: ({ event }) => refusal(event.message) },
              },
            ],
          },
          after: {
            helloTimeout: {
              target: '#registrySession.broken',
              actions: { type: 'rememberTrouble', params: { reason: 'unreachable', detail: 'no answer to HELLO_P2P' } },
            },
          },
        },
        greeted: {
          description: 'Is there an account yet?',
          always: [{ guard: 'mustRegister', target: 'registering' }, { target: 'authenticating' }],
        },
        registering: {
          description: 'REGISTER is sent (II).',
          entry: 'sendRegister',
          on: {
            'wire.REGISTER': [
              {
                guard: { type: 'isSuccess', params: ({ event }) => event.message.status },
                target: 'authenticating',
                actions: ['rememberRegistered', 'tellRegistered'],
              },
              { guard: { type: 'isTaken', params: ({ event }) => event.message.status }, target: 'authenticating' },
              {
                target: '#registrySession.broken',
                actions: { type: 'rememberTrouble', params: ({ event }) => refusal(event.message) },
              },
            ],
            'wire.ERROR': {
              target: '#registrySession.broken',
              actions: { type: 'rememberTrouble', params: ({ event }) => refusal(event.message) },
            },
          },
          after: {
            requestTimeout: {
              target: '#registrySession.broken',
              actions: { type: 'rememberTrouble', params: { reason: 'timeout', detail: 'no answer to REGISTER' } },
            },
          },
        },
        authenticating: {
          description: 'Logging in (III), as soon as the certificate request is made.',
          initial: 'preparing',
          states: {
            preparing: { description: 'The certificate request is still being made.', always: { guard: 'isPrepared', target: 'proving' } },
            proving: { description: 'LOGIN is sent.', entry: 'sendLogin' },
          },
          on: {
            'wire.AUTH': [
              {
                guard: 'isFullLogin',
                target: 'admitting',
                actions: {
                  type: 'rememberLogin',
                  params: ({ event: { message } }) => ({
                    chain: Buffer.from(message.payload).toString('utf8'),
                    secrets: { session: message.session ?? '', keepAliveKey: message.keepAliveKey ?? '' },
                    rooms: message.rooms ? message.rooms.split(',') : [],
                  }),
                },
              },
              {
                target: '#registrySession.broken',
                actions: { type: 'rememberTrouble', params: ({ event }) => refusal(event.message) },
              },
            ],
            'wire.ERROR': {
              target: '#registrySession.broken',
              actions: { type: 'rememberTrouble', params: ({ event }) => refusal(event.message) },
            },
          },
          after: {
            requestTimeout: {
              target: '#registrySession.broken',
              actions: { type: 'rememberTrouble', params: { reason: 'timeout', detail: 'no answer to LOGIN' } },
            },
          },
        },
        admitting: {
          description: 'The certificate is checked and kept. No frame is taken, lest a notification finds nobody.',
          invoke: {
            src: 'admit',
            id: 'admission',
            input: ({ context }) => ({ chain: context.chain, secrets: context.secrets }),
            onDone: { target: 'online', actions: { type: 'rememberAdmitted', params: ({ event }) => event.output } },
            onError: {
              target: '#registrySession.broken',
              actions: { type: 'rememberTrouble', params: ({ event }) => troubleOfError(event.error) },
            },
          },
          on: { 'frame.done': {} },
        },
        online,
        leaving: {
          description: 'LOGOUT is sent.',
          entry: 'sendLogout',
          on: {
            'wire.LOGOUT': { target: '#registrySession.signedOut', actions: { type: 'rememberTrouble', params: signedOut } },
            'link.closed': { target: '#registrySession.signedOut', actions: { type: 'rememberTrouble', params: signedOut } },
            'link.fault': { target: '#registrySession.signedOut', actions: { type: 'rememberTrouble', params: signedOut } },
            'wire.GOODBYE': { target: '#registrySession.signedOut', actions: { type: 'rememberTrouble', params: signedOut } },
          },
          after: {
            logoutTimeout: { target: '#registrySession.signedOut', actions: { type: 'rememberTrouble', params: signedOut } },
          },
        },
      },
    },
    broken: { description: 'Dial again, or is it over?', always: [{ guard: 'isOver', target: 'signedOut' }, { target: 'backingOff' }] },
    backingOff: {
      description: 'Waits before it dials again (section 6).',
      entry: ['countAttempt', 'tellOffline'],
      on: { 'user.logout': { target: 'signedOut', actions: { type: 'rememberTrouble', params: signedOut } } },
      after: { retryDelay: 'linked' },
    },
    signedOut: { type: 'final', description: 'Nothing that dialling again would mend.' },
  },
  output: ({ context }) => ({ trouble: context.trouble, wasOnline: context.wasOnline }),
});

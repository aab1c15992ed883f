// A peer's root: open what it needs, keep a session with the registry, and close everything in order (section 6).
import { assign, emit, fromPromise, sendTo, setup } from 'xstate';
import type { UdpState } from './keep-alive.js';
import type { RegistrySessionInput, RegistrySessionOutput, RegistrySessionReport, Trouble } from './registry-session/events.js';
import { registrySessionMachine } from './registry-session/registry-session.js';
import { signedOut, troubleOfError } from './registry-session/troubles.js';

export interface PeerInput extends Omit<RegistrySessionInput, 'peerPort' | 'peerHost'> {}

/** What is there once the peer is open. */
export type Opened = Pick<RegistrySessionInput, 'peerPort' | 'peerHost'>;

/** How the peer stands with its registry. Times are ms since 1970. */
export type Standing =
  | { readonly state: 'connecting' }
  | { readonly state: 'online'; readonly since: number }
  | { readonly state: 'offline'; readonly trouble: Trouble; readonly retryAt: number }
  | { readonly state: 'signed-out'; readonly trouble: Trouble };

export interface PeerMachineContext {
  readonly settings: PeerInput;
  readonly opened: Opened;
  readonly standing: Standing;
  /** As registered, once known. */
  readonly name: string;
  readonly udp: UdpState;
  /** The user wants it to end. */
  readonly isLeaving: boolean;
}

type PeerMachineEvent =
  | RegistrySessionReport
  | { readonly type: 'user.start' }
  /** Logs out too, if there is somebody to tell. */
  | { readonly type: 'user.close' };

export const peerMachine = setup({
  types: {} as {
    input: PeerInput;
    context: PeerMachineContext;
    events: PeerMachineEvent;
    emitted: { readonly type: 'registered'; readonly name: string };
  },
  actors: {
    open: fromPromise<Opened>(() => new Promise(() => {})),
    session: registrySessionMachine,
    /** Leaves the other peers. */
    retire: fromPromise<void>(() => new Promise(() => {})),
    tearDown: fromPromise<void>(() => new Promise(() => {})),
  },
  guards: {
    wasEndedByOthers: ({ context }, output: RegistrySessionOutput) => output.wasOnline && !context.isLeaving,
  },
  actions: {
    rememberOpened: assign({ opened: (_, opened: Opened) => opened }),
    rememberStanding: assign({ standing: (_, standing: Standing) => standing }),
    rememberName: assign({ name: (_, name: string) => name, udp: 'open' }),
    rememberPath: assign({ udp: (_, udp: UdpState) => udp }),
    tellRegistered: emit((_, name: string) => ({ type: 'registered', name })),
    rememberLeaving: assign({ isLeaving: true }),
    logOut: sendTo('session', { type: 'user.logout' }),
  },
}).createMachine({
  id: 'peer',
  context: ({ input }) => ({
    settings: input,
    opened: { peerPort: 0, peerHost: undefined },
    standing: { state: 'signed-out', trouble: signedOut },
    name: input.name,
    udp: 'open',
    isLeaving: false,
  }),
  initial: 'idle',
  states: {
    idle: { description: 'Made, and not started.', on: { 'user.start': 'opening', 'user.close': 'closed' } },
    opening: {
      description: 'Known registries, profile, circle and listener are opened in order.',
      entry: { type: 'rememberStanding', params: { state: 'connecting' } },
      invoke: {
        src: 'open',
        id: 'open',
        onDone: { target: 'active', actions: { type: 'rememberOpened', params: ({ event }) => event.output } },
        onError: {
          target: 'closing',
          actions: { type: 'rememberStanding', params: ({ event }) => ({ state: 'signed-out', trouble: troubleOfError(event.error) }) },
        },
      },
      on: {
        'user.close': { target: 'closing', actions: { type: 'rememberStanding', params: { state: 'signed-out', trouble: signedOut } } },
      },
    },
    active: {
      description: 'The session keeps itself online, or comes back.',
      invoke: {
        src: 'session',
        id: 'session',
        input: ({ context }) => ({ ...context.settings, ...context.opened }),
        onDone: [
          {
            guard: { type: 'wasEndedByOthers', params: ({ event }) => event.output },
            target: 'signedOut',
            actions: { type: 'rememberStanding', params: ({ event }) => ({ state: 'signed-out', trouble: event.output.trouble }) },
          },
          {
            target: 'closing',
            actions: { type: 'rememberStanding', params: ({ event }) => ({ state: 'signed-out', trouble: event.output.trouble }) },
          },
        ],
      },
      on: {
        'session.registered': { actions: { type: 'tellRegistered', params: ({ event }) => event.name } },
        'session.online': {
          target: '.online',
          actions: [
            { type: 'rememberStanding', params: ({ event }) => ({ state: 'online', since: event.since }) },
            { type: 'rememberName', params: ({ event }) => event.name },
          ],
        },
        'session.offline': {
          target: '.offline',
          actions: {
            type: 'rememberStanding',
            params: ({ event }) => ({ state: 'offline', trouble: event.trouble, retryAt: event.retryAt }),
          },
        },
        'session.connecting': { target: '.connecting', actions: { type: 'rememberStanding', params: { state: 'connecting' } } },
        'session.path': { actions: { type: 'rememberPath', params: ({ event }) => event.udp } },
        'user.close': '.leaving',
      },
      initial: 'connecting',
      states: {
        connecting: { description: 'The registry is being dialled, or asked to log in.' },
        online: { description: 'Logged in.' },
        offline: { description: 'No link to the registry; the session dials again by itself, and chats go on meanwhile.' },
        leaving: {
          description: 'LOGOUT, if there is somebody to tell it.',
          entry: ['rememberLeaving', 'logOut'],
          on: { 'user.close': {} },
        },
      },
    },
    signedOut: {
      description: 'Over for this run; what is stored can still be read.',
      invoke: { src: 'retire', id: 'retirement', onDone: {}, onError: {} },
      on: { 'user.close': 'closing' },
    },
    closing: {
      description: 'Everything is closed, the last opened first.',
      invoke: { src: 'tearDown', id: 'tearDown', onDone: 'closed', onError: 'closed' },
    },
    closed: { description: 'Nothing is open any more.', type: 'final' },
  },
});

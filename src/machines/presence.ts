// One live session: signs of life keep it, silence ends it (XIII, XIV; section 3, "Sessions").
import { assign, fromPromise, sendTo, setup } from 'xstate';
import type { Endpoint } from '../protocol/link-events.js';
import type { ConnectionOrder, DatagramCommand, Notice, PresenceEvent, Recipient } from './session-events.js';

export interface PresenceInput {
  /** The session's number: its secrets are kept elsewhere. */
  readonly session: number;
  readonly name: string;
  /** ms without a sign of life. */
  readonly timeout: number;
  readonly connection: Recipient<ConnectionOrder>;
  readonly datagrams: Recipient<DatagramCommand>;
}

interface PresenceContext extends PresenceInput {
  /** Of the last KEEP_ALIVE that counted; '' before the first. */
  readonly counter: string;
  /** Where that one came from. */
  readonly source: Endpoint | undefined;
  /** The last change that the user was told of. */
  readonly told: number;
}

export interface SessionNumber {
  readonly session: number;
}

type KeepAlive = Extract<PresenceEvent, { type: 'wire.KEEP_ALIVE' }>;

export const presenceMachine = setup({
  types: { context: {} as PresenceContext, events: {} as PresenceEvent, input: {} as PresenceInput }, // how XState declares types
  actors: {
    /** Notes that the link is gone. */
    suspendSession: fromPromise<void, SessionNumber>(async () => {}),
    /** Ends the session and tells the others, unless another one has followed it. */
    endSession: fromPromise<void, SessionNumber>(async () => {}),
  },
  guards: {
    isNewer: ({ context }, { counter }: { counter: string }) =>
      counter.padStart(16, '0') > context.counter.padStart(16, '0') || context.counter === '',
    isUntold: ({ context }, { notice }: { notice: Notice }) => notice.change !== context.told,
    hasSource: ({ context }) => context.source !== undefined,
  },
  actions: {
    rememberSource: assign((_, { counter, from }: KeepAlive) => ({ counter, source: from })),
    confirmKeepAlive: sendTo(
      ({ context }) => context.datagrams,
      ({ context }, { counter, from, requestId }: KeepAlive) => ({
        type: 'datagram.confirm',
        session: context.session,
        counter,
        to: from,
        requestId,
      }),
    ),
    refuseKeepAlive: sendTo(
      ({ context }) => context.datagrams,
      ({ context }, { counter, from, requestId }: KeepAlive) => ({
        type: 'datagram.refuse',
        session: context.session,
        counter,
        to: from,
        requestId,
      }),
    ),
    sendTimeout: sendTo(
      ({ context }) => context.datagrams,
      ({ context }) => ({
        type: 'datagram.timeout',
        session: context.session,
        counter: context.counter,
        to: context.source ?? { host: '', port: 0 },
      }),
    ),
    rememberNotice: assign((_, { notice }: { notice: Notice }) => ({ told: notice.change })),
    passOn: sendTo(
      ({ context }) => context.connection,
      (_, { notice }: { notice: Notice }) => ({ type: 'presence.told', frame: notice.frame }),
    ),
    closeTimedOut: sendTo(({ context }) => context.connection, { type: 'presence.timedOut' }),
    closeReplaced: sendTo(({ context }) => context.connection, { type: 'presence.replaced' }),
  },
  delays: {
    keepAliveTimeout: ({ context }) => context.timeout,
    endRetry: 1000,
  },
}).createMachine({
  id: 'presence',
  context: ({ input }) => ({ ...input, counter: '', source: undefined, told: 0 }),
  initial: 'alive',
  states: {
    alive: {
      description: 'The user is online: a KEEP_ALIVE or a frame came within the last Keep-Alive-Timeout.',
      after: {
        keepAliveTimeout: [
          { guard: 'hasSource', target: 'ending', actions: ['sendTimeout', 'closeTimedOut'] },
          { target: 'ending', actions: 'closeTimedOut' },
        ],
      },
      on: {
        'sign.seen': { target: 'alive', reenter: true },
        'wire.KEEP_ALIVE': {
          guard: { type: 'isNewer', params: ({ event }) => event },
          target: 'alive',
          reenter: true,
          actions: [
            { type: 'rememberSource', params: ({ event }) => event },
            { type: 'confirmKeepAlive', params: ({ event }) => event },
          ],
        },
        'membership.told': {
          guard: { type: 'isUntold', params: ({ event }) => event },
          actions: [
            { type: 'rememberNotice', params: ({ event }) => event },
            { type: 'passOn', params: ({ event }) => event },
          ],
        },
        'connection.lost': 'pending',
        'session.replaced': { target: 'over', actions: 'closeReplaced' },
        'session.closed': 'over',
      },
    },
    pending: {
      description: 'The link ended without LOGOUT: the user counts as online and may come back.',
      invoke: { src: 'suspendSession', input: ({ context }) => ({ session: context.session }), onError: { actions: [] } },
      after: { keepAliveTimeout: 'ending' },
      on: {
        'wire.KEEP_ALIVE': {
          guard: { type: 'isNewer', params: ({ event }) => event },
          actions: { type: 'refuseKeepAlive', params: ({ event }) => event },
        },
        'session.replaced': 'over',
        'session.closed': 'over',
      },
    },
    ending: {
      description: 'The session is dead; the others are being told.',
      invoke: { src: 'endSession', input: ({ context }) => ({ session: context.session }), onDone: 'over', onError: 'endingLater' },
      on: { 'session.replaced': 'over', 'session.closed': 'over' },
    },
    endingLater: {
      description: 'The store failed: it is tried again, since nobody can log in while the session stands.',
      after: { endRetry: 'ending' },
      on: { 'session.replaced': 'over' },
    },
    over: { description: 'There is no session any more.', type: 'final' },
  },
});

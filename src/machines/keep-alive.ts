// The keep-alive of one session, on the peer's side (XIII, XIV): a datagram every third of the timeout, and the TLS link in
// its place where two in a row stay unanswered.
import { assign, fromCallback, sendParent, sendTo, setup, stateIn } from 'xstate';
import type { Endpoint } from '../protocol/link-events.js';
import type { WireEvent } from '../protocol/message-codec.js';
import type { keepAliveDatagrams } from '../protocol/messages.js';

export interface KeepAliveInput {
  /** As registered. */
  readonly name: string;
  /** Of HELLO_BACK, seconds. */
  readonly timeout: number;
  readonly registry: Endpoint;
  /** ms since 1970, by a clock that jumps with the machine's sleep. */
  readonly now: () => number;
}

/** What the datagram actor is asked to send: a KEEP_ALIVE, which it signs. */
export interface DatagramCommand {
  readonly type: 'datagrams.send';
  readonly name: string;
  readonly timeout: number;
  readonly counter: number;
}

type FromDatagrams = Extract<WireEvent<typeof keepAliveDatagrams>, { type: 'wire.KEEP_ALIVE_RESPONSE' | 'wire.TIMEOUT' }>;

/** What the datagram actor tells. */
export type DatagramReport =
  | { readonly type: 'datagrams.bound' }
  /** No port to be had: only the TLS link is left. */
  | { readonly type: 'datagrams.failed' }
  /** A datagram, and whether its Mac is the registry's. */
  | (FromDatagrams & { readonly isSigned: boolean });

/** Whether UDP gets through, and why not: datagrams in a row had no answer, or this machine gives no port for them. */
export type UdpState = 'open' | 'unanswered' | 'no-port';

/** What the parent is told. */
export type KeepAliveReport =
  /** UDP does not get through. */
  | { readonly type: 'keepAlive.degraded'; readonly why: Exclude<UdpState, 'open'> }
  | { readonly type: 'keepAlive.recovered' }
  /** Send a sign of life on the TLS link now. */
  | { readonly type: 'keepAlive.fallback' }
  /** Something says that the session may be over: check the TLS link. */
  | { readonly type: 'keepAlive.doubted' }
  /** The registry says so, signed. */
  | { readonly type: 'keepAlive.timedOut' };

type Degraded = Extract<KeepAliveReport, { type: 'keepAlive.degraded' }>;

export interface KeepAliveContext {
  readonly settings: KeepAliveInput;
  /** Of the last datagram sent. */
  readonly counter: number;
  /** Of the newest valid answer. */
  readonly answered: number;
  /** KEEP_ALIVE in a row without a valid answer. */
  readonly misses: number;
  readonly isDoubted: boolean;
  /** When the last datagram was sent, ms since 1970. */
  readonly sentAt: number;
}

const unanswered = 2;
/** A wall clock this far ahead of the timer has slept, ms. */
const asleep = 5000;

export const keepAliveMachine = setup({
  types: {} as { input: KeepAliveInput; context: KeepAliveContext; events: DatagramReport },
  actors: {
    datagrams: fromCallback<DatagramCommand, { readonly registry: Endpoint }>(() => {}),
  },
  guards: {
    isAnswer: ({ context, event }) =>
      event.type === 'wire.KEEP_ALIVE_RESPONSE' &&
      event.isSigned &&
      event.message.status === 'SUCCESS' &&
      isWithin(event.message.counter, context.answered + 1, context.counter),
    /** Unsigned, so only a hint; once a beat, lest a stranger makes us ask without end. */
    isNewDoubt: ({ context, event }) =>
      event.type === 'wire.KEEP_ALIVE_RESPONSE' && !event.isSigned && event.message.status === 'FAILURE' && !context.isDoubted,
    isSignedTimeout: ({ context, event }) =>
      event.type === 'wire.TIMEOUT' && event.isSigned && isWithin(event.message.counter, 0, context.counter),
    isAnswered: stateIn({ overUdp: 'answered' }),
    isLastMiss: ({ context }) => context.misses + 1 >= unanswered,
    hasSlept: ({ context }) => context.settings.now() - context.sentAt > intervalOf(context) + asleep,
  },
  actions: {
    countDatagram: assign({
      counter: ({ context }) => context.counter + 1,
      isDoubted: false,
      sentAt: ({ context }) => context.settings.now(),
    }),
    sendKeepAlive: sendTo('datagrams', ({ context }) => ({
      type: 'datagrams.send',
      name: context.settings.name,
      timeout: context.settings.timeout,
      counter: context.counter,
    })),
    rememberAnswer: assign({ misses: 0, answered: ({ context }) => context.counter }),
    countMiss: assign({ misses: ({ context }) => context.misses + 1 }),
    rememberDoubt: assign({ isDoubted: true }),
    tellDegraded: sendParent((_, { why }: Pick<Degraded, 'why'>): KeepAliveReport => ({ type: 'keepAlive.degraded', why })),
    tellRecovered: sendParent({ type: 'keepAlive.recovered' } satisfies KeepAliveReport),
    tellFallback: sendParent({ type: 'keepAlive.fallback' } satisfies KeepAliveReport),
    tellDoubted: sendParent({ type: 'keepAlive.doubted' } satisfies KeepAliveReport),
    tellTimedOut: sendParent({ type: 'keepAlive.timedOut' } satisfies KeepAliveReport),
  },
  delays: {
    /** A third of the timeout. */
    interval: ({ context }) => intervalOf(context),
  },
}).createMachine({
  id: 'keepAlive',
  context: ({ input }) => ({ settings: input, counter: 0, answered: 0, misses: 0, isDoubted: false, sentAt: input.now() }),
  invoke: { src: 'datagrams', id: 'datagrams', input: ({ context }) => ({ registry: context.settings.registry }) },
  on: {
    'wire.KEEP_ALIVE_RESPONSE': { guard: 'isNewDoubt', actions: ['rememberDoubt', 'tellDoubted'] },
    'wire.TIMEOUT': { guard: 'isSignedTimeout', target: '.timedOut' },
  },
  initial: 'opening',
  states: {
    opening: {
      description: 'The UDP port is being bound.',
      on: {
        'datagrams.bound': 'overUdp',
        'datagrams.failed': { target: 'overTls', actions: { type: 'tellDegraded', params: { why: 'no-port' } } },
      },
      after: { interval: { target: 'overTls', actions: { type: 'tellDegraded', params: { why: 'no-port' } } } },
    },
    overUdp: {
      description: 'A KEEP_ALIVE every third of the timeout.',
      initial: 'awaiting',
      after: {
        interval: [
          { guard: 'hasSlept', target: 'overUdp', reenter: true, actions: 'tellDoubted' },
          { guard: 'isAnswered', target: 'overUdp', reenter: true },
          { guard: 'isLastMiss', target: 'overTls', actions: ['countMiss', { type: 'tellDegraded', params: { why: 'unanswered' } }] },
          { target: 'overUdp', reenter: true, actions: 'countMiss' },
        ],
      },
      states: {
        awaiting: {
          description: 'The last KEEP_ALIVE is unanswered as yet.',
          entry: ['countDatagram', 'sendKeepAlive'],
          on: { 'wire.KEEP_ALIVE_RESPONSE': { guard: 'isAnswer', target: 'answered', actions: 'rememberAnswer' } },
        },
        answered: { description: 'The last KEEP_ALIVE was answered.' },
      },
    },
    overTls: {
      description: 'HELLO_P2P on the TLS link in the same rhythm; UDP is tried at every beat.',
      entry: ['tellFallback', 'countDatagram', 'sendKeepAlive'],
      on: {
        'wire.KEEP_ALIVE_RESPONSE': { guard: 'isAnswer', target: 'overUdp.answered', actions: ['rememberAnswer', 'tellRecovered'] },
      },
      after: { interval: { target: 'overTls', reenter: true } },
    },
    timedOut: { type: 'final', description: 'The registry says so, signed.', entry: 'tellTimedOut' },
  },
});

function intervalOf(context: KeepAliveContext): number {
  return (context.settings.timeout * 1000) / 3;
}

function isWithin(counter: number | undefined, from: number, to: number): boolean {
  return counter !== undefined && counter >= from && counter <= to;
}

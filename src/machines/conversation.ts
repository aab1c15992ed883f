// A chat with one other peer (IX): who has asked whom, and whether messages (XI) may go both ways. Asking is accepting, so
// requests that cross accept each other.
import { assign, emit, enqueueActions, not, setup } from 'xstate';
import type { PeerLimits } from '../protocol/limits.js';
import type { Reason } from '../protocol/reasons.js';
import type { PeerMessageEvent } from './peer-wire.js';

export interface ConversationInput {
  readonly limits: Pick<PeerLimits, 'chatRequestTimeout'>;
  /** This user has accepted the other: remembered. */
  readonly isAccepted: boolean;
  /** The other has accepted this user: remembered. */
  readonly hasAccepted: boolean;
  /** This user wants nothing from there: remembered. */
  readonly isBlocked?: boolean;
}

/** What whoever owns it is told, by `actor.on`. */
export type ConversationNotice =
  /** Send CHAT_REQUEST. */
  | { readonly type: 'ask'; readonly connection: string; readonly requestId: string }
  /** Send CHAT_REQUEST_RESPONSE. */
  | (Asking & { readonly type: 'answer'; readonly status: 'ACCEPT' | 'REJECT'; readonly reason: Reason | undefined })
  | { readonly type: 'accepted'; readonly isAccepted: boolean; readonly hasAccepted: boolean }
  /** The other asks, and a person must answer. */
  | { readonly type: 'requested' }
  | { readonly type: 'opened' }
  | { readonly type: 'refused'; readonly reason: string };

/** A request of the other side that waits for its answer. */
export interface Asking {
  readonly connection: string;
  readonly requestId: string | undefined;
}

type FromWire = Extract<PeerMessageEvent, { verb: 'CHAT_REQUEST' | 'CHAT_REQUEST_RESPONSE' }> & { readonly connection: string };

export type ConversationEvent =
  | FromWire
  /** Messages go there from now on; `undefined`: nowhere. */
  | { readonly type: 'peerLink.chosen'; readonly connection: string | undefined }
  | { readonly type: 'peerLink.disconnected'; readonly connection: string }
  | { readonly type: 'user.ask' }
  | { readonly type: 'user.accept' }
  | { readonly type: 'user.reject' }
  /** It was asked for in vain: nobody is there. */
  | { readonly type: 'user.withdraw' }
  | { readonly type: 'user.close' }
  | { readonly type: 'user.block' }
  | { readonly type: 'user.unblock' }
  /** Messages wait for this chat to open. */
  | { readonly type: 'delivery.waiting' }
  /** The other side said `not-accepted`: it has forgotten. */
  | { readonly type: 'delivery.notAccepted' };

export interface ConversationContext extends ConversationInput {
  readonly connection: string | undefined;
  readonly pending: readonly Asking[];
  /** The connection by which this user's request went, and its number. */
  readonly askedOn: string | undefined;
  readonly count: number;
}

/** More requests than this at once are refused. */
const mostPending = 32;

export const conversationMachine = setup({
  types: {} as { input: ConversationInput; context: ConversationContext; events: ConversationEvent; emitted: ConversationNotice },
  guards: {
    isBlocked: ({ context }) => context.isBlocked === true,
    isMutual: ({ context }) => context.isAccepted && context.hasAccepted,
    hasAcceptedThem: ({ context }) => context.isAccepted,
    hasLink: ({ context }) => context.connection !== undefined,
    hasPending: ({ context }) => context.pending.length > 0,
    isCrowded: ({ context }) => context.pending.length >= mostPending,
    wentBy: ({ context }, { connection }: { connection: string }) => context.askedOn === connection,
    isAcceptance: (_, { status }: { status: string }) => status === 'ACCEPT',
    /** The answer to the request that is under way. */
    isAnswer: ({ context }, { requestId }: { requestId: string | undefined }) =>
      requestId === undefined || requestId === String(context.count),
  },
  actions: {
    rememberLink: assign({ connection: (_, { connection }: { connection: string | undefined }) => connection }),
    /** Nothing goes by a link that is gone, and a request that came by it cannot be answered there. */
    forgetConnection: assign({
      connection: ({ context }, { connection }: { connection: string }) =>
        context.connection === connection ? undefined : context.connection,
      pending: ({ context }, { connection }: { connection: string }) => context.pending.filter((each) => each.connection !== connection),
    }),
    keepRequest: assign({ pending: ({ context }, asking: Asking) => [...context.pending, asking] }),
    ask: enqueueActions(({ context, enqueue }) => {
      const { connection, count } = context;
      if (connection === undefined) return;
      enqueue.assign({ count: count + 1, askedOn: connection });
      enqueue.emit({ type: 'ask', connection, requestId: String(count + 1) });
    }),
    answer: emit((_, answer: Asking & { status: 'ACCEPT' | 'REJECT'; reason?: Reason }) => ({
      reason: undefined,
      ...answer,
      type: 'answer',
    })),
    answerAll: enqueueActions(({ context, enqueue }, { status, reason }: { status: 'ACCEPT' | 'REJECT'; reason?: Reason }) => {
      for (const asking of context.pending) enqueue.emit({ ...asking, type: 'answer', status, reason });
      enqueue.assign({ pending: [] });
    }),
    setAcceptance: enqueueActions(({ context, enqueue }, change: { isAccepted?: boolean; hasAccepted?: boolean }) => {
      const { isAccepted, hasAccepted } = { ...context, ...change };
      if (isAccepted === context.isAccepted && hasAccepted === context.hasAccepted) return;
      enqueue.assign({ isAccepted, hasAccepted });
      enqueue.emit({ type: 'accepted', isAccepted, hasAccepted });
    }),
    tellRequested: emit({ type: 'requested' }),
    tellOpened: emit({ type: 'opened' }),
    tellRefused: emit((_, { reason }: { reason: string }) => ({ type: 'refused', reason })),
  },
  delays: {
    chatRequestTimeout: ({ context }) => 1000 * context.limits.chatRequestTimeout,
  },
}).createMachine({
  id: 'conversation',
  context: ({ input }) => ({ ...input, connection: undefined, pending: [], askedOn: undefined, count: 0 }),
  initial: 'remembering',
  on: {
    'peerLink.chosen': { actions: { type: 'rememberLink', params: ({ event }) => event } },
    'peerLink.disconnected': { actions: { type: 'forgetConnection', params: ({ event }) => event } },
    'wire.CHAT_REQUEST': {
      // Where no state below takes it, this user has asked, or accepted before, and need not be asked again.
      target: '.accepted',
      actions: { type: 'answer', params: ({ event }) => ({ ...askingOf(event), status: 'ACCEPT' }) },
    },
    'user.block': {
      target: '.blocked',
      actions: [
        { type: 'setAcceptance', params: { isAccepted: false, hasAccepted: false } },
        { type: 'answerAll', params: { status: 'REJECT', reason: 'rejected' } },
      ],
    },
    'user.close': { target: '.closed', actions: { type: 'setAcceptance', params: { isAccepted: false, hasAccepted: false } } },
  },
  states: {
    remembering: {
      description: 'Where this chat stood when the program ended last time.',
      always: [{ guard: 'isBlocked', target: 'blocked' }, { guard: 'isMutual', target: 'open' }, { target: 'closed' }],
    },
    closed: {
      description: 'Nobody has asked, or the chat was closed.',
      on: {
        'user.ask': 'requested',
        'delivery.waiting': 'requested',
        'wire.CHAT_REQUEST': {
          guard: not('hasAcceptedThem'),
          target: 'asked',
          actions: {
            type: 'keepRequest',
            params: ({ event }) => askingOf(event),
          },
        },
      },
    },
    blocked: {
      description: 'This user wants nothing from there: the answer is the one that a person would give.',
      on: {
        'user.unblock': 'closed',
        'user.close': {},
        'wire.CHAT_REQUEST': {
          actions: {
            type: 'answer',
            params: ({ event }) => ({ ...askingOf(event), status: 'REJECT', reason: 'rejected' }),
          },
        },
      },
    },
    requested: {
      description: 'This user has asked.',
      entry: { type: 'setAcceptance', params: { isAccepted: true } },
      initial: 'unsent',
      on: {
        'user.withdraw': 'closed',
        'wire.CHAT_REQUEST_RESPONSE': [
          { guard: { type: 'isAcceptance', params: ({ event }) => event.message }, target: 'accepted' },
          {
            guard: { type: 'isAnswer', params: ({ event }) => event.message },
            target: 'rejected',
            actions: { type: 'tellRefused', params: ({ event }) => ({ reason: event.message.reason ?? 'rejected' }) },
          },
        ],
      },
      states: {
        unsent: { description: 'There is no link to ask on yet.', always: { guard: 'hasLink', target: 'sent' } },
        sent: {
          description: 'CHAT_REQUEST is sent; a person is to answer.',
          entry: 'ask',
          after: {
            chatRequestTimeout: {
              target: '#conversation.unanswered',
              actions: { type: 'tellRefused', params: { reason: 'no-answer' } },
            },
          },
          on: {
            'peerLink.disconnected': {
              guard: { type: 'wentBy', params: ({ event }) => event },
              target: 'unsent',
              actions: { type: 'forgetConnection', params: ({ event }) => event },
            },
          },
        },
      },
    },
    unanswered: {
      description: 'As rejected, but a late answer still counts.',
      on: {
        'user.ask': 'requested',
        'delivery.waiting': 'requested',
        'wire.CHAT_REQUEST_RESPONSE': [
          { guard: { type: 'isAcceptance', params: ({ event }) => event.message }, target: 'accepted' },
          { target: 'rejected', actions: { type: 'tellRefused', params: ({ event }) => ({ reason: event.message.reason ?? 'rejected' }) } },
        ],
      },
    },
    rejected: {
      description: 'The other said no; asking again is up to this user.',
      on: {
        'user.ask': 'requested',
        'wire.CHAT_REQUEST_RESPONSE': { guard: { type: 'isAcceptance', params: ({ event }) => event.message }, target: 'accepted' },
      },
    },
    accepted: {
      description: 'Both want to: the chat is being opened.',
      entry: { type: 'setAcceptance', params: { isAccepted: true, hasAccepted: true } },
      always: { target: 'open', actions: 'tellOpened' },
    },
    asked: {
      description: 'The other has asked, and a person is to answer.',
      entry: 'tellRequested',
      on: {
        'user.ask': [
          { guard: 'hasPending', target: 'accepted', actions: { type: 'answerAll', params: { status: 'ACCEPT' } } },
          'requested',
        ],
        'user.accept': [
          { guard: 'hasPending', target: 'accepted', actions: { type: 'answerAll', params: { status: 'ACCEPT' } } },
          // The link is gone by which it was asked: asking back says yes as well.
          'requested',
        ],
        'user.reject': { target: 'refusing', actions: { type: 'answerAll', params: { status: 'REJECT', reason: 'rejected' } } },
        'user.close': { target: 'closed', actions: { type: 'answerAll', params: { status: 'REJECT', reason: 'rejected' } } },
        'wire.CHAT_REQUEST': [
          {
            guard: 'isCrowded',
            actions: {
              type: 'answer',
              params: ({ event }) => ({ ...askingOf(event), status: 'REJECT', reason: 'rate-limited' }),
            },
          },
          {
            actions: {
              type: 'keepRequest',
              params: ({ event }) => askingOf(event),
            },
          },
        ],
      },
    },
    refusing: {
      description: 'A person said no a moment ago: whoever asks again so soon is refused at once.',
      after: { chatRequestTimeout: 'closed' },
      on: {
        'user.ask': 'requested',
        'wire.CHAT_REQUEST': {
          actions: {
            type: 'answer',
            params: ({ event }) => ({ ...askingOf(event), status: 'REJECT', reason: 'rate-limited' }),
          },
        },
      },
    },
    open: {
      description: 'Both have accepted: messages go either way.',
      on: {
        'wire.CHAT_REQUEST': {
          actions: {
            type: 'answer',
            params: ({ event }) => ({ ...askingOf(event), status: 'ACCEPT' }),
          },
        },
        'delivery.notAccepted': {
          target: 'requested',
          actions: { type: 'setAcceptance', params: { hasAccepted: false } },
        },
      },
    },
  },
});

function askingOf({ connection, message }: Extract<FromWire, { verb: 'CHAT_REQUEST' }>): Asking {
  return { connection, requestId: message.requestId };
}

// One exchange of a room's history with another member on one link (HISTORY_SUMMARY): each says what it has, then each forwards
// what the other lacks. Both ends run this machine; they differ only in who asks.
import { and, assign, enqueueActions, fromPromise, not, setup } from 'xstate';
import { nameKey } from '../protocol/names.js';
import type {
  Comparison,
  Forward,
  HistoryExchangeContext,
  HistoryExchangeEvent,
  HistoryExchangeInput,
  HistoryExchangeOutput,
  HistoryNotice,
  Place,
  SummaryAnswer,
  SummaryLine,
  SummaryRequest,
} from './history-events.js';
import { mostLines, nextToForward, requestOf, type SettledMessage, settled, tokenAfter, without } from './history-steps.js';

/** Messages read at once. */
const readAtOnce = 32;

export const historyExchangeMachine = setup({
  types: {} as {
    input: HistoryExchangeInput;
    context: HistoryExchangeContext;
    events: HistoryExchangeEvent;
    emitted: HistoryNotice;
    output: HistoryExchangeOutput;
  },
  actors: {
    summarise: fromPromise<readonly (readonly SummaryLine[])[]>(() => Promise.reject()),
    compare: fromPromise<Comparison, readonly SummaryLine[]>(() => Promise.reject()),
    read: fromPromise<readonly Forward[], readonly number[]>(() => Promise.reject()),
    note: fromPromise<void, Pick<HistoryExchangeContext, 'theirs' | 'given' | 'refused'>>(() => Promise.reject()),
  },
  guards: {
    isAnswering: ({ context }) => context.request !== undefined,
    isSmaller: ({ context }) => context.isSmaller,
    isToldAll: ({ context }) => context.told >= context.pages.length && context.theirNext === undefined,
    isGood: ({ context }, { status, requestId }: { status: string; requestId: string | undefined }) =>
      status === 'SUCCESS' && requestId === context.asked,
    isOfMine: ({ context }, { requestId }: { requestId: string | undefined }) => requestId === context.asked,
    isEndless: ({ context }) => context.theirs.length > mostLines,
    /** A first page, or one that goes on where this side or the other stopped. */
    isInPlace: ({ context }, { message }: SummaryRequest) =>
      message.from === undefined || message.from === context.theirNext || message.from === String(context.told),
    hasToForward: ({ context }) => context.unread.length > 0,
    isHungry: ({ context }) => !context.isStopped && context.unread.length > 0 && context.queue.length === 0,
    hasForwarded: ({ context }) => context.flying.length === 0 && (context.isStopped || context.queue.length + context.unread.length === 0),
    isStopped: ({ context }) => context.isStopped,
    /** Nothing lacks; or the other side begins anew, which it does when it has forwarded all that it could. */
    hasReceived: ({ context }) => context.missing.length === 0 || context.postponed !== undefined,
  },
  actions: {
    keepPages: assign({ pages: (_, { pages }: { pages: readonly (readonly SummaryLine[])[] }) => pages }),
    ask: enqueueActions(({ context, enqueue }) => {
      const { pages, told, theirNext, newRequestId } = context;
      const requestId = newRequestId();
      const from = theirNext ?? (told > 0 ? String(told) : undefined);
      enqueue.assign({ asked: requestId, told: told + 1 });
      enqueue.emit({ type: 'ask', requestId, from, next: tokenAfter(pages, told), lines: pages[told] ?? [] });
    }),
    takeAnswer: assign(({ context }, { lines, message }: SummaryAnswer) => ({
      theirs: [...context.theirs, ...lines],
      theirNext: message.next,
    })),
    /** A first page begins anew. */
    takeRequest: assign(({ context }, { lines, message }: SummaryRequest) => {
      const isFirst = message.from === undefined;
      return { theirs: [...(isFirst ? [] : context.theirs), ...lines], theirNext: message.next, told: isFirst ? 0 : context.told };
    }),
    answer: enqueueActions(({ context, enqueue }, { message }: SummaryRequest) => {
      const { pages, told } = context;
      enqueue.assign({ told: told + 1 });
      enqueue.emit({ type: 'answer', requestId: message.requestId, next: tokenAfter(pages, told), lines: pages[told] ?? [] });
    }),
    /** Without following it: its own request is what goes on. */
    answerCrossing: enqueueActions(({ context, enqueue }, { message }: SummaryRequest) => {
      const { pages } = context;
      enqueue.emit({ type: 'answer', requestId: message.requestId, next: tokenAfter(pages, 0), lines: pages[0] ?? [] });
    }),
    refuse: enqueueActions(({ enqueue }, { message }: SummaryRequest) => enqueue.emit({ type: 'refuse', requestId: message.requestId })),
    /** What came, or was refused, while it was found out what lacks, is not waited for. */
    keepComparison: enqueueActions(({ context, enqueue }, { forward, missing }: Comparison) => {
      const still = context.arrived.reduce(without, missing);
      enqueue.assign({ unread: forward, missing: still, arrived: [] });
      if (still.length === 0) enqueue.emit({ type: 'received' });
    }),
    keepArrival: assign({ arrived: ({ context }, event: Place) => [...context.arrived, event] }),
    noteArrival: enqueueActions(({ context, enqueue }, event: Place) => {
      const missing = without(context.missing, event);
      enqueue.assign({ missing });
      if (missing.length === 0 && context.missing.length > 0) enqueue.emit({ type: 'received' });
    }),
    tellReady: enqueueActions(({ enqueue }) => enqueue.emit({ type: 'ready' })),
    tellForwarded: enqueueActions(({ enqueue }) => enqueue.emit({ type: 'forwarded' })),
    tellReceived: enqueueActions(({ enqueue }) => enqueue.emit({ type: 'received' })),
    queueRead: assign(({ context }, { messages }: { messages: readonly Forward[] }) => ({
      queue: [...context.queue, ...messages],
      unread: context.unread.slice(readAtOnce),
    })),
    /** Sends what the link may carry. */
    forward: enqueueActions(({ context, enqueue }) => {
      const { queue, flying } = context;
      const next = nextToForward(context);
      enqueue.assign({ queue: queue.slice(next.length), flying: [...flying, ...next] });
      for (const forward of next) {
        enqueue.emit({ type: 'forward', forward });
        enqueue.raise({ type: 'answer.late' }, { id: `answer ${forward.id}`, delay: 'messageTimeout' });
      }
    }),
    settle: enqueueActions(({ context, enqueue }, message: SettledMessage) => {
      const found = context.flying.find((each) => each.messageId === message.messageId && each.author === nameKey(message.sender));
      if (!found) return;
      enqueue.cancel(`answer ${found.id}`);
      enqueue.assign(settled(context, found, message));
    }),
    /** The other side begins anew: its turn is when this is over. */
    postpone: enqueueActions(({ context, enqueue }, request: SummaryRequest) => {
      if (context.postponed) enqueue.emit({ type: 'refuse', requestId: context.postponed.message.requestId });
      enqueue.assign({ postponed: request });
    }),
    keepRequest: assign({ request: (_, { request }: { request: SummaryRequest }) => request }),
    complete: assign({ isComplete: true }),
    reportLate: enqueueActions(({ enqueue }) => enqueue.emit({ type: 'unanswered' })),
  },
  delays: {
    messageTimeout: ({ context }) => 1000 * context.limits.messageTimeout,
  },
}).createMachine({
  id: 'historyExchange',
  context: ({ input }) => ({
    ...input,
    pages: [],
    told: 0,
    theirs: [],
    theirNext: undefined,
    asked: undefined,
    unread: [],
    queue: [],
    flying: [],
    given: [],
    refused: [],
    arrived: [],
    missing: [],
    postponed: undefined,
    isStopped: false,
    isComplete: false,
  }),
  initial: 'summing',
  on: {
    'circle.stop': '.broken',
    'inbox.arrived': { actions: { type: 'noteArrival', params: ({ event }) => event } },
    'wire.HISTORY_SUMMARY': { actions: { type: 'postpone', params: ({ event }) => event } },
    'answer.late': { target: '.broken', actions: 'reportLate' },
  },
  states: {
    summing: {
      description: 'Looking what this side has.',
      invoke: {
        src: 'summarise',
        onDone: [
          { guard: 'isAnswering', target: 'answering', actions: { type: 'keepPages', params: ({ event }) => ({ pages: event.output }) } },
          { target: 'asking', actions: { type: 'keepPages', params: ({ event }) => ({ pages: event.output }) } },
        ],
        onError: 'broken',
      },
      // It was quicker.
      on: {
        'wire.HISTORY_SUMMARY': [
          { guard: 'isAnswering', actions: { type: 'postpone', params: ({ event }) => event } },
          { actions: { type: 'keepRequest', params: ({ event }) => ({ request: event }) } },
        ],
      },
    },
    asking: {
      description: 'HISTORY_SUMMARY is sent, with a page of what this side has.',
      entry: 'ask',
      after: { messageTimeout: 'broken' },
      on: {
        'wire.HISTORY_SUMMARY_RESPONSE': [
          {
            guard: { type: 'isGood', params: ({ event }) => event.message },
            target: 'told',
            actions: { type: 'takeAnswer', params: ({ event }) => event },
          },
          { guard: { type: 'isOfMine', params: ({ event }) => event.message }, target: 'broken' },
        ],
        'wire.ERROR': { guard: { type: 'isOfMine', params: ({ event }) => event.message }, target: 'broken' },
        'wire.HISTORY_SUMMARY': [
          { guard: 'isSmaller', actions: { type: 'answerCrossing', params: ({ event }) => event } },
          {
            target: 'awaitingRequest',
            actions: [
              { type: 'takeRequest', params: ({ event }) => event },
              { type: 'answer', params: ({ event }) => event },
            ],
          },
        ],
      },
    },
    told: {
      description: "Has a part of the other side's lines; there may be more, on either side.",
      always: [{ guard: 'isEndless', target: 'broken' }, { guard: 'isToldAll', target: 'comparing' }, { target: 'asking' }],
    },
    answering: {
      description: 'Answering what the other side began with.',
      always: {
        target: 'awaitingRequest',
        actions: [
          { type: 'takeRequest', params: ({ context }) => requestOf(context) },
          { type: 'answer', params: ({ context }) => requestOf(context) },
        ],
      },
    },
    awaitingRequest: {
      description: 'The next page of the other side is still to come.',
      always: [
        { guard: 'isEndless', target: 'broken' },
        { guard: 'isToldAll', target: 'comparing' },
      ],
      after: { messageTimeout: 'broken' },
      on: {
        'wire.HISTORY_SUMMARY': [
          {
            guard: { type: 'isInPlace', params: ({ event }) => event },
            target: 'awaitingRequest',
            reenter: true,
            actions: [
              { type: 'takeRequest', params: ({ event }) => event },
              { type: 'answer', params: ({ event }) => event },
            ],
          },
          { actions: { type: 'refuse', params: ({ event }) => event } },
        ],
      },
    },
    comparing: {
      description: 'Finding out what each lacks.',
      invoke: {
        src: 'compare',
        input: ({ context }) => context.theirs,
        onDone: { target: 'compared', actions: { type: 'keepComparison', params: ({ event }) => event.output } },
        onError: 'broken',
      },
      on: { 'inbox.arrived': { actions: { type: 'keepArrival', params: ({ event }) => event } } },
    },
    compared: {
      description: 'What each lacks is known.',
      always: [{ guard: 'hasToForward', target: 'awaitingTurn' }, { target: 'receiving' }],
    },
    awaitingTurn: {
      description: "Another room's history is being forwarded on this link.",
      entry: 'tellReady',
      on: { 'history.turn': 'forwarding' },
    },
    forwarding: {
      description: 'What the other lacks is sent to it, a window at a time.',
      initial: 'reading',
      exit: 'tellForwarded',
      on: {
        'wire.DIRECT_BROADCAST_NOTIFICATION': { actions: [{ type: 'settle', params: ({ event }) => event.message }, 'forward'] },
      },
      always: [
        { guard: and(['hasForwarded', 'isStopped']), target: 'broken' },
        { guard: and(['hasForwarded', not('hasToForward')]), target: 'noting' },
      ],
      states: {
        reading: {
          description: 'The next messages are read from the disk.',
          invoke: {
            src: 'read',
            input: ({ context }) => context.unread.slice(0, readAtOnce),
            onDone: { target: 'sending', actions: [{ type: 'queueRead', params: ({ event }) => ({ messages: event.output }) }, 'forward'] },
            onError: '#historyExchange.broken',
          },
        },
        sending: { description: 'Messages are on their way, or wait for their answers.', always: { guard: 'isHungry', target: 'reading' } },
      },
    },
    noting: {
      description: 'Remembering what need not be forwarded again.',
      invoke: { src: 'note', input: ({ context }) => context, onDone: 'receiving', onError: 'receiving' },
    },
    receiving: {
      description: 'What the other side forwards is still coming.',
      always: { guard: 'hasReceived', target: 'ended' },
      after: { messageTimeout: 'ended' },
      on: {
        'inbox.arrived': { target: 'receiving', reenter: true, actions: { type: 'noteArrival', params: ({ event }) => event } },
      },
    },
    ended: { description: 'Each has what the other had.', type: 'final', entry: ['complete', 'tellReceived'] },
    broken: { description: 'It came to nothing; another link, or another member, is tried.', type: 'final', entry: 'tellReceived' },
  },
  output: ({ context }) => ({ isComplete: context.isComplete, postponed: context.postponed }),
});

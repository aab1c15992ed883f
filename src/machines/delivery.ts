// What is owed to one other peer (XI, XVI): read from the outbox, sent while there is a link, at most so many unanswered, and
// kept until each message is acknowledged or refused. A message that is refused for now holds up its own conversation only.
import { and, assign, enqueueActions, fromPromise, not, or, setup } from 'xstate';
import { backOff } from '../protocol/limits.js';
import { passingReasons } from '../protocol/reasons.js';
import {
  type DeliveryAnswer,
  type DeliveryContext,
  type DeliveryEvent,
  type DeliveryInput,
  type DeliveryNotice,
  directLane,
  type Flying,
  type Held,
  type Owed,
} from './delivery-events.js';

/** Messages read from the outbox at once. */
export const outboxPage = 64;
const heard = { isAnswered: true, isDoubted: false };

export const deliveryMachine = setup({
  types: {} as { input: DeliveryInput; context: DeliveryContext; events: DeliveryEvent; emitted: DeliveryNotice },
  actors: {
    readOutbox: fromPromise<readonly Owed[], { readonly after: string | undefined }>(() => Promise.reject()),
  },
  guards: {
    isHungry: ({ context }) => context.isMore && context.queue.length < context.limits.unanswered,
    isFlying: ({ context }) => context.flying.length > 0,
    isQueued: ({ context }) => context.queue.length > 0,
    isHolding: ({ context }) => Object.values(context.held).some(({ isHeld }) => isHeld),
    isWaitingForChat: ({ context }) => context.isWaitingForChat,
  },
  actions: {
    rememberLink: assign({ connection: (_, { connection }: { connection: string | undefined }) => connection }),
    queuePage: enqueueActions(({ context, enqueue }, { page }: { page: readonly Owed[] }) => {
      const inFlight = new Set(context.flying.map(({ messageId }) => messageId));
      const fresh = page.filter(({ messageId }) => !inFlight.has(messageId));
      const isWaiting = !context.isChatOpen && fresh.some(({ lane }) => lane === directLane);
      enqueue.assign({
        queue: [...context.queue, ...fresh.filter(({ lane }) => isFree(context, lane))],
        isMore: context.hasMissed || page.length >= outboxPage,
        hasMissed: false,
        after: page.at(-1)?.messageId ?? context.after,
        isWaitingForChat: context.isWaitingForChat || isWaiting,
      });
      if (isWaiting) enqueue.emit({ type: 'waiting' });
    }),
    /** It joins the queue, unless that is long enough or being read: then it is read from the outbox in its turn. */
    queueAdded: enqueueActions(({ context, enqueue }, { owed }: { owed: Owed }) => {
      if (context.isMore || context.queue.length >= outboxPage) return enqueue.assign({ isMore: true, hasMissed: true });
      const isWaiting = !context.isChatOpen && owed.lane === directLane;
      enqueue.assign({
        queue: isFree(context, owed.lane) ? [...context.queue, owed] : context.queue,
        after: owed.messageId,
        isWaitingForChat: context.isWaitingForChat || isWaiting,
      });
      if (isWaiting) enqueue.emit({ type: 'waiting' });
    }),
    tellWaiting: enqueueActions(({ context, enqueue }) => {
      if (context.isWaitingForChat && context.connection !== undefined) enqueue.emit({ type: 'waiting' });
    }),
    /** Everything is read anew, in its order. */
    readAgain: assign({ queue: [], isMore: true, after: undefined }),
    /** Sends what the link may carry. */
    transmit: enqueueActions(({ context, enqueue }) => {
      const { connection, limits, queue } = context;
      if (connection === undefined) return;
      const under = context.flying.filter((each) => each.connection === connection);
      // All that is under way may wait in this link, which closes when too much does.
      let bytes = limits.unsentBytes / 2 - under.reduce((sum, { size }) => sum + size, 0);
      const next: Flying[] = [];
      for (const owed of queue.slice(0, Math.max(0, limits.unanswered - under.length))) {
        bytes -= owed.size;
        if (bytes < 0 && under.length + next.length > 0) break;
        next.push({ ...owed, connection });
      }
      enqueue.assign({ queue: queue.slice(next.length), flying: [...context.flying, ...next] });
      for (const owed of next) {
        enqueue.emit({ type: 'transmit', connection, owed });
        enqueue.raise({ type: 'answer.late', connection }, { id: `answer ${owed.messageId}`, delay: 'messageTimeout' });
      }
    }),
    /**
     * What was unanswered on another link goes again by the chosen one: the other may be dead and nobody know it yet, and what
     * is new must not overtake it. Whoever has it already says so.
     */
    sendAgain: enqueueActions(({ context, enqueue }) => {
      const { connection } = context;
      if (connection === undefined) return;
      const left = context.flying.filter((each) => each.connection !== connection);
      for (const { messageId } of left) enqueue.cancel(`answer ${messageId}`);
      enqueue.assign({
        flying: context.flying.filter((each) => each.connection === connection),
        queue: [...left.filter(({ lane }) => isFree(context, lane)).map(withoutConnection), ...context.queue],
        isWaitingForChat: context.isWaitingForChat || isShut(context, left),
      });
    }),
    /** What was unanswered on a link that is gone goes again. */
    requeue: enqueueActions(({ context, enqueue }, { connection }: { connection: string }) => {
      const lost = context.flying.filter((each) => each.connection === connection);
      for (const { messageId, lane } of lost) {
        enqueue.cancel(`answer ${messageId}`);
        enqueue.emit({ type: 'changed', messageId, lane, state: 'queued', reason: undefined });
      }
      enqueue.assign({
        connection: context.connection === connection ? undefined : context.connection,
        flying: context.flying.filter((each) => each.connection !== connection),
        queue: [...lost.filter(({ lane }) => isFree(context, lane)).map(withoutConnection), ...context.queue],
        isWaitingForChat: context.isWaitingForChat || isShut(context, lost),
      });
    }),
    settle: enqueueActions(({ context, enqueue }, event: DeliveryAnswer) => {
      const { messageId, status, reason = 'refused' } = event.message;
      const isDirect = event.verb === 'DIRECT_UNICAST_NOTIFICATION';
      const owed = [...context.flying, ...context.queue].find((each) => each.messageId === messageId);
      if (!owed || (owed.lane === directLane) !== isDirect) return;
      const { lane } = owed;
      enqueue.cancel(`answer ${messageId}`);
      const flying = context.flying.filter((each) => each.messageId !== messageId);
      const queue = context.queue.filter((each) => each.messageId !== messageId);
      if (status === 'FAILURE' && passingReasons.has(reason)) {
        const attempts = (context.held[lane]?.attempts ?? 0) + 1;
        const isNew = !context.held[lane]?.isHeld;
        const held = { ...context.held, [lane]: { isHeld: true, attempts: isNew ? attempts : attempts - 1, reason } };
        enqueue.assign({ ...heard, flying, queue: queue.filter((each) => each.lane !== lane), held });
        enqueue.emit({ type: 'changed', messageId, lane, state: 'queued', reason });
        if (isNew) enqueue.raise({ type: 'lane.retry', lane }, { id: `lane ${lane}`, delay: backOffOf(attempts, context.random) });
        if (reason === 'not-accepted') enqueue.emit({ type: 'notAccepted' });
        return;
      }
      if (status === 'FAILURE' && reason === 'seq-conflict') {
        enqueue.assign({ ...heard, flying, queue });
        return enqueue.emit({ type: 'conflict', owed: withoutConnection(owed) });
      }
      const { [lane]: _, ...held } = context.held;
      enqueue.assign({ ...heard, flying, queue, ...(status === 'SUCCESS' && !context.held[lane]?.isHeld ? { held } : {}) });
      const isDelivered = status === 'SUCCESS';
      enqueue.emit({
        type: 'changed',
        messageId,
        lane,
        state: isDelivered ? 'delivered' : 'refused',
        reason: isDelivered ? undefined : reason,
      });
    }),
    release: enqueueActions(({ context, enqueue }, { lane }: { lane: string | undefined }) => {
      const held: Record<string, Held> = {};
      for (const [name, entry] of Object.entries(context.held)) {
        const isReleased = lane === undefined || lane === name;
        if (isReleased) enqueue.cancel(`lane ${name}`);
        held[name] = isReleased ? { ...entry, isHeld: false } : entry;
      }
      enqueue.assign({ held });
    }),
    /** A lane is over; without one, whatever the outbox no longer holds. */
    endLane: enqueueActions(({ context, enqueue }, { lane }: { lane: string | undefined }) => {
      const over = context.flying.filter((each) => lane === undefined || each.lane === lane);
      for (const { messageId } of over) enqueue.cancel(`answer ${messageId}`);
      const { [lane ?? '']: _, ...held } = context.held;
      enqueue.assign({ flying: context.flying.filter((each) => !over.includes(each)), held, isWaitingForChat: false });
    }),
    openChat: assign({ isChatOpen: true, isWaitingForChat: false }),
    closeChat: assign({
      isChatOpen: false,
      isWaitingForChat: ({ context }) => context.isWaitingForChat || context.queue.some(({ lane }) => lane === directLane),
      queue: ({ context }) => context.queue.filter(({ lane }) => lane !== directLane),
    }),
    listen: assign({ isAnswered: false }),
    doubt: enqueueActions(({ context, enqueue }) => {
      if (context.isAnswered || context.isDoubted || context.connection === undefined) return;
      enqueue.assign({ isDoubted: true });
      enqueue.emit({ type: 'doubtful' });
    }),
    reportLate: enqueueActions(({ enqueue }, { connection }: { connection: string }) => {
      enqueue.emit({ type: 'unanswered', connection });
    }),
  },
  delays: {
    messageTimeout: ({ context }) => 1000 * context.limits.messageTimeout,
    messageDoubt: ({ context }) => 1000 * context.limits.messageDoubt,
    storeRetry: backOff.longest,
  },
}).createMachine({
  id: 'delivery',
  context: ({ input }) => ({
    ...input,
    connection: undefined,
    queue: [],
    flying: [],
    isAnswered: false,
    isDoubted: false,
    held: {},
    isWaitingForChat: false,
    isMore: true,
    hasMissed: false,
    after: undefined,
  }),
  initial: 'reading',
  on: {
    'peerLink.chosen': { actions: [{ type: 'rememberLink', params: ({ event }) => event }, 'sendAgain', 'transmit', 'tellWaiting'] },
    'peerLink.disconnected': { actions: [{ type: 'requeue', params: ({ event }) => event }, 'transmit'] },
    'outbox.added': { actions: [{ type: 'queueAdded', params: ({ event }) => event }, 'transmit'] },
    'outbox.looked': {
      guard: 'isHolding',
      target: '.reading',
      reenter: true,
      actions: [{ type: 'release', params: { lane: undefined } }, 'readAgain'],
    },
    'outbox.moved': { target: '.reading', reenter: true, actions: 'readAgain' },
    'outbox.ended': { target: '.reading', reenter: true, actions: [{ type: 'endLane', params: ({ event }) => event }, 'readAgain'] },
    'conversation.opened': { target: '.reading', reenter: true, actions: ['openChat', 'readAgain'] },
    'conversation.closed': { actions: 'closeChat' },
    'lane.retry': { target: '.reading', reenter: true, actions: [{ type: 'release', params: ({ event }) => event }, 'readAgain'] },
    'answer.late': { actions: { type: 'reportLate', params: ({ event }) => event } },
    'wire.DIRECT_UNICAST_NOTIFICATION': { actions: [{ type: 'settle', params: ({ event }) => event }, 'transmit'] },
    'wire.DIRECT_BROADCAST_NOTIFICATION': { actions: [{ type: 'settle', params: ({ event }) => event }, 'transmit'] },
  },
  states: {
    reading: {
      description: 'The next page of the outbox is read from the disk.',
      invoke: {
        src: 'readOutbox',
        input: ({ context }) => ({ after: context.after }),
        onDone: {
          target: 'weighing',
          actions: [{ type: 'queuePage', params: ({ event }) => ({ page: event.output }) }, 'transmit'],
        },
        onError: 'stuck',
      },
    },
    stuck: { description: 'The store cannot be read; it is tried again.', after: { storeRetry: 'reading' } },
    weighing: {
      description: 'What is to be done next?',
      always: [
        { guard: 'isHungry', target: 'reading' },
        { guard: 'isFlying', target: 'inFlight' },
        { guard: 'isQueued', target: 'queued' },
        { guard: or(['isHolding', 'isWaitingForChat']), target: 'held' },
        { target: 'settled' },
      ],
    },
    queued: {
      description: 'There is something to send and no link, or its window is full.',
      always: { guard: or(['isFlying', not('isQueued'), 'isHungry']), target: 'weighing' },
    },
    inFlight: {
      description: 'Sent, and waiting for the answers.',
      entry: 'listen',
      after: { messageDoubt: { target: 'inFlight', reenter: true, actions: 'doubt' } },
      always: { guard: or([not('isFlying'), 'isHungry']), target: 'weighing' },
    },
    held: {
      description: 'What is owed was refused for now, or waits for the chat to open.',
      always: { guard: or(['isFlying', 'isQueued', 'isHungry', and([not('isHolding'), not('isWaitingForChat')])]), target: 'weighing' },
    },
    settled: {
      description: 'Nothing is owed.',
      always: { guard: or(['isFlying', 'isQueued', 'isHungry', 'isHolding', 'isWaitingForChat']), target: 'weighing' },
    },
  },
});

function isFree(context: DeliveryContext, lane: string): boolean {
  return !context.held[lane]?.isHeld && (lane !== directLane || context.isChatOpen);
}

/** Some of them wait for a chat that was closed while they were on their way. */
function isShut({ isChatOpen }: DeliveryContext, owed: readonly Owed[]): boolean {
  return !isChatOpen && owed.some(({ lane }) => lane === directLane);
}

function withoutConnection({ messageId, lane, size, parcel }: Owed): Owed {
  return { messageId, lane, size, parcel };
}

function backOffOf(attempts: number, random: () => number): number {
  return random() * Math.min(backOff.longest, backOff.first * 2 ** (attempts - 1));
}

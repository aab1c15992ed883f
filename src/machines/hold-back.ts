// The order in which a stream is shown (section 5): a message waits a moment for the one before it. There is such an actor only
// while something waits.
import { assign, enqueueActions, setup } from 'xstate';
import type { PeerLimits } from '../protocol/limits.js';

export interface HoldBackInput {
  readonly limits: Pick<PeerLimits, 'holdBack'>;
  /** The Seq that is to be shown next. */
  readonly next: number;
}

/** What whoever owns it is told: show this message. */
export interface HoldBackNotice {
  readonly type: 'show';
  readonly parcel: object;
}

export type HoldBackEvent =
  /** A message was stored. `isPatient`: the history exchange on its link may bring those before it. */
  | { readonly type: 'inbox.stored'; readonly seq: number; readonly parcel: object; readonly isPatient: boolean }
  /** That exchange is over: what is missing will not come. */
  | { readonly type: 'history.ended' }
  /** A message was refused for good: its Seq is used up. */
  | { readonly type: 'inbox.refused'; readonly seq: number }
  | { readonly type: 'wait.over'; readonly seq: number };

export interface HoldBackContext extends HoldBackInput {
  /** Stored and not shown, by Seq; without a parcel: used up. In their order. */
  readonly waiting: readonly { readonly seq: number; readonly parcel: object | undefined }[];
}

export const holdBackMachine = setup({
  types: {} as { input: HoldBackInput; context: HoldBackContext; events: HoldBackEvent; emitted: HoldBackNotice },
  guards: {
    isLate: ({ context }, { seq }: { seq: number }) => seq < context.next,
    hasAllShown: ({ context }) => context.waiting.every(({ parcel }) => parcel === undefined),
  },
  actions: {
    show: enqueueActions(({ enqueue }, { parcel }: { parcel: object }) => enqueue.emit({ type: 'show', parcel })),
    keep: enqueueActions(({ context, enqueue }, { seq, parcel, isPatient }: { seq: number; parcel?: object; isPatient?: boolean }) => {
      const others = context.waiting.filter((each) => each.seq !== seq);
      enqueue.assign({ waiting: [...others, { seq, parcel }].sort((one, other) => one.seq - other.seq) });
      if (parcel && !isPatient) enqueue.raise({ type: 'wait.over', seq }, { id: String(seq), delay: 'holdBack' });
    }),
    skipAll: assign({ next: ({ context }) => Math.max(context.next, ...context.waiting.map(({ seq }) => seq)) }),
    skipTo: assign({ next: ({ context }, { seq }: { seq: number }) => Math.max(seq, context.next) }),
    /** Everything before the next one that is missing. */
    showReady: enqueueActions(({ context, enqueue }) => {
      let { next } = context;
      const ready = context.waiting.filter(({ seq, parcel }) => {
        if (seq > next) return false;
        next = Math.max(next, seq + 1);
        if (parcel) enqueue.emit({ type: 'show', parcel });
        return true;
      });
      for (const { seq } of ready) enqueue.cancel(String(seq));
      enqueue.assign({ next, waiting: context.waiting.slice(ready.length) });
    }),
  },
  delays: {
    holdBack: ({ context }) => 1000 * context.limits.holdBack,
  },
}).createMachine({
  id: 'holdBack',
  context: ({ input }) => ({ ...input, waiting: [] }),
  initial: 'empty',
  states: {
    empty: {
      description: 'Just made, for a message that comes at once.',
      on: { 'inbox.stored': { target: 'waiting', actions: [{ type: 'keep', params: ({ event }) => event }, 'showReady'] } },
    },
    waiting: {
      description: 'A message is held back: one before it has not come yet.',
      always: { guard: 'hasAllShown', target: 'shown' },
      on: {
        'inbox.stored': [
          { guard: { type: 'isLate', params: ({ event }) => event }, actions: { type: 'show', params: ({ event }) => event } },
          { actions: [{ type: 'keep', params: ({ event }) => event }, 'showReady'] },
        ],
        'inbox.refused': { actions: [{ type: 'keep', params: ({ event }) => ({ seq: event.seq }) }, 'showReady'] },
        'history.ended': { actions: ['skipAll', 'showReady'] },
        'wait.over': { actions: [{ type: 'skipTo', params: ({ event }) => event }, 'showReady'] },
      },
    },
    shown: { description: 'All that came is shown, in its order.', type: 'final' },
  },
});

// Looks again and again for messages that were owed for too long (section 5): they are given up, and their author is told.
import { fromPromise, setup } from 'xstate';

export const outboxExpiryMachine = setup({
  actors: {
    expire: fromPromise<void>(() => Promise.reject()),
  },
  delays: {
    betweenLooks: 3_600_000,
  },
}).createMachine({
  id: 'outboxExpiry',
  initial: 'expiring',
  states: {
    expiring: {
      description: 'What waits for longer than the limit is given up.',
      invoke: { src: 'expire', onDone: 'waiting', onError: 'waiting' },
    },
    waiting: { description: 'Until the next look.', after: { betweenLooks: 'expiring' } },
  },
});

// The registry as a whole: it opens what it needs, serves, and says goodbye before it stops (section 3, GOODBYE).
import { emit, fromCallback, fromPromise, setup } from 'xstate';
import { longestTimer } from '../protocol/limits.js';

export interface RegistryInput {
  /** ms with nobody there until `idle` is told; `undefined`: never. */
  readonly idleTime: number | undefined;
}

export type RegistryEvent =
  | { readonly type: 'visitor.arrived' }
  /** No link and no session is left. */
  | { readonly type: 'visitors.gone' }
  | { readonly type: 'registry.close' };

export const registryMachine = setup({
  types: {
    context: {} as RegistryInput, // how XState declares types, here and below
    events: {} as RegistryEvent,
    input: {} as RegistryInput,
    emitted: {} as { readonly type: 'idle' },
  },
  actors: {
    /** Store, certificate authority, ports. */
    openRegistry: fromPromise<void>(async () => {}),
    /** Takes out members who have been away for too long, again and again. */
    expiry: fromCallback(() => {}),
    /** GOODBYE to everybody; done when every link is closed. */
    dismissEverybody: fromPromise<void>(async () => {}),
    closeRegistry: fromPromise<void>(async () => {}),
  },
  guards: { mayBeIdle: ({ context }) => context.idleTime !== undefined },
  actions: { reportIdle: emit({ type: 'idle' }) },
  delays: {
    idleTime: ({ context }) => Math.min(context.idleTime ?? longestTimer, longestTimer),
    drainTimeout: 2500,
  },
}).createMachine({
  id: 'registry',
  context: ({ input }) => input,
  initial: 'starting',
  states: {
    starting: {
      description: 'Stores, keys and listeners are opened.',
      invoke: { src: 'openRegistry', onDone: 'serving', onError: 'failed' },
    },
    serving: {
      description: 'It takes links and answers.',
      invoke: { src: 'expiry' },
      initial: 'vacant',
      on: { 'registry.close': 'draining' },
      states: {
        vacant: {
          description: 'Nobody is connected and nobody counts as online.',
          after: { idleTime: { guard: 'mayBeIdle', target: 'unused', actions: 'reportIdle' } },
          on: { 'visitor.arrived': 'occupied' },
        },
        occupied: { description: 'Somebody is connected, or counts as online.', on: { 'visitors.gone': 'vacant' } },
        unused: {
          description: 'Vacant for so long that whoever runs it was told.',
          on: { 'visitor.arrived': 'occupied' },
        },
      },
    },
    draining: {
      description: 'No new links; those that are hear GOODBYE and are waited for a little.',
      invoke: { src: 'dismissEverybody', onDone: 'stopping', onError: 'stopping' },
      after: { drainTimeout: 'stopping' },
    },
    stopping: { description: 'Listeners and stores are closed.', invoke: { src: 'closeRegistry', onDone: 'stopped', onError: 'stopped' } },
    stopped: { description: 'Nothing is open any more.', type: 'final' },
    failed: { description: 'It could not start.', type: 'final' },
  },
});

// What a model of a machine's surroundings is: a small chart of what the other side, the transport, the user, the clock and the
// store can do, and of what is to be seen then. Paths through it are walked by the production programs (walk.ts).
//
// How to write one:
//  1. The chart has no `invoke` and no `after`: time is an event too (`time.passes`). Its events are the stimuli.
//  2. A transition says what the surroundings see because of it: `actions: sees('alice: GOODBYE (closing)')`, or params that
//     are worked out of context and event: `actions: { type: 'see', params: ({ event }) => ({ lines: […] }) }`. Exactly those
//     lines are to come, those of one observer (what stands before the first `: `) in this order; none stand for silence.
//  3. A state says in which states the production actor is then: `meta: isIn('stranger.greeted.idle')`; all of them.
//  4. What the surroundings remember is in its context, small and JSON; states are told apart by value and context.
//  5. An event that a state does not take is no stimulus there: one that is to change nothing needs a transition that sees
//     nothing. What every state has to meet (all messages of the table) is listed in `everywhere`.
import type { AnyStateMachine, EventObject } from 'xstate';
import type { Inspector } from '../../../src/actors/inspection.js';

/** Links in memory and a clock that the path turns; or TLS, TCP and UDP on 127.0.0.1, with the same clock. */
export type Carrier = 'memory' | 'sockets';

/** Where a path is to be walked. */
export interface Place {
  readonly carrier: Carrier;
  /** For every production program that is opened: coverage is counted by it. */
  readonly inspect: Inspector;
}

/** Production programs and their surroundings, made anew for each path. */
export interface World {
  /** Lets everything happen that takes no time. Over sockets it is asked again and again until the step is as expected. */
  settle(): Promise<void>;
  /** What the surroundings have seen since they were asked last: `alice: AUTH <SUCCESS> <200>`. */
  seen(): readonly string[];
  /** The active states of the production actor under test, dotted, parents too; `['gone']` when there is none. */
  states(): readonly string[];
  /** Ends everything, whatever the path has left. */
  close(): Promise<void>;
}

export interface Model<W extends World = World> {
  /** For the tests' titles; the machine's name in the catalogue, or several. */
  readonly name: string;
  /** The machines of the catalogue of which the model's paths take every state, transition and side of a guard. */
  readonly covers: readonly string[];
  readonly chart: AnyStateMachine;
  /** Steps of the longest simple path that is walked; every transition of the chart is walked, whatever the bound. */
  readonly bound: number;
  /** Of simple paths over sockets; 0, the standard: only so many as take every transition of the chart. */
  readonly boundOverSockets?: number;
  /** Stimuli that carry something. A type that is not among them is sent bare. */
  readonly events?: readonly EventObject[];
  /**
   * Stimuli (of `events`) that every state takes which is not final: a state that does not is an error. One where they cannot
   * reach the production actor has the tag `deaf`; one whose like meets them in this or another model the tag `elsewhere`.
   */
  readonly everywhere?: readonly EventObject[];
  /** One stimulus that is all of `everywhere` in a row: a state may take that in their place. */
  readonly allAtOnce?: EventObject;
  /** Opens the world in the chart's initial state. */
  readonly open: (place: Place) => Promise<W>;
  /** Does in the world what the stimulus says, by its type; each has one. */
  readonly executors: { readonly [type: string]: (world: W, event: never) => unknown };
}

/** Lines that are to be seen, as the chart's action `see` takes them, and states of the actor besides those of `meta`. */
export interface Sight {
  readonly lines: readonly string[];
  readonly states?: readonly string[];
}

/** For `setup({ actions })` of a chart. It does nothing: the walk reads what it would be given. */
export const seeing = { see: (_: unknown, _sight: Sight): void => {} };

/** The action of a transition: these lines are to be seen, in this order. */
export const sees = (...lines: string[]): { readonly type: 'see'; readonly params: Sight } => ({ type: 'see', params: { lines } });

/** The `meta` of a state: the production actor is in these states then. */
export const isIn = (...states: string[]): StateMeta => ({ is: states });

export interface StateMeta {
  readonly is: readonly string[];
}

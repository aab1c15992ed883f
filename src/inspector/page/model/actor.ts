// One actor as the recording tells of it, and the states that it was in.
import type { ActorEntry, StateEntry } from '../../../recording/format.js';

export interface Actor {
  readonly key: string;
  readonly entry: ActorEntry;
  readonly node: string;
  readonly id: string;
  readonly machine: string | undefined;
  readonly parent: Actor | undefined;
  readonly children: Actor[];
  readonly born: number;
  ended: number | undefined;
  /** In their order. */
  readonly states: State[];
}

export interface State {
  /** The event that brought it about. */
  readonly from: number;
  readonly entry: StateEntry;
  /** `online.idle` */
  readonly text: string;
}

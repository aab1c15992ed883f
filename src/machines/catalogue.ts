// Every machine, with what its page says of it: the charts, their tests and the inspector are made from this list.
import type { AnyStateMachine } from 'xstate';

export interface MachineEntry {
  readonly name: string;
  readonly machine: AnyStateMachine;
  readonly file: string;
  readonly side: 'registry' | 'peer';
  /** Of the protocol page. */
  readonly exchanges: string;
  readonly what: string;
}

export const catalogue: readonly MachineEntry[] = [];

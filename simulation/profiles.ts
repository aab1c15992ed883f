// What is stored at the users of a simulation, to be held against what they were shown.
import type { Ledger } from './ledger.js';
import type { Wall } from './life.js';

/** Of one user. */
export interface Profile {
  readonly name: string;
  readonly wall: Wall;
  /** Rows of it, asked without the program's knowledge. */
  messageRows<Row>(query: string): readonly Row[];
}

export interface Profiles {
  readonly ledger: Ledger;
  readonly peers: readonly Profile[];
}

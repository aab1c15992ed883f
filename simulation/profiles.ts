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

/** A message of somebody else's. */
export interface Stored {
  /** Its place in the order of storing. */
  readonly id: number;
  readonly author: string;
  /** Its conversation and stream. */
  readonly place: string;
  readonly seq: number;
  readonly message_id: string;
  readonly text: string;
  readonly stored_at: number;
  /** Who brought it, in lower case: its author, or who handed it on. */
  readonly bringer: string;
}

const others = `SELECT id, author, conversation || ' ' || author || ' ' || stream AS place, seq, message_id, text, stored_at,
    lower(coalesce(forwarded_by, author)) AS bringer FROM message WHERE author != '' ORDER BY id`;

/** All that is stored of others. */
export function storedOfOthers(profile: Profile): readonly Stored[] {
  return profile.messageRows<Stored>(others);
}

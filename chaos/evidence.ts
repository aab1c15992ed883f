// What a run leaves behind, for checks.ts to judge.
import type { StoredMessage } from '../src/store/peer-store.js';

/** A message that a program took: its author was promised that it is kept. */
export interface Taken {
  /** A name, or `#room`. */
  readonly target: string;
  readonly text: string;
}

/** A message as a program showed it. */
export interface Shown {
  readonly line: string;
  readonly at: number;
  /** In which life of the program, from 1. */
  readonly life: number;
}

/** One process of a node, from its start to its end. ms since 1970. */
export interface Life {
  readonly startedAt: number;
  onlineAt: number | undefined;
  endedAt: number | undefined;
  /** `killed`, `quit`, or how it ended by itself. */
  end: string | undefined;
  errors: string;
  /** The disk was full to it at some time. */
  wasFull: boolean;
}

/** What the program of a user says at the end, when everything is settled. */
export interface LastWords {
  /** By room: who else is a member, and the host. */
  readonly rooms: ReadonlyMap<string, { readonly host: string; readonly members: readonly string[]; readonly away: readonly string[] }>;
  /** Who else is online. */
  readonly users: readonly string[];
  /** All rooms of the registry: members and capacity. */
  readonly listed: ReadonlyMap<string, { readonly members: number; readonly capacity: number }>;
  /** The texts that `/history` gives of the lobby. */
  readonly lobby: readonly string[];
  readonly exitCode: number | string | null;
}

export interface UserEvidence {
  readonly name: string;
  readonly lives: readonly Life[];
  readonly taken: readonly Taken[];
  readonly shown: readonly Shown[];
  /** Everything in its profile, in the order of its `/history`. */
  readonly stored: readonly StoredMessage[];
  readonly lastWords: LastWords | undefined;
}

export interface Evidence {
  readonly users: readonly UserEvidence[];
  readonly registry: readonly Life[];
  /** Members who never changed, by room. */
  readonly rooms: ReadonlyMap<string, readonly string[]>;
  /** What was still owed, or not back, when the time to settle was over. */
  readonly unsettled: readonly string[];
}

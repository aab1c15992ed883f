// What is known of the sentences of docs/protocol.md that no check has as its own: which checks show them too, or why none can.

export interface Coverage {
  /** Beginnings of sentences, each of exactly one. */
  readonly of: readonly string[];
  /** These show it as well. */
  readonly checks?: readonly string[];
  /** Why nobody can see it over a socket. */
  readonly why?: string;
}

export const words = 'it only says what things are called, or leads to what follows';
export const inside = 'it is done inside a program, and nothing of it shows on the wire';
export const person = 'it is between a program and its user';
export const choice = 'it is a choice: programs may do otherwise';
export const long = 'it takes a minute or more; tests with a clock that can be turned show it of ours';
export const many = 'it needs many addresses, or more at once than one address may do';

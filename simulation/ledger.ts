// What the users of a simulation did and saw: what the invariants are checked against. It outlives every crash.
import type { ChatMessage, DeliveryChange } from '../src/actors/peer/api.js';

/** A message that somebody wrote. Texts are unique. */
export interface Written {
  readonly author: string;
  readonly text: string;
  /** The room's or the recipient's name. */
  readonly to: string;
  readonly isRoom: boolean;
  /** Its id, once the call was fulfilled: from then on it must not get lost. */
  id: string | undefined;
}

export interface Shown {
  readonly message: ChatMessage;
  /** ms of the simulation. */
  readonly at: number;
  /** Which life of the program showed it. */
  readonly life: number;
}

export class Ledger {
  readonly written = new Map<string, Written>();
  /** What each user was shown, in its order. */
  readonly shown = new Map<string, Shown[]>();
  /** Whom an author was told to have it: `id recipient`. */
  readonly delivered = new Set<string>();
  /** What must not be, as soon as it is seen. */
  readonly problems: string[] = [];

  write(message: Written): void {
    this.written.set(message.text, message);
  }

  show(user: string, shown: Shown): void {
    const all = this.shown.get(user) ?? [];
    this.shown.set(user, all);
    all.push(shown);
  }

  deliver({ messageId, recipient, state }: DeliveryChange): void {
    if (state === 'delivered') this.delivered.add(`${messageId} ${recipient}`);
  }

  problem(what: string): void {
    this.problems.push(what);
  }
}

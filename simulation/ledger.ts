// What the users of a simulation did and saw: what the invariants are checked against. It outlives every crash.
import type { ChatMessage, DeliveryChange } from '../src/actors/peer/api.js';
import { nameKey } from '../src/protocol/names.js';
import type { Exchange } from './trace.js';

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

/** That a message is stored; its id is the last field. */
const answered = /^DIRECT_(UNICAST|BROADCAST)_NOTIFICATION <SUCCESS>/;

export class Ledger {
  readonly written = new Map<string, Written>();
  /** What each user was shown, in its order. */
  readonly shown = new Map<string, Shown[]>();
  /** Whom an author was told to have it: `id recipient`. */
  readonly delivered = new Set<string>();
  /** When somebody has first answered that it has a message, by `receiver id`; ms of the simulation. */
  readonly storedAt = new Map<string, number>();
  /** When two have told each other what they have of a room; names in lower case. */
  readonly summaries: { readonly between: ReadonlySet<string>; readonly at: number }[] = [];
  /** When somebody's clock was set, or its machine fell asleep. */
  readonly jumps: { readonly who: string; readonly at: number }[] = [];
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

  /** A frame or datagram is sent: some say what the order in which messages are shown depends on. */
  said({ at, from, to, text }: Exchange): void {
    if (text.startsWith('HISTORY_SUMMARY')) this.summaries.push({ between: new Set([nameKey(from), nameKey(to)]), at });
    if (!answered.test(text)) return;
    const key = `${from} ${text.slice(text.lastIndexOf('<') + 1, -1)}`;
    if (!this.storedAt.has(key)) this.storedAt.set(key, at);
  }

  problem(what: string): void {
    this.problems.push(what);
  }
}

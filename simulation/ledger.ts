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

/** A message by its author and its id. */
export interface Known {
  readonly from: string;
  readonly id: string;
}

/** That a message is stored, with its author and its id. */
const answered = /^DIRECT_(?:UNICAST|BROADCAST)_NOTIFICATION <SUCCESS> <200> <([^>]*)> <([^>]*)>/;

/** Of what somebody has answered. */
export const answerKey = (receiver: string, author: string, messageId: string): string => `${receiver} ${nameKey(author)} ${messageId}`;

export class Ledger {
  readonly written = new Map<string, Written>();
  /** What each user was shown, in its order. */
  readonly shown = new Map<string, Shown[]>();
  /** What a program had stored and rightly not shown yet when it was killed, by its user. */
  readonly killedWith = new Map<string, Known[]>();
  /** Whom an author was told to have it: `id recipient`. */
  readonly delivered = new Set<string>();
  /** When somebody has first answered that it has a message, by `answerKey`; ms of the simulation. */
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
    const [, author, messageId] = answered.exec(text) ?? [];
    if (author === undefined || messageId === undefined) return;
    const key = answerKey(from, author, messageId);
    if (!this.storedAt.has(key)) this.storedAt.set(key, at);
  }

  problem(what: string): void {
    this.problems.push(what);
  }
}

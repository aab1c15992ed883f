// What a companion needs of the circle, and what it tells it.
import type { Dialler, Location, PeerMessageEvent } from '../../../machines/peer-wire.js';
import type { OutgoingMessage } from '../../../store/peer-store.js';
import type { Endpoint } from '../../../transport/link.js';
import type { PeerContext } from '../context.js';
import type { Contacts } from './contacts.js';

/** What it needs of the circle; `Companion` is what it is itself. */
export interface Surroundings<Companion> {
  readonly context: PeerContext;
  readonly contacts: Contacts;
  /** Where it is to be found. */
  locate(companion: Companion, address: Endpoint | undefined): Promise<Location>;
  /** XI and XVI. */
  received(companion: Companion, connection: string, event: InboxEvent): void;
  /** What it is to do with history: a link to use, one that is gone, and what came by one. */
  readonly historian: LinkHistory<Companion>;
  /** Sends a message that is owed, and remembers that it was. */
  transmit(companion: Companion, connection: string, message: OutgoingMessage): void;
  /** What has become of a message of this user's. */
  settled(companion: Companion, change: Settlement): void;
  /** The place of a message is taken. */
  conflicted(companion: Companion, message: OutgoingMessage): void;
  /** What is owed to it, or what is direct, waits for a reason. */
  waits(companion: Companion, reason: string, kind?: 'direct'): void;
  /** It shows another key than the remembered one. */
  keyChanged(companion: Companion): void;
  /** An attempt to reach it has failed. */
  unreached(companion: Companion, reason: string, attempts: number): void;
  /** Its state has changed: it may be that nothing is left to do. */
  changed(companion: Companion): void;
}

/** What happens on a link that has to do with history. */
export interface LinkHistory<Companion> {
  chosen(companion: Companion, connection: string, dialledBy: Dialler): void;
  disconnected(companion: Companion, connection: string): void;
  hear(companion: Companion, connection: string, event: HistoryEvent): void;
  /** Whether the answer was to a message that was handed on. */
  settle(companion: Companion, event: Extract<PeerMessageEvent, { verb: 'DIRECT_BROADCAST_NOTIFICATION' }>): boolean;
}

export type HistoryEvent = Extract<PeerMessageEvent, { verb: 'HISTORY_SUMMARY' | 'HISTORY_SUMMARY_RESPONSE' | 'ERROR' }>;
export type InboxEvent = Extract<PeerMessageEvent, { verb: 'DIRECT_MESSAGE' | 'DIRECT_BROADCAST' }>;

export interface Settlement {
  readonly messageId: string;
  readonly lane: string;
  readonly state: 'queued' | 'delivered' | 'refused';
  readonly reason: string | undefined;
}

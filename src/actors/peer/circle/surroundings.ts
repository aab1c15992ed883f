// What a companion needs of the circle, and what it tells it.
import type { Location, PeerMessageEvent } from '../../../machines/peer-wire.js';
import type { OutgoingMessage } from '../../../store/peer-store.js';
import type { Endpoint } from '../../../transport/link.js';
import type { PeerContext } from '../context.js';
import type { Companion } from './companion.js';
import type { Contacts } from './contacts.js';
import type { Historian } from './historian.js';

/** What it needs of the circle. */
export interface Surroundings {
  readonly context: PeerContext;
  readonly contacts: Contacts;
  /** Where it is to be found. */
  locate(companion: Companion, address: Endpoint | undefined): Promise<Location>;
  /** XI and XVI. */
  received(companion: Companion, connection: string, event: InboxEvent): void;
  /** What it is to do with history: a link to use, one that is gone, and what came by one. */
  readonly historian: Pick<Historian, 'chosen' | 'disconnected' | 'hear' | 'settle'>;
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

export type InboxEvent = Extract<PeerMessageEvent, { verb: 'DIRECT_MESSAGE' | 'DIRECT_BROADCAST' }>;

export interface Settlement {
  readonly messageId: string;
  readonly lane: string;
  readonly state: 'queued' | 'delivered' | 'refused';
  readonly reason: string | undefined;
}

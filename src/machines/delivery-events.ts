// What a delivery is made with, hears and tells.
import type { PeerLimits } from '../protocol/limits.js';
import type { PeerMessageEvent } from './peer-wire.js';

export interface DeliveryInput {
  readonly limits: Pick<PeerLimits, 'unanswered' | 'unsentBytes' | 'messageTimeout' | 'messageDoubt'>;
  /** In [0, 1): spreads the back-off. */
  readonly random: () => number;
  /** Direct messages may be sent. */
  readonly isChatOpen: boolean;
}

/** The lane of direct messages; that of a room is its id. */
export const directLane = 'direct';

/** A message that is owed. */
export interface Owed {
  readonly messageId: string;
  /** Its conversation. */
  readonly lane: string;
  /** Bytes on the wire, about. */
  readonly size: number;
  /** The message itself, which only its sender can read. */
  readonly parcel: object;
}

/** What whoever owns it is told, by `actor.on`. */
export type DeliveryNotice =
  | { readonly type: 'transmit'; readonly connection: string; readonly owed: Owed }
  | {
      readonly type: 'changed';
      readonly messageId: string;
      readonly lane: string;
      readonly state: 'queued' | 'delivered' | 'refused';
      readonly reason: string | undefined;
    }
  /** Its place is taken by another message: it needs a new one. */
  | { readonly type: 'conflict'; readonly owed: Owed }
  /** Nobody has answered for a while: another link may do. */
  | { readonly type: 'doubtful' }
  /** Nobody answers on this link. */
  | { readonly type: 'unanswered'; readonly connection: string }
  /** Direct messages wait until the chat is open. */
  | { readonly type: 'waiting' }
  | { readonly type: 'notAccepted' };

export type DeliveryAnswer = Extract<PeerMessageEvent, { verb: 'DIRECT_UNICAST_NOTIFICATION' | 'DIRECT_BROADCAST_NOTIFICATION' }>;

export type DeliveryEvent =
  | DeliveryAnswer
  | { readonly type: 'peerLink.chosen'; readonly connection: string | undefined }
  | { readonly type: 'peerLink.disconnected'; readonly connection: string }
  /** It is in the outbox. */
  | { readonly type: 'outbox.added'; readonly owed: Owed }
  /** Nothing is owed there any more: the recipient left, or it took too long. */
  | { readonly type: 'outbox.ended'; readonly lane: string | undefined }
  /** A message has a new place. */
  | { readonly type: 'outbox.moved' }
  /** The world has changed: what was refused for now may be taken. */
  | { readonly type: 'outbox.looked' }
  | { readonly type: 'conversation.opened' }
  | { readonly type: 'conversation.closed' }
  | { readonly type: 'answer.late'; readonly connection: string }
  | { readonly type: 'lane.retry'; readonly lane: string };

export interface Flying extends Owed {
  readonly connection: string;
}

export interface Held {
  readonly isHeld: boolean;
  readonly attempts: number;
  readonly reason: string;
}

export interface DeliveryContext extends DeliveryInput {
  readonly connection: string | undefined;
  /** In their order; none of a lane that is held. */
  readonly queue: readonly Owed[];
  /** On the wire, unanswered. */
  readonly flying: readonly Flying[];
  /** An answer came since the last look; none has come since the link was doubted, which it is once. */
  readonly isAnswered: boolean;
  readonly isDoubted: boolean;
  /** Lanes that were refused for now. */
  readonly held: Readonly<Record<string, Held>>;
  /** Direct messages are owed, and the chat is not open. */
  readonly isWaitingForChat: boolean;
  /** The outbox holds more than was read … */
  readonly isMore: boolean;
  /** … and got something while it was being read … */
  readonly hasMissed: boolean;
  /** … after this one. */
  readonly after: string | undefined;
}

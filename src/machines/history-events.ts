// What a history exchange is made with, hears and tells.
import type { PeerLimits } from '../protocol/limits.js';
import type { WireEvent } from '../protocol/message-codec.js';
import type { peerWire } from './peer-wire.js';

/** How much somebody has of one stream. */
export interface SummaryLine {
  /** `undefined`: this user. */
  readonly author: string | undefined;
  readonly stream: string;
  readonly through: number;
}

/** Seqs of a stream that this side lacks and the other has. */
export interface Missing extends Omit<SummaryLine, 'through'> {
  readonly from: number;
  readonly to: number;
}

/** What a comparison finds: what to forward, by its number in the store, and what is still to come. */
export interface Comparison {
  readonly forward: readonly number[];
  readonly missing: readonly Missing[];
}

/** Where a message is in its stream. */
export interface Place extends Omit<SummaryLine, 'through'> {
  readonly seq: number;
}

/** A message to hand on. */
export interface Forward {
  readonly id: number;
  /** As it stands in the answer. */
  readonly author: string;
  readonly messageId: string;
  /** Bytes on the wire, about. */
  readonly size: number;
  /** The message itself, which only its sender can read. */
  readonly parcel: object;
}

type FromWire<Verb> = Extract<WireEvent<typeof peerWire>, { verb: Verb }>;
/** Parts of a summary, and what it says. */
export type SummaryRequest = FromWire<'HISTORY_SUMMARY'> & { readonly lines: readonly SummaryLine[] };
export type SummaryAnswer = FromWire<'HISTORY_SUMMARY_RESPONSE'> & { readonly lines: readonly SummaryLine[] };

export interface HistoryExchangeInput {
  readonly limits: Pick<PeerLimits, 'unanswered' | 'unsentBytes' | 'messageTimeout'>;
  /** The other side began with this; without it, this side begins. */
  readonly request: SummaryRequest | undefined;
  /** Both may begin at once: then the smaller name's request goes on, and the other side's is only answered. */
  readonly isSmaller: boolean;
  /** Makes the numbers of this side's requests. */
  readonly newRequestId: () => string;
}

/** What whoever owns it is told, by `actor.on`. */
export type HistoryNotice =
  | {
      readonly type: 'ask';
      readonly requestId: string;
      readonly from: string | undefined;
      readonly next: string | undefined;
      readonly lines: readonly SummaryLine[];
    }
  | {
      readonly type: 'answer';
      readonly requestId: string | undefined;
      readonly next: string | undefined;
      readonly lines: readonly SummaryLine[];
    }
  /** It goes on from nowhere. */
  | { readonly type: 'refuse'; readonly requestId: string | undefined }
  /** There is something to forward: one exchange at a time does so on a link. */
  | { readonly type: 'ready' }
  | { readonly type: 'forward'; readonly forward: Forward }
  /** Nothing more is forwarded. */
  | { readonly type: 'forwarded' }
  /** Nothing more is to come. */
  | { readonly type: 'received' }
  /** Nobody answers on this link. */
  | { readonly type: 'unanswered' };

export type HistoryExchangeEvent =
  | SummaryRequest
  | SummaryAnswer
  /** The other side does not know this exchange. */
  | FromWire<'ERROR'>
  | FromWire<'DIRECT_BROADCAST_NOTIFICATION'>
  /** A message of the room came by this link, whatever became of it. */
  | ({ readonly type: 'inbox.arrived' } & Place)
  /** It is this exchange's turn to forward. */
  | { readonly type: 'history.turn' }
  /** The link is gone, or this user is no member any more. */
  | { readonly type: 'circle.stop' }
  | { readonly type: 'answer.late' };

export interface HistoryExchangeContext extends HistoryExchangeInput {
  /** This side's lines, in pages. */
  readonly pages: readonly (readonly SummaryLine[])[];
  /** How many of them the other side has. */
  readonly told: number;
  readonly theirs: readonly SummaryLine[];
  /** Where the other side's lines go on; `undefined`: they are complete. */
  readonly theirNext: string | undefined;
  readonly asked: string | undefined;
  /** Ids of what is to be forwarded and was not read yet. */
  readonly unread: readonly number[];
  readonly queue: readonly Forward[];
  readonly flying: readonly Forward[];
  readonly given: readonly number[];
  /** Refused for good. */
  readonly refused: readonly number[];
  /** What came before it was known what lacks. */
  readonly arrived: readonly Place[];
  readonly missing: readonly Missing[];
  /** A request of the other side's that is no part of this exchange. */
  readonly postponed: SummaryRequest | undefined;
  /** A refusal that is not the message's: nothing more is forwarded now. */
  readonly isStopped: boolean;
  readonly isComplete: boolean;
}

export interface HistoryExchangeOutput {
  /** Both sides said what they have, and this one forwarded it. */
  readonly isComplete: boolean;
  /** What the other side has asked meanwhile: its turn is now. */
  readonly postponed: SummaryRequest | undefined;
}

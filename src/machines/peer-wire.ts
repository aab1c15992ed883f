// What a link between peers speaks (section 5), and what peer-connection, peer-link and its owner say to each other.
import type { Frame } from '../protocol/frame.js';
import type { Endpoint, LinkEnd, LinkInfo } from '../protocol/link-events.js';
import type { WireEvent } from '../protocol/message-codec.js';
import { betweenPeers } from '../protocol/messages.js';

/** What is spoken between peers. */
export const peerWire = betweenPeers;
export type PeerWireEvent = WireEvent<typeof peerWire>;
/** What is for others than the link itself; an ERROR that is about one request only. */
export type PeerMessageEvent = Exclude<PeerWireEvent, { verb: 'GOODBYE' }>;

/** How a link comes about; only the link actor can read it. */
export interface LinkSource {
  readonly open: unknown;
}

export type Dialler = 'self' | 'peer';

/** What became of the check of the other side's certificates and key. */
export type Judgement =
  /** `lifetime`: ms until the first of the two certificates expires; `certificate`: the other side's, DER. */
  | { readonly verdict: 'trusted'; readonly certificate: Uint8Array; readonly lifetime: number }
  | { readonly verdict: 'changed'; readonly remembered: string; readonly shown: string }
  | { readonly verdict: 'refused'; readonly why: string };

/** Why a connection is over. */
export interface ConnectionEnd {
  readonly cause:
    | LinkEnd['cause']
    /** The other side said GOODBYE; `detail` is its Reason. */
    | 'goodbye'
    /** Another key than the remembered one. */
    | 'changed'
    /** A message had no answer. */
    | 'unanswered'
    | 'unused'
    | 'replaced'
    /** A certificate has: dial anew. */
    | 'expired'
    /** The other side broke the protocol. */
    | 'faulty';
  readonly detail: string;
  /** Seconds, if the other side asked for patience. */
  readonly retryAfter?: number | undefined;
}

/** What the parent is told. */
export type ConnectionReport =
  | { readonly type: 'connection.up'; readonly connection: string; readonly info: LinkInfo; readonly certificate: Uint8Array }
  | { readonly type: 'connection.changedKey'; readonly remembered: string; readonly shown: string }
  | { readonly type: 'connection.received'; readonly connection: string; readonly event: PeerMessageEvent }
  | { readonly type: 'connection.down'; readonly connection: string; readonly end: ConnectionEnd };

/** What the parent may ask for. */
export type ConnectionCommand =
  /** `isAnswer`: to a message (XI, XVI). */
  | { readonly type: 'circle.send'; readonly frame: Frame; readonly isAnswer: boolean }
  /** Another link took over: its dialler closes it after the answers due. */
  | { readonly type: 'circle.supersede' }
  | { readonly type: 'circle.close' }
  /** Nobody answers on it. */
  | { readonly type: 'circle.drop' };

/** Where the other peer is. */
export type Location =
  /** `wait`: ms until its address may be dialled again. */
  | { readonly found: 'address'; readonly source: LinkSource; readonly wait: number }
  /** `isTold`: the registry tells when that changes. */
  | { readonly found: 'nothing'; readonly reason: string; readonly isTold: boolean };

/** What whoever owns it is told, by `actor.on`. */
export type PeerLinkNotice =
  | {
      readonly type: 'connected';
      readonly connection: string;
      readonly dialledBy: Dialler;
      readonly certificate: Uint8Array;
      readonly remote: Endpoint;
    }
  | { readonly type: 'disconnected'; readonly connection: string }
  /** From now on messages go there; `undefined`: nowhere. */
  | { readonly type: 'chosen'; readonly connection: string | undefined }
  | { readonly type: 'received'; readonly connection: string; readonly event: PeerMessageEvent }
  /** An attempt to reach it has failed. */
  | { readonly type: 'unreached'; readonly reason: string; readonly attempts: number }
  /** More links than a peer may have. */
  | { readonly type: 'surplus'; readonly source: LinkSource }
  | { readonly type: 'keyChanged'; readonly remembered: string; readonly shown: string };

export type PeerLinkEvent =
  | ConnectionReport
  | { readonly type: 'circle.want'; readonly isWanted: boolean }
  /** The registry said where it is, just now. */
  | { readonly type: 'circle.seen'; readonly address: Endpoint }
  /** This user is online again: ask anew. */
  | { readonly type: 'circle.look' }
  /** It dialled this peer; `id` is the link's. */
  | { readonly type: 'circle.offer'; readonly source: LinkSource }
  | { readonly type: 'circle.send'; readonly connection: string; readonly frame: Frame; readonly isAnswer: boolean }
  /** What was said on the chosen link has had no answer for a while: another one is made beside it. */
  | { readonly type: 'circle.doubt' }
  /** Nobody answers on this link. */
  | { readonly type: 'circle.drop'; readonly connection: string }
  | { readonly type: 'circle.acceptKey' }
  /** Ends every link, in order; the next want or offer makes a new one. */
  | { readonly type: 'circle.hangUp' }
  /** The same, for good. */
  | { readonly type: 'circle.close' }
  | { readonly type: 'path.settled'; readonly id: string };

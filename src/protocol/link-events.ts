// What a link tells the machine that owns it. The types stand here, below both: machines know no transport.
import type { Frame } from './frame.js';
import type { Reason } from './reasons.js';

/** Why a link is no more. */
export interface LinkEnd {
  readonly cause: /** No connection came about: refused, unreachable, or no handshake in time. */
    | 'unreachable'
    /** Another TLS version or ALPN, no TLS at all, or no certificate where one is due. */
    | 'handshake'
    /** `verify` said no; `detail` is what it said. */
    | 'distrusted'
    /** The other side ended it in order. */
    | 'ended'
    /** It broke: reset, or an error of the system. */
    | 'lost'
    /** More than `unsentBytes` waited. */
    | 'too-slow'
    /** This side closed it, by `end`, `destroy` or the listener's `close`. */
    | 'closed';
  /** For logs and people; never a secret. */
  readonly detail: string;
}

/** An address of a TCP or UDP port. */
export interface Endpoint {
  /** An IP literal as section 3 writes it: no brackets, no zone, IPv4-mapped as IPv4. */
  readonly host: string;
  readonly port: number;
}

/** What is known of a link once it is up. */
export interface LinkInfo {
  readonly remote: Endpoint;
  /** The certificates that the other side showed, DER, leaf first; empty without TLS or when it showed none. */
  readonly chain: readonly Uint8Array[];
}

/** The link's own events; `link.closed` comes last, exactly once. */
export type LinkEvent =
  | { readonly type: 'link.up'; readonly info: LinkInfo }
  | { readonly type: 'link.frame'; readonly frame: Frame }
  /** Framing is lost: no frame follows. */
  | { readonly type: 'link.fault'; readonly reason: Extract<Reason, 'malformed-frame' | 'frame-too-large'>; readonly detail: string }
  | { readonly type: 'link.closed'; readonly end: LinkEnd };

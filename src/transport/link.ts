// The contract of a link and of the network that makes them. TLS, TCP and memory carry it; test/transport/ holds one suite
// for all of them.
//
//  1. Frames arrive whole, in order, once, and only while the owner has asked for them with `take`. What is not taken
//     is not read: at most one socket buffer and one frame wait here, and the sender feels it. After a frame, the other
//     side's end is told only when the next one was asked for: until then an answer can still be sent.
//  2. `send` never blocks and never drops. More than `unsentBytes` waiting closes the link with `too-slow`.
//  3. Writes of one turn of the event loop leave together; Nagle's delay is off.
//  4. `up` comes once, after the handshake and `verify`, before any frame; a link that fails earlier only says `closed`.
//  5. `fault` comes at most once: framing is lost, no frame follows, but `send` and `end` still work.
//  6. `closed` comes exactly once and last, whoever closed; after `destroy` it comes too. Nothing else follows.
//  7. `end(last)` sends its frame, ends this side, reads and discards up to 256 KiB, 2 s or the end, then closes
//     (docs/protocol.md, section 2, "Closing"); no frame is given out after it was called.
//  8. Handlers are never called from inside a method of the link, but later in that turn or after it; one that throws
//     destroys its link, not the process.
import type { Frame } from '../protocol/frame.js';
import type { FrameError } from '../protocol/frame-decoder.js';
import type { Endpoint, LinkEnd, LinkInfo } from '../protocol/link-events.js';

export type { Endpoint, LinkEnd, LinkInfo };

/** What the owner of a link is told. */
export interface LinkHandlers {
  up(info: LinkInfo): void;
  frame(received: Frame): void;
  fault(error: FrameError): void;
  closed(end: LinkEnd): void;
}

/** One end of a link. */
export interface Link {
  readonly remote: Endpoint;
  /** Bytes (decrypted) taken from the wire since the link was made. */
  readonly bytesRead: number;
  /** Bytes waiting to leave. */
  readonly unsent: number;
  /** Asks for so many frames more; not before `up`. */
  take(frames?: number): void;
  send(message: Frame): void;
  end(last?: Frame): void;
  destroy(): void;
}

/** Says why a certificate chain (DER, leaf first) is not to be trusted, or `undefined` when it is. */
export type Verify = (chain: readonly Uint8Array[]) => string | undefined;

/** A private key and its certificates, PEM, leaf first. */
export interface Credentials {
  readonly key: string;
  readonly chain: string;
}

/** How TLS is done on a link; `undefined` in its place is plain TCP. */
export interface TlsOptions {
  /** The only protocol that both sides take (RFC 7301). */
  readonly alpn: string;
  /** Of this side. A listener asks at every new link, so a renewed certificate needs no new listener. */
  readonly credentials?: () => Credentials;
  /** A listener: whether the dialling side must show a certificate. */
  readonly mutual?: boolean;
  /** Judges what the other side showed. A listener that asks for no certificate is not asked. */
  readonly verify?: Verify;
}

export interface DialOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsOptions | undefined;
  /** ms from now until `up`, else `closed` with `unreachable`. */
  readonly timeout: number;
  readonly unsentBytes: number;
  /** Sent after what waits when the link closes with `too-slow`, as by `end`; without it such a link breaks at once. */
  readonly tooSlow?: Frame;
}

export interface ListenOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  readonly tls: TlsOptions | undefined;
  /** ms from the connection until `up`. */
  readonly timeout: number;
  readonly unsentBytes: number;
  /** Sent after what waits when the link closes with `too-slow`, as by `end`; without it such a link breaks at once. */
  readonly tooSlow?: Frame;
}

export interface Listener {
  readonly address: Endpoint;
  /** Takes no new links; those that are stay. */
  close(): Promise<void>;
}

/** A port for datagrams. One that cannot be delivered is lost in silence, as the network's own are. */
export interface DatagramPort {
  readonly address: Endpoint;
  send(bytes: Uint8Array, to: Endpoint): void;
  close(): Promise<void>;
}

/** Called at the connection, before any handshake: refuse by returning `undefined`, else say who owns the link. */
export type Accept = (link: Link) => LinkHandlers | undefined;

/** A network: the machine's own, or one in memory. */
export interface Network {
  /** Always returns at once; failures come as `closed`. */
  dial(options: DialOptions, handlers: LinkHandlers): Link;
  /** @throws the system's error when the address cannot be had. */
  listen(options: ListenOptions, accept: Accept): Promise<Listener>;
  /** @throws the system's error when the address cannot be had. */
  bind(at: Endpoint, received: (bytes: Uint8Array, from: Endpoint) => void): Promise<DatagramPort>;
}

// The handshake of a memory link: what TLS would agree on and check, in the order in which TLS 1.3 does, with no cipher.
import { objection } from './certificate-judgement.js';
import type { FramedLink } from './framed-link.js';
import type { Credentials, Endpoint, LinkEnd, TlsOptions } from './link.js';

/** One side of a handshake. */
export interface Side {
  readonly link: FramedLink;
  /** Where its other end is. */
  readonly remote: Endpoint;
  readonly tls: TlsOptions | undefined;
  /** As asked for when the link was made. */
  readonly credentials: Credentials | undefined;
}

/** The dialling side is up first; `then` lets the way back take its time before the other side judges. */
export function shakeHands(dialling: Side, accepting: Side, then: (task: () => void) => void): void {
  if (!dialling.link.isOpening || !accepting.link.isOpening) return;
  const refusal = disagreement(dialling.tls, accepting.tls);
  if (refusal) {
    // Who speaks no TLS does not know of the handshake
    settle(dialling, dialling.tls ? refusal : []);
    settle(accepting, accepting.tls ? refusal : []);
    return;
  }
  settle(dialling, judge(dialling, accepting, true));
  then(() => {
    if (accepting.link.isOpening) settle(accepting, judge(accepting, dialling, accepting.tls?.mutual ?? false));
  });
}

function settle(side: Side, outcome: readonly Uint8Array[] | LinkEnd): void {
  if ('cause' in outcome) side.link.fail(outcome);
  else side.link.opened({ remote: side.remote, chain: outcome });
}

function disagreement(one: TlsOptions | undefined, other: TlsOptions | undefined): LinkEnd | undefined {
  if (one?.alpn === other?.alpn) return undefined;
  return { cause: 'handshake', detail: one && other ? 'no application protocol' : 'the other side does not speak TLS' };
}

function judge(side: Side, other: Side, mustShow: boolean): readonly Uint8Array[] | LinkEnd {
  if (!side.tls || !mustShow) return [];
  const chain = readChain(other.credentials);
  if (chain.length === 0) return { cause: 'handshake', detail: 'no certificate was shown' };
  const why = objection(side.tls, chain);
  return why === undefined ? chain : { cause: 'distrusted', detail: why };
}

function readChain(credentials: Credentials | undefined): Uint8Array[] {
  const certificates = credentials?.chain.matchAll(/-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g) ?? [];
  return [...certificates].map(([, base64 = '']) => Uint8Array.from(Buffer.from(base64, 'base64')));
}

// TLS 1.3 around a TCP socket (docs/protocol.md, section 1): exactly one ALPN, no resumption, and trust that is ours to judge.
import { constants, type X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { connect, createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { objection } from './certificate-judgement.js';
import type { Credentials, LinkEnd, TlsOptions } from './link.js';

/** What the handshake left to judge. */
export type Judgement = { readonly chain: readonly Uint8Array[] } | { readonly refusal: LinkEnd };

/** The side that was dialled. */
export function wrapAccepted(socket: Socket, options: TlsOptions): TLSSocket {
  const secure = new TLSSocket(socket, {
    isServer: true,
    secureContext: secureContext(options.credentials?.()),
    ALPNProtocols: [options.alpn],
    requestCert: options.mutual ?? false,
    rejectUnauthorized: false,
  });
  // Only tls.Server switches on the 'error' event for what goes wrong after the handshake; without it a bad record would
  // leave the socket as it is for ever.
  secure.on('_tlsError', (error: Error) => secure.destroy(error));
  return secure;
}

/** The side that dials. */
export function wrapDialled(socket: Socket, options: TlsOptions): TLSSocket {
  return connect({
    socket,
    secureContext: secureContext(options.credentials?.()),
    ALPNProtocols: [options.alpn],
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
}

/** Judges a socket whose handshake is over. */
export function judge(secure: TLSSocket, options: TlsOptions, isDialled: boolean): Judgement {
  if (secure.getProtocol() !== 'TLSv1.3') return refuse('handshake', `TLS version ${secure.getProtocol()}`);
  if (secure.alpnProtocol !== options.alpn) return refuse('handshake', `not the protocol ${options.alpn}`);
  const mustShow = isDialled || (options.mutual ?? false);
  const chain = mustShow ? shownChain(secure) : [];
  if (mustShow && chain.length === 0) return refuse('handshake', 'no certificate was shown');
  const why = mustShow ? objection(options, chain) : undefined;
  return why === undefined ? { chain } : refuse('distrusted', why);
}

function refuse(cause: LinkEnd['cause'], detail: string): Judgement {
  return { refusal: { cause, detail } };
}

/** More certificates than this are nobody's honest chain. */
const longestChain = 8;

function shownChain(secure: TLSSocket): Uint8Array[] {
  const chain: Uint8Array[] = [];
  let next: X509Certificate | undefined = secure.getPeerX509Certificate();
  while (next && chain.length < longestChain) {
    chain.push(Uint8Array.from(next.raw));
    next = next.issuerCertificate;
  }
  return chain;
}

const keptContexts = 4;
const contexts = new Map<string, SecureContext>();

/** Making one costs milliseconds, so the last few are kept, by what they were made of. */
function secureContext(credentials: Credentials | undefined): SecureContext {
  const identity = credentials ? `${credentials.key}\n${credentials.chain}` : '';
  const kept = contexts.get(identity);
  contexts.delete(identity);
  const context = kept ?? makeContext(credentials);
  contexts.set(identity, context);
  for (const oldest of contexts.keys()) {
    if (contexts.size <= keptContexts) break;
    contexts.delete(oldest);
  }
  return context;
}

function makeContext(credentials: Credentials | undefined): SecureContext {
  return createSecureContext({
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    secureOptions: constants.SSL_OP_NO_TICKET,
    sessionIdContext: 'parley',
    ca: [], // nobody's: `verify` judges, and the system's need not be loaded
    ...(credentials ? { key: credentials.key, cert: credentials.chain } : {}),
  });
}

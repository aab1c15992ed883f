// The registry under test, and the sockets that the kit opens to it (docs/protocol.md, section 1).
import { X509Certificate } from 'node:crypto';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import type { RegistryAddress } from '../../protocol/addresses.js';
import type { RegistryLimits } from '../../protocol/limits.js';
import { Mismatch, Unchecked } from '../check.js';
import { RawLink } from '../raw-link.js';
import type { Transcript } from '../transcript.js';

export interface RegistryTarget {
  readonly address: RegistryAddress;
  /** What the registry was started with; its own flags, given to the kit as well. */
  readonly limits: RegistryLimits;
  /** How long an answer may take, ms. */
  readonly patience: number;
  /** The longest wait that a check may take, ms. */
  readonly longestWait: number;
}

export const alpn = 'parley-registry/1';

/** A TLS link that is up. @throws Mismatch */
export async function dialTls(
  { address, patience }: RegistryTarget,
  transcript: Transcript,
  options: ConnectionOptions = {},
): Promise<{ link: RawLink; socket: TLSSocket }> {
  if (address.isPlain) throw new Unchecked('the link says that this registry has no TLS');
  // Anybody is believed here: certificates have checks of their own.
  const socket = connectTls({ host: address.host, port: address.port, rejectUnauthorized: false, ALPNProtocols: [alpn], ...options });
  const link = new RawLink(socket, { transcript, label: transcript.nextLabel(), patience });
  await connected(socket, 'secureConnect', 'a TLS handshake', patience);
  return { link, socket };
}

/** A TCP connection, nothing more. @throws Mismatch */
export async function dialTcp({ address, patience }: RegistryTarget, transcript: Transcript): Promise<RawLink> {
  const socket = connectTcp({ host: address.host, port: address.port });
  const link = new RawLink(socket, { transcript, label: transcript.nextLabel(), patience });
  await connected(socket, 'connect', 'a connection', patience);
  return link;
}

export async function dial(target: RegistryTarget, transcript: Transcript): Promise<RawLink> {
  return target.address.isPlain ? dialTcp(target, transcript) : (await dialTls(target, transcript)).link;
}

/** What the registry showed in the handshake, leaf first. */
export function chainOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (let shown = socket.getPeerCertificate(true); shown.raw && chain.length < 5; shown = shown.issuerCertificate) {
    const certificate = new X509Certificate(shown.raw);
    if (chain.some(({ fingerprint256 }) => fingerprint256 === certificate.fingerprint256)) break;
    chain.push(certificate);
    if (!shown.issuerCertificate) break;
  }
  return chain;
}

/** Whether the kit and the registry are on one machine, by the address that it dials. */
export function isOnLoopback({ address }: RegistryTarget): boolean {
  const { host } = address;
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function connected(socket: Socket, event: string, expected: string, patience: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Mismatch(expected, `nothing for ${patience} ms`)), patience);
    socket.once(event, () => {
      clearTimeout(timer);
      resolve();
    });
    const fail = () => {
      clearTimeout(timer);
      reject(new Mismatch(expected, 'the end of the connection'));
    };
    socket.once('error', fail).once('close', fail);
  });
}

// Addresses as the wire and people write them (docs/protocol.md, sections 1 and 3): IP literals and registry links.
import { isIP, isIPv6 } from 'node:net';

/** Where a registry is, and which CA it must have. */
export interface RegistryAddress {
  /** An IP literal without brackets, or a host name in lower case. */
  readonly host: string;
  readonly port: number;
  /** SHA-256 of the CA's public key, base64url; without it the CA is trusted on first use. */
  readonly fingerprint?: string;
  /** TCP without TLS. */
  readonly isPlain: boolean;
}

/** The port of a registry whose link names none. */
export const registryPort = 7070;

/** Characters of the fingerprint in a link: 32 bytes in base64url. */
export const fingerprintLength = 43;

const linkPattern = new RegExp(
  String.raw`^(?:parley(\+plain)?://)?(?:\[([^\]]*)\]|([^[\]:/#]*))(?::(\d{1,5}))?/?(?:#([A-Za-z0-9_-]{${fingerprintLength}}))?$`,
  'i',
);
const namePattern = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;

/** Reads `parley://HOST:PORT#FINGERPRINT`, `parley+plain://HOST:PORT` or a bare `HOST:PORT`; `undefined` when it is none. */
export function parseRegistryLink(text: string): RegistryAddress | undefined {
  const trimmed = text.trim();
  if (isIpLiteral(trimmed)) return { host: normalizeHost(trimmed), port: registryPort, isPlain: false };
  const match = linkPattern.exec(trimmed);
  if (!match) return undefined;
  const [, plain, v6, name = '', digits, fingerprint] = match;
  const host = v6 ?? name;
  const port = digits === undefined ? registryPort : Number(digits);
  const isHost = v6 === undefined ? isHostName(host) : isIPv6(host) && isIpLiteral(host);
  if (!isHost || port < 1 || port > 65_535 || (plain && fingerprint)) return undefined;
  const address = { host: normalizeHost(host), port, isPlain: plain !== undefined };
  return fingerprint === undefined ? address : { ...address, fingerprint };
}

/** The link of a registry, as `parseRegistryLink` reads it. */
export function printRegistryLink(address: RegistryAddress): string {
  const scheme = address.isPlain ? 'parley+plain' : 'parley';
  const fingerprint = address.fingerprint === undefined ? '' : `#${address.fingerprint}`;
  return `${scheme}://${addressKey(address.host, address.port)}${fingerprint}`;
}

/** `HOST:PORT` in lower case, an IPv6 literal in brackets: what a registry is remembered under. */
export function addressKey(host: string, port: number): string {
  const written = normalizeHost(host);
  return written.includes(':') ? `[${written}]:${port}` : `${written}:${port}`;
}

/** Whether this is an IP address, without brackets or zone. */
export function isIpLiteral(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%');
}

/** Whether this is the machine itself. */
export function isLoopback(host: string): boolean {
  const written = normalizeHost(host);
  return written === 'localhost' || written === '::1' || (written.startsWith('127.') && isIP(written) === 4);
}

/** Whether a peer may say that it is reached there: an IP literal, not unspecified, multicast or broadcast. */
export function isUsablePeerHost(ip: string): boolean {
  if (!isIpLiteral(ip)) return false;
  const written = normalizeHost(ip);
  if (isIP(written) === 6) return written !== '::' && !written.startsWith('ff');
  const first = Number(written.slice(0, written.indexOf('.')));
  return written !== '0.0.0.0' && written !== '255.255.255.255' && (first < 224 || first > 239);
}

/** What rate limits count by: an IPv4 address itself, the /64 of an IPv6 address. */
export function addressBlock(ip: string): string {
  const written = normalizeHost(ip);
  if (isIP(written) !== 6) return written;
  return `${printGroups([...readGroups(written).slice(0, 4), 0, 0, 0, 0])}/64`;
}

/**
 * An IP literal as the wire writes it: no brackets, no zone, IPv4-mapped as IPv4, IPv6 as in RFC 5952. Any other host in
 * lower case.
 */
export function normalizeHost(host: string): string {
  // Neither an IPv6 literal, which has colons, nor anything to rewrite.
  if (/^[a-z0-9._-]*$/.test(host)) return host;
  const bare = host.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  if (!isIPv6(bare)) return host.toLowerCase();
  const groups = readGroups(bare);
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return isMapped ? `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}` : printGroups(groups);
}

/** Digits and dots alone are no name, so that no resolver takes them for an address. */
function isHostName(host: string): boolean {
  return isIP(host) === 4 || (namePattern.test(host) && !/^[\d.]*$/.test(host));
}

/** The eight groups of a valid IPv6 literal. */
function readGroups(ip: string): number[] {
  const [head = '', tail] = ip.split('::');
  const front = readPart(head);
  if (tail === undefined) return front;
  const back = readPart(tail);
  return [...front, ...Array<number>(8 - front.length - back.length).fill(0), ...back];
}

function readPart(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

/** RFC 5952: lower case, no leading zeros, the first of the longest runs of two or more zero groups as `::`. */
function printGroups(groups: readonly number[]): string {
  const words = groups.map((group) => group.toString(16));
  const run = longestZeroRun(groups);
  if (run.length < 2) return words.join(':');
  return `${words.slice(0, run.start).join(':')}::${words.slice(run.start + run.length).join(':')}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  let length = 0;
  groups.forEach((group, at) => {
    length = group === 0 ? length + 1 : 0;
    if (length > longest.length) longest = { start: at - length + 1, length };
  });
  return longest;
}

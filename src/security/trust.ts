// Whether the certificates that somebody shows are to be trusted (docs/protocol.md, section 1, "Certificates"; section 5).
// Garbage is refused, never thrown: all of this comes from the network.
import { X509Certificate } from 'node:crypto';
import { clockSkew } from '../protocol/limits.js';
import { isP256, spkiFingerprint } from './identity.js';
import { Judged } from './judged.js';

const serverAuth = '1.3.6.1.5.5.7.3.1';
const clientAuth = '1.3.6.1.5.5.7.3.2';
/** A leaf and its CA are two; a chain of more than this is not looked at. */
const longestChain = 10;

export interface Distrusted {
  readonly ok: false;
  /** For logs and people. */
  readonly why: string;
}

export interface TrustedRegistry {
  readonly ok: true;
  /** The CA's certificate, DER. */
  readonly authority: Uint8Array;
  /** The CA's. */
  readonly fingerprint: string;
}

export interface DistrustedRegistry extends Distrusted {
  /** The chain ends at a CA, but at another than the expected one. */
  readonly isOtherAuthority: boolean;
  /** That CA's fingerprint. */
  readonly shown?: string;
}

export interface TrustedAuthor {
  readonly ok: true;
  /** In lower case. */
  readonly name: string;
  readonly keyFingerprint: string;
}

/** ms since 1970. */
interface CertificateLife {
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface TrustedPeer extends TrustedAuthor, CertificateLife {}

const peers = new Judged<{ readonly author: TrustedAuthor; readonly life: CertificateLife; readonly authorityLife: CertificateLife }>();
interface JudgedRegistry extends Omit<TrustedRegistry, 'ok'> {
  readonly life: CertificateLife;
  readonly authorityLife: CertificateLife;
}

const registries = new Judged<JudgedRegistry>();
/** Bytes; ours have 500. */
const mostKept = 2048;
/** Read, and nothing more. */
const certificates = new Judged<X509Certificate>();
/** Of those, the ones that are authorities: each new certificate is shown together with the same one. */
const authorities = new WeakSet<X509Certificate>();
const authors = new Judged<{ readonly author: TrustedAuthor; readonly life: CertificateLife }>();

/**
 * SHA-256 of the DER SubjectPublicKeyInfo of a certificate (DER), base64url.
 * @throws Error when it is no certificate.
 */
export function certificateFingerprint(der: Uint8Array): string {
  return fingerprintOf(readCertificate(der));
}

/**
 * The CN of a certificate (DER).
 * @throws Error when it is no certificate.
 */
export function commonName(der: Uint8Array): string | undefined {
  return /^CN=(.+)$/m.exec(readCertificate(der).subject)?.[1];
}

/** The certificates of a PEM text, DER, in its order. What is no certificate's PEM is skipped; what is inside is not checked. */
export function parseChain(pem: string): Uint8Array[] {
  const blocks = pem.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g);
  return Array.from(blocks, ([, body = '']) => Buffer.from(body, 'base64'));
}

/**
 * Judges what a registry showed (DER, leaf first, at least its CA among the rest), at `now` (ms since 1970). With a fingerprint
 * expected, no other CA will do; else it is the one that issued the leaf.
 */
export function verifyRegistryChain(
  chain: readonly Uint8Array[],
  expectedFingerprint: string | undefined,
  now: number,
): TrustedRegistry | DistrustedRegistry {
  try {
    const { authority, fingerprint, life, authorityLife } = registries.of([expectedFingerprint ?? '', ...chain], () =>
      judgeRegistry(readChain(chain), expectedFingerprint),
    );
    checkTime(authorityLife, now, "the authority's certificate");
    checkTime(life, now, "the registry's certificate");
    return { ok: true, authority, fingerprint };
  } catch (error) {
    if (!(error instanceof OtherAuthority)) return { ...distrust(error), isOtherAuthority: false };
    return { ...distrust(error), isOtherAuthority: true, shown: error.shown };
  }
}

function judgeRegistry(chain: readonly X509Certificate[], expected: string | undefined): JudgedRegistry {
  const [leaf, ...rest] = chain;
  if (!leaf) throw new Distrust('no certificate was shown');
  const issuer = rest.find((each) => isAuthority(each) && isIssuedBy(leaf, each));
  const authority = expected === undefined ? issuer : rest.find((each) => fingerprintOf(each) === expected);
  if (!authority) {
    if (!issuer) throw new Distrust('the chain does not hold the authority that issued its first certificate');
    throw new OtherAuthority(fingerprintOf(issuer));
  }
  checkAuthority(authority);
  checkLeaf(leaf, authority);
  if (leaf.subjectAltName !== 'URI:parley-registry:1') throw new Distrust("the certificate is not a registry's");
  if (!isUsage(leaf, [serverAuth])) throw new Distrust('the certificate is for other uses than a registry');
  return { authority: authority.raw, fingerprint: fingerprintOf(authority), life: lifeOf(leaf), authorityLife: lifeOf(authority) };
}

/** Judges what a peer showed (DER, leaf first) against the pinned CA (DER), at `now` (ms since 1970). */
export function verifyPeerChain(chain: readonly Uint8Array[], authority: Uint8Array, now: number): TrustedPeer | Distrusted {
  try {
    const { author, life, authorityLife } = peers.of([authority, ...chain], () => {
      const [leaf] = readChain(chain);
      if (!leaf) throw new Distrust('no certificate was shown');
      const pinned = readCertificate(authority);
      return { author: judgePeer(leaf, pinned), life: lifeOf(leaf), authorityLife: lifeOf(pinned) };
    });
    checkTime(authorityLife, now, "the authority's certificate");
    checkTime(life, now, "the peer's certificate");
    return { ...author, ...life };
  } catch (error) {
    return distrust(error);
  }
}

/**
 * Judges the certificate (DER) of the author of a forwarded message that was sent at `sentAt` (ms since 1970), against the
 * pinned CA (DER). Whether it is in its time now does not matter.
 */
export function verifyAuthorCertificate(der: Uint8Array, authority: Uint8Array, sentAt: number): TrustedAuthor | Distrusted {
  try {
    const { author, life } = authors.of([authority, der], () => {
      const leaf = readCertificate(der);
      return { author: judgePeer(leaf, readCertificate(authority)), life: lifeOf(leaf) };
    });
    if (!(sentAt <= life.notAfter + clockSkew)) throw new Distrust('the message was sent after the certificate had expired');
    return author;
  } catch (error) {
    return distrust(error);
  }
}

function judgePeer(leaf: X509Certificate, authority: X509Certificate): TrustedAuthor {
  checkAuthority(authority);
  checkLeaf(leaf, authority);
  // Node joins several names with ", " and quotes a name that holds anything out of the ordinary, so only a lone URI of
  // these plain characters can look like this.
  const name = /^URI:parley:([a-z0-9][a-z0-9._-]{0,31})$/.exec(leaf.subjectAltName ?? '')?.[1];
  if (name === undefined) throw new Distrust("the certificate is not a peer's");
  if (!isUsage(leaf, [serverAuth, clientAuth])) throw new Distrust('the certificate is for other uses than a peer');
  if (!isP256(leaf.publicKey)) throw new Distrust("the peer's key is not on P-256");
  return { ok: true, name, keyFingerprint: fingerprintOf(leaf) };
}

/** Why a chain is refused; never leaves this file. */
class Distrust extends Error {}

class OtherAuthority extends Distrust {
  constructor(readonly shown: string) {
    super('the certificate is from another authority than the expected one');
  }
}

function distrust(error: unknown): Distrusted {
  return { ok: false, why: error instanceof Distrust ? error.message : 'a certificate is unreadable' };
}

function readChain(chain: readonly Uint8Array[]): X509Certificate[] {
  if (chain.length > longestChain) throw new Distrust('the chain is too long');
  return chain.map(readCertificate);
}

function readCertificate(der: Uint8Array): X509Certificate {
  // Strangers too show what they like: nothing large of it is kept.
  if (der.length > mostKept) return new X509Certificate(der);
  return certificates.of([der], () => new X509Certificate(der));
}

function fingerprintOf(certificate: X509Certificate): string {
  return spkiFingerprint(certificate.publicKey.export({ type: 'spki', format: 'der' }));
}

function isAuthority(certificate: X509Certificate): boolean {
  return certificate.ca && isIssuedBy(certificate, certificate);
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function checkAuthority(authority: X509Certificate): void {
  if (authorities.has(authority)) return;
  if (!isAuthority(authority)) throw new Distrust('the authority is none');
  authorities.add(authority);
}

function checkLeaf(leaf: X509Certificate, authority: X509Certificate): void {
  if (leaf.ca) throw new Distrust("the certificate is an authority's own");
  if (!isIssuedBy(leaf, authority)) throw new Distrust('the certificate was not issued by the authority');
}

function lifeOf({ validFrom, validTo }: X509Certificate): CertificateLife {
  return { notBefore: Date.parse(validFrom), notAfter: Date.parse(validTo) };
}

function checkTime({ notBefore, notAfter }: CertificateLife, now: number, what: string): void {
  // Written so that an unreadable time is refused too.
  if (!(now >= notBefore - clockSkew)) throw new Distrust(`${what} is not valid yet`);
  if (!(now <= notAfter + clockSkew)) throw new Distrust(`${what} has expired`);
}

function isUsage(certificate: X509Certificate, usages: readonly string[]): boolean {
  const given: readonly string[] = certificate.keyUsage ?? [];
  return given.length === usages.length && usages.every((usage) => given.includes(usage));
}

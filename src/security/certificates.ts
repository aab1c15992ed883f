// The three kinds of certificate that a registry makes (docs/protocol.md, section 1, "Certificates"; RFC 5280, section 4.2).
import { createPrivateKey, createPublicKey, type webcrypto } from 'node:crypto';
import type { Extension } from '@peculiar/x509';
import { nameKey } from '../protocol/names.js';
import type { Runtime } from '../support/runtime.js';
import { ecdsa, importSigningKey } from './identity.js';
import { loadX509 } from './x509.js';

const hour = 3_600_000;
const day = 24 * hour;
/** A server certificate with less than this left is renewed, ms. */
export const renewServerBefore = 30 * day;

const serverAuth = '1.3.6.1.5.5.7.3.1';
const clientAuth = '1.3.6.1.5.5.7.3.2';
const authorityName = [{ CN: ['parley registry CA'] }];

/** A CA that is ready to sign. */
export interface Signer {
  readonly key: webcrypto.CryptoKey;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
}

export async function signerFrom(keyPem: string): Promise<Signer> {
  return { key: await importSigningKey(keyPem), spki: spkiOf(keyPem) };
}

/** The DER SubjectPublicKeyInfo that belongs to a private key (PEM). */
export function spkiOf(keyPem: string): Buffer {
  return createPublicKey(createPrivateKey(keyPem)).export({ type: 'spki', format: 'der' });
}

/** The CA's own certificate, PEM: 10 years, for signing certificates of its own leaves and revocation lists only. */
export async function makeAuthorityCertificate(signer: Signer, runtime: Runtime): Promise<string> {
  const x509 = await loadX509();
  const usages = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;
  return makeCertificate(signer, runtime, {
    subject: authorityName,
    spki: signer.spki,
    notAfter: yearsFrom(runtime.now(), 10),
    extensions: [new x509.BasicConstraintsExtension(true, 0, true), new x509.KeyUsagesExtension(usages, true)],
  });
}

/** The registry's leaf for a key (DER SubjectPublicKeyInfo), PEM: 1 year. */
export async function makeServerCertificate(signer: Signer, spki: Uint8Array, runtime: Runtime): Promise<string> {
  return makeCertificate(signer, runtime, {
    subject: [{ CN: ['parley registry'] }],
    spki,
    notAfter: yearsFrom(runtime.now(), 1),
    extensions: await leafExtensions(signer, 'parley-registry:1', [serverAuth]),
  });
}

/** A peer's leaf for a key (DER SubjectPublicKeyInfo) and a name as registered, PEM: 24 hours. */
export async function makePeerCertificate(signer: Signer, spki: Uint8Array, name: string, runtime: Runtime): Promise<string> {
  return makeCertificate(signer, runtime, {
    subject: [{ CN: [name] }],
    spki,
    notAfter: new Date(runtime.now() + day),
    extensions: await leafExtensions(signer, `parley:${nameKey(name)}`, [clientAuth, serverAuth]),
  });
}

async function leafExtensions(signer: Signer, uri: string, usages: string[]): Promise<Extension[]> {
  const x509 = await loadX509();
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension(usages),
    new x509.SubjectAlternativeNameExtension([{ type: 'url', value: uri }]),
    await x509.AuthorityKeyIdentifierExtension.create(signer.spki),
  ];
}

interface Contents {
  readonly subject: { CN: string[] }[];
  readonly spki: Uint8Array;
  readonly notAfter: Date;
  readonly extensions: readonly Extension[];
}

async function makeCertificate(signer: Signer, runtime: Runtime, contents: Contents): Promise<string> {
  const x509 = await loadX509();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(runtime),
    subject: contents.subject,
    issuer: authorityName,
    notBefore: new Date(runtime.now() - hour),
    notAfter: contents.notAfter,
    publicKey: contents.spki,
    signingKey: signer.key,
    signingAlgorithm: ecdsa,
    extensions: [...contents.extensions, await x509.SubjectKeyIdentifierExtension.create(contents.spki)],
  });
  return `${certificate.toString('pem')}\n`;
}

function yearsFrom(time: number, years: number): Date {
  const date = new Date(time);
  date.setUTCFullYear(date.getUTCFullYear() + years);
  return date;
}

/** 126 random bits in 16 bytes, the first of which is neither zero nor negative: one spelling in DER. */
function newSerial(runtime: Runtime): string {
  const serial = runtime.randomBytes(16);
  serial.writeUInt8((serial.readUInt8(0) & 0x7f) | 0x40, 0);
  return serial.toString('hex');
}

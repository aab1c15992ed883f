// Makes the certificates that no registry of ours would issue, for the tests of trust.ts.
import { webcrypto } from 'node:crypto';
import type { Extension, JsonGeneralName } from '@peculiar/x509';
import { loadX509 } from '../../src/security/x509.js';

export const now = Date.UTC(2026, 0, 15, 12);
export const minute = 60_000;
export const hour = 60 * minute;
export const clientAuth = '1.3.6.1.5.5.7.3.2';
export const serverAuth = '1.3.6.1.5.5.7.3.1';

export interface Made {
  readonly der: Uint8Array;
  readonly name: string;
  readonly keys: webcrypto.CryptoKeyPair;
}

export interface Wanted {
  /** Signs it; itself when missing. */
  readonly by?: Made;
  readonly name?: string;
  readonly keys?: webcrypto.CryptoKeyPair;
  readonly isAuthority?: boolean;
  readonly names?: readonly JsonGeneralName[] | undefined;
  readonly usages?: readonly string[] | undefined;
  readonly from?: number;
  readonly to?: number;
  readonly more?: readonly Extension[];
}

export function newKeys(namedCurve = 'P-256'): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve }, true, ['sign', 'verify']);
}

export async function make(wanted: Wanted): Promise<Made> {
  const x509 = await loadX509();
  const keys = wanted.keys ?? (await newKeys());
  const name = wanted.name ?? 'somebody';
  const extensions: Extension[] = [
    new x509.BasicConstraintsExtension(wanted.isAuthority ?? false, undefined, true),
    ...(wanted.more ?? []),
  ];
  if (wanted.names) extensions.push(new x509.SubjectAlternativeNameExtension([...wanted.names]));
  if (wanted.usages) extensions.push(new x509.ExtendedKeyUsageExtension([...wanted.usages]));
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ CN: [name] }],
    issuer: [{ CN: [wanted.by?.name ?? name] }],
    notBefore: new Date(wanted.from ?? now - hour),
    notAfter: new Date(wanted.to ?? now + 24 * hour),
    publicKey: keys.publicKey,
    signingKey: (wanted.by?.keys ?? keys).privateKey,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions,
  });
  return { der: new Uint8Array(certificate.rawData), name, keys };
}

export function makeAuthority(wanted: Wanted = {}): Promise<Made> {
  return make({ name: 'CA', isAuthority: true, to: now + 1000 * hour, ...wanted });
}

export const uri = (value: string): JsonGeneralName => ({ type: 'url', value });

/** A peer's, as a registry would issue it, but for what is wanted otherwise. */
export function makePeer(by: Made, wanted: Wanted = {}): Promise<Made> {
  return make({ by, name: 'Alice', names: [uri('parley:alice')], usages: [clientAuth, serverAuth], ...wanted });
}

/** A registry's, but for what is wanted otherwise. */
export function makeServer(by: Made, wanted: Wanted = {}): Promise<Made> {
  return make({ by, name: 'registry', names: [uri('parley-registry:1')], usages: [serverAuth], ...wanted });
}

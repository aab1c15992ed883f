// A peer's own key and its request for a certificate (docs/protocol.md, section 3: III, RENEW).
import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import { Judged } from './judged.js';
import { loadX509 } from './x509.js';

/** By a hash of the key, of which nothing is kept: to read one takes a millisecond. */
const fingerprints = new Judged<string>();

/** How the library and WebCrypto name ECDSA with P-256 and SHA-256. */
export const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A new P-256 key: PKCS#8, PEM. */
export async function newIdentityKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** A PEM PKCS#10 request for the key, with CN = name. The registry takes only the key. */
export async function certificateRequest(keyPem: string, name: string): Promise<string> {
  const x509 = await loadX509();
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [name] }],
    keys: { privateKey: await importSigningKey(keyPem), publicKey: await importVerifyingKey(keyPem) },
    signingAlgorithm: ecdsa,
  });
  return `${request.toString('pem')}\n`;
}

/** SHA-256 of the DER SubjectPublicKeyInfo of a key (PEM, private or public), base64url: what a key is remembered by. */
export function keyFingerprint(keyPem: string): string {
  return fingerprints.of([keyPem], () => spkiFingerprint(createPublicKey(keyPem).export({ type: 'spki', format: 'der' })));
}

/** SHA-256 of a DER SubjectPublicKeyInfo, base64url. */
export function spkiFingerprint(spki: Uint8Array): string {
  return createHash('sha256').update(spki).digest('base64url');
}

/** Whether a key is on P-256, the only curve of the protocol. */
export function isP256(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
}

/** A P-256 private key (PEM) as WebCrypto wants it. */
export function importSigningKey(keyPem: string): Promise<webcrypto.CryptoKey> {
  const pkcs8 = createPrivateKey(keyPem).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', pkcs8, ecdsa, false, ['sign']);
}

function importVerifyingKey(keyPem: string): Promise<webcrypto.CryptoKey> {
  const spki = createPublicKey(keyPem).export({ type: 'spki', format: 'der' });
  return webcrypto.subtle.importKey('spki', spki, ecdsa, true, ['verify']);
}

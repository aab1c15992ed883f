// Reads what a peer hands in to be certified (docs/protocol.md, section 3: III, RENEW). It may be anything.
import { createPublicKey } from 'node:crypto';
import { isP256, spkiFingerprint } from './identity.js';
import { loadX509 } from './x509.js';

/** A request that was found good. All that is taken from it is the key. */
export interface CertificateRequest {
  /** SHA-256 of the DER SubjectPublicKeyInfo, base64url. */
  readonly keyFingerprint: string;
}

/** What is behind a CertificateRequest; only `inspectRequest` makes one. */
export class InspectedRequest implements CertificateRequest {
  readonly keyFingerprint: string;

  constructor(
    /** DER SubjectPublicKeyInfo. */
    readonly spki: Uint8Array,
  ) {
    this.keyFingerprint = spkiFingerprint(spki);
  }
}

/** A request for a P-256 key takes about 400 characters; room for a long name and attributes. */
const longest = 8192;

/** A PEM PKCS#10 request whose key is on P-256 and signed it; `undefined` for anything else. Never rejected. */
export async function inspectRequest(pem: string): Promise<InspectedRequest | undefined> {
  if (pem.length > longest) return undefined;
  const body = /^\s*-----BEGIN CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE REQUEST-----\s*$/.exec(pem)?.[1];
  if (body === undefined) return undefined;
  const x509 = await loadX509();
  try {
    const request = new x509.Pkcs10CertificateRequest(Buffer.from(body, 'base64'));
    const key = createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: 'der', type: 'spki' });
    // The curve first: a huge key of another kind would make the check of the signature dear.
    if (!isP256(key) || !(await request.verify())) return undefined;
    return new InspectedRequest(key.export({ type: 'spki', format: 'der' }));
  } catch {
    return undefined; // not ASN.1, or not a request
  }
}

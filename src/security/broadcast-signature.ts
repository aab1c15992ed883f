// The `Signature` of a broadcast: who wrote it, also when another member forwards it (docs/protocol.md, section 5: XVI).
import { type KeyObject, sign, verify, X509Certificate } from 'node:crypto';
import { nameKey } from '../protocol/names.js';
import { isP256 } from './identity.js';
import { Judged } from './judged.js';

const keys = new Judged<{ readonly publicKey: KeyObject; readonly isOnP256: boolean }>();

/** All that a signature covers, as it stands in the frame. */
export interface BroadcastParts {
  readonly author: string;
  readonly roomId: string;
  readonly stream: string;
  readonly seq: number;
  readonly messageId: string;
  /** The text of `Sent-At`. */
  readonly sentAt: string;
  /** The payload. */
  readonly text: string | Uint8Array;
}

/** ECDSA P-256/SHA-256 by the author's key (PKCS#8 PEM), 64 bytes r‖s, base64url. */
export function signBroadcast(parts: BroadcastParts, keyPem: string): string {
  return sign('sha256', signedBytes(parts), { key: keyPem, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

/** Whether the key of the certificate (DER) made the signature; false as well when either is unreadable. */
export function verifyBroadcast(parts: BroadcastParts, signature: string, certificateDer: Uint8Array): boolean {
  const bytes = Buffer.from(signature, 'base64url');
  // Decoding skips what is not base64url: only the one spelling of 64 bytes is a signature.
  if (bytes.length !== 64 || bytes.toString('base64url') !== signature) return false;
  try {
    const { publicKey, isOnP256 } = keys.of([certificateDer], () => {
      const { publicKey } = new X509Certificate(certificateDer);
      return { publicKey, isOnP256: isP256(publicKey) };
    });
    return isOnP256 && verify('sha256', signedBytes(parts), { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes);
  } catch {
    return false; // no certificate, or a key of no known kind
  }
}

function signedBytes({ author, roomId, stream, seq, messageId, sentAt, text }: BroadcastParts): Buffer {
  const head = `parley-broadcast/1\n${nameKey(author)}\n${roomId}\n${stream}\n${seq}\n${messageId}\n${sentAt}\n`;
  return Buffer.concat([Buffer.from(head, 'utf8'), typeof text === 'string' ? Buffer.from(text, 'utf8') : text]);
}

// The number that two users compare aloud to know that nobody, the registry included, stands between them.
import { createHash } from 'node:crypto';
import { nameKey } from '../protocol/names.js';

/** A user as the other side's certificate shows it. */
export interface KeyHolder {
  readonly name: string;
  /** SHA-256 of the public key, base64url. */
  readonly keyFingerprint: string;
}

/** 60 digits in 12 groups of 5, the same whichever is named first. Half of them depend on each user's name and key. */
export function safetyNumber(one: KeyHolder, other: KeyHolder): string {
  // A half of its own for each: who wants to stand between needs a key whose half is that of one given key (2^99 tries),
  // not any two keys that give one number together.
  return [half(one), half(other)].sort().join(' ');
}

/** 30 digits: SHA-512 of `parley-safety-number/1 LF name LF fingerprint LF`, from 5 bytes each 5 digits. */
function half({ name, keyFingerprint }: KeyHolder): string {
  const digest = createHash('sha512')
    .update(`parley-safety-number/1\n${nameKey(name)}\n${keyFingerprint}\n`, 'utf8')
    .digest();
  const groups = [0, 5, 10, 15, 20, 25].map((at) => String(digest.readUIntBE(at, 5) % 100_000).padStart(5, '0'));
  return groups.join(' ');
}

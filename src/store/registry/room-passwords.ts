// What is kept of a room's password (IV, V).
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** `undefined` for an open room. */
export interface RoomLock {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

/**
 * The database must not hold what opens the room on the wire, so that is hashed once more. One SHA-256 is enough for this,
 * and cheap enough to do inside the transaction; what makes guessing slow is the registry's limit on wrong passwords.
 */
export function lockRoom(password: string): RoomLock | undefined {
  if (password === '') return undefined;
  const salt = randomBytes(16);
  return { salt, hash: saltedHash(password, salt) };
}

/** Any password opens an open room. */
export function opensRoom(password: string, lock: RoomLock | undefined): boolean {
  return lock === undefined || timingSafeEqual(saltedHash(password, lock.salt), lock.hash);
}

function saltedHash(password: string, salt: Uint8Array): Buffer {
  return createHash('sha256').update(salt).update(password, 'utf8').digest();
}

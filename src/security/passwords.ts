// What goes over the wire in a password's place (docs/protocol.md, section 3: II, III; IV, V).
import { createHash } from 'node:crypto';
import { nameKey } from '../protocol/names.js';

/** The `hashed_password` of REGISTER and LOGIN: 64 lower-case hex digits. */
export function wirePassword(name: string, password: string): string {
  return createHash('sha256')
    .update(`parley/1\n${nameKey(name)}\n${password.normalize('NFC')}`, 'utf8')
    .digest('hex');
}

/** The `room_password` of CREATE_CHAT_ROOM and JOIN_CHAT_ROOM; `''` for an open room's `''`. */
export function wireRoomPassword(room: string, password: string): string {
  return password === '' ? '' : wirePassword(room, password);
}

/** Whether a text is what the two above give for a password: 64 lower-case hex digits. */
export function isWireHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

// Coming into rooms and leaving them (V, VI; section 3, "Membership").
import { nameKey, sameName } from '../../protocol/names.js';
import type { Sql } from '../connection.js';
import type { JoinOutcome, LeaveOutcome } from '../registry-store.js';
import { registeredName } from './accounts.js';
import { opensRoom } from './room-passwords.js';
import { findRoom, isInTooManyRooms, membersOf } from './rooms.js';

type Left = Extract<LeaveOutcome, { outcome: 'left' }>;

export interface JoinRequest {
  readonly room: string;
  readonly name: string;
  readonly password: string;
}

export async function joinRoom(sql: Sql, request: JoinRequest, at: number, roomsPerUser: number): Promise<JoinOutcome> {
  const name = await registeredName(sql, request.name);
  const found = await findRoom(sql, request.room);
  if (!found) return { outcome: 'room-unknown' };
  const { info, lock } = found;
  const others = async () => (await membersOf(sql, info.room)).filter((member) => !sameName(member.name, name));
  if (await isMember(sql, info.room, name)) return { outcome: 'already-a-member', info, members: await others() };
  if (!opensRoom(request.password, lock)) return { outcome: 'wrong-room-password' };
  if (info.memberCount >= info.capacity) return { outcome: 'room-full' };
  if (await isInTooManyRooms(sql, name, roomsPerUser)) return { outcome: 'too-many-rooms' };
  await sql.run(
    `INSERT INTO membership (room, account, standing, joined_at)
     SELECT ?1, ?2, max(standing) + 1, ?3 FROM membership WHERE room = ?1`,
    nameKey(info.room),
    nameKey(name),
    at,
  );
  return { outcome: 'joined', info: { ...info, memberCount: info.memberCount + 1 }, members: await others() };
}

async function isMember(sql: Sql, room: string, name: string): Promise<boolean> {
  const row = await sql.get('SELECT 1 FROM membership WHERE room = ? AND account = ?', nameKey(room), nameKey(name));
  return row !== undefined;
}

export async function leaveRoom(sql: Sql, request: { room: string; name: string }): Promise<LeaveOutcome> {
  const found = await findRoom(sql, request.room);
  if (!found) return { outcome: 'room-unknown' };
  const { room, host } = found.info;
  if (!(await isMember(sql, room, request.name))) return { outcome: 'not-a-member' };
  const name = await registeredName(sql, request.name);
  await sql.run('DELETE FROM membership WHERE room = ? AND account = ?', nameKey(room), nameKey(name));
  const heir = await longestStanding(sql, room);
  if (!heir) {
    await sql.run('DELETE FROM room WHERE key = ?', nameKey(room));
    return { outcome: 'left', room, name, host: undefined, isGone: true };
  }
  if (!sameName(name, host)) return { outcome: 'left', room, name, host: undefined, isGone: false };
  await sql.run('UPDATE room SET host = ? WHERE key = ?', nameKey(heir), nameKey(room));
  return { outcome: 'left', room, name, host: heir, isGone: false };
}

async function longestStanding(sql: Sql, room: string): Promise<string | undefined> {
  const row = await sql.get<{ name: string }>(
    `SELECT account.name FROM membership JOIN account ON account.key = membership.account
      WHERE membership.room = ? ORDER BY standing LIMIT 1`,
    nameKey(room),
  );
  return row?.name;
}

/** Room by room, the member of longest standing first. Who never had a session counts from joining. */
export async function expireMembers(sql: Sql, before: number): Promise<Left[]> {
  const absent = await sql.all<{ room: string; name: string }>(
    `SELECT membership.room, account.name FROM membership JOIN account ON account.key = membership.account
      WHERE max(membership.joined_at, coalesce(account.last_online, 0)) < ?
        AND membership.account NOT IN (SELECT account FROM presence)
      ORDER BY membership.room, standing`,
    before,
  );
  const outcomes: Left[] = [];
  for (const member of absent) {
    const outcome = await leaveRoom(sql, member);
    if (outcome.outcome === 'left') outcomes.push(outcome);
  }
  return outcomes;
}

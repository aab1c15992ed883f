// Rooms: making and listing them, and who is in them (IV, VII, XV).
import { nameKey } from '../../protocol/names.js';
import type { Sql } from '../connection.js';
import type { CreateRoomOutcome, Member, NewRoom, Page, RoomInfo } from '../registry-store.js';
import { registeredName } from './accounts.js';
import { lockRoom, type RoomLock } from './room-passwords.js';

interface RoomRow {
  room: string;
  roomId: string;
  host: string;
  description: string;
  capacity: number;
  memberCount: number;
  password_salt: Uint8Array | null;
  password_hash: Uint8Array | null;
}

const roomColumns = `room.name AS room, room_id AS roomId, account.name AS host, description, capacity,
  member_count AS memberCount, password_salt, room.password_hash AS password_hash`;

/** The room with what locks it, which stays in this folder. */
export async function findRoom(sql: Sql, room: string): Promise<{ info: RoomInfo; lock: RoomLock | undefined } | undefined> {
  const row = await sql.get<RoomRow>(
    `SELECT ${roomColumns} FROM room JOIN account ON account.key = room.host WHERE room.key = ?`,
    nameKey(room),
  );
  return row && { info: infoOf(row), lock: lockOf(row) };
}

export async function listRooms(sql: Sql, page: Page): Promise<RoomInfo[]> {
  const rows = await sql.all<RoomRow>(
    `SELECT ${roomColumns} FROM room JOIN account ON account.key = room.host WHERE room.key > ? ORDER BY room.key LIMIT ?`,
    nameKey(page.after ?? ''),
    page.limit,
  );
  return rows.map(infoOf);
}

function infoOf(row: RoomRow): RoomInfo {
  const { room, roomId, host, description, capacity, memberCount } = row;
  return { room, roomId, host, description, capacity, memberCount, isLocked: lockOf(row) !== undefined };
}

function lockOf(row: RoomRow): RoomLock | undefined {
  return row.password_salt && row.password_hash ? { salt: row.password_salt, hash: row.password_hash } : undefined;
}

/** All members, sorted. */
export async function membersOf(sql: Sql, room: string): Promise<Member[]> {
  const rows = await sql.all<{ name: string; host: string | null; port: number | null }>(
    `SELECT account.name, presence.host, presence.port
       FROM membership JOIN account ON account.key = membership.account LEFT JOIN presence ON presence.account = membership.account
      WHERE membership.room = ? ORDER BY membership.account`,
    nameKey(room),
  );
  return rows.map(({ name, host, port }) => ({ name, address: host !== null && port !== null ? { host, port } : undefined }));
}

export async function createRoom(sql: Sql, room: NewRoom, at: number, roomsPerUser: number): Promise<CreateRoomOutcome> {
  const host = await registeredName(sql, room.host);
  if (await findRoom(sql, room.room)) return { outcome: 'room-exists' };
  if (await isInTooManyRooms(sql, host, roomsPerUser)) return { outcome: 'too-many-rooms' };
  const lock = lockRoom(room.password);
  await sql.run(
    `INSERT INTO room (key, name, room_id, host, description, capacity, password_salt, password_hash, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    nameKey(room.room),
    room.room,
    room.roomId,
    nameKey(host),
    room.description,
    room.capacity,
    lock?.salt ?? null,
    lock?.hash ?? null,
    at,
  );
  await sql.run('INSERT INTO membership (room, account, standing, joined_at) VALUES (?, ?, 1, ?)', nameKey(room.room), nameKey(host), at);
  const { roomId, description, capacity } = room;
  const info = { room: room.room, roomId, host, description, capacity, memberCount: 1, isLocked: lock !== undefined };
  return { outcome: 'created', info };
}

export async function isInTooManyRooms(sql: Sql, name: string, roomsPerUser: number): Promise<boolean> {
  const row = await sql.get<{ rooms: number }>('SELECT count(*) AS rooms FROM membership WHERE account = ?', nameKey(name));
  return (row?.rooms ?? 0) >= roomsPerUser;
}

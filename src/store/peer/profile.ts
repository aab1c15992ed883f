// What a peer remembers besides messages: its secrets, its contacts, its rooms.
import { nameKey } from '../../protocol/names.js';
import type { Sql } from '../connection.js';
import type { Contact, JoinedRoom } from '../peer-store.js';

export type SecretName = 'identity-key' | 'session-token';

export async function secret(sql: Sql, name: SecretName): Promise<string | undefined> {
  const row = await sql.get<{ value: string }>('SELECT value FROM secret WHERE name = ?', name);
  return row?.value;
}

export async function saveSecret(sql: Sql, name: SecretName, value: string | undefined): Promise<void> {
  if (value === undefined) await sql.run('DELETE FROM secret WHERE name = ?', name);
  else await sql.run('INSERT OR REPLACE INTO secret (name, value) VALUES (?, ?)', name, value);
}

interface ContactRow {
  name: string;
  key_fingerprint: string | null;
  changed_key: string | null;
  is_accepted: number;
  has_accepted: number;
  host: string | null;
  port: number | null;
  is_blocked: number;
  verified_key: string | null;
}

const contactColumns = 'name, key_fingerprint, changed_key, is_accepted, has_accepted, host, port, is_blocked, verified_key';

function contactOf(row: ContactRow): Contact {
  return {
    name: row.name,
    keyFingerprint: row.key_fingerprint ?? undefined,
    changedKey: row.changed_key ?? undefined,
    isAccepted: row.is_accepted === 1,
    hasAccepted: row.has_accepted === 1,
    lastAddress: row.host !== null && row.port !== null ? { host: row.host, port: row.port } : undefined,
    ...(row.is_blocked === 1 ? { isBlocked: true } : {}),
    ...(row.verified_key === null ? {} : { verifiedKey: row.verified_key }),
  };
}

export async function findContact(sql: Sql, name: string): Promise<Contact | undefined> {
  const row = await sql.get<ContactRow>(`SELECT ${contactColumns} FROM contact WHERE key = ?`, nameKey(name));
  return row && contactOf(row);
}

/** Sorted by name. */
export async function listContacts(sql: Sql): Promise<Contact[]> {
  return (await sql.all<ContactRow>(`SELECT ${contactColumns} FROM contact ORDER BY key`)).map(contactOf);
}

export async function saveContact(sql: Sql, name: string, change: Partial<Omit<Contact, 'name'>>): Promise<Contact> {
  const known = await findContact(sql, name);
  const stranger: Contact = {
    name,
    keyFingerprint: undefined,
    changedKey: undefined,
    isAccepted: false,
    hasAccepted: false,
    lastAddress: undefined,
  };
  const contact = { ...(known ?? stranger), ...change };
  await sql.run(
    `INSERT OR REPLACE INTO contact (key, ${contactColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    nameKey(name),
    contact.name,
    contact.keyFingerprint ?? null,
    contact.changedKey ?? null,
    Number(contact.isAccepted),
    Number(contact.hasAccepted),
    contact.lastAddress?.host ?? null,
    contact.lastAddress?.port ?? null,
    Number(contact.isBlocked ?? false),
    contact.verifiedKey ?? null,
  );
  return contact;
}

/** Sorted by name. */
export async function joinedRooms(sql: Sql): Promise<JoinedRoom[]> {
  const rows = await sql.all<{ room: string; roomId: string; host: string; members: string }>(
    'SELECT name AS room, room_id AS roomId, host, members FROM room ORDER BY key, room_id',
  );
  return rows.map((row) => ({ ...row, members: namesIn(row.members) }));
}

function namesIn(json: string): string[] {
  const names: unknown = JSON.parse(json);
  return Array.isArray(names) ? names.map(String) : [];
}

export async function saveRoom(sql: Sql, { room, roomId, host, members }: JoinedRoom): Promise<void> {
  await sql.run(
    'INSERT OR REPLACE INTO room (room_id, key, name, host, members) VALUES (?, ?, ?, ?, ?)',
    roomId,
    nameKey(room),
    room,
    host,
    JSON.stringify(members),
  );
}

export async function forgetRoom(sql: Sql, roomId: string): Promise<void> {
  await sql.run('DELETE FROM room WHERE room_id = ?', roomId);
}

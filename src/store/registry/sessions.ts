// Who is online (III, VIII, X, XII to XIV; section 3, "Sessions").
import { nameKey } from '../../protocol/names.js';
import type { Sql } from '../connection.js';
import type { Member, OnlinePeer, OpenOutcome, Page, Session } from '../registry-store.js';
import { registeredName, rememberKey } from './accounts.js';

interface SessionRow {
  name: string;
  token: string;
  host: string;
  port: number;
  is_pending: number;
}

export interface OpenRequest extends Session {
  readonly keyFingerprint: string;
  readonly resume?: string | undefined;
}

export async function openSession(sql: Sql, request: OpenRequest, at: number): Promise<OpenOutcome> {
  const key = nameKey(request.name);
  const name = await registeredName(sql, request.name);
  // Checks in the order of section 3: the request, then the live session.
  if (await isKeyOfAnother(sql, key, request.keyFingerprint)) return { outcome: 'key-of-another' };
  const replaced = await findSession(sql, name);
  if (replaced && !replaced.isPending && replaced.token !== request.resume) return { outcome: 'already-online' };
  await rememberKey(sql, name, request.keyFingerprint);
  await sql.run(
    'INSERT OR REPLACE INTO presence (account, token, host, port, is_pending) VALUES (?, ?, ?, ?, ?)',
    key,
    request.token,
    request.address.host,
    request.address.port,
    Number(request.isPending),
  );
  await sql.run('UPDATE account SET is_online = 1, last_online = ? WHERE key = ?', at, key);
  const rooms = await sql.all<{ name: string }>(
    'SELECT room.name FROM membership JOIN room ON room.key = membership.room WHERE membership.account = ? ORDER BY room.key',
    key,
  );
  return { outcome: 'opened', name, rooms: rooms.map((room) => room.name), replaced };
}

async function isKeyOfAnother(sql: Sql, key: string, fingerprint: string): Promise<boolean> {
  const row = await sql.get('SELECT 1 FROM certified_key WHERE fingerprint = ? AND account <> ?', fingerprint, key);
  return row !== undefined;
}

/** Whether there was such a live session. */
export async function suspendSession(sql: Sql, token: string): Promise<boolean> {
  return (await sql.run('UPDATE presence SET is_pending = 1 WHERE token = ? AND NOT is_pending', token)) > 0;
}

export async function closeSession(sql: Sql, token: string, at: number): Promise<boolean> {
  const [ended] = await sql.all<{ account: string }>('DELETE FROM presence WHERE token = ? RETURNING account', token);
  if (!ended) return false;
  await sql.run('UPDATE account SET is_online = 0, last_online = ? WHERE key = ?', at, ended.account);
  return true;
}

/**
 * Sessions do not outlive the program. Those that were live when it ended without closing them were online until an unknown
 * time: they count as online until now, so that no member is taken out because the registry was down.
 */
export async function forgetLostSessions(sql: Sql, at: number): Promise<void> {
  await sql.run('UPDATE account SET is_online = 0, last_online = ? WHERE is_online', at);
}

export async function findSession(sql: Sql, name: string): Promise<Session | undefined> {
  const row = await sql.get<SessionRow>(
    `SELECT account.name, token, host, port, is_pending
       FROM presence JOIN account ON account.key = presence.account WHERE presence.account = ?`,
    nameKey(name),
  );
  if (!row) return undefined;
  return { name: row.name, token: row.token, address: { host: row.host, port: row.port }, isPending: row.is_pending === 1 };
}

export async function findWhereabouts(sql: Sql, name: string): Promise<Member | undefined> {
  const row = await sql.get<{ name: string; host: string | null; port: number | null }>(
    'SELECT account.name, host, port FROM account LEFT JOIN presence ON presence.account = account.key WHERE account.key = ?',
    nameKey(name),
  );
  if (!row) return undefined;
  return { name: row.name, address: row.host === null || row.port === null ? undefined : { host: row.host, port: row.port } };
}

export async function onlinePeers(sql: Sql, asker: string, page: Page): Promise<OnlinePeer[]> {
  const peers = await sql.all<{ account: string; name: string; host: string; port: number }>(
    `SELECT presence.account, account.name, host, port FROM presence JOIN account ON account.key = presence.account
      WHERE presence.account > ? AND presence.account <> ? ORDER BY presence.account LIMIT ?`,
    nameKey(page.after ?? ''),
    nameKey(asker),
    page.limit,
  );
  const shared = await sql.all<{ account: string; name: string }>(
    `SELECT theirs.account, room.name FROM json_each(?) AS peer
       CROSS JOIN membership AS theirs ON theirs.account = peer.value
       CROSS JOIN membership AS own ON own.room = theirs.room AND own.account = ?
       CROSS JOIN room ON room.key = theirs.room
      ORDER BY room.key`,
    JSON.stringify(peers.map((peer) => peer.account)),
    nameKey(asker),
  );
  const rooms = new Map<string, string[]>(peers.map((peer) => [peer.account, []]));
  for (const row of shared) rooms.get(row.account)?.push(row.name);
  return peers.map(({ account, name, host, port }) => ({
    name,
    address: { host, port },
    rooms: rooms.get(account) ?? [],
  }));
}

export async function roommatesOnline(sql: Sql, name: string): Promise<string[]> {
  const rows = await sql.all<{ name: string }>(
    `SELECT account.name FROM presence JOIN account ON account.key = presence.account
      WHERE presence.account <> ?1 AND EXISTS (
        SELECT 1 FROM membership AS theirs JOIN membership AS own ON own.room = theirs.room
         WHERE theirs.account = presence.account AND own.account = ?1)
      ORDER BY presence.account`,
    nameKey(name),
  );
  return rows.map((row) => row.name);
}

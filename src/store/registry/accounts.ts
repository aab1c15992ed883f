// Accounts, and the keys that were certified for them (II, III, RENEW).
import { nameKey } from '../../protocol/names.js';
import type { Sql } from '../connection.js';
import type { Account } from '../registry-store.js';

export async function createAccount(sql: Sql, account: Account, at: number): Promise<'created' | 'exists'> {
  const made = await sql.run(
    'INSERT INTO account (key, name, password_hash, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    nameKey(account.name),
    account.name,
    account.passwordHash,
    at,
  );
  return made > 0 ? 'created' : 'exists';
}

export function findAccount(sql: Sql, name: string): Promise<Account | undefined> {
  return sql.get<Account>('SELECT name, password_hash AS passwordHash FROM account WHERE key = ?', nameKey(name));
}

/** The name as first registered. The registry asks for accounts that it has authenticated: that one is missing is a bug. */
export async function registeredName(sql: Sql, name: string): Promise<string> {
  const row = await sql.get<{ name: string }>('SELECT name FROM account WHERE key = ?', nameKey(name));
  if (!row) throw new Error(`no account ${name}`);
  return row.name;
}

/** `key-of-another` changes nothing. A key stays with the name that it was first certified for, also after a rotation. */
export async function rememberKey(sql: Sql, name: string, fingerprint: string): Promise<'remembered' | 'key-of-another'> {
  const key = nameKey(name);
  const known = await sql.get<{ account: string }>('SELECT account FROM certified_key WHERE fingerprint = ?', fingerprint);
  if (known) return known.account === key ? 'remembered' : 'key-of-another';
  await sql.run('INSERT INTO certified_key (fingerprint, account) VALUES (?, ?)', fingerprint, key);
  return 'remembered';
}

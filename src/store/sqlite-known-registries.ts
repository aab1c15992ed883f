// Which registries this machine's user has met, on SQLite (section 1, trust on first use). Several programs of one user may
// use the file at once.
import type { Sql } from './connection.js';
import { type OpenDatabase, openDatabase } from './database.js';
import type { KnownRegistries } from './peer-store.js';

/** Append-only: a migration that was ever released is never changed. */
export const knownRegistriesMigrations: readonly string[] = [
  `
  CREATE TABLE registry (
    address TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    -- Rises with every use.
    used INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
];

/** @throws StoreError: `corrupt`, `newer`, `read-only`, … */
export async function openKnownRegistries(file: string, open: OpenDatabase = openDatabase): Promise<KnownRegistries> {
  const database = await open({ file, migrations: knownRegistriesMigrations, exclusive: false });
  return {
    fingerprint: (address) => database.read((sql) => fingerprintOf(sql, address.toLowerCase())),
    remember: (address, fingerprint) => database.write((sql) => remember(sql, address.toLowerCase(), fingerprint)),
    forget: (address) =>
      database.write(async (sql) => (await sql.run('DELETE FROM registry WHERE address = ?', address.toLowerCase())) > 0),
    list: () =>
      database.read((sql) =>
        sql.all<{ address: string; fingerprint: string }>('SELECT address, fingerprint FROM registry ORDER BY used DESC'),
      ),
    close: () => database.close(),
  };
}

async function fingerprintOf(sql: Sql, address: string): Promise<string | undefined> {
  const row = await sql.get<{ fingerprint: string }>('SELECT fingerprint FROM registry WHERE address = ?', address);
  return row?.fingerprint;
}

async function remember(sql: Sql, address: string, fingerprint: string): Promise<boolean> {
  const known = await fingerprintOf(sql, address);
  if (known !== undefined && known !== fingerprint) return false;
  await sql.run(
    `INSERT OR REPLACE INTO registry (address, fingerprint, used)
     VALUES (?, ?, (SELECT coalesce(max(used), 0) + 1 FROM registry))`,
    address,
    fingerprint,
  );
  return true;
}

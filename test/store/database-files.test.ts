// A database's file: who may read it, migrations, and what happens when the disk fails.
import { chmod, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Sql } from '../../src/store/connection.js';
import { type Database, openDatabase } from '../../src/store/database.js';
import { peerMigrations } from '../../src/store/peer/schema.js';
import { registryMigrations } from '../../src/store/registry/schema.js';
import { knownRegistriesMigrations } from '../../src/store/sqlite-known-registries.js';
import { closing, freshFile } from './stores.js';

const migrations = ['CREATE TABLE item (name TEXT) STRICT', 'ALTER TABLE item ADD COLUMN size INTEGER', 'UPDATE item SET size = 7'];
const add = (name: string) => (sql: Sql) => sql.run('INSERT INTO item (name) VALUES (?)', name);
const items = (sql: Sql) => sql.all('SELECT * FROM item');
const open = (file: string, setup?: string): Promise<Database> => openDatabase({ file, migrations, exclusive: true, setup });
const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

const onPosix = process.platform === 'win32' ? test.skip : test;

onPosix('files: made → for the owner only, also those beside it', async (t) => {
  const file = await freshFile(t);
  const database = closing(t, await openDatabase({ file, migrations, exclusive: false }));
  await database.write(add('a'));
  t.is(await modeOf(dirname(file)), '700');
  t.deepEqual(await Promise.all(['', '-wal', '-shm'].map((end) => modeOf(file + end))), ['600', '600', '600']);
});

test('migrations: from every earlier schema → up, with the data', async (t) => {
  for (let version = 0; version <= migrations.length; version++) {
    const file = await freshFile(t);
    const early = await openDatabase({ file, migrations: migrations.slice(0, version), exclusive: true });
    if (version > 0) await early.write(add('old'));
    await early.close();
    const database = closing(t, await open(file));
    const expected = [[], [{ name: 'old', size: 7 }], [{ name: 'old', size: 7 }], [{ name: 'old', size: null }]][version];
    t.deepEqual(await database.read(items), expected);
    t.deepEqual(await database.read((sql) => sql.get('PRAGMA user_version')), { user_version: 3 });
  }
});

test('migrations: one that fails → the error, and the earlier schema stays whole', async (t) => {
  const file = await freshFile(t);
  await (await openDatabase({ file, migrations: migrations.slice(0, 1), exclusive: true })).close();
  const broken = [...migrations, 'nonsense'];
  await t.throwsAsync(openDatabase({ file, migrations: broken, exclusive: true }), { name: 'StoreError', message: /syntax error/ });
  const database = closing(t, await openDatabase({ file, migrations: migrations.slice(0, 1), exclusive: true }));
  t.deepEqual(await database.read((sql) => sql.get('PRAGMA user_version')), { user_version: 1 });
});

test('migrations: a file of a later version → newer, and it is left as it is', async (t) => {
  const file = await freshFile(t);
  await (await openDatabase({ file, migrations: [...migrations, 'SELECT 1'], exclusive: true })).close();
  const before = await readFile(file);
  const error = await t.throwsAsync(open(file), { name: 'StoreError' });
  t.like(error, { kind: 'newer', message: `${file}: made by a later version of this program (schema 4, known up to 3)` });
  t.deepEqual(await readFile(file), before);
});

for (const [name, all] of Object.entries({ registry: registryMigrations, peer: peerMigrations, known: knownRegistriesMigrations })) {
  test(`migrations: ${name}, from every earlier schema → the same tables`, async (t) => {
    const schemaAfter = async (first: number) => {
      const file = await freshFile(t);
      await (await openDatabase({ file, migrations: all.slice(0, first), exclusive: true })).close();
      const database = closing(t, await openDatabase({ file, migrations: all, exclusive: true }));
      t.deepEqual(await database.read((sql) => sql.all('PRAGMA foreign_key_check')), []);
      return database.read((sql) => sql.all('SELECT type, name, sql FROM sqlite_schema ORDER BY name'));
    };
    const whole = await schemaAfter(all.length);
    for (let first = 0; first < all.length; first++) t.deepEqual(await schemaAfter(first), whole);
  });
}

async function failing(t: ExecutionContext, setup: string): Promise<Database> {
  const file = await freshFile(t);
  const first = await open(file);
  await first.write(add('answered'));
  await first.close();
  return closing(t, await open(file, setup));
}

test('disk: full → all of the turn are rejected, what was answered stays, and small things still fit', async (t) => {
  const database = await failing(t, 'PRAGMA max_page_count = 4');
  const outcomes = await Promise.allSettled([
    database.write(add('with it')),
    database.read(items),
    database.write(add('x'.repeat(20_000))),
    database.write(add('after it')),
  ]);
  for (const outcome of outcomes) t.like(outcome, { status: 'rejected', reason: { name: 'StoreError', kind: 'full' } });
  t.deepEqual(await database.read(items), [{ name: 'answered', size: null }]);
  t.is(await database.write(add('small')), 1);
});

test('disk: read-only → writes are rejected, reads go on', async (t) => {
  const database = await failing(t, 'PRAGMA query_only = ON');
  t.like(await t.throwsAsync(database.write(add('a')), { name: 'StoreError' }), { kind: 'read-only' });
  t.deepEqual(await database.read(items), [{ name: 'answered', size: null }]);
});

test('disk: COMMIT fails → all of the turn are rejected, what was answered stays', async (t) => {
  const deferred = 'CREATE TEMP TABLE a (id PRIMARY KEY); CREATE TEMP TABLE b (a REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED)';
  const database = await failing(t, deferred);
  const outcomes = await Promise.allSettled([database.write(add('with it')), database.write((sql) => sql.run('INSERT INTO b VALUES (1)'))]);
  for (const outcome of outcomes) t.like(outcome, { status: 'rejected', reason: { name: 'StoreError', kind: 'failed' } });
  t.deepEqual(await database.read(items), [{ name: 'answered', size: null }]);
  t.is(await database.write(add('next')), 1);
});

test('files: a directory that cannot be made → StoreError', async (t) => {
  const file = await freshFile(t);
  await (await open(file)).close();
  await t.throwsAsync(open(`${file}/below/store.db`), { name: 'StoreError' });
});

const asUser = process.platform !== 'win32' && process.getuid?.() !== 0 ? test : test.skip;
asUser('files: may not be written → read-only', async (t) => {
  const file = await freshFile(t);
  await (await open(file)).close();
  await chmod(file, 0o400);
  t.like(await t.throwsAsync(open(file), { name: 'StoreError' }), { kind: 'read-only' });
});

test('lock: locked by another writer for too long → locked', async (t) => {
  const file = await freshFile(t);
  const options = { file, migrations, exclusive: false };
  const one = closing(t, await openDatabase(options));
  const other = closing(t, await openDatabase({ ...options, setup: 'PRAGMA busy_timeout = 0' }));
  await one.write(async (sql) => {
    await add('a')(sql);
    t.like(await t.throwsAsync(other.write(add('b')), { name: 'StoreError' }), { kind: 'locked' });
  });
  t.is(await other.write(add('b')), 1);
});

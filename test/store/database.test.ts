// The order, the atomicity and the grouping of a database's operations.
import test from 'ava';
import type { Sql } from '../../src/store/connection.js';
import { type Database, openDatabase } from '../../src/store/database.js';
import { closing, freshFile } from './stores.js';

const migrations = ['CREATE TABLE item (name TEXT PRIMARY KEY) STRICT'];
const add = (name: string) => (sql: Sql) => sql.run('INSERT INTO item (name) VALUES (?)', name);
const names = async (sql: Sql) => (await sql.all<{ name: string }>('SELECT name FROM item ORDER BY rowid')).map((row) => row.name);
const open = (file: string, setup?: string): Promise<Database> => openDatabase({ file, migrations, exclusive: true, setup });
const rest = (database: Database) => database.read(names);

test('database: operations of one turn → in the order of their calls, each seeing those before it', async (t) => {
  const database = closing(t, await open(':memory:'));
  const answers = await Promise.all([database.write(add('a')), database.read(names), database.write(add('b')), database.read(names)]);
  t.deepEqual(answers, [1, ['a'], 1, ['a', 'b']]);
});

test('database: reads, writes and failures of one turn → settle in the order of their calls', async (t) => {
  const database = closing(t, await open(':memory:'));
  const settled: string[] = [];
  const note = (what: string) => () => settled.push(what);
  await Promise.all([
    database.write(add('a')).then(note('1')),
    database.write(add('a')).then(note('no'), note('2')),
    database.read(names).then(note('3')),
    database.read((sql) => sql.all('SELECT nonsense')).then(note('no'), note('4')),
    database.write(add('b')).then(note('5')),
  ]);
  t.deepEqual(settled, ['1', '2', '3', '4', '5']);
});

test('database: writes of one turn → one transaction; of several turns → several', async (t) => {
  const database = closing(t, await open(await freshFile(t)));
  const cost = async (work: () => Promise<unknown>) => {
    const before = await framesWritten(database);
    await work();
    return (await framesWritten(database)) - before;
  };
  const one = await cost(() => database.write(add('a')));
  t.true(one > 0);
  t.is(await cost(() => Promise.all(['b', 'c', 'd'].map((name) => database.write(add(name))))), one);
  t.is(
    await cost(async () => {
      for (const name of ['e', 'f', 'g']) await database.write(add(name));
    }),
    3 * one,
  );
});

// Pages in the write-ahead log: each transaction adds every page that it changed, once.
async function framesWritten(database: Database): Promise<number> {
  const row = await database.read((sql) => sql.get<{ log: number }>('PRAGMA wal_checkpoint(NOOP)'));
  return row?.log ?? Number.NaN;
}

test('database: an operation that fails → takes back what it did, and nothing else', async (t) => {
  const database = closing(t, await open(':memory:'));
  const cause = new Error('a bug');
  const [first, second, third, fourth] = await Promise.allSettled([
    database.write(add('a')),
    database.write(async (sql) => {
      await add('b')(sql);
      throw cause;
    }),
    database.write(async (sql) => {
      await add('c')(sql);
      await add('a')(sql);
    }),
    database.write(add('d')),
  ]);
  t.is(first?.status, 'fulfilled');
  t.is(second?.status === 'rejected' && second.reason, cause);
  t.like(third?.status === 'rejected' && third.reason, { name: 'StoreError', kind: 'failed', code: 'SQLITE_CONSTRAINT' });
  t.is(fourth?.status, 'fulfilled');
  t.deepEqual(await rest(database), ['a', 'd']);
});

test('database: an operation that goes on after a failure → fails again, and nothing of it stays', async (t) => {
  const database = closing(t, await open(':memory:'));
  await t.throwsAsync(
    database.write(async (sql) => {
      await add('a')(sql);
      await add('a')(sql).catch(() => {});
      await add('b')(sql);
    }),
    { name: 'StoreError', message: /UNIQUE/ },
  );
  t.deepEqual(await rest(database), []);
});

test('database: only reads in a turn → no transaction', async (t) => {
  const file = await freshFile(t);
  const shared = { file, migrations, exclusive: false };
  const writer = closing(t, await openDatabase(shared));
  const reader = closing(t, await openDatabase(shared));
  let seen: string[] | undefined;
  await writer.write(async (sql) => {
    await add('a')(sql);
    seen = await reader.read(names); // while the other holds the only write lock
  });
  t.deepEqual(seen, []);
  t.deepEqual(await reader.read(names), ['a']);
});

test('database: close → waits for what was called before, rejects what comes after', async (t) => {
  const file = await freshFile(t);
  const database = await open(file);
  const added = database.write(add('a'));
  const closed = database.close();
  await t.throwsAsync(database.write(add('b')), { name: 'StoreError', message: 'the store is closed' });
  await t.throwsAsync(database.read(names), { name: 'StoreError', message: 'the store is closed' });
  t.is(await added, 1);
  await closed;
  await database.close();
  t.deepEqual(await rest(closing(t, await open(file))), ['a']);
});

test('database: called from a continuation → done before the close that was called later', async (t) => {
  const database = await open(':memory:');
  const chained = database.write(add('a')).then(() => database.write(add('b')));
  await database.write(add('c'));
  const last = chained.then(() => 'done');
  t.is(await last, 'done');
  await database.close();
});

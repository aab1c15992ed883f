// A damaged database file: told in a sentence, left as it is, copied once, and never written to again.
import { mkdir, open as openFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import test from 'ava';
import type { Sql } from '../../src/store/connection.js';
import { type Database, openDatabase } from '../../src/store/database.js';
import { StoreError } from '../../src/store/store-error.js';
import { closing, freshFile } from './stores.js';

const open = (file: string): Promise<Database> =>
  openDatabase({ file, migrations: ['CREATE TABLE item (name TEXT) STRICT'], exclusive: true });
const fill = (sql: Sql) => sql.run(`INSERT INTO item (name) SELECT hex(randomblob(500)) FROM json_each('[1,2,3,4,5,6,7,8,9,10,11,12]')`);
const page = 4096;

async function copiesOf(file: string): Promise<string[]> {
  return (await readdir(dirname(file))).filter((name) => /\.corrupt-\w+$/.test(name));
}

const isKept = test.macro({
  async exec(t, content: Buffer) {
    const file = await freshFile(t);
    await mkdir(dirname(file));
    await writeFile(file, content);
    const first = await t.throwsAsync(open(file), { instanceOf: StoreError });
    const [copy = ''] = await copiesOf(file);
    t.regex(copy, /^store\.db\.corrupt-\d{8}T\d{6}Z$/);
    t.is(first.kind, 'corrupt');
    t.is(basename(first.copy ?? ''), copy);
    t.true(first.message.startsWith(`${file}: `) && first.message.endsWith(`; a copy of it, as it was found, is ${copy}`), first.message);
    const second = await t.throwsAsync(open(file), { instanceOf: StoreError });
    t.is(second.message, first.message);
    t.deepEqual(await copiesOf(file), [copy]);
    t.deepEqual(await readFile(file), content);
    t.deepEqual(await readFile(`${dirname(file)}/${copy}`), content);
  },
  title: (what) => `damage: ${what} → told, left as it is, copied once`,
});

test('text instead of a database', isKept, Buffer.from('this is no database\n'.repeat(1000)));
test('a few bytes instead of a database', isKept, Buffer.from('x'));

test('damage: broken pages → found when it is opened, before anything is written', async (t) => {
  const file = await freshFile(t);
  const first = await open(file);
  await first.write(fill);
  await first.close();
  const bytes = await readFile(file);
  bytes.fill(0xff, page);
  await writeFile(file, bytes);
  t.is((await t.throwsAsync(open(file), { instanceOf: StoreError })).kind, 'corrupt');
  t.deepEqual(await readFile(file), bytes);
  t.is((await copiesOf(file)).length, 1);
});

test('damage: met while it is open → what is sound can be read, nothing is written, a copy is kept', async (t) => {
  const file = await freshFile(t);
  const made = await open(file);
  await made.write(fill);
  await made.close();
  const database = closing(t, await open(file));
  // The last page, which has not been read since it was opened, is spoilt behind its back.
  const handle = await openFile(file, 'r+');
  const { size } = await handle.stat();
  await handle.write(Buffer.alloc(page * 2, 0xff), 0, page * 2, size - page * 2);
  await handle.close();
  const cold = 'SELECT sum(length(name)) FROM item NOT INDEXED';
  await database.read((sql) => sql.run('PRAGMA shrink_memory'));
  const failure = await t.throwsAsync(
    database.read((sql) => sql.all(cold)),
    { instanceOf: StoreError },
  );
  t.is(failure.kind, 'corrupt');
  t.is((await copiesOf(file)).length, 1);
  const refused = await t.throwsAsync(
    database.write((sql) => sql.run("INSERT INTO item VALUES ('more')")),
    { instanceOf: StoreError },
  );
  t.deepEqual([refused.kind, refused.message], [failure.kind, failure.message]);
  t.deepEqual(await database.read((sql) => sql.get('PRAGMA user_version')), { user_version: 1 });
});

// What a simulated disk keeps, and what it refuses.
import test, { type ExecutionContext } from 'ava';
import { Chance } from '../../simulation/chance.js';
import { Disk } from '../../simulation/disk.js';
import { Life } from '../../simulation/life.js';
import { loadSql } from '../../simulation/sql-file.js';
import { VirtualClock } from '../../simulation/virtual-clock.js';
import type { Database } from '../../src/store/database.js';
import { StoreError } from '../../src/store/store-error.js';

const migrations = ['CREATE TABLE note (text TEXT PRIMARY KEY) STRICT'];

class Machine {
  readonly clock = new VirtualClock();
  readonly disk = new Disk(new Chance('disk'));
  life = this.#newLife();

  #newLife(): Life {
    return new Life(this.clock, { offset: 0, asleepUntil: 0 }, new Chance('life'));
  }

  open(): Promise<Database> {
    return this.disk.opener(this.life)({ file: 'notes', migrations, exclusive: true });
  }

  crash(): void {
    this.life.kill();
    this.disk.crash();
    this.life = this.#newLife();
  }

  async pass(ms: number): Promise<void> {
    const until = this.clock.time + ms;
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.clock.fireNext(until));
  }
}

async function machine(t: ExecutionContext): Promise<Machine> {
  await loadSql();
  const made = new Machine();
  t.teardown(() => made.disk.free());
  return made;
}

const write = (database: Database, text: string) => database.write((sql) => sql.run('INSERT INTO note VALUES (?)', text));
const notes = (database: Database) => database.read((sql) => sql.all<{ text: string }>('SELECT text FROM note ORDER BY text'));

test('disk: a write → answered after the sync; what was called meanwhile → with the next, in order', async (t) => {
  const it = await machine(t);
  it.disk.sync = [10, 10];
  const database = await it.open();
  const answers: string[] = [];
  void write(database, 'a').then(() => answers.push(`a ${it.clock.time}`));
  await it.pass(4);
  void write(database, 'b').then(() => answers.push(`b ${it.clock.time}`));
  void notes(database).then((rows) => answers.push(`${rows.length} rows ${it.clock.time}`));
  await it.pass(100);
  t.deepEqual(answers, ['a 10', 'b 20', '2 rows 20']);
});

test('disk: killed before the sync → as if never called; after it → kept; nobody hears of either', async (t) => {
  const it = await machine(t);
  it.disk.sync = [10, 10];
  const first = await it.open();
  let answers = 0;
  const count = () => {
    answers++;
  };
  write(first, 'lost').then(count, count);
  await it.pass(4);
  it.crash();
  await it.pass(100);
  const second = await it.open();
  t.deepEqual(await notes(second), []);
  write(second, 'kept').then(count, count);
  await it.pass(6);
  it.crash();
  await it.pass(100);
  t.deepEqual(await notes(await it.open()), [{ text: 'kept' }]);
  t.is(answers, 0);
});

test('disk: full, or read-only → a StoreError that says so, nothing kept, and well again afterwards', async (t) => {
  const it = await machine(t);
  const database = await it.open();
  for (const trouble of ['full', 'read-only'] as const) {
    it.disk.trouble = trouble;
    const failing = t.throwsAsync(write(database, trouble), { instanceOf: StoreError });
    await it.pass(100);
    t.is((await failing)?.kind, trouble);
    t.deepEqual(await notes(database), []);
  }
  it.disk.trouble = undefined;
  const writing = write(database, 'well');
  await it.pass(100);
  await writing;
  t.deepEqual(await notes(database), [{ text: 'well' }]);
});

test('disk: open already → in-use', async (t) => {
  const it = await machine(t);
  await it.open();
  const error = await t.throwsAsync(it.open(), { instanceOf: StoreError });
  t.is(error.kind, 'in-use');
});

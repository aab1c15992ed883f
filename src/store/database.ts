// A database file and its operations: one after the other in the order of their calls, and durable before they are answered.
// All operations called in one turn of the event loop, or while others were under way, share one transaction and one sync
// of the disk (group commit); each has a savepoint of its own, so that one that fails takes back only what it did itself.
import { constants } from 'node:fs';
import { access, chmod, mkdir, open, stat } from 'node:fs/promises';
import { dirname, resolve as resolvePath } from 'node:path';
import { Connection, type Sql, type SqlConnection, spoilable } from './connection.js';
import { DamageGuard, withCopy } from './damage.js';
import { mayHaveRolledBack, StoreError, toStoreError } from './store-error.js';

export interface DatabaseOptions {
  /** A path, or `:memory:`. Made with its directory if missing, for the owner's eyes only. */
  readonly file: string;
  /** SQL, append-only: the file's `user_version` says how many of them it has seen. */
  readonly migrations: readonly string[];
  /** Only one program at a time. The lock is the operating system's, so it ends with the program, however that ends. */
  readonly exclusive: boolean;
  /** SQL of this connection only, each time after the migrations: temporary tables, pragmas. */
  readonly setup?: string | undefined;
}

export interface Database {
  /** Sees what was called before it. Must not write. */
  read<T>(operation: (sql: Sql) => Promise<T>): Promise<T>;
  /** Atomic; fulfilled when the disk has it. An error that `operation` throws takes back what it did, and nothing else. */
  write<T>(operation: (sql: Sql) => Promise<T>): Promise<T>;
  /** Waits for what was called before. What is called later is rejected (`closed`). */
  close(): Promise<void>;
}

/** ms to wait for the lock: longer where others may work in the file, short where they must not have it at all. */
const patience = { shared: 5000, exclusive: 250 };
/** Bytes: one page of the smallest size there is. */
const smallestDatabase = 512;

/** How a store's database is opened: on the disk by `openDatabase`, elsewhere by what a simulation hands in. */
export type OpenDatabase = (options: DatabaseOptions) => Promise<Database>;

/** @throws StoreError; nothing in an existing file has been changed then, unless by complete migrations. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { file, exclusive } = options;
  const path = file === ':memory:' ? file : resolvePath(file);
  try {
    if (path !== ':memory:') await makeFile(path);
    const connection = await Connection.open(path, exclusive ? patience.exclusive : patience.shared);
    const turnOver = () => new Promise(setImmediate);
    if (path === ':memory:') return await openDatabaseOn(connection, options, turnOver);
    const guard = new DamageGuard(connection, path);
    return await openDatabaseOn(guard, options, turnOver, () => guard.check());
  } catch (error) {
    const found = toStoreError(error);
    const failure = found.kind === 'corrupt' && found.copy === undefined ? await withCopy(found, path) : found;
    const kind = exclusive && failure.kind === 'locked' ? 'in-use' : failure.kind;
    throw new StoreError(kind, `${file}: ${explain(kind, failure.message)}`, failure.code, { cause: error, copy: failure.copy });
  }
}

/**
 * The database behind a connection, which is closed when it cannot be opened. `turnOver` is fulfilled when the turn of the
 * event loop ends, so that its calls go together; `check` looks whether the file is whole, before anything is written.
 * @throws what the connection rejects with
 */
export async function openDatabaseOn(
  connection: SqlConnection,
  options: DatabaseOptions,
  turnOver: () => Promise<unknown>,
  check: () => Promise<void> = async () => {},
): Promise<Database> {
  try {
    await prepare(connection, options, check);
  } catch (error) {
    await connection.close().catch(() => {}); // the first error is the one to tell
    throw error;
  }
  return new SerialDatabase(connection, turnOver);
}

function explain(kind: string, message: string): string {
  return kind === 'in-use' ? 'another program has it open' : message;
}

// SQLite gives -wal and -shm the mode of the file, so it must be right before SQLite opens it. A file that exists is never
// opened here: closing it would drop the locks that this process holds on it (POSIX).
async function makeFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await (await open(path, 'wx', 0o600)).close();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    // SQLite would open such a file for reading only, and fail at the first write.
    await access(path, constants.R_OK | constants.W_OK);
    // SQLite would take a scrap for an empty database, and write over it.
    const { size } = await stat(path);
    if (size > 0 && size < smallestDatabase) throw new StoreError('corrupt', `no database, but ${size} bytes`);
    await chmod(path, 0o600);
  }
}

async function prepare(
  connection: SqlConnection,
  { migrations, exclusive, setup }: DatabaseOptions,
  check: () => Promise<void>,
): Promise<void> {
  await connection.exec(
    `PRAGMA locking_mode = ${exclusive ? 'EXCLUSIVE' : 'NORMAL'}; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF`,
  );
  // Before the switch to WAL, which writes: a file of a later version or of something else stays as it is.
  await checkVersion(connection, migrations.length);
  await check();
  await connection.makeDurable();
  await connection.exec('PRAGMA foreign_keys = ON');
  await migrate(connection, migrations);
  if (setup) await connection.exec(setup);
}

async function checkVersion(connection: SqlConnection, known: number): Promise<number> {
  const row = await connection.get<{ user_version: number }>('PRAGMA user_version');
  const version = row?.user_version ?? 0;
  if (version > known) throw new StoreError('newer', `made by a later version of this program (schema ${version}, known up to ${known})`);
  return version;
}

async function migrate(connection: SqlConnection, migrations: readonly string[]): Promise<void> {
  await connection.exec('BEGIN EXCLUSIVE'); // another program may be about to do the same
  try {
    const version = await checkVersion(connection, migrations.length);
    for (const migration of migrations.slice(version)) await connection.exec(migration);
    if (version < migrations.length) await connection.exec(`PRAGMA user_version = ${migrations.length}`);
    await connection.exec('COMMIT');
  } catch (error) {
    await connection.exec('ROLLBACK').catch(() => {}); // already done by SQLite, or done when the connection closes
    throw error;
  }
}

interface Job {
  readonly isWrite: boolean;
  /** Does the work, and gives what tells the caller so. */
  run(sql: Sql): Promise<() => void>;
  reject(reason: unknown): void;
}

class SerialDatabase implements Database {
  readonly #connection: SqlConnection;
  readonly #turnOver: () => Promise<unknown>;
  #waiting: Job[] = [];
  #turning: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(connection: SqlConnection, turnOver: () => Promise<unknown>) {
    this.#connection = connection;
    this.#turnOver = turnOver;
  }

  read<T>(operation: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#enqueue(false, operation);
  }

  write<T>(operation: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#enqueue(true, operation);
  }

  close(): Promise<void> {
    this.#closed ??= (this.#turning ?? Promise.resolve()).then(() => this.#connection.close());
    return this.#closed;
  }

  #enqueue<T>(isWrite: boolean, operation: (sql: Sql) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new StoreError('closed', 'the store is closed'));
      const run = async (sql: Sql) => {
        const value = await operation(sql);
        return () => resolve(value);
      };
      this.#waiting.push({ isWrite, run, reject });
      this.#turning ??= this.#turn();
    });
  }

  // Never rejects.
  async #turn(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#turnOver();
      const jobs = this.#waiting;
      this.#waiting = [];
      await this.#commit(jobs);
    }
    this.#turning = undefined;
  }

  // The promises settle in a plain loop, all at the same depth: the callers' first continuations run in the order of calls.
  async #commit(jobs: readonly Job[]): Promise<void> {
    const [alone] = jobs;
    if (alone?.isWrite && jobs.length === 1) return this.#commitAlone(alone);
    const inTransaction = jobs.some((job) => job.isWrite);
    const settlements: (() => void)[] = [];
    try {
      if (inTransaction) await this.#connection.exec('BEGIN IMMEDIATE');
      for (const job of jobs) settlements.push(await (job.isWrite ? this.#write(job) : this.#read(job, inTransaction)));
      if (inTransaction) await this.#connection.exec('COMMIT');
    } catch (error) {
      if (inTransaction) await this.#connection.exec('ROLLBACK').catch(() => {}); // SQLite may have done so already
      const cause = toStoreError(error);
      for (const job of jobs) job.reject(cause);
      return;
    }
    for (const settle of settlements) settle();
  }

  /** A write with a transaction to itself: that is all it can take back, so it needs no savepoint. */
  async #commitAlone(job: Job): Promise<void> {
    let isItsOwnError = false;
    try {
      await this.#connection.exec('BEGIN IMMEDIATE');
      isItsOwnError = true;
      const settle = await job.run(spoilable(this.#connection));
      isItsOwnError = false;
      await this.#connection.exec('COMMIT');
      settle();
    } catch (error) {
      await this.#connection.exec('ROLLBACK').catch(() => {}); // SQLite may have done so already
      job.reject(isItsOwnError && !mayHaveRolledBack(error) ? error : toStoreError(error));
    }
  }

  async #read(job: Job, inTransaction: boolean): Promise<() => void> {
    try {
      return await job.run(spoilable(this.#connection));
    } catch (error) {
      if (inTransaction && mayHaveRolledBack(error)) throw error;
      return () => job.reject(error);
    }
  }

  async #write(job: Job): Promise<() => void> {
    await this.#connection.exec('SAVEPOINT operation');
    try {
      const settle = await job.run(spoilable(this.#connection));
      await this.#connection.exec('RELEASE operation');
      return settle;
    } catch (error) {
      // Then the operations before this one are undone too, and have to be told.
      if (mayHaveRolledBack(error)) throw error;
      await this.#connection.exec('ROLLBACK TO operation; RELEASE operation');
      return () => job.reject(error);
    }
  }
}

// Promises around one sqlite3 connection: statements are prepared once, and every failure is a StoreError.
import type sqlite3 from 'sqlite3';
import { type StoreError, toStoreError } from './store-error.js';

/** What SQLite stores. */
export type Value = string | number | Uint8Array | null;

/** What an operation may ask of the database. A failure spoils the operation: it must not go on after one. */
export interface Sql {
  /** Runs a statement that gives no rows; the answer is how many rows it changed. */
  run(statement: string, ...values: Value[]): Promise<number>;
  all<Row>(query: string, ...values: Value[]): Promise<Row[]>;
  /** The first row. */
  get<Row>(query: string, ...values: Value[]): Promise<Row | undefined>;
}

/** One connection to an SQLite database, of whatever make: what a Database (database.ts) stands on. */
export interface SqlConnection extends Sql {
  /** Runs statements that take no values and give no rows. */
  exec(script: string): Promise<void>;
  /** From now on a transaction is committed only when the disk has it. */
  makeDurable(): Promise<void>;
  close(): Promise<void>;
}

export class Connection implements SqlConnection {
  readonly #handle: sqlite3.Database;
  readonly #statements = new Map<string, Promise<sqlite3.Statement>>();

  private constructor(handle: sqlite3.Database) {
    this.#handle = handle;
  }

  /** The file must exist already, unless it is `:memory:`. `busyTimeout` is ms to wait for a lock of another program. */
  static async open(file: string, busyTimeout: number): Promise<Connection> {
    // Native, and so slow to load: not before a database is wanted.
    const { default: driver } = await import('sqlite3');
    return new Promise((resolve, reject) => {
      const handle = new driver.Database(file, driver.OPEN_READWRITE | driver.OPEN_FULLMUTEX, (error) => {
        if (error) return reject(toStoreError(error));
        handle.configure('busyTimeout', busyTimeout);
        resolve(new Connection(handle));
      });
    });
  }

  exec(script: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#handle.exec(script, (error) => (error ? reject(toStoreError(error)) : resolve()));
    });
  }

  makeDurable(): Promise<void> {
    // fullfsync: on macOS a plain fsync leaves the data in the drive's cache.
    return this.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON');
  }

  async run(statement: string, ...values: Value[]): Promise<number> {
    const prepared = await this.#prepare(statement);
    return new Promise((resolve, reject) => {
      prepared.run(values.map(bindable), function (error) {
        if (error) reject(toStoreError(error));
        else resolve(this.changes);
      });
    });
  }

  async all<Row>(query: string, ...values: Value[]): Promise<Row[]> {
    const prepared = await this.#prepare(query);
    return new Promise((resolve, reject) => {
      prepared.all<Row>(values.map(bindable), (error, rows) => (error ? reject(toStoreError(error)) : resolve(rows)));
    });
  }

  // By `all`, not by the driver's `get`: that one leaves the statement, and so a read transaction, open after the first row.
  async get<Row>(query: string, ...values: Value[]): Promise<Row | undefined> {
    const rows = await this.all<Row>(query, ...values);
    return rows[0];
  }

  async close(): Promise<void> {
    for (const statement of this.#statements.values()) {
      const prepared = await statement.catch(() => undefined); // one that could not be prepared has nothing to free
      await new Promise<void>((resolve) => (prepared ? prepared.finalize(() => resolve()) : resolve()));
    }
    this.#statements.clear();
    await new Promise<void>((resolve, reject) => this.#handle.close((error) => (error ? reject(toStoreError(error)) : resolve())));
  }

  #prepare(statement: string): Promise<sqlite3.Statement> {
    const known = this.#statements.get(statement);
    if (known) return known;
    const made = new Promise<sqlite3.Statement>((resolve, reject) => {
      const prepared = this.#handle.prepare(statement, (error: Error | null) => {
        if (!error) return resolve(prepared);
        this.#statements.delete(statement);
        reject(toStoreError(error));
      });
    });
    this.#statements.set(statement, made);
    return made;
  }
}

// The driver knows blobs as Buffers.
function bindable(value: Value): string | number | Buffer | null {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
}

/** A view of the connection for one operation: after a failure every further statement gets the same failure. */
export function spoilable(connection: Sql): Sql {
  let failure: StoreError | undefined;
  const guarded = async <T>(statement: () => Promise<T>): Promise<T> => {
    if (failure) throw failure;
    try {
      return await statement();
    } catch (error) {
      failure = toStoreError(error);
      throw failure;
    }
  };
  return {
    run: (statement, ...values) => guarded(() => connection.run(statement, ...values)),
    all: <Row>(query: string, ...values: Value[]) => guarded(() => connection.all<Row>(query, ...values)),
    get: <Row>(query: string, ...values: Value[]) => guarded(() => connection.get<Row>(query, ...values)),
  };
}

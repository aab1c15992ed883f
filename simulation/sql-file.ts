// A database file of a simulated disk: SQLite in WebAssembly, synchronous, so that it takes no time but that of the disk.
import init, { type Database as Engine, type SqlJsStatic, type Statement } from 'sql.js';
import type { Value } from '../src/store/connection.js';
import { toStoreError } from '../src/store/store-error.js';

let library: SqlJsStatic | undefined;

/** Must have been awaited once before a file is made. */
export async function loadSql(): Promise<void> {
  library ??= await init();
}

/** A file as it is after these migrations, made once in this process. */
const images = new WeakMap<readonly string[], Uint8Array>();

/** Everything is in memory: what SQLite does for a disk's sake would only cost time. */
const pragmas = 'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY';

export class SqlFile {
  /** Whether a program has it open. */
  isOpen = false;
  /** Rows changed since the file was made. */
  changes = 0;
  readonly #engine: Engine;
  readonly #statements = new Map<string, Statement>();
  readonly #columns = new Map<string, readonly string[]>();

  constructor(migrations: readonly string[]) {
    if (!library) throw new Error('loadSql was not awaited');
    const image = images.get(migrations) ?? makeImage(library, migrations);
    images.set(migrations, image);
    this.#engine = new library.Database(image);
    this.#engine.exec(pragmas);
  }

  /** @throws StoreError */
  exec(script: string): void {
    try {
      // Short ones come again and again; they need no values and give no rows.
      if (!script.includes(';')) this.#step(script, []);
      else this.#engine.exec(script);
    } catch (error) {
      throw toStoreError(error);
    }
  }

  /** @throws StoreError */
  run(statement: string, values: readonly Value[]): number {
    try {
      this.#step(statement, values);
    } catch (error) {
      throw toStoreError(error);
    }
    const changed = this.#engine.getRowsModified();
    this.changes += changed;
    return changed;
  }

  /** @throws StoreError */
  all<Row>(query: string, values: readonly Value[]): Row[] {
    const rows: Row[] = [];
    const statement = this.#prepare(query);
    try {
      if (values.length > 0) statement.bind([...values]);
      while (statement.step()) rows.push(this.#row(query, statement) as Row); // the caller knows the columns that it asks for
    } catch (error) {
      throw toStoreError(error);
    } finally {
      statement.reset();
    }
    return rows;
  }

  /** What a killed program leaves: no transaction, and nothing that was its connection's only. */
  abandon(): void {
    try {
      this.#engine.exec('ROLLBACK');
    } catch {
      // there was none
    }
    const tables = this.all<{ name: string }>("SELECT name FROM sqlite_temp_master WHERE type = 'table'", []);
    for (const { name } of tables) this.#engine.exec(`DROP TABLE temp."${name}"`);
    this.isOpen = false;
  }

  /** The file is no more. */
  free(): void {
    for (const statement of this.#statements.values()) statement.free();
    this.#statements.clear();
    this.#engine.close();
  }

  #step(sql: string, values: readonly Value[]): void {
    const statement = this.#prepare(sql);
    try {
      if (values.length > 0) statement.bind([...values]);
      while (statement.step());
    } finally {
      statement.reset();
    }
  }

  /** As `getAsObject`, which asks for the names of the columns at every row. */
  #row(query: string, statement: Statement): Record<string, unknown> {
    const cells = statement.get();
    let names = this.#columns.get(query);
    if (names?.length !== cells.length) {
      names = statement.getColumnNames();
      this.#columns.set(query, names);
    }
    const row: Record<string, unknown> = {};
    for (let at = 0; at < names.length; at++) row[names[at] ?? ''] = cells[at];
    return row;
  }

  #prepare(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const made = this.#engine.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }
}

function makeImage({ Database }: SqlJsStatic, migrations: readonly string[]): Uint8Array {
  const engine = new Database();
  for (const migration of migrations) engine.exec(migration);
  engine.exec(`PRAGMA user_version = ${migrations.length}`);
  const image = engine.export();
  engine.close();
  return image;
}

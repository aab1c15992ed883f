// Stores in memory for the models' worlds: SQLite in WebAssembly, which answers within the turn, so that nothing but the clock
// takes time.
import { loadSql, SqlFile } from '../../../simulation/sql-file.js';
import type { SqlConnection, Value } from '../../../src/store/connection.js';
import { type OpenDatabase, openDatabaseOn } from '../../../src/store/database.js';

/** To be awaited before a path on which a store is opened: what is loaded takes real time. */
export { loadSql };

/** For a store of one world: what it writes is gone with it. */
export const openInMemory: OpenDatabase = async (options) => {
  await loadSql();
  return openDatabaseOn(new MemoryConnection(new SqlFile(options.migrations)), options, () => Promise.resolve());
};

class MemoryConnection implements SqlConnection {
  readonly #file: SqlFile;

  constructor(file: SqlFile) {
    this.#file = file;
  }

  async exec(script: string): Promise<void> {
    this.#file.exec(script);
  }

  async makeDurable(): Promise<void> {}

  async run(statement: string, ...values: Value[]): Promise<number> {
    return this.#file.run(statement, values);
  }

  async all<Row>(query: string, ...values: Value[]): Promise<Row[]> {
    return this.#file.all<Row>(query, values);
  }

  async get<Row>(query: string, ...values: Value[]): Promise<Row | undefined> {
    return this.#file.all<Row>(query, values)[0];
  }

  async close(): Promise<void> {
    this.#file.free();
  }
}

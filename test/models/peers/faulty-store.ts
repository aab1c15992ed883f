// A peer's store in memory that fails, or takes its time, where a path says so; and that says when nothing is under way in it.

import type { Sql, Value } from '../../../src/store/connection.js';
import type { Database, DatabaseOptions } from '../../../src/store/database.js';
import { StoreError } from '../../../src/store/store-error.js';
import { openInMemory } from '../engine/sql-in-memory.js';

export class FaultyStore {
  #working = 0;
  #held = 0;
  #hold: { readonly statement: RegExp; readonly released: Promise<void>; readonly release: () => void } | undefined;
  #failing: RegExp | undefined;

  /** As `openDatabase` of the store: nothing lasts. */
  readonly open = async (options: DatabaseOptions): Promise<Database> => {
    const database = await openInMemory(options);
    return {
      read: (operation) => this.#watched(database.read((sql) => operation(this.#spoiled(sql)))),
      write: (operation) => this.#watched(database.write((sql) => operation(this.#spoiled(sql)))),
      close: () => {
        this.heal();
        return database.close();
      },
    };
  };

  /** From now on every statement like this one fails, as on a full disk; `undefined`: none. */
  fail(statement: RegExp | undefined): void {
    this.#failing = statement;
  }

  /** The next statement like this one, and all that comes after it, waits for `heal`. */
  hold(statement: RegExp): void {
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#hold = { statement, released, release };
  }

  /** Nothing fails, nothing waits any more. */
  heal(): void {
    this.#failing = undefined;
    this.#hold?.release();
    this.#hold = undefined;
  }

  /** Nothing is under way, but for what is held. */
  get isQuiet(): boolean {
    return this.#working === 0 || this.#held > 0;
  }

  #spoiled(sql: Sql): Sql {
    const pass = async <T>(statement: string, work: () => Promise<T>): Promise<T> => {
      const hold = this.#hold;
      if (hold?.statement.test(statement)) {
        this.#held += 1;
        await hold.released;
        this.#held -= 1;
      }
      if (this.#failing?.test(statement)) throw new StoreError('full', 'the disk is full', 'ENOSPC');
      return work();
    };
    return {
      run: (statement, ...values) => pass(statement, () => sql.run(statement, ...values)),
      all: <Row>(query: string, ...values: Value[]) => pass(query, () => sql.all<Row>(query, ...values)),
      get: <Row>(query: string, ...values: Value[]) => pass(query, () => sql.get<Row>(query, ...values)),
    };
  }

  async #watched<T>(work: Promise<T>): Promise<T> {
    this.#working += 1;
    try {
      return await work;
    } finally {
      this.#working -= 1;
    }
  }
}

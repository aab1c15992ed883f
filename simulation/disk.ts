// The disk of a node. What was committed stays when the program is killed; what was not is gone. It can be slow, full, or
// take no writes at all. The stores on it are the production ones: only SQLite's connection is another.
import type { SqlConnection, Value } from '../src/store/connection.js';
import { type DatabaseOptions, type OpenDatabase, openDatabaseOn } from '../src/store/database.js';
import { StoreError } from '../src/store/store-error.js';
import type { Chance } from './chance.js';
import { Life } from './life.js';
import { SqlFile } from './sql-file.js';

export type DiskTrouble = 'full' | 'read-only' | undefined;

export class Disk {
  /** ms that a sync takes at least and at most. */
  sync: readonly [number, number] = [0.5, 3];
  trouble: DiskTrouble;
  readonly files = new Map<string, SqlFile>();
  readonly #chance: Chance;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** For the stores of one life of a program. */
  opener(life: Life): OpenDatabase {
    return (options) => {
      const file = this.#file(options);
      if (file.isOpen) return Promise.reject(new StoreError('in-use', `${options.file}: another program has it open`));
      file.isOpen = true;
      return openDatabaseOn(new DiskConnection(file, this, life), options, () => Promise.resolve());
    };
  }

  /** The power is off: what was not committed is lost. */
  crash(): void {
    for (const file of this.files.values()) if (file.isOpen) file.abandon();
  }

  free(): void {
    for (const file of this.files.values()) file.free();
    this.files.clear();
  }

  /** Half of a sync: what is written is safe after the first half, and known to be so after the second. */
  halfSync(): number {
    return this.#chance.between(...this.sync) / 2;
  }

  #file({ file, migrations }: DatabaseOptions): SqlFile {
    const made = this.files.get(file) ?? new SqlFile(migrations);
    this.files.set(file, made);
    return made;
  }
}

class DiskConnection implements SqlConnection {
  readonly #file: SqlFile;
  readonly #disk: Disk;
  readonly #life: Life;
  #changesBefore = 0;

  constructor(file: SqlFile, disk: Disk, life: Life) {
    this.#file = file;
    this.#disk = disk;
    this.#life = life;
  }

  async exec(script: string): Promise<void> {
    if (this.#life.isOver) return Life.never();
    if (script === 'COMMIT') return this.#commit();
    if (script.startsWith('BEGIN')) {
      if (this.#disk.trouble === 'read-only') throw new StoreError('read-only', 'attempt to write a readonly database', 'SQLITE_READONLY');
      this.#changesBefore = this.#file.changes;
    }
    this.#file.exec(script);
  }

  /** Every commit waits for the disk as it is. */
  async makeDurable(): Promise<void> {}

  async run(statement: string, ...values: Value[]): Promise<number> {
    if (this.#life.isOver) return Life.never();
    return this.#file.run(statement, values);
  }

  async all<Row>(query: string, ...values: Value[]): Promise<Row[]> {
    if (this.#life.isOver) return Life.never();
    return this.#file.all<Row>(query, values);
  }

  async get<Row>(query: string, ...values: Value[]): Promise<Row | undefined> {
    const [row] = await this.all<Row>(query, ...values);
    return row;
  }

  async close(): Promise<void> {
    if (!this.#life.isOver) this.#file.abandon();
  }

  async #commit(): Promise<void> {
    if (this.#file.changes === this.#changesBefore) return this.#file.exec('COMMIT');
    await this.#life.sleep(this.#disk.halfSync());
    if (this.#disk.trouble === 'full') {
      this.#file.exec('ROLLBACK');
      throw new StoreError('full', 'database or disk is full', 'SQLITE_FULL');
    }
    this.#file.exec('COMMIT');
    await this.#life.sleep(this.#disk.halfSync());
  }
}

// What becomes of a damaged database file: it is copied beside itself as it was found, and from then on nothing is written
// to it, so that whatever can be rescued from it stays there.
import { constants } from 'node:fs';
import { access, copyFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SqlConnection, Value } from './connection.js';
import { StoreError, toStoreError } from './store-error.js';

/** Bytes: a larger file is not read through at opening; its damage shows when what is damaged is read. */
const checkedSize = 64 * 1024 * 1024;

/** A connection that writes no more once its file has shown damage. */
export class DamageGuard implements SqlConnection {
  readonly #connection: SqlConnection;
  readonly #path: string;
  #damage: StoreError | undefined;

  constructor(connection: SqlConnection, path: string) {
    this.#connection = connection;
    this.#path = path;
  }

  /** Reads through a file that is not too large. @throws StoreError `corrupt` */
  async check(): Promise<void> {
    const { size } = await stat(this.#path);
    if (size > checkedSize) return;
    const [found] = await this.all<{ quick_check: string }>('PRAGMA quick_check(1)');
    if (found && found.quick_check !== 'ok') {
      throw await this.#found(new StoreError('corrupt', found.quick_check.replace(/^\*\*\*.*\*\*\*\s*/, '').replaceAll('\n', ' ')));
    }
  }

  exec(script: string): Promise<void> {
    if (this.#damage && /^BEGIN/.test(script)) return Promise.reject(this.#damage);
    return this.#watched(this.#connection.exec(script));
  }

  run(statement: string, ...values: Value[]): Promise<number> {
    return this.#watched(this.#connection.run(statement, ...values));
  }

  all<Row>(query: string, ...values: Value[]): Promise<Row[]> {
    return this.#watched(this.#connection.all<Row>(query, ...values));
  }

  get<Row>(query: string, ...values: Value[]): Promise<Row | undefined> {
    return this.#watched(this.#connection.get<Row>(query, ...values));
  }

  makeDurable(): Promise<void> {
    return this.#watched(this.#connection.makeDurable());
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #watched<T>(working: Promise<T>): Promise<T> {
    try {
      return await working;
    } catch (error) {
      const failure = toStoreError(error);
      throw failure.kind === 'corrupt' ? await this.#found(failure) : failure;
    }
  }

  async #found(failure: StoreError): Promise<StoreError> {
    this.#damage ??= await withCopy(failure, this.#path);
    return this.#damage;
  }
}

/** The same failure, with the copy that was made of the file, unless none could be. */
export async function withCopy(failure: StoreError, path: string): Promise<StoreError> {
  const copy = await keepCopy(path);
  const told = copy === undefined ? 'no copy of it could be made' : `a copy of it, as it was found, is ${basename(copy)}`;
  return new StoreError('corrupt', `${failure.message}; ${told}`, failure.code, { cause: failure, copy });
}

/**
 * Copies the file and its log to `NAME.corrupt-DATE`, where DATE is when it was written last: one copy, however often it is
 * opened. (Closing the file that is read for it drops the locks that this process has on it; nothing is written any more.)
 */
async function keepCopy(path: string): Promise<string | undefined> {
  try {
    const { mtime } = await stat(path);
    const copy = `${path}.corrupt-${mtime.toISOString().replace(/[-:]|\.\d+/g, '')}`;
    if (await exists(copy)) return copy;
    if (await exists(`${path}-wal`)) await copyFile(`${path}-wal`, `${copy}-wal`);
    await copyFile(path, copy, constants.COPYFILE_EXCL);
    return copy;
  } catch {
    return undefined; // the damage is what is told, and that there is no copy
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

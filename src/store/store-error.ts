// What every operation of a store is rejected with when the disk or the database fails it.

export type StoreErrorKind =
  /** No room is left on the disk. */
  | 'full'
  /** The file or its file system takes no writes. */
  | 'read-only'
  /** The file is no database, or a broken one. */
  | 'corrupt'
  /** Another program held it for too long. */
  | 'locked'
  /** Another program has it open, and it can be open only once. */
  | 'in-use'
  /** A later version of this program made it. */
  | 'newer'
  /** The store was closed before. */
  | 'closed'
  /** Anything else. */
  | 'failed';

const kinds: Readonly<Record<string, StoreErrorKind>> = {
  SQLITE_FULL: 'full',
  ENOSPC: 'full',
  EDQUOT: 'full',
  SQLITE_READONLY: 'read-only',
  SQLITE_PERM: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EROFS: 'read-only',
  SQLITE_CORRUPT: 'corrupt',
  SQLITE_NOTADB: 'corrupt',
  SQLITE_BUSY: 'locked',
  SQLITE_LOCKED: 'locked',
};

/** A failure that is the disk's, not the caller's: `kind` to branch on, `message` for people. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** Of a damaged file: the copy that was made of it. */
  readonly copy: string | undefined;

  constructor(
    readonly kind: StoreErrorKind,
    message: string,
    /** SQLite's or the system's own name of it. */
    readonly code?: string,
    options?: ErrorOptions & { readonly copy?: string | undefined },
  ) {
    super(message, options);
    this.copy = options?.copy;
  }
}

/** The failure as a StoreError: by SQLite's code, or the system's. */
export function toStoreError(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  return new StoreError((code && kinds[code]) || 'failed', message, code, { cause });
}

/** Failures after which SQLite may have rolled back the whole transaction by itself (sqlite.org/lang_transaction.html). */
export function mayHaveRolledBack(error: unknown): boolean {
  return (
    error instanceof StoreError &&
    ['SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_NOMEM', 'SQLITE_BUSY', 'SQLITE_INTERRUPT'].includes(error.code ?? '')
  );
}

// What a failing disk is to whoever runs a peer or a registry: one sentence of what happened, and what can be done.
import { SecurityError } from '../security/security-error.js';
import { type StoreErrorKind, toStoreError } from '../store/store-error.js';
import type { ParleyError } from './errors.js';
import { parleyError, sentenceFor } from './refusals.js';

const sentences: Readonly<Partial<Record<StoreErrorKind, string>>> = {
  full: 'The disk is full, so nothing more can be stored. Make room on it, then try again.',
  'read-only': 'The disk or the file takes no writes. Check the rights of the data directory, and that its disk is not read-only.',
  corrupt:
    'The database is damaged. Nothing in it was overwritten. ' +
    'Put a backup in its place, or move it away to begin anew without what it held.',
  locked: 'Another program holds the database. Wait until it is done, then try again.',
  'in-use': 'Another program runs on this data directory. Use that one, or choose another directory.',
  newer: 'A later version of this program made the database. Update this program.',
};

/** `storage`, whatever it was that failed; the file and the system's own words stand in brackets. A damaged key has its own. */
export function storageError(cause: unknown): ParleyError {
  if (cause instanceof SecurityError) return parleyError('storage', undefined, cause.message);
  const { kind, message } = toStoreError(cause);
  return parleyError('storage', undefined, `${sentences[kind] ?? sentenceFor('storage')} (${message})`);
}

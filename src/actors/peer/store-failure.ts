// What a failing disk is to the caller of the library.
import { StoreError } from '../../store/store-error.js';
import { ParleyError } from '../errors.js';
import { parleyError } from '../refusals.js';
import { storageError } from '../storage-error.js';

/** The ParleyError of whatever was thrown: `in-use` or `storage` for a store's failure. */
export function toParleyError(error: unknown): ParleyError {
  if (error instanceof ParleyError) return error;
  if (error instanceof StoreError) {
    if (error.kind === 'in-use') return parleyError('in-use');
    if (error.kind === 'closed') return parleyError('closed');
    return storageError(error);
  }
  const detail = error instanceof Error ? error.message : String(error);
  return parleyError('internal', undefined, `This should not have happened: ${detail}`);
}

// A disk that takes no writes for a while.
import type { PeerStore } from '../../../src/store/peer-store.js';
import { StoreError } from '../../../src/store/store-error.js';

export interface FullDisk {
  isFull: boolean;
  /** The same store, but that it refuses some operations while the disk is full. */
  readonly wrap: (store: PeerStore) => PeerStore;
}

export function fullDisk(...operations: readonly (keyof PeerStore)[]): FullDisk {
  const refused: ReadonlySet<string | symbol> = new Set(operations);
  const refuse = () => Promise.reject(new StoreError('full', 'database or disk is full'));
  const disk: FullDisk = {
    isFull: false,
    wrap: (store) =>
      new Proxy(store, {
        get: (target, name) => {
          const method: unknown = Reflect.get(target, name);
          if (disk.isFull && refused.has(name)) return refuse;
          return typeof method === 'function' ? method.bind(target) : method;
        },
      }),
  };
  return disk;
}

// What the registry keeps of a password: a salted Argon2id hash, computed off the main thread (docs/protocol.md, section 3:
// II, III; section 7, "Hashes").
import type { PasswordJob } from './password-worker.js';
import { PoolBusy, WorkerPool } from './worker-pool.js';

/** Refused at once: as many hashes as may wait are waiting. Answered with `rate-limited`. */
export { PoolBusy as HasherBusy };

export interface PasswordHasher {
  /** A salted hash in PHC's string format. Rejected with HasherBusy at once when the queue is full. */
  hash(secret: string): Promise<string>;
  /**
   * Whether `stored` was made from `secret`; false as well when it is no such hash. With `undefined` (an unknown user) it does the
   * same work and gives false. Rejected with HasherBusy at once when the queue is full.
   */
  verify(secret: string, stored: string | undefined): Promise<boolean>;
  /** Ends the threads; what is under way or waiting is rejected. */
  close(): Promise<void>;
}

/** Of a random secret that nobody has; with the parameters of password-worker.ts, so that checking it costs the same. */
const nobodys = '$argon2id$v=19$m=19456,t=2,p=1$ZdssaDv/NwVY4f+WJJu/1Q$9ys7DYbgGlXSnXw0NStm2ePxdCIYCWIUe9y7Pdk+Xpo';

/** A hasher of `atOnce` threads, started when first needed, before which `waiting` jobs may wait. */
export function createPasswordHasher({ atOnce, waiting }: { readonly atOnce: number; readonly waiting: number }): PasswordHasher {
  const pool = new WorkerPool<PasswordJob, string | boolean>({ script: new URL('./password-worker.js', import.meta.url), atOnce, waiting });
  return {
    hash: async (secret) => String(await pool.run({ secret, stored: undefined })),
    verify: async (secret, stored) => {
      const isMatch = await pool.run({ secret, stored: stored ?? nobodys });
      return isMatch === true && stored !== undefined;
    },
    close: () => pool.close(),
  };
}

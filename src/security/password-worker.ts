// The thread in which passwords are hashed, run by password-hasher.ts. The synchronous calls are meant: the asynchronous
// ones would take turns with SQLite in libuv's thread pool, and one thread is this one job's anyway.
import { parentPort } from 'node:worker_threads';
import { hashSync, parseOptions, verifySync } from '@node-rs/argon2';

/** `stored` undefined: make a hash. Else check against it. */
export interface PasswordJob {
  readonly secret: string;
  readonly stored: string | undefined;
}

/** OWASP's parameters for Argon2id: 19 MiB, two passes, one lane. Argon2id is the package's own default. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };
/** What a stored hash may cost at most: one that was tampered with must not take all memory or time. */
const dearest = { memoryCost: 262_144, timeCost: 16, parallelism: 16 };

parentPort?.on('message', ({ secret, stored }: PasswordJob) => {
  parentPort?.postMessage(stored === undefined ? hashSync(secret, parameters) : isMatch(secret, stored));
});

function isMatch(secret: string, stored: string): boolean {
  try {
    const { memoryCost, timeCost, parallelism } = parseOptions(stored);
    if (memoryCost > dearest.memoryCost || timeCost > dearest.timeCost || parallelism > dearest.parallelism) return false;
    return verifySync(stored, secret);
  } catch {
    return false; // not a hash at all
  }
}

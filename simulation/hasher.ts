// A password hasher that takes the time of a real one, but no work: so many at once, so many waiting, the rest refused.
import { HasherBusy, type PasswordHasher } from '../src/security/password-hasher.js';
import { SecurityError } from '../src/security/security-error.js';
import type { Life } from './life.js';

export interface HasherLoad {
  /** So many were waiting at most. */
  mostWaiting: number;
  refused: number;
}

/** ms a hash takes, as measured for the production one. */
const hashTime = 18;

export interface HasherLimits {
  readonly atOnce: number;
  readonly waiting: number;
}

export function simulatedHasher(life: Life, { atOnce, waiting }: HasherLimits, load: HasherLoad): PasswordHasher {
  let busy = 0;
  let isClosed = false;
  const queue: (() => void)[] = [];
  const turn = async (): Promise<void> => {
    if (busy < atOnce) {
      busy++;
    } else {
      if (queue.length >= waiting) {
        load.refused++;
        throw new HasherBusy('too many jobs are waiting');
      }
      const place = new Promise<void>((resolve) => queue.push(resolve));
      load.mostWaiting = Math.max(load.mostWaiting, queue.length);
      await place;
    }
    if (!isClosed) await life.sleep(hashTime);
    // Whoever is next has this one's place.
    const next = queue.shift();
    if (next) next();
    else busy--;
    if (isClosed) throw new SecurityError('closed');
  };
  return {
    hash: async (secret) => {
      await turn();
      return `of ${secret}`;
    },
    verify: async (secret, stored) => {
      await turn();
      return stored === `of ${secret}`;
    },
    close: async () => {
      isClosed = true;
    },
  };
}

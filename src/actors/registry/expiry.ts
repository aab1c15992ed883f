// Takes out of their rooms the members who have not been online for too long (docs/protocol.md, section 3, "Membership"): when
// the registry starts, and every hour.
import { type CallbackActorLogic, type EventObject, fromCallback } from 'xstate';
import type { Office } from './office.js';
import { tellOfExit } from './room-requests.js';

const interval = 3_600_000;
const day = 86_400_000;

export function createExpiry(office: () => Office | undefined): CallbackActorLogic<EventObject> {
  return fromCallback(() => {
    const found = office();
    if (!found) return undefined;
    const { clock } = found.runtime;
    let isStopped = false;
    let timer: unknown;
    const sweep = () => {
      void expire(found);
      timer = clock.setTimeout(() => !isStopped && sweep(), interval);
    };
    sweep();
    return () => {
      isStopped = true;
      clock.clearTimeout(timer);
    };
  });
}

/** Never rejected: the next hour tries again. */
async function expire(office: Office): Promise<void> {
  const { store, runtime, limits, logger } = office;
  try {
    const left = await store.expireMembers(runtime.now() - limits.memberOfflineDays * day);
    for (const member of left) tellOfExit(office, member);
    if (left.length > 0) logger.info({ members: left.length }, 'took out members who were away for too long');
  } catch (error) {
    logger.error({ error: String(error) }, 'could not look for members who were away for too long');
  }
}

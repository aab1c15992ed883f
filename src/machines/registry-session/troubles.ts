// What goes wrong with a registry session, and how it goes on: again after a while, or not at all (section 6).
import { backOff, longestTimer } from '../../protocol/limits.js';
import type { LinkEnd } from '../../protocol/link-events.js';
import type { Trouble } from './events.js';

/** Not trouble at all: the user wished it so. */
export const signedOut: Trouble = { reason: 'signed-out' };

/** What dialling again does not mend. */
const finalReasons: ReadonlySet<string> = new Set(['wrong-credentials', 'registry-changed', 'replaced', 'signed-out']);

export function isFinal({ reason }: Trouble): boolean {
  return finalReasons.has(reason);
}

/** A refusal as the registry worded it, or what a missing Reason comes to. */
export function refusal(message: { readonly reason?: string | undefined; readonly retryAfter?: number | undefined }): Trouble {
  return { reason: message.reason ?? 'internal', retryAfter: message.retryAfter };
}

/** The detail with which a link's `verify` says that this is another registry. */
export const otherRegistry = 'registry-changed';

export function troubleOfEnd({ cause, detail }: LinkEnd): Trouble {
  if (cause === 'distrusted' && detail === otherRegistry) return { reason: 'registry-changed' };
  const isUnreachable = cause === 'unreachable' || cause === 'handshake' || cause === 'distrusted';
  return { reason: isUnreachable ? 'unreachable' : 'link-lost', detail };
}

/** What a failed promise says, by `reason` and `message` if it has them. */
export function troubleOfError(error: unknown): Trouble {
  if (error === null || typeof error !== 'object') return { reason: 'internal' };
  return {
    reason: 'reason' in error && typeof error.reason === 'string' ? error.reason : 'internal',
    sentence: 'message' in error && typeof error.message === 'string' ? error.message : undefined,
    retryAfter: 'retryAfter' in error && typeof error.retryAfter === 'number' ? error.retryAfter : undefined,
  };
}

/** ms until the next dial: section 6. `attempt` counts from 0. */
export function retryDelay(attempt: number, { retryAfter }: Trouble, random: () => number): number {
  if (retryAfter !== undefined) return Math.min(longestTimer, 1000 * retryAfter * (1 + random()));
  return random() * Math.min(backOff.longest, backOff.first * 2 ** attempt);
}

const shortestRenewal = 60_000;

/** ms until RENEW: two thirds of the certificate's life after its beginning. */
export function renewalDelay(certificate: { readonly notBefore: number; readonly notAfter: number }, now: number): number {
  const due = certificate.notBefore + ((certificate.notAfter - certificate.notBefore) * 2) / 3 - now;
  return Math.min(longestTimer, Math.max(shortestRenewal, due));
}

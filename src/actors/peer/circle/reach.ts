// Whether somebody can be reached, in the words of the library, by the state of the link to it.
import type { SnapshotFrom } from 'xstate';
import type { peerLinkMachine } from '../../../machines/peer-link.js';
import type { PathStatus } from '../api.js';

type LinkSnapshot = SnapshotFrom<typeof peerLinkMachine>;

/** Why somebody cannot be reached, however often one tries. */
const notThere: ReadonlySet<string | undefined> = new Set(['user-offline', 'user-unknown', 'offline']);
/** So often in a row it may fail before it is said that somebody cannot be reached. */
const seriousAttempts = 3;

const states: Readonly<Record<string, PathStatus['state']>> = {
  resting: 'down',
  locating: 'connecting',
  awaitingTurn: 'connecting',
  dialling: 'connecting',
  up: 'up',
  backingOff: 'waiting',
  unreachable: 'waiting',
  distrusting: 'down',
  closing: 'down',
  closed: 'down',
};

export function pathState(link: LinkSnapshot): PathStatus['state'] | undefined {
  return link.context.chosen !== undefined ? 'up' : states[String(link.value)];
}

/** It may be that it can. */
export function canBeReached(link: LinkSnapshot): boolean {
  const isAway = link.matches('backingOff') && notThere.has(link.context.reason);
  return !(isAway || link.matches('unreachable') || link.matches('distrusting'));
}

/** Why it cannot, as far as that is known. */
export function awayFor(link: LinkSnapshot): string | undefined {
  const { reason, attempts } = link.context;
  if (link.matches('distrusting')) return 'key-changed';
  if (!link.matches('backingOff') && !link.matches('unreachable')) return undefined;
  if (reason !== undefined && notThere.has(reason)) return reason;
  return attempts >= seriousAttempts ? 'unreachable' : undefined;
}

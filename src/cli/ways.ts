// The ways to other peers as `/net` and the JSON mode tell them: why one is not up, and members of rooms to whom there was none.
import type { PeerStatus } from '../index.js';
import { inWords } from './sentences.js';
import type { Say } from './texts/catalogue.js';
import { english } from './texts/texts.js';

/** A member of a room to whom there is no link, and was none that is remembered. */
export interface Unlinked {
  readonly name: string;
  /** Undefined: there is nothing to say. */
  readonly reason: 'user-offline' | 'offline' | undefined;
  /** As the registry says now. */
  readonly isOnline: boolean;
}

/** Of all rooms, each once, sorted by name. */
export function membersWithoutLink({ paths, pastPaths, rooms, state }: PeerStatus): readonly Unlinked[] {
  const told = new Set([...paths, ...pastPaths].map(({ peer }) => peer?.toLowerCase()));
  const hasRegistry = state.state === 'online';
  const unlinked = new Map<string, Unlinked>();
  for (const { name, isOnline } of rooms.flatMap(({ members }) => members)) {
    const key = name.toLowerCase();
    if (told.has(key) || (unlinked.has(key) && !isOnline)) continue;
    // Where somebody was last is enough to reach somebody while the registry is away.
    const reason = isOnline ? undefined : hasRegistry ? 'user-offline' : 'offline';
    unlinked.set(key, { name: unlinked.get(key)?.name ?? name, reason, isOnline: isOnline && hasRegistry });
  }
  return [...unlinked].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, member]) => member);
}

/** Why there is no link to a member. */
export function unlinkedSentence({ reason, isOnline }: Unlinked, say: Say = english): string {
  if (reason !== undefined) return inWords(reason, say);
  return say(isOnline ? 'linkNotNeeded' : 'linkNothingToSay');
}

/** What a peer's link says of its end, where the library's sentence is about the registry. */
const ends = { closing: 'linkClosing', replaced: 'linkReplaced', closed: 'linkClosed' } as const;
const hasEnd = (detail: string): detail is keyof typeof ends => Object.hasOwn(ends, detail);

/** Why a link to a peer is not up, as a sentence. */
export function linkSentence(detail: string, say: Say = english): string {
  return hasEnd(detail) ? say(ends[detail]) : detailSentence(detail, say);
}

/** A detail as a sentence. A token has one of its own. */
export function detailSentence(detail: string, say: Say = english): string {
  return inWords(detail.includes(' ') ? detail.charAt(0).toUpperCase() + detail.slice(1) : detail, say);
}

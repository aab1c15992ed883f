// What each message of the table gets for its answer when another user sends it, by what stands between the two: worked out of
// docs/protocol.md (2.4, 2.5, 5.4, 5.5, 5.7, 5.9), never of what the program says.
import type { TableMessage } from '../engine/messages.js';

/** How things stand when a message comes. */
export interface Situation {
  /** Whether frames are taken: `late`, not now; `never`, the link is ending. */
  readonly link: 'up' | 'late' | 'never';
  readonly chat: 'closed' | 'accepted' | 'asked' | 'requested' | 'unanswered' | 'rejected' | 'refusing' | 'open' | 'blocked';
  /** The user is in the room garden, and nothing is asked of the registry about that. */
  readonly isMember: boolean;
}

/** Messages to this user, beside those of the table, which are to nobody. */
export const goodMessages = ['CHAT_REQUEST', 'DIRECT_MESSAGE', 'DIRECT_BROADCAST', 'HISTORY_SUMMARY'] as const;
export type GoodMessage = (typeof goodMessages)[number];

/** What is seen, and whether things are as before. */
export interface Outcome {
  readonly lines: readonly string[];
  readonly isOver: boolean;
}

const nothing: Outcome = { lines: [], isOver: false };
const silentEnd: Outcome = { lines: ['bob: the end'], isOver: true };
const seen = (...lines: string[]): Outcome => ({ lines, isOver: false });
const opening = (...lines: string[]): Outcome => ({ lines: [...lines, 'user: chat-open bob'], isOver: true });

/** Of a message of the table. */
export function outcomeOf({ kind, part, frame: { verb, fields, headers } }: TableMessage, { link, chat }: Situation): Outcome {
  if (link !== 'up') return nothing;
  const id = headers['request-id'];
  const tail = id === undefined ? '' : ` #${id}`;
  const [first = ''] = fields;
  if (verb === 'GOODBYE' || (verb === 'ERROR' && first === 'BAD_REQUEST')) return silentEnd;
  // 5.4: an ACCEPT counts whenever it comes; a REJECT only to the request that is under way.
  if (verb === 'CHAT_REQUEST_RESPONSE') return chatAnswer(first === 'ACCEPT', id, chat);
  // 2.4: answers and notices that nobody waits for are passed over.
  if (kind !== 'request') return nothing;
  switch (verb) {
    case 'CHAT_REQUEST':
      return seen(`bob: CHAT_REQUEST_RESPONSE <REJECT> <404> <mia> (wrong-recipient)${tail}`);
    case 'DIRECT_MESSAGE':
      return seen(`bob: DIRECT_UNICAST_NOTIFICATION <FAILURE> <404> <bob> (wrong-recipient)${tail}`);
    case 'DIRECT_BROADCAST':
      return seen(`bob: DIRECT_BROADCAST_NOTIFICATION <FAILURE> <404> <bob> (not-text)${tail}`);
    case 'HISTORY_SUMMARY':
      return seen(`bob: HISTORY_SUMMARY_RESPONSE <FAILURE> <404> <den> (room-unknown)${tail} []`);
    default:
      // 2.4, 2.5: a verb that is not known here is a request only with a Request-Id.
      if (part === 'peerRequests') throw new Error(`nothing is known of ${verb}`);
      return id === undefined ? nothing : seen(`bob: ERROR <NOT_ALLOWED> <400> (unknown-verb)${tail}`);
  }
}

function chatAnswer(isYes: boolean, id: string | undefined, chat: Situation['chat']): Outcome {
  const isAwaited = chat === 'requested' || chat === 'unanswered' || chat === 'rejected';
  if (!isAwaited) return nothing;
  if (isYes) return opening();
  // The user's own request has another number than 7.
  const isCounted = chat === 'unanswered' || (chat === 'requested' && id === undefined);
  return isCounted ? { lines: ['user: chat-refused bob (rejected)'], isOver: true } : nothing;
}

/** Of a message that is as it should be, and to this user; its Request-Id is 7. */
export function outcomeOfGood(verb: GoodMessage, { link, chat, isMember }: Situation): Outcome {
  if (link !== 'up') return nothing;
  switch (verb) {
    case 'CHAT_REQUEST':
      return requestOutcome(chat);
    case 'DIRECT_MESSAGE': {
      if (chat === 'blocked') return seen('bob: DIRECT_UNICAST_NOTIFICATION <FAILURE> <404> <bob> (rejected) #7');
      // 5.4: who asks has accepted the other.
      const isAccepted = !['closed', 'asked', 'refusing'].includes(chat);
      if (!isAccepted) return seen('bob: DIRECT_UNICAST_NOTIFICATION <FAILURE> <404> <bob> (not-accepted) #7');
      return seen('bob: DIRECT_UNICAST_NOTIFICATION <SUCCESS> <200> <bob> #7', 'user: message bob "hello"');
    }
    case 'DIRECT_BROADCAST':
      if (!isMember) return seen('bob: DIRECT_BROADCAST_NOTIFICATION <FAILURE> <404> <bob> (room-unknown) #7');
      return seen('bob: DIRECT_BROADCAST_NOTIFICATION <SUCCESS> <200> <bob> #7', 'user: message bob "hello all"');
    case 'HISTORY_SUMMARY':
      if (!isMember) return seen('bob: HISTORY_SUMMARY_RESPONSE <FAILURE> <404> <garden> (room-unknown) #7 []');
      return { lines: ['bob: HISTORY_SUMMARY_RESPONSE <SUCCESS> <200> <garden> #7 []'], isOver: true };
  }
}

function requestOutcome(chat: Situation['chat']): Outcome {
  const answer = (word: string, reason = '') => `bob: CHAT_REQUEST_RESPONSE <${word}> <mia>${reason} #7`;
  switch (chat) {
    case 'closed':
      return { lines: ['user: chat-request bob'], isOver: true };
    case 'asked':
      return nothing;
    case 'open':
      return seen(answer('ACCEPT> <200'));
    case 'refusing':
      return seen(answer('REJECT> <404', ' (rate-limited)'));
    case 'blocked':
      return seen(answer('REJECT> <404', ' (rejected)'));
    default:
      return opening(answer('ACCEPT> <200'));
  }
}

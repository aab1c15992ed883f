// What a message waits for, in words: of every actor that has to do with it its name, its state and its next timer.
import type { ExplainedActor, Explanation } from '../../index.js';
import { inWords } from '../sentences.js';
import type { Say } from '../texts/catalogue.js';
import { duration } from './words.js';

type Words = (say: Say, name: string) => string;

/** By actor and state, as the charts name them. */
const states: Readonly<Record<string, Words>> = {
  'delivery.reading': (say) => say('whyReading'),
  'delivery.weighing': (say) => say('whyReading'),
  'delivery.stuck': (say) => say('whyStuck'),
  'delivery.queued': (say, name) => say('whyQueued', { name }),
  'delivery.inFlight': (say, name) => say('whyInFlight', { name }),
  'delivery.held': (say, name) => say('whyHeld', { name }),
  'delivery.settled': (say, name) => say('whyHeld', { name }),
  'conversation.closed': (say) => say('whyChatClosed'),
  'conversation.requested.unsent': (say, name) => say('whyChatUnsent', { name }),
  'conversation.requested.sent': (say, name) => say('whyChatSent', { name }),
  'conversation.unanswered': (say, name) => say('whyChatUnanswered', { name }),
  'conversation.rejected': (say, name) => say('whyChatRejected', { name }),
  'conversation.asked': (say, name) => say('whyChatAsked', { name }),
  'conversation.refusing': (say, name) => say('whyChatRefusing', { name }),
  'conversation.blocked': (say, name) => say('whyChatBlocked', { name }),
  'peerLink.resting': (say, name) => say('whyLinkResting', { name }),
  'peerLink.locating': (say, name) => say('whyLinkLocating', { name }),
  'peerLink.awaitingTurn': (say) => say('whyLinkTurn'),
  'peerLink.dialling': (say, name) => say('whyLinkDialling', { name }),
  'peerLink.up': (say, name) => say('whyLinkDialling', { name }),
  'peerLink.backingOff': (say, name) => say('whyLinkBackingOff', { name }),
  'peerLink.unreachable': (say, name) => say('whyLinkUnreachable', { name }),
  'peerLink.distrusting': (say, name) => say('whyLinkDistrusting', { name }),
};

/** What happens when a timer ends, by its name in the charts. */
const timers: Readonly<Record<string, (say: Say) => string>> = {
  turn: (say) => say('whyNextTry'),
  backOff: (say) => say('whyNextTry'),
  storeRetry: (say) => say('whyNextTry'),
  'lane.retry': (say) => say('whyNextTry'),
  chatRequestTimeout: (say) => say('whyNextUnanswered'),
  'answer.late': (say) => say('whyNextLost'),
};

/** A sentence about the recipient, then one for each actor. */
export function whyLines({ actors, reason, recipient, state }: Explanation, say: Say): readonly [string, ...string[]] {
  const why = reason === undefined ? '' : inWords(reason, say);
  const given = { name: recipient, why };
  if (state === 'refused') return [say('whyRefused', given).trimEnd()];
  return [say('whyWaits', given).trimEnd(), ...actors.map((actor) => actorLine(actor, recipient, say))];
}

function actorLine({ actor, state, next }: ExplainedActor, name: string, say: Say): string {
  const words = states[`${actor}.${state}`];
  const given = { actor, state, what: words ? words(say, name) : say('whyUnknown') };
  const timer = next && timers[next.event];
  if (!next || !timer) return say('whyActor', given);
  return say('whyActorNext', { ...given, time: duration(say, next.inMs), next: timer(say) });
}

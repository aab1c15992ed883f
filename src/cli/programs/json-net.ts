// How the ways to others look in the JSON mode, and why something is not so.
import type { PathStatus, PeerStatus } from '../../index.js';
import { english } from '../texts/texts.js';
import { detailSentence, linkSentence, membersWithoutLink, type Unlinked, unlinkedSentence } from '../ways.js';
import { type Fields, type Json, listOf, name, objectOf, oneOf, optional, text, time, word } from './shapes.js';

/** Why: `reason` where it has a token. */
export const whyFields = { reason: optional(word), message: optional(text) };

const over = oneOf('tls', 'tcp');
const state = oneOf('up', 'connecting', 'waiting', 'down');
const keepAlive = objectOf({ over: oneOf('udp', 'tls', 'tcp'), since: time, message: optional(text) });
const registry = {
  link: word,
  state,
  since: time,
  over: optional(over),
  keepAlive: optional(keepAlive),
  ...whyFields,
  retryAt: optional(time),
};

export const netFields = {
  registry: optional(objectOf(registry)),
  peers: listOf(objectOf({ name, state, since: optional(time), over: optional(over), ...whyFields })),
} satisfies Fields;

type Values = Readonly<Record<string, Json | undefined>>;

/** The registry, then everybody who is dealt with, or was, then members of rooms to whom there was no link. */
export function netValues(status: PeerStatus): Values {
  const { paths, pastPaths, registryLink } = status;
  const toRegistry = paths.find(({ peer }) => peer === undefined);
  const linked = [...paths, ...pastPaths].flatMap(({ peer, ...path }) => (peer === undefined ? [] : [peerValues(peer, path)]));
  return {
    registry: toRegistry && registryValues(registryLink, toRegistry),
    peers: [...linked, ...membersWithoutLink(status).map(unlinkedValues)],
  };
}

/** A detail is a token or words. */
export function whyValues(detail: string | undefined, sentence = detailSentence): Values {
  if (detail === undefined) return {};
  return { reason: detail.includes(' ') ? undefined : detail, message: sentence(detail) };
}

function registryValues(link: string, { state, since, over, keepAlive, detail, retryAt }: PathStatus): Values {
  // While it is up, what is said of it is said of the keep-alives.
  const why = whyValues(state === 'up' ? undefined : detail);
  const signs = keepAlive && { over: keepAlive.over, since: keepAlive.since, message: whyValues(keepAlive.detail)['message'] };
  return { link, state, since, over, keepAlive: signs, ...why, retryAt };
}

function peerValues(name: string, { state, since, over, detail }: Omit<PathStatus, 'peer'>): Values {
  const why = state === 'down' && detail === undefined ? { message: english('linkNothingToSay') } : whyValues(detail, linkSentence);
  return { name, state, since, over, ...why };
}

function unlinkedValues(member: Unlinked): Values {
  return { name: member.name, state: 'down', reason: member.reason, message: unlinkedSentence(member) };
}

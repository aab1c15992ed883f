// `/net`: for the registry and every peer which path is up, since when, and why not, in words.
import type { PathStatus, PeerStatus } from '../../index.js';
import { localTime } from '../render.js';
import type { Say } from '../texts/catalogue.js';
import { english } from '../texts/texts.js';
import { detailSentence, linkSentence, membersWithoutLink, type Unlinked, unlinkedSentence } from '../ways.js';
import { command } from './command.js';

/** So many members without a link are listed; of more their number is told. */
const mostUnlinked = 20;

export const netCommand = command({
  name: 'net',
  help: 'which way to the registry and to each peer is up',
  run: ({ peer, view, now, say }) => {
    view.notice(say('netTitle'));
    view.list(netLines(peer.status, now(), say));
  },
});

/**
 * The registry's link, what keeps its session alive, then a line for each peer that is dealt with, or was, then for members of rooms
 * to whom there was no link.
 */
export function netLines(status: PeerStatus, now: number, say: Say = english): string[] {
  const { paths, pastPaths, registryLink } = status;
  const registry = paths.filter(({ peer }) => peer === undefined).flatMap((path) => registryLines(path, registryLink, now, say));
  const peers = [...paths, ...pastPaths].flatMap(({ peer, detail, ...path }) =>
    peer === undefined ? [] : [`${peer}: ${linkWords(path, detail === undefined ? undefined : linkSentence(detail, say), now, say)}`],
  );
  const others = [...peers, ...unlinkedLines(membersWithoutLink(status), say)];
  return [...registry, ...(others.length > 0 ? others : [say('netNoPeers')])];
}

function unlinkedLines(members: readonly Unlinked[], say: Say): string[] {
  const lines = members.slice(0, mostUnlinked).map((member) => `${member.name}: ${say('linkNone')} ${unlinkedSentence(member, say)}`);
  return members.length > mostUnlinked ? [...lines, say('netOthers', { count: members.length - mostUnlinked })] : lines;
}

function registryLines(path: PathStatus, link: string, now: number, say: Say): string[] {
  const { detail, keepAlive, ...rest } = path;
  // While it is up, what is said of it is said of the keep-alives.
  const sentence = path.state === 'up' || detail === undefined ? undefined : detailSentence(detail, say);
  const lines = [`${say('netRegistry', { link })} ${linkWords(rest, sentence, now, say)}`];
  if (keepAlive) lines.push(`${say('netKeepAlives')} ${keepAliveWords(keepAlive, now, say)}`);
  return lines;
}

type Link = Omit<PathStatus, 'peer' | 'detail'>;

function linkWords({ state, since: at, over = 'tls', retryAt }: Link, sentence: string | undefined, now: number, say: Say): string {
  const since = localTime(at, now);
  const why = sentence === undefined ? '' : ` ${sentence}`;
  switch (state) {
    case 'up':
      return say('linkUp', { over: over.toUpperCase(), since }) + why;
    case 'connecting':
      return say('linkConnecting', { since }) + why;
    case 'waiting':
      return say('linkWaiting', { since }) + why + (retryAt === undefined ? '' : ` ${againWords(retryAt, now, say)}`);
    case 'down':
      return say('linkDown', { since }) + (why || ` ${say('linkNothingToSay')}`);
  }
}

function keepAliveWords({ over, since: at, detail }: NonNullable<PathStatus['keepAlive']>, now: number, say: Say): string {
  const since = localTime(at, now);
  if (over === 'udp') return say('keepAliveUdp', { since });
  const why = detail === undefined ? '' : ` ${detailSentence(detail, say)}`;
  return `${say('keepAliveLink', { over: over.toUpperCase(), since })}${why} ${say('keepAliveTries')}`;
}

function againWords(retryAt: number, now: number, say: Say): string {
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1000));
  return seconds === 0 ? say('dialledAgainNow') : say('dialledAgain', { seconds });
}

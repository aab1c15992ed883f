// `/net`: for the registry and every peer which path is up, since when, and why not, in words.
import type { PathStatus, PeerStatus } from '../../index.js';
import { localTime } from '../render.js';
import { inWords } from '../sentences.js';
import type { Say } from '../texts/catalogue.js';
import { english } from '../texts/texts.js';
import { command } from './command.js';

export const netCommand = command({
  name: 'net',
  help: 'which way to the registry and to each peer is up',
  run: ({ peer, view, now, say }) => {
    view.notice(say('netTitle'));
    view.list(netLines(peer.status, now(), say));
  },
});

/** What a peer's link says of its end, where the library's sentence is about the registry. */
const ends = { closing: 'linkClosing', replaced: 'linkReplaced', closed: 'linkClosed' } as const;
const hasEnd = (detail: string): detail is keyof typeof ends => Object.hasOwn(ends, detail);

/** The registry's link, what keeps its session alive, then a line for each peer that is dealt with, or was. */
export function netLines({ paths, pastPaths, registryLink }: PeerStatus, now: number, say: Say = english): string[] {
  const registry = paths.filter(({ peer }) => peer === undefined).flatMap((path) => registryLines(path, registryLink, now, say));
  const peers = [...paths, ...pastPaths].flatMap(({ peer, ...path }) =>
    peer === undefined ? [] : [`${peer}: ${linkWords(withEnd(path, say), now, say)}`],
  );
  return [...registry, ...(peers.length > 0 ? peers : [say('netNoPeers')])];
}

function withEnd({ detail, ...path }: Omit<PathStatus, 'peer'>, say: Say): Omit<PathStatus, 'peer'> {
  return { ...path, detail: detail !== undefined && hasEnd(detail) ? say(ends[detail]) : detail };
}

function registryLines(path: PathStatus, link: string, now: number, say: Say): string[] {
  const { detail, keepAlive, ...rest } = path;
  // While it is up, what is said of it is said of the keep-alives.
  const why = path.state === 'up' ? {} : { detail };
  const lines = [`${say('netRegistry', { link })} ${linkWords({ ...rest, ...why }, now, say)}`];
  if (keepAlive) lines.push(`${say('netKeepAlives')} ${keepAliveWords(keepAlive, now, say)}`);
  return lines;
}

function linkWords({ state, since: at, over = 'tls', detail, retryAt }: Omit<PathStatus, 'peer'>, now: number, say: Say): string {
  const since = localTime(at, now);
  const why = detail === undefined ? '' : ` ${inWords(capitalized(detail), say)}`;
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
  const why = detail === undefined ? '' : ` ${inWords(capitalized(detail), say)}`;
  return `${say('keepAliveLink', { over: over.toUpperCase(), since })}${why} ${say('keepAliveTries')}`;
}

function againWords(retryAt: number, now: number, say: Say): string {
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1000));
  return seconds === 0 ? say('dialledAgainNow') : say('dialledAgain', { seconds });
}

/** A token stays as it is: it has a sentence of its own. */
function capitalized(detail: string): string {
  return detail.includes(' ') ? detail.charAt(0).toUpperCase() + detail.slice(1) : detail;
}

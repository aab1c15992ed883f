// `/net`: for the registry and every peer which path is up, since when, and why not, in words.
import type { PathStatus, PeerStatus } from '../../index.js';
import { localTime } from '../render.js';
import { inWords } from '../sentences.js';
import { command } from './command.js';

export const netCommand = command({
  name: 'net',
  help: 'which way to the registry and to each peer is up',
  run: ({ peer, view, now }) => {
    view.notice('The ways to the registry and to other peers:');
    view.list(netLines(peer.status, now()));
  },
});

/** What a peer's link says of its end, where the library's sentence is about the registry. */
const ends: Readonly<Record<string, string>> = {
  closing: 'The other side closed it.',
  replaced: 'Another link took its place.',
  closed: 'It was closed.',
};

/** The registry's link, what keeps its session alive, then a line for each peer that is dealt with. */
export function netLines({ paths, registryLink }: PeerStatus, now: number): string[] {
  const registry = paths.filter(({ peer }) => peer === undefined).flatMap((path) => registryLines(path, registryLink, now));
  const peers = paths.flatMap(({ peer, ...path }) => (peer === undefined ? [] : [`${peer}: ${linkWords(withEnd(path), now)}`]));
  return [...registry, ...(peers.length > 0 ? peers : ['No links to other peers: one is made when there is something to say.'])];
}

function withEnd({ detail, ...path }: Omit<PathStatus, 'peer'>): Omit<PathStatus, 'peer'> {
  return { ...path, detail: detail !== undefined && Object.hasOwn(ends, detail) ? ends[detail] : detail };
}

function registryLines(path: PathStatus, link: string, now: number): string[] {
  const { detail, keepAlive, ...rest } = path;
  // While it is up, what is said of it is said of the keep-alives.
  const why = path.state === 'up' ? {} : { detail };
  const lines = [`the registry ${link}: ${linkWords({ ...rest, ...why }, now)}`];
  if (keepAlive) lines.push(`its keep-alives: ${keepAliveWords(keepAlive, now)}`);
  return lines;
}

function linkWords({ state, since, over = 'tls', detail, retryAt }: Omit<PathStatus, 'peer'>, now: number): string {
  const from = `since ${localTime(since, now)}`;
  const why = detail === undefined ? '' : ` ${inWords(capitalized(detail))}`;
  switch (state) {
    case 'up':
      return `up over ${over.toUpperCase()} ${from}.${why}`;
    case 'connecting':
      return `being dialled ${from}.${why}`;
    case 'waiting':
      return `not up ${from}.${why}${retryAt === undefined ? '' : againWords(retryAt, now)}`;
    case 'down':
      return `no link ${from}.${why || ' There is nothing to say.'}`;
  }
}

function keepAliveWords({ over, since, detail }: NonNullable<PathStatus['keepAlive']>, now: number): string {
  const from = `since ${localTime(since, now)}`;
  if (over === 'udp') return `over UDP ${from}.`;
  return `over the ${over.toUpperCase()} link ${from}.${detail === undefined ? '' : ` ${inWords(capitalized(detail))}`} UDP is tried on.`;
}

function againWords(retryAt: number, now: number): string {
  const wait = Math.max(0, Math.ceil((retryAt - now) / 1000));
  return ` It is dialled again ${wait === 0 ? 'now' : `in ${wait} s`}.`;
}

/** A token stays as it is: it has a sentence of its own. */
function capitalized(detail: string): string {
  return detail.includes(' ') ? detail.charAt(0).toUpperCase() + detail.slice(1) : detail;
}

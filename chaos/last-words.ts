// What programs say at the end of a run: whether all is settled, and how registry, members and presence look to each of them.
import type { LastWords } from './evidence.js';
import type { PeerNode } from './peer-node.js';

/** What is not settled yet, as sentences; none when the peer is back and nothing is owed to anybody. */
export async function unsettled(peer: PeerNode): Promise<string[]> {
  const lines = await peer.ask('/status');
  if (!lines) return [`${peer.name} is not there`];
  const isUp = lines.some((line) => /^\* path to the registry: up/.test(line));
  const owed = lines.filter((line) => /^\* \d+ messages? waits? for /.test(line)).map((line) => `${peer.name}: ${line.slice(2)}`);
  return isUp ? owed : [`${peer.name} is not connected to the registry`];
}

type Words = Omit<LastWords, 'exitCode'>;

/** Undefined when the program ended meanwhile. */
export async function lastWords(peer: PeerNode): Promise<Words | undefined> {
  const status = await peer.ask('/status');
  const names = matches(status, /^\* in #(\S+), host /).map(([name = '']) => name);
  const rooms = new Map<string, { host: string; members: string[]; away: string[] }>();
  for (const room of names) {
    const lines = await peer.ask(`/who ${room}`);
    const [[host = ''] = []] = matches(lines, /^\* In #\S+, besides you, .*; its host is (\S+)\.$/);
    const listed = matches(lines, /^\* (p\d+)( \(not online\))?$/);
    const members = listed.map(([name = '']) => name);
    rooms.set(room, { host, members, away: listed.filter(([, away]) => away).map(([name = '']) => name) });
  }
  const users = matches(await peer.ask('/users'), /^\* (p\d+)( \(#.*\))?$/).map(([name = '']) => name);
  const listing = matches(await peer.ask('/rooms'), /^\* #(\S+) \((\d+) of (\d+)/);
  const listed = new Map(listing.map(([room = '', members, capacity]) => [room, { members: Number(members), capacity: Number(capacity) }]));
  await peer.ask('/chat #lobby');
  const history = await peer.ask('/history 1000');
  const lobby = matches(history, /^\* \d{4}-\S+Z #lobby p\d+: (.*?)( \((waiting|refused).*\))?$/).map(([text = '']) => text);
  return history && { rooms, users, listed, lobby };
}

function matches(lines: readonly string[] | undefined, pattern: RegExp): (string | undefined)[][] {
  return (lines ?? []).flatMap((line) => {
    const found = pattern.exec(line);
    return found ? [found.slice(1)] : [];
  });
}

// `/net`: every path, in words.
import test from 'ava';
import { netLines } from '../../src/cli/commands/net.js';
import { findCommand } from '../../src/cli/commands/table.js';
import { localTime } from '../../src/cli/render.js';
import type { PathStatus, PeerState, PeerStatus, RoomView } from '../../src/index.js';

const now = Date.UTC(2026, 0, 1, 12, 30);
const then = now - 600_000;
const at = (time: number) => localTime(time, now);
const udp = { over: 'udp', since: then } as const;

interface Others {
  readonly pastPaths?: readonly PathStatus[];
  readonly rooms?: readonly RoomView[];
  readonly state?: PeerState;
}

const shows = test.macro({
  exec(t, paths: readonly PathStatus[], lines: readonly string[], { pastPaths = [], rooms = [], state }: Others = {}) {
    const status: PeerStatus = {
      state: state ?? { state: 'online', since: then },
      name: 'alice',
      registryLink: 'parley://10.0.0.1:7070#print',
      listening: undefined,
      paths,
      pastPaths,
      owed: [],
      rooms,
    };
    t.deepEqual(netLines(status, now), lines);
  },
  title: (what) => `net: ${what}`,
});

const nobody = 'No links to other peers: one is made when there is something to say.';
const registry = 'the registry parley://10.0.0.1:7070#print:';

test(
  'online, nobody else → TLS and UDP, since when',
  shows,
  [{ peer: undefined, state: 'up', since: then, over: 'tls', keepAlive: udp }],
  [`${registry} up over TLS since ${at(then)}.`, `its keep-alives: over UDP since ${at(then)}.`, nobody],
);

test(
  'UDP blocked → over the TLS link, since when and why',
  shows,
  [
    {
      peer: undefined,
      state: 'up',
      since: then,
      over: 'tls',
      keepAlive: { over: 'tls', since: now - 60_000, detail: 'datagrams to the registry have no answer, so UDP is blocked on the way' },
      detail: 'UDP is blocked, keeping alive over TLS',
    },
  ],
  [
    `${registry} up over TLS since ${at(then)}.`,
    `its keep-alives: over the TLS link since ${at(now - 60_000)}. Datagrams to the registry have no answer, so UDP is blocked on the way. UDP is tried on.`,
    nobody,
  ],
);

test(
  'plain → over TCP',
  shows,
  [{ peer: undefined, state: 'up', since: then, over: 'tcp', keepAlive: udp }],
  [`${registry} up over TCP since ${at(then)}.`, `its keep-alives: over UDP since ${at(then)}.`, nobody],
);

test(
  'registry away, peers in every state → why, and when it is dialled again',
  shows,
  [
    { peer: undefined, state: 'waiting', since: then, detail: 'The connection to the registry was lost.', retryAt: now + 6500 },
    { peer: 'bob', state: 'up', since: then, over: 'tls' },
    { peer: 'carol', state: 'connecting', since: now },
    { peer: 'dave', state: 'waiting', since: then, detail: 'user-offline' },
    { peer: 'erin', state: 'down', since: then },
    { peer: 'gus', state: 'down', since: then, detail: 'closing' },
    { peer: 'frank', state: 'down', since: then, detail: 'it shows another key than before' },
  ],
  [
    `${registry} not up since ${at(then)}. The connection to the registry was lost. It is dialled again in 7 s.`,
    `bob: up over TLS since ${at(then)}.`,
    `carol: being dialled since ${at(now)}.`,
    `dave: not up since ${at(then)}. That user is not online. What you send is kept until then.`,
    `erin: no link since ${at(then)}. There is nothing to say.`,
    `gus: no link since ${at(then)}. The other side closed it.`,
    `frank: no link since ${at(then)}. It shows another key than before.`,
  ],
);

test(
  'a link that there is no more → since when, and why',
  shows,
  [
    { peer: undefined, state: 'up', since: then, over: 'tls', keepAlive: udp },
    { peer: 'bob', state: 'up', since: now, over: 'tls' },
  ],
  [
    `${registry} up over TLS since ${at(then)}.`,
    `its keep-alives: over UDP since ${at(then)}.`,
    `bob: up over TLS since ${at(now)}.`,
    `carol: no link since ${at(then)}. The connection was reset.`,
  ],
  { pastPaths: [{ peer: 'carol', state: 'down', since: then, detail: 'the connection was reset' }] },
);

const room = (name: string, members: Readonly<Record<string, boolean>>): RoomView => ({
  room: name,
  roomId: name,
  host: 'alice',
  members: Object.entries(members).map(([member, isOnline]) => ({ name: member, isOnline })),
});
const upToRegistry = { peer: undefined, state: 'up', since: then, over: 'tls', keepAlive: udp } as const;
const registryLines = [`${registry} up over TLS since ${at(then)}.`, `its keep-alives: over UDP since ${at(then)}.`];

test(
  'members of rooms to whom there was no link → after the others, each once, and why there is none',
  shows,
  [upToRegistry, { peer: 'Bob', state: 'up', since: now, over: 'tls' }],
  [
    ...registryLines,
    `Bob: up over TLS since ${at(now)}.`,
    `carol: no link since ${at(then)}. The connection was reset.`,
    'dave: no link. That user is not online. What you send is kept until then.',
    'Erin: no link. That user is online, and there is nothing to say.',
  ],
  {
    pastPaths: [{ peer: 'carol', state: 'down', since: then, detail: 'the connection was reset' }],
    rooms: [room('den', { bob: true, Carol: true, Erin: true }), room('attic', { dave: false, erin: true })],
  },
);

test(
  'members of rooms while the registry is away → none is needed, or nobody can say where they are',
  shows,
  [{ peer: undefined, state: 'connecting', since: then }],
  [
    `${registry} being dialled since ${at(then)}.`,
    'bob: no link. There is nothing to say.',
    'carol: no link. You are not connected to the registry now. It is dialled again by itself.',
  ],
  { rooms: [room('den', { bob: true, carol: false })], state: { state: 'offline', reason: 'unreachable', retryAt: now } },
);

const crowd = (count: number) => room('den', Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${1000 + index}`, true])));
const idle = (count: number) =>
  Array.from({ length: count }, (_, index) => `m${1000 + index}: no link. That user is online, and there is nothing to say.`);

test('members of a room, as many as are listed → all', shows, [upToRegistry], [...registryLines, ...idle(20)], { rooms: [crowd(20)] });
test(
  'one member more than are listed → how many more',
  shows,
  [upToRegistry],
  [...registryLines, ...idle(20), '… and 1 more member of your rooms, without a link.'],
  { rooms: [crowd(21)] },
);
test(
  'a large room → how many more',
  shows,
  [upToRegistry],
  [...registryLines, ...idle(20), '… and 980 more members of your rooms, without a link.'],
  { rooms: [crowd(1000)] },
);

test('net: in the table of commands → found', (t) => {
  t.is(findCommand('net')?.usage, '/net');
});

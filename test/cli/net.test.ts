// `/net`: every path, in words.
import test from 'ava';
import { netLines } from '../../src/cli/commands/net.js';
import { findCommand } from '../../src/cli/commands/table.js';
import { localTime } from '../../src/cli/render.js';
import type { PathStatus, PeerStatus } from '../../src/index.js';

const now = Date.UTC(2026, 0, 1, 12, 30);
const then = now - 600_000;
const at = (time: number) => localTime(time, now);
const udp = { over: 'udp', since: then } as const;

const shows = test.macro({
  exec(t, paths: readonly PathStatus[], lines: readonly string[], pastPaths: readonly PathStatus[] = []) {
    const status: PeerStatus = {
      state: { state: 'online', since: then },
      name: 'alice',
      registryLink: 'parley://10.0.0.1:7070#print',
      listening: undefined,
      paths,
      pastPaths,
      owed: [],
      rooms: [],
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
  [{ peer: 'carol', state: 'down', since: then, detail: 'the connection was reset' }],
);

test('net: in the table of commands → found', (t) => {
  t.is(findCommand('net')?.usage, '/net');
});

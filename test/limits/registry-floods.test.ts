// Floods before a registry: connections, datagrams, bytes that nobody reads, and everything too large. Whoever behaves is served
// meanwhile and afterwards.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { createRegistryWith } from '../../src/actors/registry/create-registry.js';
import { encodeFrame, type Frame, frame } from '../../src/protocol/frame.js';
import { openDatabase } from '../../src/store/database.js';
import type { LinkEnd } from '../../src/transport/link.js';
import { createMemoryNetwork } from '../../src/transport/memory-network.js';
import { fastHasher, logIn, requestFor, testRegistry } from '../helpers/test-registry.js';
import { TurnedClock, turnedRuntime } from '../helpers/turned-clock.js';
import { hashed, KeepAliveClient, signed, summary, WireClient } from '../helpers/wire-client.js';

const hello = 'HELLO_P2P\r\nProtocol: 1\r\nAgent: test/1\r\n\r\n';

test('flood: a hundred connections of one address → at most as many held as allowed; who is logged in notices nothing', async (t) => {
  const { online, port, greeted } = await testRegistry(t, { limits: { linksPerAddress: 8 } });
  const { client } = await online('alice');
  const connecting = Array.from({ length: 100 }, () => WireClient.connect(port).catch(() => undefined));
  const clients = (await Promise.all(connecting)).filter((each) => each !== undefined);
  t.teardown(() => {
    for (const each of clients) each.close();
  });
  t.deepEqual(await client.settle('SEARCH_USER <nobody>'), []);
  for (const each of clients) each.send(hello);
  const answers = await Promise.all(clients.map((each) => each.next().then(summary, () => 'closed')));
  t.is(answers.filter((answer) => answer === 'HELLO_BACK <SUCCESS> <200>').length, 8);
  t.deepEqual(await client.settle(), []);
  // A login makes room for the next.
  const [first] = clients.filter((_, index) => answers[index] === 'HELLO_BACK <SUCCESS> <200>');
  if (!first) return t.fail();
  await first.ask(`REGISTER <bob> <${hashed('bob', 'secret')}>`);
  t.is((await logIn(first, 'bob')).line, 'AUTH <SUCCESS> <200>');
  await t.notThrowsAsync(greeted());
});

test('flood: four thousand datagrams, of garbage, of strangers, forged, too large → none answered; a good one is', async (t) => {
  const { online, port } = await testRegistry(t);
  const { client, auth } = await online('alice');
  const key = auth.headers['keep-alive-key'] ?? '';
  const datagrams = new KeepAliveClient(port);
  t.teardown(() => datagrams.close());
  const forged = signed('KEEP_ALIVE <alice> <10>\r\nCounter: 9\r\n', Buffer.alloc(32).toString('base64url'));
  const strange = signed('KEEP_ALIVE <nobody> <10>\r\nCounter: 9\r\n', key);
  for (let count = 0; count < 1000; count++) {
    for (const each of ['garbage', forged, strange, 'x'.repeat(1201)]) datagrams.send(each);
    if (count % 100 === 0) await client.settle();
  }
  t.deepEqual(await client.settle('SEARCH_USER <nobody>'), []);
  // Some may be lost where so many come at once: as a peer does, it sends on until there is an answer.
  let isAnswered = false;
  const answer = datagrams.next().then((text) => {
    isAnswered = true;
    return text;
  });
  for (let counter = 1; !isAnswered; counter++) {
    datagrams.keepAlive('alice', 10, counter, key);
    await client.settle();
  }
  t.regex(await answer, /^KEEP_ALIVE_RESPONSE <SUCCESS> <200>\r\nCounter: \d+\r\nMac: /);
});

test('oversize: the largest head, payload and number of headers → taken; a byte or a header more → BAD_REQUEST, closed; the next is served', async (t) => {
  const { greeted } = await testRegistry(t, { limits: { bytesBeforeLogin: 1_000_000 } });
  const head = (size: number) => `REGISTER <${'x'.repeat(size - 'REGISTER <> <y>\r\n\r\n'.length)}> <y>\r\n\r\n`;
  const payload = (size: number) => `REGISTER <a> <y>\r\nContent-Length: ${size}\r\n\r\n${'x'.repeat(size)}`;
  const headers = (count: number) => `REGISTER <a> <y>\r\n${Array.from({ length: count }, (_, at) => `H${at}: x\r\n`).join('')}\r\n`;
  const taken = /^REGISTER <FAILURE> <404> \((name|hash)-invalid\)$/;
  for (const [make, largest] of [
    [head, 8192],
    [payload, 65_536],
    [headers, 32],
  ] as const) {
    const client = await greeted();
    client.send(make(largest));
    t.regex(summary(await client.next()), taken);
    client.send(make(largest + 1));
    t.deepEqual(await client.untilEnd(), ['ERROR <BAD_REQUEST> <400> (frame-too-large)']);
  }
  await t.notThrowsAsync(greeted());
});

test('limit unsentBytes: who reads nothing → is closed with too-slow once so much waits; the others are told what they asked', async (t) => {
  const clock = new TurnedClock();
  const runtime = turnedRuntime(clock);
  const memory = createMemoryNetwork({ runtime });
  const dataDirectory = mkdtempSync(join(tmpdir(), 'parley-flood-'));
  const unsentBytes = 100_000;
  let reading = 0;
  /** Nothing is asked of the store any more. */
  const quiet = async () => {
    for (let turn = 0; turn < 100; turn = reading > 0 ? 0 : turn + 1) await new Promise((resolve) => setImmediate(resolve));
  };
  const registry = await createRegistryWith(
    {
      dataDirectory,
      listen: { host: '10.0.0.1', port: 7070 },
      runtime,
      network: memory.host('10.0.0.1'),
      limits: { unsentBytes, requestBurst: 1_000_000, keepAliveTimeout: 3600 },
    },
    {
      hasher: fastHasher,
      openDatabase: async (options) => {
        const database = await openDatabase(options);
        const read: typeof database.read = (work) => {
          reading += 1;
          return database.read(work).finally(() => {
            reading -= 1;
          });
        };
        return { read, write: (work) => database.write(work), close: () => database.close() };
      },
    },
  );
  t.teardown(async () => {
    const closing = registry.close();
    for (let turn = 0; turn < 500; turn++) {
      clock.advance(20);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await closing;
    rmSync(dataDirectory, { recursive: true, force: true, maxRetries: 3 });
  });
  const client = async (name: string, host: string) => {
    const frames: Frame[] = [];
    let end: LinkEnd | undefined;
    let isUp = false;
    const link = memory.host(host).dial(
      { host: '10.0.0.1', port: 7070, tls: { alpn: 'parley-registry/1', verify: () => undefined }, timeout: 5000, unsentBytes: 1e7 },
      {
        up: () => {
          isUp = true;
        },
        frame: (received) => frames.push(received),
        fault: () => {},
        closed: (cause) => {
          end = cause;
        },
      },
    );
    const until = async (isTrue: () => boolean) => {
      while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
    };
    await until(() => isUp);
    link.take(3);
    link.send(frame('HELLO_P2P', [], { protocol: '1' }));
    link.send(frame('REGISTER', [name, hashed(name, 'secret')]));
    link.send(frame('LOGIN', [name, hashed(name, 'secret')], { 'peer-port': '4000' }, await requestFor(name)));
    await until(() => frames.length === 3);
    return { link, frames, until, ended: () => end };
  };
  const slow = await client('slow', '10.0.0.2');
  const quick = await client('quick', '10.0.0.3');
  // Each gets an answer of the same size; nothing of it is taken.
  quick.link.take(10);
  quick.link.send(frame('CREATE_CHAT_ROOM', ['room', '', '10', 'd'.repeat(256)]));
  quick.link.send(frame('SHOW_ROOMS_LIST', ['DETAILED']));
  await quick.until(() => quick.frames.length === 5);
  const size = encodeFrame(quick.frames.at(-1) ?? frame('NOTHING')).length;
  const fitting = Math.floor(unsentBytes / size);
  for (let count = 0; count < fitting; count++) slow.link.send(frame('SHOW_ROOMS_LIST', ['DETAILED']));
  await quiet();
  quick.link.send(frame('SHOW_ROOMS_LIST', ['DETAILED']));
  await quick.until(() => quick.frames.length === 6);
  t.is(slow.ended(), undefined);
  // More than can wait, also with what is held on the way.
  for (let count = 0; count < 4 * fitting; count++) slow.link.send(frame('SHOW_ROOMS_LIST', ['DETAILED']));
  quick.link.send(frame('SHOW_ROOMS_LIST', ['DETAILED']));
  await quick.until(() => quick.frames.length === 7);
  await quiet();
  slow.link.take(1_000_000);
  await slow.until(() => slow.ended() !== undefined);
  t.deepEqual([slow.frames.at(-1)?.verb, slow.frames.at(-1)?.headers['reason']], ['GOODBYE', 'too-slow']);
  t.true(slow.frames.length < 3 + 5 * fitting);
  quick.link.send(frame('SHOW_ROOMS_LIST', ['DETAILED']));
  await quick.until(() => quick.frames.length === 8);
  t.is(quick.frames.at(-1)?.verb, 'ROOMS_LIST');
});

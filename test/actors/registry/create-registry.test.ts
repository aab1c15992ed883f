// A registry's own life: opening, closing, being idle, failing disks, and what it holds against floods.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createRegistryWith } from '../../../src/actors/registry/create-registry.js';
import type { RegistryStore } from '../../../src/store/registry-store.js';
import { openRegistryStore } from '../../../src/store/sqlite-registry-store.js';
import { StoreError } from '../../../src/store/store-error.js';
import type { Link, Network } from '../../../src/transport/link.js';
import { createSystemNetwork } from '../../../src/transport/system-network.js';
import { fastHasher, logIn, testRegistry } from '../../helpers/test-registry.js';
import { TurnedClock, turnedRuntime } from '../../helpers/turned-clock.js';
import { hashed, KeepAliveClient, summary, WireClient } from '../../helpers/wire-client.js';

function directory(t: ExecutionContext): string {
  const made = mkdtempSync(join(tmpdir(), 'parley-registry-'));
  t.teardown(() => rmSync(made, { recursive: true, force: true, maxRetries: 3 }));
  return made;
}

const listen = { host: '127.0.0.1', port: 0 };

test('create-registry: close → GOODBYE to everybody however far they are, then nobody listens', async (t) => {
  const { registry, port, connect, greeted, online } = await testRegistry(t);
  const clients = [await connect(), await greeted(), (await online('alice')).client, (await online('bob')).client];
  const closed = registry.close();
  t.is(closed, registry.close());
  for (const client of clients) {
    const { line, headers } = await client.next();
    t.deepEqual([line, headers], ['GOODBYE', { reason: 'closing', 'retry-after': '2' }]);
    t.deepEqual(await client.untilEnd(), []);
  }
  await closed;
  await t.throwsAsync(WireClient.connect(port), { code: 'ECONNREFUSED' });
});

test('create-registry: closed and opened again → the same link, accounts, rooms and memberships', async (t) => {
  const dataDirectory = directory(t);
  const open = () => createRegistryWith({ dataDirectory, listen, publicHost: 'chat.example.org' }, { hasher: fastHasher });
  const first = await open();
  const client = await WireClient.greeted(first.address.port);
  await client.ask(`REGISTER <alice> <${hashed('alice', 'secret')}>`);
  await logIn(client, 'alice');
  await client.ask('CREATE_CHAT_ROOM <r1> <> <10> <>');
  await first.close();
  client.close();
  const second = await open();
  t.teardown(() => second.close());
  t.is(second.link.replace(/:\d+#/, '#'), first.link.replace(/:\d+#/, '#'));
  t.regex(second.link, /^parley:\/\/chat\.example\.org:\d+#[A-Za-z0-9_-]{43}$/);
  const again = await WireClient.greeted(second.address.port);
  t.teardown(() => again.close());
  const auth = await logIn(again, 'alice');
  t.deepEqual([auth.line, auth.headers['rooms']], ['AUTH <SUCCESS> <200>', 'r1']);
});

test('create-registry: what cannot be → ParleyError, and nothing stays open', async (t) => {
  const dataDirectory = directory(t);
  const reasonOf = async (options: object) => {
    const error = await t.throwsAsync(createRegistryWith({ dataDirectory, listen, ...options }, { hasher: fastHasher }), {
      name: 'ParleyError',
    });
    return error && 'reason' in error ? error.reason : undefined;
  };
  t.is(await reasonOf({ plain: true, listen: { host: '0.0.0.0', port: 0 } }), 'invalid');
  t.is(await reasonOf({ listen: { host: '127.0.0.1', port: 65_536 } }), 'invalid');
  t.is(await reasonOf({ publicHost: 'not a host' }), 'invalid');
  t.is(await reasonOf({ limits: { roomsPerUser: 201 } }), 'invalid');
  t.is(await reasonOf({ limits: { keepAliveTimeout: 0 } }), 'invalid');
  t.is(await reasonOf({ limits: { unknownLimit: 1 } }), 'invalid');
  t.is(await reasonOf({ idle: { ms: 0, onIdle: () => {} } }), 'invalid');
  const registry = await createRegistryWith({ dataDirectory, listen }, { hasher: fastHasher });
  t.is(await reasonOf({}), 'storage');
  const { port } = registry.address;
  await t.throwsAsync(createRegistryWith({ dataDirectory: directory(t), listen: { host: '127.0.0.1', port } }, { hasher: fastHasher }), {
    code: 'EADDRINUSE',
  });
  await registry.close();
  await (await createRegistryWith({ dataDirectory, listen: { host: '127.0.0.1', port } }, { hasher: fastHasher })).close();
});

test('create-registry: nobody connected for the idle time → told once', async (t) => {
  const clock = new TurnedClock();
  let told = 0;
  const idle = { ms: 600_000, onIdle: () => told++ };
  const { greeted, registry } = await testRegistry(t, { runtime: turnedRuntime(clock), idle });
  clock.advance(599_999);
  const client = await greeted();
  clock.advance(5000);
  t.is(told, 0);
  client.close();
  const { port } = registry.address;
  const other = await WireClient.greeted(port);
  t.teardown(() => other.close());
  await other.settle();
  clock.advance(60_000);
  t.deepEqual(await other.untilEnd(), ['GOODBYE (login-timeout)']);
  clock.advance(2000);
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  clock.advance(600_000);
  t.is(told, 1);
  clock.advance(1_200_000);
  t.is(told, 1);
});

/** A store in which one operation fails. */
async function failing(operation: keyof RegistryStore): Promise<RegistryStore> {
  const store = await openRegistryStore(':memory:');
  return { ...store, [operation]: () => Promise.reject(new StoreError('full', 'no room is left')) };
}

for (const [operation, line, answer] of [
  ['createAccount', 'REGISTER <bob> <HASH>', 'REGISTER <FAILURE> <404> (internal)'],
  ['room', 'DISCOVER_PEERS <r1>', 'PEER_LIST <FAILURE> <404> <r1> (internal)'],
  ['rooms', 'SHOW_ROOMS_LIST <PARTIAL>', 'ROOMS_LIST <NOT_FOUND> <404> (internal)'],
  ['onlinePeers', 'DISCOVER_PEERS <PARTIAL>', 'PEER_LIST <FAILURE> <404> (internal)'],
  ['whereabouts', 'SEARCH_USER <alice>', 'SEARCH_USER_RESPONSE <NOT_FOUND> <404> (internal)'],
  ['createRoom', 'CREATE_CHAT_ROOM <r1> <> <2> <>', 'CREATION <FAILURE> <404> (internal)'],
  ['joinRoom', 'JOIN_CHAT_ROOM <r1> <> <increment>', 'JOIN <FAILURE> <404> (internal)'],
  ['leaveRoom', 'ROOM_EXIT <alice> <r1>', 'ROOM_EXIT_RESPONSE <FAILURE> <404> (internal)'],
  ['closeSession', 'LOGOUT', 'LOGOUT <FAILURE> <404> (internal)'],
] as const) {
  test(`create-registry: the store's ${operation} fails → ${answer}, logged, and the link goes on`, async (t) => {
    const logged: string[] = [];
    const nothing = () => {};
    const logger = { debug: nothing, info: nothing, warn: nothing, error: (_: object, sentence: string) => void logged.push(sentence) };
    const { online, greeted } = await testRegistry(t, { logger }, { store: await failing(operation) });
    const client = operation === 'createAccount' ? await greeted() : (await online('alice')).client;
    t.is(summary(await client.ask(line.replace('HASH', hashed('bob', 'x')))), answer);
    t.deepEqual(logged, ['a request failed']);
    t.deepEqual(await client.settle(), []);
  });
}

test('create-registry: a client that does not read → GOODBYE too-slow, the others are served', async (t) => {
  const system = createSystemNetwork();
  const links: Link[] = [];
  const network: Network = {
    ...system,
    listen: (options, accept) =>
      system.listen(options, (link) => {
        links.push(link);
        return accept(link);
      }),
  };
  const { online } = await testRegistry(t, { network, limits: { unsentBytes: 73_728, requestBurst: 100_000 } });
  const { client: slow } = await online('slow');
  const { client } = await online('alice');
  for (let room = 0; room < 40; room++) await client.ask(`CREATE_CHAT_ROOM <r${room}> <> <10> <${'d'.repeat(256)}>`);
  slow.socket.pause();
  for (let count = 0; count < 2000; count++) slow.request('SHOW_ROOMS_LIST <DETAILED>');
  const [link] = links;
  if (!link) return t.fail();
  while (link.unsent < 60_000) await client.settle();
  for (let count = 0; count < 5; count++) t.is((await client.ask('SEARCH_USER <slow>')).line, 'SEARCH_USER_RESPONSE <SUCCESS> <200>');
  slow.socket.resume();
  const lines = await slow.untilEnd();
  t.is(lines.at(-1), 'GOODBYE (too-slow)');
  t.true(lines.length < 2000);
});

test('create-registry: a member away for thirty days → taken out within the hour, as by ROOM_EXIT', async (t) => {
  const clock = new TurnedClock();
  const limits = { keepAliveTimeout: 3600, memberOfflineDays: 1 };
  const { online } = await testRegistry(t, { runtime: turnedRuntime(clock), limits });
  const { client: alice } = await online('alice');
  const { client: bob } = await online('bob');
  await alice.ask('CREATE_CHAT_ROOM <r1> <> <9> <>');
  await bob.ask('JOIN_CHAT_ROOM <r1> <> <increment>');
  await alice.ask('LOGOUT');
  t.deepEqual(await bob.settle('SEARCH_USER <nobody>'), ['USER_LOGOUT <alice>']);
  const told: string[] = [];
  for (let hour = 0; hour < 26; hour++) {
    clock.advance(1_800_000);
    await bob.settle();
    clock.advance(1_800_000);
    told.push(...(await bob.settle('SEARCH_USER <nobody>')));
  }
  t.deepEqual(told, ['USER_EXIT <alice> <r1>', 'ROOM_HOST <bob> <r1>']);
});

test('create-registry: UDP on the same port number as TCP', async (t) => {
  const { online, port } = await testRegistry(t);
  const { auth } = await online('alice');
  const datagrams = new KeepAliveClient(port);
  t.teardown(() => datagrams.close());
  datagrams.keepAlive('alice', 10, 1, auth.headers['keep-alive-key'] ?? '');
  t.regex(await datagrams.next(), /^KEEP_ALIVE_RESPONSE <SUCCESS> <200>\r\n/);
});

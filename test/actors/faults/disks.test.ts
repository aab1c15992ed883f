// Disks that fail a registry or a peer: full, not to be written, damaged. What is told, what stays, and what goes on.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { ParleyError } from '../../../src/actors/errors.js';
import { profileFile } from '../../../src/actors/peer/data-directory.js';
import { makePeer } from '../../../src/actors/peer/make-peer.js';
import { createRegistryWith } from '../../../src/actors/registry/create-registry.js';
import { type OpenDatabase, openDatabase } from '../../../src/store/database.js';
import { StoreError } from '../../../src/store/store-error.js';
import { fastHasher, logIn, testRegistry } from '../../helpers/test-registry.js';
import { TurnedClock, turnedRuntime } from '../../helpers/turned-clock.js';
import { hashed } from '../../helpers/wire-client.js';
import { peerHost, sessionNet, stubCircle } from '../peer-session/session-net.js';
import { FaultNet, registryHost } from './fault-net.js';

function folder(t: ExecutionContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'parley-disk-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }));
  return directory;
}

/** Databases on the disk whose writes fail as long as `failure` is set. */
function fragileDisk() {
  const disk = { failure: undefined as StoreError | undefined, openDatabase: undefined as unknown as OpenDatabase }; // set just below
  disk.openDatabase = async (options) => {
    const database = await openDatabase(options);
    return {
      ...database,
      read: (work) => database.read(work),
      write: (work) => (disk.failure ? Promise.reject(disk.failure) : database.write(work)),
      close: () => database.close(),
    };
  };
  return disk;
}

const full = new StoreError('full', 'database or disk is full', 'SQLITE_FULL');
const readOnly = new StoreError('read-only', 'attempt to write a readonly database', 'SQLITE_READONLY');
const damaged = new StoreError('corrupt', 'database disk image is malformed', 'SQLITE_CORRUPT');

for (const failure of [full, readOnly]) {
  test(`registry: its disk is ${failure.kind} → requests that write are refused, reading goes on; well again → all works, the session that could not be ended is`, async (t) => {
    const disk = fragileDisk();
    const clock = new TurnedClock();
    const { online, greeted } = await testRegistry(
      t,
      { runtime: turnedRuntime(clock), limits: { keepAliveTimeout: 5 } },
      { openDatabase: disk.openDatabase },
    );
    const { client: alice } = await online('alice');
    const { client: bob } = await online('bob');
    await alice.ask('CREATE_CHAT_ROOM <hall> <> <10> <>');
    await bob.ask('JOIN_CHAT_ROOM <hall> <> <increment>');
    t.deepEqual(await alice.settle(), ['USER_JOIN <bob> <hall> <4000> <127.0.0.1>']);
    disk.failure = failure;
    t.is((await alice.ask('CREATE_CHAT_ROOM <other> <> <10> <>')).headers['reason'], 'internal');
    const stranger = await greeted();
    t.is((await stranger.ask(`REGISTER <carol> <${hashed('carol', 'secret')}>`)).headers['reason'], 'internal');
    t.is((await alice.ask('SEARCH_USER <bob>')).line, 'SEARCH_USER_RESPONSE <SUCCESS> <200>');
    t.is((await bob.ask('LOGOUT')).headers['reason'], 'internal');
    bob.close();
    // A handshake later the registry has seen it.
    (await greeted()).close();
    for (let passed = 0; passed < 6000; passed += 2000) {
      t.deepEqual(await alice.settle('SEARCH_USER <nobody>'), []);
      clock.advance(2000);
    }
    disk.failure = undefined;
    t.is((await stranger.ask(`REGISTER <carol> <${hashed('carol', 'secret')}>`)).line, 'REGISTER <SUCCESS> <200>');
    t.is((await logIn(stranger, 'carol')).line, 'AUTH <SUCCESS> <200>');
    t.is((await alice.ask('CREATE_CHAT_ROOM <other> <> <10> <>')).line, 'CREATION <SUCCESS> <200>');
    const told: string[] = [];
    while (told.length === 0) {
      clock.advance(500);
      told.push(...(await alice.settle('SEARCH_USER <nobody>')));
    }
    t.deepEqual(told, ['USER_LOGOUT <bob>']);
  });
}

test('registry: a damaged database → does not start, says what happened and what to do; nothing overwritten, one copy', async (t) => {
  const dataDirectory = folder(t);
  const listen = { host: '127.0.0.1', port: 0 };
  await (await createRegistryWith({ dataDirectory, listen }, { hasher: fastHasher })).close();
  const file = join(dataDirectory, 'registry.sqlite');
  const spoilt = readFileSync(file).fill(0xff, 4096);
  writeFileSync(file, spoilt);
  for (let attempt = 1; attempt <= 2; attempt++) {
    const error = await t.throwsAsync(createRegistryWith({ dataDirectory, listen }, { hasher: fastHasher }), { instanceOf: ParleyError });
    t.is(error.reason, 'storage');
    t.regex(
      error.message,
      /^The database is damaged\. Nothing in it was overwritten\. Put a backup in its place, or move it away to begin anew without what it held\. \(.*registry\.sqlite: .*; a copy of it, as it was found, is registry\.sqlite\.corrupt-\d{8}T\d{6}Z\)$/,
    );
  }
  const copies = readdirSync(dataDirectory).filter((name) => /corrupt-\w+$/.test(name));
  t.is(copies.length, 1);
  t.deepEqual(readFileSync(file), spoilt);
  t.deepEqual(readFileSync(join(dataDirectory, copies[0] ?? '')), spoilt);
});

test('peer: its disk is full at a login → online all the same, told once; room again → Resume as ever', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const disk = fragileDisk();
  const options = {
    registry: registry.link,
    name: 'alice',
    password: 'correct horse',
    dataDirectory: join(net.directory, 'alice'),
    listen: { host: peerHost, port: 0 },
  };
  const peer = makePeer({ ...options, runtime: net.runtime, network: net.memory.host(peerHost) }, stubCircle, disk);
  net.atEnd(() => peer.close());
  const warnings: string[] = [];
  peer.on('warning', ({ message }) => warnings.push(message));
  await net.until(peer.start());
  disk.failure = full;
  registry.links.at(-1)?.destroy();
  const second = await net.until(registry.next('LOGIN'), 10);
  await net.untilTrue(() => peer.state.state === 'online');
  t.is(second.headers['resume'], 'session-2');
  t.deepEqual(warnings, ['The disk is full, so nothing more can be stored. Make room on it, then try again. (database or disk is full)']);
  registry.links.at(-1)?.destroy();
  const third = await net.until(registry.next('LOGIN'), 10);
  await net.untilTrue(() => peer.state.state === 'online');
  t.is(third.headers['resume'], 'session-4');
});

/** Two chat, and a peer's disk fails: it refuses to write, reads on, others send again later, and it stays online. */
async function failing(t: ExecutionContext, failure: StoreError, sentence: string) {
  const net = new FaultNet(t);
  await net.startRegistry();
  const [alice, bob] = [await net.online('alice'), await net.online('bob')];
  await net.until(alice.peer.chat('bob'));
  await net.until(bob.peer.sendDirect('alice', 'before'));
  await net.see(() => alice.texts.length === 1);
  alice.disk.failure = failure;
  const error = await t.throwsAsync(net.until(alice.peer.sendDirect('bob', 'not stored')), { instanceOf: ParleyError });
  t.deepEqual([error.reason, error.message.split('.')[0]], ['storage', sentence]);
  await net.until(bob.peer.sendDirect('alice', 'meanwhile'));
  await net.see(() => bob.peer.status.owed[0]?.reason === 'storage-failed');
  t.deepEqual(
    (await net.until(alice.peer.history({ peer: 'bob' }, 10))).map(({ text }) => text),
    ['before'],
  );
  t.is(alice.peer.state.state, 'online');
  return { net, alice, bob };
}

for (const [failure, sentence] of [
  [full, 'The disk is full, so nothing more can be stored'],
  [readOnly, 'The disk or the file takes no writes'],
] as const) {
  test(`peer: its disk is ${failure.kind} while it chats → writing is refused with a sentence, reading goes on, others send again; well again → all arrives`, async (t) => {
    const { net, alice, bob } = await failing(t, failure, sentence);
    alice.disk.failure = undefined;
    await net.see(() => alice.texts.length === 2, 60_000);
    await net.until(alice.peer.sendDirect('bob', 'room again'));
    await net.see(() => bob.texts.length === 1);
    t.deepEqual([alice.texts, bob.texts], [['bob: before', 'bob: meanwhile'], ['alice: room again']]);
  });
}

test('peer: logged in anew while its disk is full, then there is room, then it is killed unseen → logs in at once, with the session’s token', async (t) => {
  const net = new FaultNet(t);
  await net.startRegistry();
  const alice = await net.online('alice');
  const warnings: string[] = [];
  alice.peer.on('warning', ({ reason }) => warnings.push(reason));
  alice.disk.failure = full;
  for (const times of [2, 3]) {
    net.memory.cut(alice.host, registryHost);
    await net.see(() => alice.states.filter((state) => state === 'online').length === times);
  }
  await net.advance(5000);
  t.deepEqual(warnings, ['storage', 'storage']);
  alice.disk.failure = undefined;
  await net.advance(2500);
  // Only what is stored by now counts, and the registry is not told that it ended.
  alice.disk.failure = full;
  net.memory.block(alice.host, registryHost);
  net.memory.crash(alice.host);
  await net.until(alice.peer.close());
  const again = await net.online('alice');
  t.deepEqual(again.states, ['connecting', 'online']);
  t.is(net.registry.online, 1);
});

test('peer: its database shows damage while it chats → writing is refused with a sentence, reading goes on, it stays online', async (t) => {
  await failing(t, damaged, 'The database is damaged');
});

test('registry: its database shows damage while it serves → requests that write are refused, reading goes on', async (t) => {
  const disk = fragileDisk();
  const { online } = await testRegistry(t, {}, { openDatabase: disk.openDatabase });
  const { client: alice } = await online('alice');
  await online('bob');
  disk.failure = damaged;
  t.is((await alice.ask('CREATE_CHAT_ROOM <other> <> <10> <>')).headers['reason'], 'internal');
  t.is((await alice.ask('SEARCH_USER <bob>')).line, 'SEARCH_USER_RESPONSE <SUCCESS> <200>');
});

test('peer: a damaged profile → does not start, says what happened and what to do; nothing overwritten', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const dataDirectory = join(net.directory, 'alice');
  const { peer } = net.peer({ registry: registry.link });
  await net.until(peer.start());
  await net.until(peer.close());
  const file = profileFile(dataDirectory, registry.authority.fingerprint, 'alice');
  const spoilt = readFileSync(file).fill(0xff, 4096);
  writeFileSync(file, spoilt);
  const error = await t.throwsAsync(net.until(net.peer({ registry: registry.link }).peer.start()), { instanceOf: ParleyError });
  t.is(error.reason, 'storage');
  t.regex(error.message, /^The database is damaged\. .* a copy of it, as it was found, is parley\.db\.corrupt-\d{8}T\d{6}Z\)$/);
  t.deepEqual(readFileSync(file), spoilt);
  t.is(readdirSync(dirname(file)).filter((name) => /corrupt-\w+$/.test(name)).length, 1);
});

for (const [failure, sentence] of [
  [full, 'The disk is full, so nothing more can be stored. Make room on it, then try again.'],
  [readOnly, 'The disk or the file takes no writes. Check the rights of the data directory, and that its disk is not read-only.'],
] as const) {
  test(`start: the disk is ${failure.kind} → neither registry nor peer starts, each says why and what to do`, async (t) => {
    const parts = { openDatabase: () => Promise.reject(failure) };
    const message = `${sentence} (${failure.message})`;
    const listen = { host: '127.0.0.1', port: 0 };
    const opening = createRegistryWith({ dataDirectory: folder(t), listen }, { hasher: fastHasher, ...parts });
    t.like(await t.throwsAsync(opening, { instanceOf: ParleyError }), { reason: 'storage', message });
    const net = sessionNet(t);
    const { link } = await net.registry();
    const options = { registry: link, name: 'alice', password: 'correct horse', dataDirectory: join(net.directory, 'alice') };
    const peer = makePeer({ ...options, runtime: net.runtime, network: net.memory.host(peerHost) }, stubCircle, parts);
    net.atEnd(() => peer.close());
    t.like(await t.throwsAsync(net.until(peer.start()), { instanceOf: ParleyError }), { reason: 'storage', message });
    t.like(peer.state, { state: 'signed-out', reason: 'storage' });
  });
}

const asUser = process.platform !== 'win32' && process.getuid?.() !== 0 ? test : test.skip;
asUser('peer: a data directory that takes no writes → does not start, says so', async (t) => {
  const net = sessionNet(t);
  const registry = await net.registry();
  const dataDirectory = join(net.directory, 'alice');
  mkdirSync(dataDirectory, { mode: 0o500 });
  t.teardown(() => chmodSync(dataDirectory, 0o700));
  const error = await t.throwsAsync(net.until(net.peer({ registry: registry.link }).peer.start()), { instanceOf: ParleyError });
  t.regex(error.message, /^The disk or the file takes no writes\. Check the rights of the data directory/);
});

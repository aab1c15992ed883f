// SEARCH_USER (VIII, figure 6) and DISCOVER_PEERS (X), and lists of several pages, over real TLS.
import test from 'ava';
import type { RegistryStore } from '../../../src/store/registry-store.js';
import { openRegistryStore } from '../../../src/store/sqlite-registry-store.js';
import { testRegistry } from '../../helpers/test-registry.js';
import { hashed, type Received, summary, type WireClient } from '../../helpers/wire-client.js';

test('people: figure 6 → unknown, offline, online', async (t) => {
  const { online } = await testRegistry(t);
  const { client } = await online('alice');
  const search = async (name: string) => {
    const answer = await client.ask(`SEARCH_USER <${name}>`);
    return `${summary(answer)} ${answer.payload}`;
  };
  t.is(await search('aly103'), 'SEARCH_USER_RESPONSE <NOT_FOUND> <404> (user-unknown) ');
  t.is(await search('no name at all'), 'SEARCH_USER_RESPONSE <NOT_FOUND> <404> (user-unknown) ');
  const { client: aly } = await online('Aly103', { 'Peer-Host': '2001:0DB8::0001', 'Peer-Port': 65_535 });
  t.is(await search('aly103'), 'SEARCH_USER_RESPONSE <SUCCESS> <200> <Aly103> <65535> <2001:db8::1>\n');
  await aly.ask('LOGOUT');
  t.is(await search('ALY103'), 'SEARCH_USER_RESPONSE <NOT_ONLINE> <300> (user-offline) ');
});

test('people: DISCOVER_PEERS → the others who are online, a line for each shared room; nobody → FAILURE', async (t) => {
  const { online } = await testRegistry(t);
  const { client } = await online('mallory');
  t.is(summary(await client.ask('DISCOVER_PEERS <PARTIAL>')), 'PEER_LIST <FAILURE> <404> (nobody-online)');
  const { client: bob } = await online('Bob');
  await online('alice');
  for (const room of ['r2', 'R1', 'own']) await client.ask(`CREATE_CHAT_ROOM <${room}> <> <9> <>`);
  for (const room of ['r1', 'r2']) await bob.ask(`JOIN_CHAT_ROOM <${room}> <> <increment>`);
  const lines = '<alice> <> <4000> <127.0.0.1>\n<Bob> <R1> <4000> <127.0.0.1>\n<Bob> <r2> <4000> <127.0.0.1>\n';
  t.is((await client.ask('DISCOVER_PEERS <DETAILED>')).payload, lines);
  t.is((await client.ask('DISCOVER_PEERS <PARTIAL>')).payload, '<alice>\n<Bob>\n');
});

test('people: DISCOVER_PEERS of a room → not a member, no such room', async (t) => {
  const { online } = await testRegistry(t);
  const { client: alice } = await online('alice');
  const { client: bob } = await online('bob');
  await alice.ask('CREATE_CHAT_ROOM <r1> <> <9> <>');
  t.is(summary(await bob.ask('DISCOVER_PEERS <R1>')), 'PEER_LIST <FAILURE> <404> <r1> (not-a-member)');
  t.is(summary(await bob.ask('DISCOVER_PEERS <r9>')), 'PEER_LIST <FAILURE> <404> <r9> (room-unknown)');
  t.is(summary(await bob.ask('DISCOVER_PEERS <detailed>')), 'PEER_LIST <FAILURE> <404> <detailed> (room-unknown)');
});

/** All pages of a list, each with what `next` it gave. */
async function pages(client: WireClient, first: Received, again: string): Promise<Received[]> {
  const all = [first];
  for (let from = first.headers['next']; from !== undefined; ) {
    const page = await client.ask(again, { From: from });
    all.push(page);
    from = page.headers['next'];
  }
  return all;
}

async function filled(fill: (store: RegistryStore) => Promise<unknown>): Promise<RegistryStore> {
  const store = await openRegistryStore(':memory:', { roomsPerUser: 1000 });
  await fill(store);
  return store;
}

const now = Date.now();
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `n${String(index).padStart(31, '0')}`);

test('people: a thousand members → JOIN gives the first page, DISCOVER_PEERS of the room the rest', async (t) => {
  const names = numbered(998);
  const store = await filled(async (empty) => {
    await Promise.all([...names, 'host'].map((name) => empty.createAccount({ name, passwordHash: 'x' }, now)));
    await empty.createRoom({ room: 'hall', roomId: '0123456789abcdef', host: 'host', password: '', capacity: 1000, description: '' }, now);
    await Promise.all(names.map((name) => empty.joinRoom({ room: 'hall', name, password: '' }, now)));
    const session = (name: string) => ({
      name,
      token: name,
      address: { host: '2001:db8:1111:2222:3333:4444:5555:6666', port: 60_000 },
      isPending: false,
    });
    await Promise.all(names.map((name) => empty.openSession({ ...session(name), keyFingerprint: name }, now)));
  });
  const { online } = await testRegistry(t, {}, { store });
  const { client } = await online('alice');
  const join = await client.ask('JOIN_CHAT_ROOM <hall> <> <increment>');
  const all = await pages(client, join, 'DISCOVER_PEERS <hall>');
  t.is(all.length, 2);
  t.true(all.every(({ headers }) => Number(headers['content-length']) <= 65_536));
  t.deepEqual(
    all.flatMap(({ payload }) => payload.match(/^<[^>]*>/gm) ?? []),
    ['<host>', ...names.map((name) => `<${name}>`)],
  );
  t.true(Number(join.headers['content-length']) > 65_400);

  const everybody = await pages(client, await client.ask('DISCOVER_PEERS <DETAILED>'), 'DISCOVER_PEERS <DETAILED>');
  t.deepEqual(
    everybody.flatMap(({ payload }) => payload.match(/^<[^>]*>/gm) ?? []),
    names.map((name) => `<${name}>`),
  );
});

test('people: a page that changes between its parts → goes on after the last name; tokens of others → wrong-fields', async (t) => {
  const names = numbered(400);
  const store = await filled(async (empty) => {
    await empty.createAccount({ name: 'host', passwordHash: 'x' }, now);
    const row = { host: 'host', password: hashed('x', 'x'), capacity: 10, description: 'é'.repeat(256) };
    await Promise.all(names.map((room, index) => empty.createRoom({ ...row, room, roomId: index.toString(16).padStart(16, '0') }, now)));
  });
  const { online } = await testRegistry(t, {}, { store });
  const { client } = await online('alice');
  const first = await client.ask('SHOW_ROOMS_LIST <DETAILED>');
  const shown = names.slice(0, first.payload.split('\n').length - 1);
  t.true(shown.length > 100 && shown.length < names.length);
  t.is(first.headers['locked'], shown.join(','));
  t.true(Buffer.byteLength(`${first.line}${JSON.stringify(first.headers)}`) < 8192);
  await client.ask(`CREATE_CHAT_ROOM <a-new-one> <> <2> <>`);
  await client.ask(`CREATE_CHAT_ROOM <nzz> <> <2> <>`);
  const rest = (await pages(client, first, 'SHOW_ROOMS_LIST <DETAILED>')).slice(1);
  t.deepEqual(
    rest.flatMap(({ payload }) => payload.match(/^<[^>]*>/gm) ?? []),
    [...names.slice(shown.length), 'nzz'].map((name) => `<${name}>`),
  );

  const next = first.headers['next'] ?? '';
  const refused = 'ERROR <NOT_ALLOWED> <400> (wrong-fields)';
  for (const token of ['x', '', 'AAAA', Buffer.from('1 peers alice').toString('base64url')]) {
    t.is(summary(await client.ask('SHOW_ROOMS_LIST <DETAILED>', { From: token })), refused, token);
  }
  t.is(summary(await client.ask('DISCOVER_PEERS <PARTIAL>', { From: next })), refused);
  t.is((await client.ask('SHOW_ROOMS_LIST <PARTIAL>', { From: next })).line, 'ROOMS_LIST <FOUND> <200>');
});

// Rooms (IV to VII, XV) and what their members are told, over real TLS.
import test from 'ava';
import { testRegistry } from '../../helpers/test-registry.js';
import { hashed, summary, type WireClient } from '../../helpers/wire-client.js';

const password = hashed('r1', 'room secret');
const heard = (client: WireClient) => client.settle('SEARCH_USER <nobody>');

test('rooms: figure 5, the part of the registry', async (t) => {
  const { online } = await testRegistry(t);
  const { client: hussien } = await online('hussien103');
  const { client: aly } = await online('aly103');
  const { client: mahmoud } = await online('mahmoud103');
  t.is(summary(await aly.ask('SHOW_ROOMS_LIST <DETAILED>')), 'ROOMS_LIST <NOT_FOUND> <404> (no-rooms)');
  const created = await hussien.ask(`CREATE_CHAT_ROOM <chat1> <${password}> <10> <network_project>`);
  t.is(created.line, 'CREATION <SUCCESS> <200>');
  t.regex(created.headers['room-id'] ?? '', /^[0-9a-f]{16}$/);
  t.is(created.headers['host'], 'hussien103');
  const roomId = created.headers['room-id'] ?? '';
  const alone = await hussien.ask('DISCOVER_PEERS <CHAT1>');
  t.is(summary(alone), 'PEER_LIST <FAILURE> <404> <chat1> (nobody-online)');
  t.is(alone.headers['room-id'], roomId);
  t.deepEqual(await aly.ask(`JOIN_CHAT_ROOM <chat1> <${password}> <increment>`, { 'Request-Id': 9 }), {
    line: 'JOIN <SUCCESS> <200>',
    headers: { 'request-id': '9', 'room-id': roomId, host: 'hussien103', 'content-length': '32' },
    payload: '<hussien103> <4000> <127.0.0.1>\n',
  });
  await mahmoud.ask(`JOIN_CHAT_ROOM <chat1> <${password}> <increment>`);
  const listed = await mahmoud.ask('DISCOVER_PEERS <chat1>');
  t.is(listed.line, 'PEER_LIST <SUCCESS> <200> <chat1>');
  t.is(listed.payload, '<aly103> <4000> <127.0.0.1>\n<hussien103> <4000> <127.0.0.1>\n');
  t.is((await hussien.ask('ROOM_EXIT <hussien103> <chat1>')).line, 'ROOM_EXIT_RESPONSE <SUCCESS> <200>');
  t.is((await hussien.ask('LOGOUT')).line, 'LOGOUT <SUCCESS> <200>');
  const exit = ['USER_EXIT <hussien103> <chat1>', 'ROOM_HOST <aly103> <chat1>'];
  t.deepEqual(await heard(aly), ['USER_JOIN <mahmoud103> <chat1> <4000> <127.0.0.1>', ...exit]);
  t.deepEqual(await heard(mahmoud), exit);
});

test('rooms: CREATE_CHAT_ROOM → each check with its reason, in order', async (t) => {
  const { online } = await testRegistry(t, { limits: { roomsPerUser: 3 } });
  const { client } = await online('alice');
  const create = async (fields: string) => summary(await client.ask(`CREATE_CHAT_ROOM ${fields}`)).replace('CREATION <FAILURE> <404> ', '');
  t.is(await create('<r1> <> <2> <>'), 'CREATION <SUCCESS> <200>');
  t.is(await create('<-r> <x> <1> <>'), '(name-invalid)');
  t.is(await create('<Detailed> <> <2> <>'), '(name-invalid)');
  t.is(await create('<R1> <x> <1> <>'), '(room-exists)');
  t.is(await create('<R1> <> <2> <>'), '(room-exists)');
  for (const capacity of ['1', '1001', '-2', '2.5', '', 'ten']) t.is(await create(`<r2> <x> <${capacity}> <%0A>`), '(capacity-invalid)');
  t.is(await create(`<r2> <x> <2> <${'é'.repeat(257)}>`), '(description-invalid)');
  for (const end of ['%0A', '%0D', '%E2%80%A8', '%C2%85']) t.is(await create(`<r2> <x> <2> <a${end}b>`), '(description-invalid)');
  t.is(await create('<r2> <x> <2> <>'), '(hash-invalid)');
  t.is(await create(`<r2> <> <1000> <${'😀'.repeat(256)}>`), 'CREATION <SUCCESS> <200>');
  t.is(await create('<r3> <> <2> <a%25%3Cb%3E>'), 'CREATION <SUCCESS> <200>');
  t.is(await create('<r4> <> <2> <>'), '(too-many-rooms)');
  t.is(await create('<r4> <> <2>'), 'ERROR <NOT_ALLOWED> <400> (wrong-fields)');
});

test('rooms: JOIN_CHAT_ROOM → each check with its reason, in order', async (t) => {
  const { online } = await testRegistry(t, { limits: { roomsPerUser: 2 } });
  const { client: alice } = await online('alice');
  const { client: bob } = await online('bob');
  const { client: carol } = await online('carol');
  await alice.ask(`CREATE_CHAT_ROOM <r1> <${password}> <2> <>`);
  const join = async (client: WireClient, fields: string) =>
    summary(await client.ask(`JOIN_CHAT_ROOM ${fields}`)).replace('JOIN <FAILURE> <404> ', '');
  t.is(await join(bob, `<r9> <${password}> <increment>`), '(room-unknown)');
  t.is(await join(bob, `<no name> <${password}> <increment>`), '(room-unknown)');
  t.is(await join(bob, '<r1> <> <increment>'), '(wrong-room-password)');
  t.is(await join(bob, `<r1> <${hashed('r1', 'other')}> <increment>`), '(wrong-room-password)');
  t.is(await join(bob, `<r1> <${password}> <decrement>`), 'ERROR <NOT_ALLOWED> <400> (wrong-fields)');
  t.is(await join(bob, `<R1> <${password}> <increment>`), 'JOIN <SUCCESS> <200>');
  const again = await bob.ask('JOIN_CHAT_ROOM <r1> <> <increment>');
  t.is(summary(again), 'JOIN <FAILURE> <404> (already-a-member)');
  t.is(again.payload, '<alice> <4000> <127.0.0.1>\n');
  t.is(again.headers['host'], 'alice');
  t.is(await join(carol, `<r1> <x> <increment>`), '(wrong-room-password)');
  t.is(await join(carol, `<r1> <${password}> <increment>`), '(room-full)');
  for (const room of ['r2', 'r3']) await carol.ask(`CREATE_CHAT_ROOM <${room}> <> <10> <>`);
  t.is(await join(bob, '<r2> <anything> <increment>'), 'JOIN <SUCCESS> <200>');
  t.is(await join(bob, '<r3> <> <increment>'), '(too-many-rooms)');
  t.deepEqual(await heard(alice), ['USER_JOIN <bob> <r1> <4000> <127.0.0.1>']);
});

test('rooms: five wrong passwords a minute for a user and room → rate-limited; other users and rooms are not', async (t) => {
  const { online } = await testRegistry(t);
  const { client: alice } = await online('alice');
  const { client: bob } = await online('bob');
  await alice.ask(`CREATE_CHAT_ROOM <r1> <${password}> <9> <>`);
  await alice.ask('CREATE_CHAT_ROOM <r2> <> <9> <>');
  for (let count = 0; count < 5; count++)
    t.is((await bob.ask('JOIN_CHAT_ROOM <r1> <x> <increment>')).headers['reason'], 'wrong-room-password');
  const { headers } = await bob.ask(`JOIN_CHAT_ROOM <R1> <${password}> <increment>`);
  t.is(headers['reason'], 'rate-limited');
  t.regex(headers['retry-after'] ?? '', /^\d+$/);
  t.is((await bob.ask('JOIN_CHAT_ROOM <r2> <> <increment>')).line, 'JOIN <SUCCESS> <200>');
  const { client: carol } = await online('carol');
  t.is((await carol.ask(`JOIN_CHAT_ROOM <r1> <${password}> <increment>`)).line, 'JOIN <SUCCESS> <200>');
});

test('rooms: ROOM_EXIT → each check with its reason; the last one out ends the room', async (t) => {
  const { online } = await testRegistry(t);
  const { client: alice } = await online('alice');
  const { client: bob } = await online('bob');
  await alice.ask('CREATE_CHAT_ROOM <r1> <> <9> <>');
  const exit = async (client: WireClient, fields: string) => summary(await client.ask(`ROOM_EXIT ${fields}`)).replace(/^\S+ /, '');
  t.is(await exit(alice, '<bob> <r1>'), '<FAILURE> <404> (not-yourself)');
  t.is(await exit(alice, '<alice> <r9>'), '<FAILURE> <404> (room-unknown)');
  t.is(await exit(alice, '<alice> <partial>'), '<FAILURE> <404> (room-unknown)');
  t.is(await exit(bob, '<bob> <r1>'), '<FAILURE> <404> (not-a-member)');
  t.is(await exit(alice, '<Alice> <R1>'), '<SUCCESS> <200>');
  t.is(summary(await alice.ask('SHOW_ROOMS_LIST <PARTIAL>')), 'ROOMS_LIST <NOT_FOUND> <404> (no-rooms)');
  t.is((await bob.ask('CREATE_CHAT_ROOM <R1> <> <9> <>')).line, 'CREATION <SUCCESS> <200>');
});

test('rooms: membership while offline → listed without an address, told nothing, still there at the next login', async (t) => {
  const { online } = await testRegistry(t);
  const { client: alice } = await online('alice');
  const { client: bob } = await online('Bob');
  await alice.ask('CREATE_CHAT_ROOM <r1> <> <9> <>');
  await bob.ask('JOIN_CHAT_ROOM <r1> <> <increment>');
  await bob.ask('LOGOUT');
  const listed = await alice.ask('DISCOVER_PEERS <r1>');
  t.is(summary(listed), 'PEER_LIST <FAILURE> <404> <r1> (nobody-online)');
  t.is(listed.payload, '<Bob>\n');
  await alice.ask('ROOM_EXIT <alice> <r1>');
  const again = await online('bob');
  t.is(again.auth.headers['rooms'], 'r1');
  t.is((await again.client.ask('DISCOVER_PEERS <r1>')).headers['host'], 'Bob');
});

test('rooms: SHOW_ROOMS_LIST → sorted, with descriptions as they were, and which are locked', async (t) => {
  const { online } = await testRegistry(t);
  const { client } = await online('alice');
  await client.ask(`CREATE_CHAT_ROOM <Zoo> <${password}> <2> <50%25 %3Coff%3E>`);
  await client.ask('CREATE_CHAT_ROOM <attic> <> <1000> <>');
  await client.ask(`CREATE_CHAT_ROOM <Middle> <${password}> <3> <ünï>`);
  const detailed = await client.ask('SHOW_ROOMS_LIST <DETAILED>');
  t.is(detailed.payload, '<attic> <> <1> <1000>\n<Middle> <ünï> <1> <3>\n<Zoo> <50%25 %3Coff%3E> <1> <2>\n');
  t.is(detailed.headers['locked'], 'Middle,Zoo');
  t.is((await client.ask('SHOW_ROOMS_LIST <PARTIAL>')).payload, '<attic>\n<Middle>\n<Zoo>\n');
  t.is(summary(await client.ask('SHOW_ROOMS_LIST <detailed>')), 'ERROR <NOT_ALLOWED> <400> (wrong-fields)');
});

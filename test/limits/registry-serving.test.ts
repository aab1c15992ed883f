// What a registry holds of those who are logged in (section 7), each limit at its edge: the last that is allowed, the first that
// is not, and the next good request.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createRegistry } from '../../src/actors/registry/create-registry.js';
import type { RegistryLimits } from '../../src/protocol/limits.js';
import { logIn, testRegistry } from '../helpers/test-registry.js';
import { TurnedClock, turnedRuntime } from '../helpers/turned-clock.js';
import { hashed, summary, WireClient } from '../helpers/wire-client.js';

const minute = 60_000;
const hour = 60 * minute;

async function scene(t: ExecutionContext, limits: Partial<RegistryLimits>) {
  const clock = new TurnedClock();
  const registry = await testRegistry(t, { runtime: turnedRuntime(clock), limits: { keepAliveTimeout: 3600, ...limits } });
  return { clock, ...registry };
}

test('limit keepAliveTimeout: a frame in the last millisecond → online; silence until then → GOODBYE, and the name is free', async (t) => {
  const { clock, online, greeted, registry } = await scene(t, { keepAliveTimeout: 2 });
  const { client: silent } = await online('alice');
  const { client: alive } = await online('bob');
  await silent.settle();
  await alive.settle();
  clock.advance(1999);
  t.deepEqual(await alive.settle(), []);
  t.is(registry.online, 2);
  clock.advance(1);
  t.deepEqual(await silent.untilEnd(), ['GOODBYE (timed-out)']);
  t.deepEqual(await alive.settle('SEARCH_USER <nobody>'), []);
  t.is(registry.online, 1);
  t.is((await logIn(await greeted(), 'alice')).line, 'AUTH <SUCCESS> <200>');
});

test('limit keepAliveTimeout: a slow writer, a byte now and then and never a frame → timed out all the same', async (t) => {
  const { clock, online } = await scene(t, { keepAliveTimeout: 2 });
  const { client } = await online('alice');
  const { client: alive } = await online('bob');
  await client.settle();
  for (const byte of 'HELLO_P2') {
    client.send(byte);
    await alive.settle();
    clock.advance(250);
  }
  t.deepEqual(await client.untilEnd(), ['GOODBYE (timed-out)']);
  t.deepEqual(await alive.settle(), []);
});

test('limit requestBurst, limit requestsPerSecond: as many at once → answered; the next → read when there is more, to the millisecond', async (t) => {
  const { clock, online } = await scene(t, { requestBurst: 5, requestsPerSecond: 2 });
  const { client: bob } = await online('bob');
  const { client } = await online('alice');
  const ids: (string | undefined)[] = [];
  for (let id = 1; id <= 7; id++) client.request('SEARCH_USER <bob>', { 'Request-Id': id });
  const take = async () => ids.push((await client.next()).headers['request-id']);
  for (let count = 1; count <= 5; count++) await take();
  const sixth = take();
  clock.advance(499);
  await bob.settle('SEARCH_USER <nobody>');
  t.deepEqual(ids, ['1', '2', '3', '4', '5']);
  clock.advance(1);
  await sixth;
  clock.advance(500);
  await take();
  t.deepEqual(ids, ['1', '2', '3', '4', '5', '6', '7']);
});

test('limit roomPasswordFailures: as many as allowed → checked; then not even the right one, for a minute; other rooms are', async (t) => {
  const { clock, online } = await scene(t, { roomPasswordFailures: 2 });
  const { client: bob } = await online('bob');
  const { client: alice } = await online('alice');
  for (const room of ['r1', 'r2']) await bob.ask(`CREATE_CHAT_ROOM <${room}> <${hashed(room, 'right')}> <10> <>`);
  const join = async (room: string, password: string) =>
    summary(await alice.ask(`JOIN_CHAT_ROOM <${room}> <${hashed(room, password)}> <increment>`));
  const wrong = 'JOIN <FAILURE> <404> (wrong-room-password)';
  const limited = 'JOIN <FAILURE> <404> (rate-limited)';
  t.deepEqual([await join('r1', 'x'), await join('r1', 'y')], [wrong, wrong]);
  t.is(await join('r1', 'right'), limited);
  t.is(await join('r2', 'right'), 'JOIN <SUCCESS> <200>');
  clock.advance(minute - 1);
  t.is(await join('r1', 'right'), limited);
  clock.advance(1);
  t.is(await join('r1', 'right'), 'JOIN <SUCCESS> <200>');
});

test('limit closingRetryAfter: a registry that closes → GOODBYE to everybody, who are told to come again after so long', async (t) => {
  const { online, registry } = await scene(t, { closingRetryAfter: 33 });
  const { client } = await online('alice');
  void registry.close();
  const { line, headers } = await client.next();
  t.deepEqual([line, headers], ['GOODBYE', { reason: 'closing', 'retry-after': '33' }]);
});

test('limit roomsPerUser: as many as allowed, made or joined → in; the next → too-many-rooms; one left → in', async (t) => {
  const { online } = await scene(t, { roomsPerUser: 2 });
  const { client: bob } = await online('bob');
  const { client: alice } = await online('alice');
  await bob.ask('CREATE_CHAT_ROOM <r1> <> <10> <>');
  const create = async (room: string) => summary(await alice.ask(`CREATE_CHAT_ROOM <${room}> <> <10> <>`));
  const join = async () => summary(await alice.ask('JOIN_CHAT_ROOM <r1> <> <increment>'));
  t.deepEqual([await create('a1'), await create('a2')], ['CREATION <SUCCESS> <200>', 'CREATION <SUCCESS> <200>']);
  t.is(await create('a3'), 'CREATION <FAILURE> <404> (too-many-rooms)');
  t.is(await join(), 'JOIN <FAILURE> <404> (too-many-rooms)');
  await alice.ask('ROOM_EXIT <alice> <a1>');
  t.is(await join(), 'JOIN <SUCCESS> <200>');
  t.is(await create('a3'), 'CREATION <FAILURE> <404> (too-many-rooms)');
});

test('limit memberOfflineDays: away for so long → still a member; longer → taken out at the next hour', async (t) => {
  const { clock, online } = await scene(t, { memberOfflineDays: 1 });
  const { client: host } = await online('host');
  await host.ask('CREATE_CHAT_ROOM <r1> <> <10> <>');
  clock.advance(minute);
  for (const name of ['alice', 'bob']) {
    const { client } = await online(name);
    await client.ask('JOIN_CHAT_ROOM <r1> <> <increment>');
    await client.ask('LOGOUT');
  }
  const turn = async (hours: number) => {
    for (let count = 0; count < hours; count++) {
      await host.settle('SEARCH_USER <nobody>');
      clock.advance(hour - 1000);
      await host.settle('SEARCH_USER <nobody>');
      clock.advance(1000);
      await host.settle('SEARCH_USER <nobody>');
    }
  };
  await turn(24);
  t.is((await online('alice')).auth.headers['rooms'], 'r1');
  await turn(1);
  t.is((await online('bob')).auth.headers['rooms'], undefined);
  t.regex((await host.ask('DISCOVER_PEERS <r1>')).payload, /^<alice>.*\n$/);
});

/** A registry that hashes passwords as it always does. */
async function hashingRegistry(t: ExecutionContext, limits: Partial<RegistryLimits>) {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'parley-limits-'));
  const registry = await createRegistry({ dataDirectory, listen: { host: '127.0.0.1', port: 0 }, limits });
  t.teardown(async () => {
    await registry.close();
    rmSync(dataDirectory, { recursive: true, force: true, maxRetries: 3 });
  });
  return async (count: number, prefix: string) => {
    const clients = await Promise.all(Array.from({ length: count }, () => WireClient.greeted(registry.address.port)));
    const answers = await Promise.all(
      clients.map((client, index) => client.ask(`REGISTER <${prefix}${index}> <${hashed(`${prefix}${index}`, 'x')}>`)),
    );
    for (const client of clients) client.close();
    return answers.map(summary).sort();
  };
}

const made = 'REGISTER <SUCCESS> <200>';
const noTurn = 'REGISTER <FAILURE> <404> (rate-limited)';

test('limit hashesAtOnce, limit hashesWaiting: as many as are computed and may wait → done; the next → rate-limited; later → done', async (t) => {
  const register = await hashingRegistry(t, { hashesAtOnce: 2, hashesWaiting: 1 });
  t.deepEqual(await register(3, 'a'), [made, made, made]);
  t.deepEqual(await register(4, 'b'), [noTurn, made, made, made]);
  t.deepEqual(await register(1, 'c'), [made]);
});

// Sessions as others see them (III, XII; section 3, "Sessions" and "Notifications"), over real TLS with a turned clock.
import test, { type ExecutionContext } from 'ava';
import type { RegistryOptions } from '../../../src/actors/registry/api.js';
import { logIn, type TestRegistry, testRegistry } from '../../helpers/test-registry.js';
import { TurnedClock, turnedRuntime } from '../../helpers/turned-clock.js';
import { summary, type WireClient } from '../../helpers/wire-client.js';

interface Scene extends TestRegistry {
  readonly clock: TurnedClock;
  /** In the room with alice and heard by nobody: what is told is told to him. */
  readonly bob: WireClient;
  /** What bob was told. */
  heard(): Promise<string[]>;
  /** Lets time pass in which bob, and whoever else is named, gives signs of life. */
  pass(ms: number, ...alive: WireClient[]): Promise<string[]>;
}

async function scene(t: ExecutionContext, options: Partial<RegistryOptions> = {}): Promise<Scene> {
  const clock = new TurnedClock();
  const registry = await testRegistry(t, { runtime: turnedRuntime(clock), ...options });
  const { client: bob } = await registry.online('bob');
  await bob.ask('CREATE_CHAT_ROOM <r1> <> <10> <>');
  await bob.ask('CREATE_CHAT_ROOM <r2> <> <10> <>');
  const heard = () => bob.settle('SEARCH_USER <nobody>');
  const pass = async (ms: number, ...alive: WireClient[]) => {
    const told: string[] = [];
    for (let left = ms; left > 0; left -= 1000) {
      for (const client of alive) await client.settle();
      told.push(...(await heard()));
      clock.advance(Math.min(left, 1000));
    }
    return told;
  };
  return { ...registry, clock, bob, heard, pass };
}

/** alice, in both of bob's rooms. */
async function joined({ online, heard }: Scene, headers: Record<string, string | number> = {}) {
  const alice = await online('alice', headers);
  await alice.client.ask('JOIN_CHAT_ROOM <r1> <> <increment>');
  await alice.client.ask('JOIN_CHAT_ROOM <r2> <> <increment>');
  await heard();
  return alice;
}

/** The link of a client breaks, and the registry has seen it: a handshake later it has. */
async function vanish({ greeted, heard }: Scene, client: WireClient): Promise<void> {
  client.socket.destroy();
  (await greeted()).close();
  await heard();
}

test('sessions: LOGIN and LOGOUT of a member of two rooms → each told once', async (t) => {
  const all = await scene(t);
  const { client } = await joined(all);
  t.is((await client.ask('LOGOUT')).line, 'LOGOUT <SUCCESS> <200>');
  t.deepEqual(await all.heard(), ['USER_LOGOUT <alice>']);
  const back = await all.online('alice');
  t.is(back.auth.headers['rooms'], 'r1,r2');
  t.deepEqual(await all.heard(), ['USER_LOGIN <alice> <4000> <127.0.0.1>']);
  t.deepEqual(await back.client.settle(), []);
});

test('sessions: LOGOUT or ROOM_EXIT for somebody else → refused, nothing happens', async (t) => {
  const all = await scene(t);
  const { client } = await joined(all);
  t.is(summary(await client.ask('LOGOUT <bob>')), 'ERROR <NOT_ALLOWED> <400> (wrong-fields)');
  t.is(summary(await client.ask('ROOM_EXIT <bob> <r1>')), 'ROOM_EXIT_RESPONSE <FAILURE> <404> (not-yourself)');
  t.deepEqual(await all.heard(), []);
  t.is((await client.ask('SEARCH_USER <bob>')).line, 'SEARCH_USER_RESPONSE <SUCCESS> <200>');
});

test('sessions: a client vanishes → counts as online for one timeout, then the others are told', async (t) => {
  const all = await scene(t);
  const { client } = await joined(all);
  await vanish(all, client);
  t.is((await all.bob.ask('SEARCH_USER <alice>')).line, 'SEARCH_USER_RESPONSE <SUCCESS> <200>');
  t.deepEqual(await all.pass(9000), []);
  all.clock.advance(1000);
  t.deepEqual(await all.heard(), ['USER_LOGOUT <alice>']);
  t.is((await all.bob.ask('SEARCH_USER <alice>')).line, 'SEARCH_USER_RESPONSE <NOT_ONLINE> <300>');
  t.is(all.registry.online, 1);
});

test('sessions: back within the timeout → nobody is told; from another address → USER_LOGIN only', async (t) => {
  const all = await scene(t);
  const { client } = await joined(all);
  await vanish(all, client);
  const again = await all.online('alice');
  t.is(again.auth.line, 'AUTH <SUCCESS> <200>');
  t.deepEqual(await all.pass(11_000, again.client), []);
  await vanish(all, again.client);
  const moved = await all.online('alice', { 'Peer-Port': 4001 });
  t.is(moved.auth.line, 'AUTH <SUCCESS> <200>');
  t.deepEqual(await all.pass(11_000, moved.client), ['USER_LOGIN <alice> <4001> <127.0.0.1>']);
});

test('sessions: LOGIN elsewhere while the link lives → ONLINE; with the token → taken over, the old link is told', async (t) => {
  const all = await scene(t);
  const { client, auth } = await joined(all);
  const other = await all.greeted();
  t.is(summary(await logIn(other, 'alice')), 'AUTH <ONLINE> <300> (already-online)');
  t.is(summary(await logIn(other, 'alice', { Resume: 'nonsense' })), 'AUTH <ONLINE> <300> (already-online)');
  const taken = await logIn(other, 'alice', { Resume: auth.headers['session'] ?? '' });
  t.is(taken.line, 'AUTH <SUCCESS> <200>');
  t.not(taken.headers['session'], auth.headers['session']);
  t.not(taken.headers['keep-alive-key'], auth.headers['keep-alive-key']);
  t.deepEqual(await client.untilEnd(), ['GOODBYE (replaced)']);
  t.deepEqual(await all.pass(11_000, other), []);
  await all.bob.ask('ROOM_EXIT <bob> <r1>');
  t.deepEqual(await other.settle('SEARCH_USER <nobody>'), ['USER_EXIT <bob> <r1>', 'ROOM_HOST <alice> <r1>']);
  t.is(all.registry.online, 2);
});

test('sessions: a frame every now and then and no KEEP_ALIVE → alive; silence → GOODBYE, the others are told', async (t) => {
  const all = await scene(t);
  const { client } = await joined(all);
  t.deepEqual(await all.pass(30_000, client), []);
  t.deepEqual(await all.pass(9000), []);
  all.clock.advance(1000);
  t.deepEqual(await client.untilEnd(), ['GOODBYE (timed-out)']);
  t.deepEqual(await all.heard(), ['USER_LOGOUT <alice>']);
});

test('sessions: more requests than at once → the rest is read at the pace allowed, in order', async (t) => {
  const all = await scene(t, { limits: { requestBurst: 5, requestsPerSecond: 2, keepAliveTimeout: 3600 } });
  const { client } = await all.online('alice');
  for (let id = 1; id <= 8; id++) client.request('SEARCH_USER <bob>', { 'Request-Id': id });
  const ids: (string | undefined)[] = [];
  for (let id = 1; id <= 5; id++) ids.push((await client.next()).headers['request-id']);
  const sixth = client.next();
  await all.heard();
  t.is(await Promise.race([sixth.then(() => 'answered'), Promise.resolve('not read')]), 'not read');
  all.clock.advance(500);
  ids.push((await sixth).headers['request-id']);
  all.clock.advance(500);
  ids.push((await client.next()).headers['request-id']);
  all.clock.advance(500);
  ids.push((await client.next()).headers['request-id']);
  t.deepEqual(ids, ['1', '2', '3', '4', '5', '6', '7', '8']);
});

test('sessions: pipelined changes → answers and notifications in the order of the changes', async (t) => {
  const all = await scene(t);
  const { client } = await joined(all);
  for (let round = 0; round < 3; round++) {
    client.request('ROOM_EXIT <alice> <r1>');
    client.request('JOIN_CHAT_ROOM <r1> <> <increment>');
  }
  const answers: string[] = [];
  for (let count = 0; count < 6; count++) answers.push((await client.next()).line);
  t.deepEqual(answers, Array.from({ length: 3 }, () => ['ROOM_EXIT_RESPONSE <SUCCESS> <200>', 'JOIN <SUCCESS> <200>']).flat());
  const told = Array.from({ length: 3 }, () => ['USER_EXIT <alice> <r1>', 'USER_JOIN <alice> <r1> <4000> <127.0.0.1>']).flat();
  t.deepEqual(await all.heard(), told);
});

// What a registry holds of a link that has not logged in (section 7), each limit at its edge: the last that is allowed, the
// first that is not, and the next good request.
import test, { type ExecutionContext } from 'ava';
import type { RegistryLimits } from '../../src/protocol/limits.js';
import { logIn, testRegistry } from '../helpers/test-registry.js';
import { TurnedClock, turnedRuntime } from '../helpers/turned-clock.js';
import { hashed, summary, WireClient } from '../helpers/wire-client.js';

const hello = 'HELLO_P2P\r\nProtocol: 1\r\nAgent: test/1\r\n\r\n';
const wrongPassword = hashed('alice', 'wrong');
const minute = 60_000;

async function scene(t: ExecutionContext, limits: Partial<RegistryLimits>) {
  const clock = new TurnedClock();
  const registry = await testRegistry(t, {
    runtime: turnedRuntime(clock),
    limits: { keepAliveTimeout: 3600, loginTimeout: 3600, ...limits },
  });
  const known = async (...names: string[]) => {
    for (const name of names) await (await registry.online(name)).client.ask('LOGOUT');
  };
  return { clock, known, ...registry };
}

const tryWrong = async (client: WireClient, name = 'alice') => summary(await client.ask(`LOGIN <${name}> <${wrongPassword}>`));
const wrong = 'AUTH <FAILURE> <404> (wrong-credentials)';
const limited = 'AUTH <FAILURE> <404> (rate-limited)';
const welcome = 'AUTH <SUCCESS> <200>';

test('limit helloTimeout: a hello in the last millisecond → answered; none until then, or one that is not complete → FAILURE', async (t) => {
  const { clock, connect, greeted } = await scene(t, { helloTimeout: 5 });
  const [late, inTime, slow] = [await connect(), await connect(), await connect()];
  for (const byte of hello.slice(0, -1)) slow.send(byte);
  clock.advance(4999);
  inTime.send(hello);
  t.is((await inTime.next()).line, 'HELLO_BACK <SUCCESS> <200>');
  clock.advance(1);
  t.deepEqual(await late.untilEnd(), ['HELLO_BACK <FAILURE> <404> (timeout)']);
  t.deepEqual(await slow.untilEnd(), ['HELLO_BACK <FAILURE> <404> (timeout)']);
  t.deepEqual(await inTime.settle(), []);
  await t.notThrowsAsync(greeted());
});

test('limit helloTimeout: a connection that begins no handshake, or ends none → closed when its time is over', async (t) => {
  const { clock, port, greeted } = await scene(t, { helloTimeout: 5 });
  const silent = await WireClient.connectPlain(port);
  const halfway = await WireClient.connectPlain(port);
  t.teardown(() => {
    silent.close();
    halfway.close();
  });
  // The beginning of a TLS record that never comes.
  halfway.send(Uint8Array.of(0x16, 0x03, 0x01, 0x02, 0x00, 0x01));
  const good = await greeted();
  const ends = Promise.all([silent.untilEnd(), halfway.untilEnd()]);
  clock.advance(4999);
  t.deepEqual(await good.settle(), []);
  t.false(silent.socket.readableEnded || halfway.socket.readableEnded);
  clock.advance(1);
  t.deepEqual(await ends, [[], []]);
  t.deepEqual(await good.settle(), []);
});

test('limit loginTimeout: a login in the last millisecond → online; none until then → GOODBYE', async (t) => {
  const { clock, greeted, known } = await scene(t, { loginTimeout: 5 });
  await known('alice', 'bob');
  const [late, inTime] = [await greeted(), await greeted()];
  clock.advance(4999);
  t.is((await logIn(inTime, 'alice')).line, welcome);
  clock.advance(1);
  t.deepEqual(await late.untilEnd(), ['GOODBYE (login-timeout)']);
  t.deepEqual(await inTime.settle(), []);
  t.is((await logIn(await greeted(), 'bob')).line, welcome);
});

test('limit bytesBeforeLogin: the last byte → answered; one more → GOODBYE; others are served', async (t) => {
  const { connect, greeted } = await scene(t, { bytesBeforeLogin: 2048 });
  const head = (length: number) => `REGISTER <alice> <x>\r\nContent-Length: ${length}\r\n\r\n`;
  const room = 2048 - hello.length - head(1000).length;
  for (const [more, told] of [
    [0, ['HELLO_BACK <SUCCESS> <200>', 'REGISTER <FAILURE> <404> (hash-invalid)']],
    [1, ['HELLO_BACK <SUCCESS> <200>', 'GOODBYE (too-much-before-login)']],
  ] as const) {
    const client = await connect();
    client.send(`${hello}${head(room + more)}${'x'.repeat(room + more)}`);
    t.deepEqual([summary(await client.next()), summary(await client.next())], told);
  }
  await t.notThrowsAsync(greeted());
});

test('limit linksPerAddress: the last → served; the next → turned away at once; a login makes room', async (t) => {
  const { connect, greeted, known } = await scene(t, { linksPerAddress: 2 });
  await known('alice');
  const first = await greeted();
  const second = await connect();
  const third = await connect();
  const { line, headers } = await third.next();
  t.deepEqual([line, headers], ['HELLO_BACK <FAILURE> <404>', { reason: 'registry-full', 'retry-after': '10' }]);
  t.deepEqual(await third.untilEnd(), []);
  second.send(hello);
  t.is((await second.next()).line, 'HELLO_BACK <SUCCESS> <200>');
  t.is((await logIn(first, 'alice')).line, welcome);
  await t.notThrowsAsync(greeted());
});

test('limit linksPerAddress: as many again that are turned away → each waited for; the next → closed without a word; one gone → told again', async (t) => {
  const { connect, online, port } = await scene(t, { linksPerAddress: 2 });
  const { client: alice } = await online('alice');
  const silent: WireClient[] = [];
  for (let count = 1; count <= 4; count++) silent.push(await WireClient.connectPlain(port));
  t.teardown(() => {
    for (const each of silent) each.close();
  });
  t.deepEqual(await alice.settle('SEARCH_USER <nobody>'), []);
  const beyond = await WireClient.connectPlain(port);
  t.deepEqual(await beyond.untilEnd(), []);
  silent.at(-1)?.close();
  t.deepEqual(await alice.settle('SEARCH_USER <nobody>'), []);
  t.deepEqual(await (await connect()).untilEnd(), ['HELLO_BACK <FAILURE> <404> (registry-full)']);
});

test('limit fullRetryAfter: who is turned away → told to come again after so long', async (t) => {
  const { connect, greeted } = await scene(t, { linksPerAddress: 1, fullRetryAfter: 77 });
  await greeted();
  const { line, headers } = await (await connect()).next();
  t.deepEqual([line, headers], ['HELLO_BACK <FAILURE> <404>', { reason: 'registry-full', 'retry-after': '77' }]);
});

test('limit loginFailures: as many as allowed → checked; then not even the right password, for a minute', async (t) => {
  const { clock, greeted, known } = await scene(t, { loginFailures: 2 });
  await known('alice', 'bob');
  const client = await greeted();
  t.deepEqual([await tryWrong(client), await tryWrong(client)], [wrong, wrong]);
  const refused = await logIn(client, 'alice');
  t.deepEqual([summary(refused), refused.headers['retry-after']], [limited, '60']);
  clock.advance(minute - 1);
  const last = await logIn(client, 'alice');
  t.deepEqual([summary(last), last.headers['retry-after']], [limited, '1']);
  clock.advance(1);
  t.is((await logIn(client, 'alice')).line, welcome);
  t.is((await logIn(await greeted(), 'bob')).line, welcome);
});

test('limit loginFailuresPerAddress: as many as allowed, of any names → checked; then nobody of that address, for a minute', async (t) => {
  const { clock, greeted, known } = await scene(t, { loginFailuresPerAddress: 3 });
  await known('alice');
  const client = await greeted();
  for (const name of ['x1', 'x2', 'alice']) t.is(await tryWrong(client, name), wrong);
  t.is(summary(await logIn(client, 'alice')), limited);
  clock.advance(minute - 1);
  t.is(summary(await logIn(client, 'alice')), limited);
  clock.advance(1);
  t.is((await logIn(client, 'alice')).line, welcome);
});

test('limit loginFailuresPerUser: as many as allowed → checked at once; then later, but checked', async (t) => {
  const { clock, greeted, known, connect } = await scene(t, { loginFailuresPerUser: 2 });
  await known('alice');
  const client = await greeted();
  t.deepEqual([await tryWrong(client), await tryWrong(client)], [wrong, wrong]);
  const delayed = logIn(client, 'alice');
  await (await connect()).close();
  await (await greeted()).settle();
  clock.advance(1000);
  t.is((await delayed).line, welcome);
});

test('limit loginDelay: a check that is delayed → not a millisecond sooner, no later', async (t) => {
  const { clock, greeted, known } = await scene(t, { loginFailuresPerUser: 1, loginDelay: 3 });
  await known('alice');
  const client = await greeted();
  t.is(await tryWrong(client), wrong);
  let isAnswered = false;
  const delayed = logIn(client, 'alice').then((answer) => {
    isAnswered = true;
    return answer;
  });
  // The request is on its way before this hello, and is judged before it: the registry asks no disk in between.
  for (let turn = 0; turn < 3; turn++) await (await greeted()).settle();
  clock.advance(2999);
  for (let turn = 0; turn < 3; turn++) await (await greeted()).settle();
  t.false(isAnswered);
  clock.advance(1);
  t.is((await delayed).line, welcome);
});

test('limit registrationsPerAddress: as many new names as allowed → made; then none for a minute, names that exist aside', async (t) => {
  const { clock, greeted } = await scene(t, { registrationsPerAddress: 2 });
  const client = await greeted();
  const attempt = async (name: string) => summary(await client.ask(`REGISTER <${name}> <${hashed(name, 'x')}>`));
  t.is(await attempt('a1'), 'REGISTER <SUCCESS> <200>');
  t.is(await attempt('a1'), 'REGISTER <EXIST> <300> (name-taken)');
  t.is(await attempt('a2'), 'REGISTER <SUCCESS> <200>');
  clock.advance(minute - 1);
  t.is(await attempt('a3'), 'REGISTER <FAILURE> <404> (rate-limited)');
  clock.advance(1);
  t.is(await attempt('a3'), 'REGISTER <SUCCESS> <200>');
});

test('limit errorsPerMinute: one less than allowed → the link stays, also with another a minute later; that many → GOODBYE', async (t) => {
  const { clock, greeted, known } = await scene(t, { errorsPerMinute: 3 });
  await known('alice');
  const [patient, hasty] = [await greeted(), await greeted()];
  const unknown = 'ERROR <NOT_ALLOWED> <400> (unknown-verb)';
  for (const client of [patient, hasty, patient, hasty]) t.is(summary(await client.ask('WHAT', { 'Request-Id': 1 })), unknown);
  hasty.request('WHAT', { 'Request-Id': 2 });
  t.deepEqual(await hasty.untilEnd(), [unknown, 'GOODBYE (too-many-errors)']);
  clock.advance(minute);
  t.is(summary(await patient.ask('WHAT', { 'Request-Id': 1 })), unknown);
  t.is((await logIn(patient, 'alice')).line, welcome);
});

// REGISTER and LOGIN (II, III) over real TLS, and figure 7.
import test from 'ava';
import { createPasswordHasher } from '../../../src/security/password-hasher.js';
import { logIn, requestFor, testRegistry } from '../../helpers/test-registry.js';
import { TurnedClock, turnedRuntime } from '../../helpers/turned-clock.js';
import { hashed, summary, type WireClient } from '../../helpers/wire-client.js';

const wrong = 'AUTH <FAILURE> <404> (wrong-credentials)';
const limited = 'AUTH <FAILURE> <404> (rate-limited)';

/** With one bit of the signature turned: the last line holds nothing else. */
function tampered(request: string): string {
  return request.replace(/\n(.)([^\n]*\n-----END)/, (_, first: string, rest: string) => `\n${first === 'A' ? 'B' : 'A'}${rest}`);
}

async function tryWrong(client: WireClient, name = 'alice'): Promise<string> {
  return summary(await client.ask(`LOGIN <${name}> <${hashed(name, 'wrong')}>`, { 'Peer-Port': 1 }, await requestFor(name)));
}

test('accounts: figure 7, with real hashes → registered, logged in, logged out, the link closed', async (t) => {
  const hasher = createPasswordHasher({ atOnce: 1, waiting: 8 });
  const { greeted, registry } = await testRegistry(t, {}, { hasher });
  const client = await greeted();
  t.deepEqual((await client.ask(`REGISTER <hussien103> <${hashed('hussien103', 'secret')}>`)).line, 'REGISTER <SUCCESS> <200>');
  t.is(await tryWrong(client, 'hussien103'), wrong);
  const { line, headers, payload } = await logIn(client, 'hussien103');
  t.is(line, 'AUTH <SUCCESS> <200>');
  t.deepEqual(Object.keys(headers).sort(), ['content-length', 'keep-alive-key', 'session']);
  t.is(Buffer.from(headers['keep-alive-key'] ?? '', 'base64url').length, 32);
  t.is(payload.match(/-----BEGIN CERTIFICATE-----/g)?.length, 2);
  t.is(registry.online, 1);
  t.deepEqual(await client.ask('LOGOUT', { 'Request-Id': 3 }), {
    line: 'LOGOUT <SUCCESS> <200>',
    headers: { 'request-id': '3' },
    payload: '',
  });
  t.deepEqual(await client.untilEnd(), []);
  t.is(registry.online, 0);
});

test('accounts: REGISTER that cannot be → its reason; a name in other letters → EXIST', async (t) => {
  const { greeted } = await testRegistry(t);
  const client = await greeted();
  const hash = hashed('alice', 'x');
  const ask = async (line: string) => summary(await client.ask(line));
  t.is(await ask(`REGISTER <-alice> <${hash}>`), 'REGISTER <FAILURE> <404> (name-invalid)');
  t.is(await ask(`REGISTER <${'a'.repeat(33)}> <${hash}>`), 'REGISTER <FAILURE> <404> (name-invalid)');
  t.is(await ask(`REGISTER <alice> <${hash.toUpperCase()}>`), 'REGISTER <FAILURE> <404> (hash-invalid)');
  t.is(await ask(`REGISTER <alice> <${'secret'.repeat(1000)}>`), 'REGISTER <FAILURE> <404> (hash-invalid)');
  t.is(await ask(`REGISTER <alice>`), 'ERROR <NOT_ALLOWED> <400> (wrong-fields)');
  t.is(await ask(`REGISTER <Alice> <${hash}>`), 'REGISTER <SUCCESS> <200>');
  t.is(await ask(`REGISTER <aLICE> <${hash}>`), 'REGISTER <EXIST> <300> (name-taken)');
  t.is((await logIn(client, 'alice')).headers['reason'], 'wrong-credentials');
});

test('accounts: a wrong password, an unknown user, no hash at all → the same answer', async (t) => {
  const { greeted, online } = await testRegistry(t);
  await online('alice');
  const client = await greeted();
  t.is(await tryWrong(client), wrong);
  t.is(await tryWrong(client, 'nobody'), wrong);
  t.is(summary(await client.ask(`LOGIN <alice> <${'secret'.repeat(900)}>`, { 'Peer-Port': 1 })), wrong);
  t.is(summary(await client.ask(`LOGIN <${'x'.repeat(5000)}> <>`, { 'Peer-Port': 1 })), wrong);
});

test('accounts: LOGIN with a bad header or request → request-invalid, and the next good one works', async (t) => {
  const { greeted, online } = await testRegistry(t);
  await (await online('alice')).client.ask('LOGOUT');
  const client = await greeted();
  const request = await requestFor('alice');
  const attempt = async (headers: Record<string, string | number>, payload = request) =>
    summary(await client.ask(`LOGIN <alice> <${hashed('alice', 'secret')}>`, headers, payload));
  const invalid = 'AUTH <FAILURE> <404> (request-invalid)';
  t.is(await attempt({}), invalid);
  for (const port of ['0', '65536', '-1', '1e3', '']) t.is(await attempt({ 'Peer-Port': port }), invalid, `port ${port}`);
  for (const host of ['0.0.0.0', '::', '224.0.0.1', 'ff02::1', '255.255.255.255', 'localhost', 'example.org', '[::1]', '1.2.3', '']) {
    t.is(await attempt({ 'Peer-Port': 1, 'Peer-Host': host }), invalid, `host ${host}`);
  }
  t.is(await attempt({ 'Peer-Port': 1 }, 'no request'), invalid);
  t.is(await attempt({ 'Peer-Port': 1 }, tampered(request)), invalid);
  t.is(await attempt({ 'Peer-Port': 1, 'Peer-Host': '::ffff:192.0.2.7' }), 'AUTH <SUCCESS> <200>');
  const { payload } = await client.ask('SEARCH_USER <ALICE>');
  t.is(payload, '<alice> <1> <192.0.2.7>\n');
});

test('accounts: a key that was certified for another name → request-invalid, in LOGIN and RENEW', async (t) => {
  const { greeted, online } = await testRegistry(t);
  const { client } = await online('alice');
  const bob = await greeted();
  await bob.ask(`REGISTER <bob> <${hashed('bob', 'secret')}>`);
  const stolen = await bob.ask(`LOGIN <bob> <${hashed('bob', 'secret')}>`, { 'Peer-Port': 1 }, await requestFor('alice'));
  t.is(summary(stolen), 'AUTH <FAILURE> <404> (request-invalid)');
  t.is((await logIn(bob, 'bob')).line, 'AUTH <SUCCESS> <200>');
  t.is(summary(await client.ask('RENEW', {}, await requestFor('bob'))), 'RENEW <FAILURE> <404> (request-invalid)');
  t.is(summary(await client.ask('RENEW', {}, 'nonsense')), 'RENEW <FAILURE> <404> (request-invalid)');
  const renewed = await client.ask('RENEW', { 'Request-Id': 4 }, await requestFor('alice'));
  t.is(renewed.line, 'RENEW <SUCCESS> <200>');
  t.is(renewed.payload.match(/-----BEGIN CERTIFICATE-----/g)?.length, 2);
});

test('accounts: two logins of one name at once → one succeeds; the other is told ONLINE', async (t) => {
  const { greeted, online } = await testRegistry(t);
  await (await online('alice')).client.ask('LOGOUT');
  const clients = await Promise.all([greeted(), greeted(), greeted()]);
  const answers = await Promise.all(clients.map(async (client) => summary(await logIn(client, 'alice'))));
  t.deepEqual(answers.sort(), ['AUTH <ONLINE> <300> (already-online)', 'AUTH <ONLINE> <300> (already-online)', 'AUTH <SUCCESS> <200>']);
});

test('accounts: a second REGISTER or LOGIN on a link → already-logged-in; the session stays', async (t) => {
  const { online } = await testRegistry(t);
  const { client } = await online('alice');
  const refused = 'ERROR <NOT_ALLOWED> <400> (already-logged-in)';
  t.is(summary(await client.ask(`REGISTER <bob> <${hashed('bob', 'x')}>`)), refused);
  t.is(summary(await logIn(client, 'alice')), refused);
  t.is((await client.ask('SEARCH_USER <alice>')).line, 'SEARCH_USER_RESPONSE <SUCCESS> <200>');
});

test('accounts: five failures a minute for a user and address → the right password is not even checked; a minute later it is', async (t) => {
  const clock = new TurnedClock();
  const { greeted, online } = await testRegistry(t, { runtime: turnedRuntime(clock) });
  await (await online('alice')).client.ask('LOGOUT');
  const clients = await Promise.all(Array.from({ length: 8 }, () => greeted()));
  const answers = await Promise.all(clients.map((client) => tryWrong(client)));
  t.deepEqual(answers.sort(), [limited, limited, limited, ...Array.from({ length: 5 }, () => wrong)]);
  const [client] = clients;
  if (!client) return t.fail();
  const refused = await logIn(client, 'alice');
  t.deepEqual([summary(refused), refused.headers['retry-after']], [limited, '60']);
  t.is(await tryWrong(client, 'bob'), wrong);
  clock.advance(59_000);
  const { auth } = await online('carol');
  t.is(auth.line, 'AUTH <SUCCESS> <200>');
  clock.advance(1000);
  const again = await greeted();
  t.is((await logIn(again, 'alice')).line, 'AUTH <SUCCESS> <200>');
});

test('accounts: a success → the failures of that user and address are forgotten', async (t) => {
  const { greeted, online } = await testRegistry(t);
  await (await online('alice')).client.ask('LOGOUT');
  for (let round = 0; round < 3; round++) {
    const client = await greeted();
    for (let count = 0; count < 4; count++) t.is(await tryWrong(client), wrong);
    t.is((await logIn(client, 'alice')).line, 'AUTH <SUCCESS> <200>');
    await client.ask('LOGOUT');
  }
});

test('accounts: failures of one address → rate-limited for every user; failures of a user → only delayed', async (t) => {
  const { greeted, online } = await testRegistry(t, { limits: { loginFailuresPerAddress: 3 } });
  await (await online('alice')).client.ask('LOGOUT');
  const client = await greeted();
  for (const name of ['x1', 'x2', 'x3']) t.is(await tryWrong(client, name), wrong);
  t.is(summary(await logIn(client, 'alice')), limited);

  const clock = new TurnedClock();
  const other = await testRegistry(t, { runtime: turnedRuntime(clock), limits: { loginFailuresPerUser: 2 } });
  await (await other.online('alice')).client.ask('LOGOUT');
  const late = await other.greeted();
  t.is(await tryWrong(late), wrong);
  t.is(await tryWrong(late), wrong);
  const answer = logIn(late, 'alice');
  await (await other.greeted()).settle();
  await other.online('bob');
  t.is(await Promise.race([answer.then(() => 'answered'), Promise.resolve('waiting')]), 'waiting');
  clock.advance(1000);
  t.is((await answer).line, 'AUTH <SUCCESS> <200>');
});

test('accounts: more new names a minute than an address may have → rate-limited; names that exist do not count', async (t) => {
  const { greeted } = await testRegistry(t, { limits: { registrationsPerAddress: 2 } });
  const client = await greeted();
  const attempt = async (name: string) => summary(await client.ask(`REGISTER <${name}> <${hashed(name, 'x')}>`));
  t.is(await attempt('a1'), 'REGISTER <SUCCESS> <200>');
  t.is(await attempt('a1'), 'REGISTER <EXIST> <300> (name-taken)');
  t.is(await attempt('a2'), 'REGISTER <SUCCESS> <200>');
  t.is(await attempt('a3'), 'REGISTER <FAILURE> <404> (rate-limited)');
});

test('accounts: more hashes than may wait → rate-limited with Retry-After, and nothing counts', async (t) => {
  const hasher = createPasswordHasher({ atOnce: 1, waiting: 1 });
  const { greeted } = await testRegistry(t, {}, { hasher });
  const clients = await Promise.all(Array.from({ length: 4 }, () => greeted()));
  const answers = await Promise.all(clients.map((client, index) => client.ask(`REGISTER <n${index}> <${hashed(`n${index}`, 'x')}>`)));
  const refused = answers.filter(({ headers }) => headers['reason'] === 'rate-limited');
  t.deepEqual(
    refused.map(({ headers }) => headers['retry-after']),
    ['1', '1'],
  );
});

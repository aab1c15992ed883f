// The first words on a link (I) and how frames are taken, over real TLS: docs/protocol.md, sections 2, 3 and 7.
import test from 'ava';
import { logIn, testRegistry } from '../../helpers/test-registry.js';
import { TurnedClock, turnedRuntime } from '../../helpers/turned-clock.js';
import { hashed, summary, WireClient } from '../../helpers/wire-client.js';

const hello = 'HELLO_P2P\r\nProtocol: 1\r\nAgent: test/1\r\n\r\n';

test('hello: a good one → HELLO_BACK with what a peer must know; again → an echo', async (t) => {
  const { connect, port } = await testRegistry(t);
  const client = await connect();
  client.send('HELLO_P2P\r\nRequest-Id: 007\r\nProtocol: 1\r\nAgent: test/1\r\n\r\n');
  const { line, headers, payload } = await client.next();
  t.is(line, 'HELLO_BACK <SUCCESS> <200>');
  t.regex(headers['agent'] ?? '', /^parley\/\d+\.\d+\.\d+$/);
  const { agent, ...others } = headers;
  t.deepEqual(others, {
    'request-id': '007',
    protocol: '1',
    'keep-alive-timeout': '10',
    'keep-alive-port': String(port),
    'max-payload': '65536',
  });
  t.is(payload, '');
  t.is((await client.ask('HELLO_P2P', { 'Request-Id': 8 })).headers['request-id'], '8');
});

for (const [what, text, answer] of [
  ['another version', 'HELLO_P2P\r\nProtocol: 2\r\n\r\n', 'HELLO_BACK <FAILURE> <404> (protocol-unsupported)'],
  ['another request', 'LOGOUT\r\n\r\n', 'HELLO_BACK <FAILURE> <404> (hello-expected)'],
  ['an answer', 'HELLO_BACK <SUCCESS> <200>\r\n\r\n', 'HELLO_BACK <FAILURE> <404> (hello-expected)'],
  ['no frame', 'GET / HTTP/1.1\r\n\r\n', 'ERROR <BAD_REQUEST> <400> (malformed-frame)'],
  ['a raw control character', 'HELLO_P2P <\u0007>\r\n\r\n', 'ERROR <BAD_REQUEST> <400> (malformed-frame)'],
  ['no UTF-8', Buffer.from('HELLO_P2P <\xff>\r\n\r\n', 'latin1'), 'ERROR <BAD_REQUEST> <400> (malformed-frame)'],
  ['an endless line', 'A'.repeat(8193), 'ERROR <BAD_REQUEST> <400> (frame-too-large)'],
  ['too large a payload', 'HELLO_P2P\r\nContent-Length: 65537\r\n', 'ERROR <BAD_REQUEST> <400> (frame-too-large)'],
] as const) {
  test(`hello: ${what} → ${answer}, closed, and the next client is served`, async (t) => {
    const { connect, greeted } = await testRegistry(t);
    const client = await connect();
    client.send(text);
    t.deepEqual(await client.untilEnd(), [answer]);
    await t.notThrowsAsync(greeted());
  });
}

test('hello: two messages in one segment → both answered; one split at every byte → answered once', async (t) => {
  const { connect } = await testRegistry(t);
  const client = await connect();
  client.send(`${hello}REGISTER <alice> <${hashed('alice', 'x')}>\r\n\r\nREGISTER <alice> <short>\r\n\r\n`);
  t.is((await client.next()).line, 'HELLO_BACK <SUCCESS> <200>');
  t.is((await client.next()).line, 'REGISTER <SUCCESS> <200>');
  t.is(summary(await client.next()), 'REGISTER <FAILURE> <404> (hash-invalid)');
  for (const byte of Buffer.from(`REGISTER <Bob> <${hashed('bob', 'x')}>\r\nRequest-Id: 5\r\n\r\n`)) {
    client.send(Uint8Array.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const answer = await client.next();
  t.deepEqual([answer.line, answer.headers], ['REGISTER <SUCCESS> <200>', { 'request-id': '5' }]);
});

test('hello: bare line feeds → taken', async (t) => {
  const { connect } = await testRegistry(t);
  const client = await connect();
  client.send('HELLO_P2P\nProtocol: 1\n\nSEARCH_USER <a>\nRequest-Id: 1\n\n');
  t.is((await client.next()).line, 'HELLO_BACK <SUCCESS> <200>');
  t.is(summary(await client.next()), 'ERROR <NOT_ALLOWED> <400> (not-logged-in)');
});

test('hello: one silent connection → nobody else waits; after ten seconds it gets FAILURE', async (t) => {
  const clock = new TurnedClock();
  const { connect, greeted } = await testRegistry(t, { runtime: turnedRuntime(clock) });
  const silent = await connect();
  const halfway = await connect();
  halfway.send('HELLO_P2P\r\nProtocol: 1\r\n');
  await greeted();
  clock.advance(9999);
  t.deepEqual(await (await greeted()).settle(), []);
  clock.advance(1);
  t.deepEqual(await silent.untilEnd(), ['HELLO_BACK <FAILURE> <404> (timeout)']);
  t.deepEqual(await halfway.untilEnd(), ['HELLO_BACK <FAILURE> <404> (timeout)']);
});

test('hello: no login within sixty seconds → GOODBYE; logged in → none', async (t) => {
  const clock = new TurnedClock();
  const { greeted, online } = await testRegistry(t, { runtime: turnedRuntime(clock), limits: { keepAliveTimeout: 3600 } });
  const client = await greeted();
  const alice = await online('alice');
  clock.advance(59_999);
  t.deepEqual(await client.settle(), []);
  clock.advance(1);
  t.deepEqual(await client.untilEnd(), ['GOODBYE (login-timeout)']);
  t.deepEqual(await alice.client.settle(), []);
});

test('hello: more than 64 KiB before the login → GOODBYE', async (t) => {
  const { greeted } = await testRegistry(t);
  const client = await greeted();
  const answer = await client.ask('REGISTER <alice> <x>', {}, 'x'.repeat(40_000));
  t.is(summary(answer), 'REGISTER <FAILURE> <404> (hash-invalid)');
  client.request('REGISTER <alice> <x>', {}, 'x'.repeat(30_000));
  t.deepEqual(await client.untilEnd(), ['GOODBYE (too-much-before-login)']);
});

test('hello: as many links of an address as allowed before login → the next is turned away at once; a login makes room', async (t) => {
  const { connect, online } = await testRegistry(t, { limits: { linksPerAddress: 2 } });
  const first = await connect();
  await connect();
  const third = await connect();
  const { line, headers } = await third.next();
  t.deepEqual([line, headers], ['HELLO_BACK <FAILURE> <404>', { reason: 'registry-full', 'retry-after': '10' }]);
  t.deepEqual(await third.untilEnd(), []);
  first.send(hello);
  await first.next();
  await first.ask(`REGISTER <alice> <${hashed('alice', 'secret')}>`);
  t.is((await logIn(first, 'alice')).line, 'AUTH <SUCCESS> <200>');
  t.is((await online('bob')).auth.line, 'AUTH <SUCCESS> <200>');
  t.is((await online('carol')).auth.line, 'AUTH <SUCCESS> <200>');
});

test('hello: the tenth request that is not allowed within a minute → answered, then GOODBYE', async (t) => {
  const { greeted, online } = await testRegistry(t);
  for (const client of [await greeted(), (await online('alice')).client]) {
    const refused: string[] = [];
    for (let id = 1; id <= 10; id++) client.request('WHAT', { 'Request-Id': id });
    for (let id = 1; id <= 10; id++) {
      const answer = await client.next();
      refused.push(`${answer.headers['request-id']} ${summary(answer)}`);
    }
    t.deepEqual(
      refused,
      Array.from({ length: 10 }, (_, index) => `${index + 1} ERROR <NOT_ALLOWED> <400> (unknown-verb)`),
    );
    const { line, headers } = await client.next();
    t.deepEqual([line, headers], ['GOODBYE', { reason: 'too-many-errors', 'retry-after': '60' }]);
    t.deepEqual(await client.untilEnd(), []);
  }
});

test('hello: without TLS, on loopback → the same words', async (t) => {
  const { registry, port } = await testRegistry(t, { plain: true });
  t.is(registry.link, `parley+plain://127.0.0.1:${port}`);
  const client = await WireClient.connectPlain(port);
  t.teardown(() => client.close());
  client.send(hello);
  t.is((await client.next()).line, 'HELLO_BACK <SUCCESS> <200>');
});

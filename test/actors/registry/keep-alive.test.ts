// Keep-alives over UDP (XIII, XIV; section 4) and figure 3, over real sockets with a turned clock.
import test, { type ExecutionContext } from 'ava';
import { type TestRegistry, testRegistry } from '../../helpers/test-registry.js';
import { TurnedClock, turnedRuntime } from '../../helpers/turned-clock.js';
import { KeepAliveClient, signed, type WireClient } from '../../helpers/wire-client.js';

interface Scene extends TestRegistry {
  readonly clock: TurnedClock;
  readonly client: WireClient;
  readonly key: string;
  udp(): KeepAliveClient;
}

async function scene(t: ExecutionContext): Promise<Scene> {
  const clock = new TurnedClock();
  const registry = await testRegistry(t, { runtime: turnedRuntime(clock) });
  const { client, auth } = await registry.online('alice');
  const udp = () => {
    const datagrams = new KeepAliveClient(registry.port);
    t.teardown(() => datagrams.close());
    return datagrams;
  };
  return { ...registry, clock, client, key: auth.headers['keep-alive-key'] ?? '', udp };
}

const success = (counter: number | string, key: string) => signed(`KEEP_ALIVE_RESPONSE <SUCCESS> <200>\r\nCounter: ${counter}\r\n`, key);

test('keep-alive: figure 3 → answered while they come; then TIMEOUT to the last source, GOODBYE', async (t) => {
  const { clock, client, key, udp, registry } = await scene(t);
  const peer = udp();
  for (const counter of [1, 2, 5]) {
    clock.advance(9000);
    peer.keepAlive('ALICE', 10, counter, key);
    t.is(await peer.next(), success(counter, key));
  }
  clock.advance(9999);
  t.is(registry.online, 1);
  clock.advance(1);
  t.is(await peer.next(), signed('TIMEOUT <alice>\r\nCounter: 5\r\n', key));
  t.deepEqual(await client.untilEnd(), ['GOODBYE (timed-out)']);
});

test('keep-alive: forged, old, of another timeout or name, garbage → no answer, and nothing is prolonged', async (t) => {
  const { clock, client, key, udp } = await scene(t);
  const peer = udp();
  peer.keepAlive('alice', 10, 7, key);
  t.is(await peer.next(), success(7, key));
  clock.advance(9000);
  const good = signed('KEEP_ALIVE <alice> <10>\r\nCounter: 9\r\n', key);
  const wrong = [
    signed('KEEP_ALIVE <alice> <10>\r\nCounter: 9\r\n', Buffer.alloc(32).toString('base64url')),
    signed('KEEP_ALIVE <alice> <10>\r\nCounter: 7\r\n', key),
    signed('KEEP_ALIVE <alice> <10>\r\nCounter: 6\r\n', key),
    signed('KEEP_ALIVE <alice> <11>\r\nCounter: 9\r\n', key),
    signed('KEEP_ALIVE <alice>\r\nCounter: 9\r\n', key),
    signed('KEEP_ALIVE <alice> <10>\r\nCounter: x\r\n', key),
    signed('KEEP_ALIVE <alice> <10>\r\n', key),
    good.replace('Counter: 9', 'Counter: 8'),
    good.replace(/Mac: .*\r\n/, ''),
    good.slice(0, -2),
    `${good}x`,
    `${good}${good}`,
    'KEEP_ALIVE',
    '',
    'x'.repeat(1300),
    Buffer.from([0, 255, 10, 13]),
  ];
  for (const datagram of wrong) peer.send(datagram);
  const stranger = udp();
  stranger.keepAlive('nobody', 10, 1, key);
  stranger.keepAlive('alice', 10, 1, key);
  // Datagrams on one socket of this machine come in order: had any of them an answer, it would come before this one.
  peer.keepAlive('alice', 10, 10, key);
  t.is(await peer.next(), success(10, key));
  clock.advance(10_000);
  t.is(await peer.next(), signed('TIMEOUT <alice>\r\nCounter: 10\r\n', key));
  t.deepEqual(await client.untilEnd(), ['GOODBYE (timed-out)']);
});

test('keep-alive: a forged one holds nobody online', async (t) => {
  const { clock, client, udp } = await scene(t);
  const forger = udp();
  const key = Buffer.alloc(32, 1).toString('base64url');
  forger.keepAlive('alice', 10, 99, key);
  clock.advance(10_000);
  t.deepEqual(await client.untilEnd(), ['GOODBYE (timed-out)']);
});

test('keep-alive: from a new source → answered there, and TIMEOUT goes there', async (t) => {
  const { clock, key, udp } = await scene(t);
  const [home, away] = [udp(), udp()];
  home.keepAlive('alice', 10, 1, key);
  t.is(await home.next(), success(1, key));
  away.keepAlive('alice', 10, 2, key);
  t.is(await away.next(), success(2, key));
  clock.advance(10_000);
  t.is(await away.next(), signed('TIMEOUT <alice>\r\nCounter: 2\r\n', key));
});

test('keep-alive: of a session that is pending or over → FAILURE to a source heard lately, and nothing is prolonged', async (t) => {
  const { clock, client, key, udp, registry, greeted, online } = await scene(t);
  const peer = udp();
  peer.keepAlive('alice', 10, 1, key);
  t.is(await peer.next(), success(1, key));
  const { client: bob } = await online('bob');
  client.socket.destroy();
  const failure = (counter: number) => `KEEP_ALIVE_RESPONSE <FAILURE> <404>\r\nCounter: ${counter}\r\nReason: not-logged-in\r\n\r\n`;
  let counter = 1;
  for (let answer = ''; !answer.includes('FAILURE'); counter++) {
    peer.keepAlive('alice', 10, counter + 1, key);
    answer = await peer.next();
  }
  clock.advance(5000);
  await bob.settle();
  clock.advance(5000);
  await bob.settle('SEARCH_USER <nobody>');
  t.is(registry.online, 1);
  peer.keepAlive('alice', 10, 100, key);
  t.is(await peer.next(), failure(100));
  clock.advance(10 * 60_000);
  peer.keepAlive('alice', 10, 101, key);
  const again = await registryAnswers(peer, greeted);
  t.is(again, 'silence');
});

/** What comes before a round trip on a new link is over. */
async function registryAnswers(peer: KeepAliveClient, greeted: () => Promise<WireClient>): Promise<string> {
  const answer = peer.next();
  await (await greeted()).settle();
  return Promise.race([answer, Promise.resolve('silence')]);
}

test('keep-alive: counters of 16 digits, leading zeros, a Request-Id → back unchanged', async (t) => {
  const { key, udp } = await scene(t);
  const peer = udp();
  peer.send(signed('KEEP_ALIVE <alice> <10>\r\nRequest-Id: 0012\r\nCounter: 0000000000000003\r\n', key));
  t.is(await peer.next(), signed('KEEP_ALIVE_RESPONSE <SUCCESS> <200>\r\nRequest-Id: 0012\r\nCounter: 0000000000000003\r\n', key));
  peer.send(signed('KEEP_ALIVE <alice> <10>\r\nCounter: 9999999999999999\r\n', key));
  t.is(await peer.next(), success('9999999999999999', key));
});

test('keep-alive: bad datagrams and then a good one → the registry is as it was', async (t) => {
  const { key, udp, online } = await scene(t);
  const peer = udp();
  for (let size = 0; size < 200; size++) peer.send(Buffer.alloc(size, size));
  peer.keepAlive('alice', 10, 1, key);
  t.is(await peer.next(), success(1, key));
  t.is((await online('bob')).auth.line, 'AUTH <SUCCESS> <200>');
});

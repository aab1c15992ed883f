// The JSON mode: which way is up, since when, and why not; what is owed, and why it waits.
import test, { type ExecutionContext } from 'ava';
import type { PeerStatus } from '../../../src/index.js';
import { FakePeer } from '../fake-peer.js';
import { jsonDriver, results } from './json-driver.js';

/** The answer to a command of somebody who stands so. */
async function answer(t: ExecutionContext, command: string, standing: Partial<PeerStatus>): Promise<unknown> {
  class StandingPeer extends FakePeer {
    override get status(): PeerStatus {
      return { ...super.status, ...standing };
    }
  }
  const { give, end } = jsonDriver(t, new StandingPeer('alice'));
  give({ command });
  return results(await end())[0];
}

const result = (command: string, value: object) => ({ event: 'result', command, ok: true, value });

test('json: net, paths in every state → since when, over what, and why not', async (t) => {
  const paths: PeerStatus['paths'] = [
    { peer: undefined, state: 'up', since: 5, over: 'tls', keepAlive: { over: 'udp', since: 6 } },
    { peer: 'bob', state: 'up', since: 7, over: 'tls' },
    { peer: 'carol', state: 'waiting', since: 8, detail: 'user-offline' },
    { peer: 'dave', state: 'down', since: 9, detail: 'closing' },
    { peer: 'erin', state: 'down', since: 9, detail: 'it shows another key than before' },
    { peer: 'frank', state: 'connecting', since: 9 },
    { peer: 'gus', state: 'down', since: 9 },
  ];
  const pastPaths = [{ peer: 'hal', state: 'down', since: 4, detail: 'the connection was reset' }] as const;
  const members = ['bob', 'ida', 'hal'].map((name) => ({ name, isOnline: name === 'ida' }));
  const rooms = [{ room: 'den', roomId: 'aa', host: 'alice', members: [...members, { name: 'jim', isOnline: false }] }];
  const awayFor = 'That user is not online. What you send is kept until then.';
  t.deepEqual(
    await answer(t, 'net', { paths, pastPaths, rooms }),
    result('net', {
      registry: { link: 'parley://127.0.0.1:7070', state: 'up', since: 5, over: 'tls', keepAlive: { over: 'udp', since: 6 } },
      peers: [
        { name: 'bob', state: 'up', since: 7, over: 'tls' },
        { name: 'carol', state: 'waiting', since: 8, reason: 'user-offline', message: awayFor },
        { name: 'dave', state: 'down', since: 9, reason: 'closing', message: 'The other side closed it.' },
        { name: 'erin', state: 'down', since: 9, message: 'It shows another key than before.' },
        { name: 'frank', state: 'connecting', since: 9 },
        { name: 'gus', state: 'down', since: 9, message: 'There is nothing to say.' },
        { name: 'hal', state: 'down', since: 4, message: 'The connection was reset.' },
        { name: 'ida', state: 'down', message: 'That user is online, and there is nothing to say.' },
        { name: 'jim', state: 'down', reason: 'user-offline', message: awayFor },
      ],
    }),
  );
});

test('json: net, UDP blocked → told why of the keep-alives', async (t) => {
  const detail = 'datagrams to the registry have no answer, so UDP is blocked on the way';
  const paths: PeerStatus['paths'] = [
    { peer: undefined, state: 'up', since: 5, over: 'tls', keepAlive: { over: 'tls', since: 6, detail }, detail: 'UDP is blocked' },
  ];
  const keepAlive = { over: 'tls', since: 6, message: 'Datagrams to the registry have no answer, so UDP is blocked on the way.' };
  const registry = { link: 'parley://127.0.0.1:7070', state: 'up', since: 5, over: 'tls', keepAlive };
  t.deepEqual(await answer(t, 'net', { paths }), result('net', { registry, peers: [] }));
});

test('json: net, the registry is away → why, and when it is dialled again', async (t) => {
  const paths: PeerStatus['paths'] = [
    { peer: undefined, state: 'waiting', since: 5, detail: 'The connection to the registry was lost.', retryAt: 9 },
  ];
  const registry = {
    link: 'parley://127.0.0.1:7070',
    state: 'waiting',
    since: 5,
    message: 'The connection to the registry was lost.',
    retryAt: 9,
  };
  t.deepEqual(await answer(t, 'net', { paths }), result('net', { registry, peers: [] }));
});

test('json: status, messages are owed → why each waits, as far as that is known', async (t) => {
  const owed = [
    { recipient: 'bob', count: 2, reason: 'not-accepted' },
    { recipient: 'carol', count: 1, reason: 'the connection was reset' },
    { recipient: 'dave', count: 3, reason: undefined },
  ];
  const { value } = (await answer(t, 'status', { owed })) as { value: { owed: unknown } }; // the answer to `status`, as its schema says
  t.deepEqual(value.owed, [
    {
      name: 'bob',
      count: 2,
      reason: 'not-accepted',
      message: 'The other side has not accepted the chat yet. What you send is kept until then.',
    },
    { name: 'carol', count: 1, message: 'The connection was reset.' },
    { name: 'dave', count: 3 },
  ]);
});

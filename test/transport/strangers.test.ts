// What strangers do to a listener on the machine's own network: other TLS, no TLS, nothing at all, or half of it. One after
// the other, as the last test counts the sockets of the process.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { type ConnectionOptions, type TLSSocket, connect as tlsConnect } from 'node:tls';
import anyTest, { type ExecutionContext, type TestFn } from 'ava';
import { encodeFrame, frame } from '../../src/protocol/frame.js';
import type { LinkEnd, ListenOptions } from '../../src/transport/link.js';
import { createSystemNetwork } from '../../src/transport/system-network.js';
import { testCertificates } from '../helpers/certificates.js';
import { LinkProbe, turn } from '../helpers/link-probe.js';

const test = anyTest.serial as TestFn; // `serial` is the same function, but for its order
const network = createSystemNetwork();
const alpn = 'parley-peer/1';

interface Served {
  readonly port: number;
  /** Of the links in the order of their connections. */
  readonly probes: LinkProbe[];
  /** The probe of the connection with this number, from 0, once it is there. */
  link(at: number): Promise<LinkProbe>;
}

async function serve(t: ExecutionContext, options: Partial<ListenOptions> = {}): Promise<Served> {
  const { server } = await testCertificates();
  const probes: LinkProbe[] = [];
  const tls = { alpn, credentials: () => server, mutual: true, verify: () => undefined };
  const listening = await network.listen({ host: '127.0.0.1', port: 0, tls, timeout: 5000, unsentBytes: 100_000, ...options }, (link) => {
    const probe = new LinkProbe().on(link);
    probes.push(probe);
    return probe;
  });
  t.teardown(async () => {
    for (const { link } of probes) link.destroy();
    await listening.close();
  });
  return {
    port: listening.address.port,
    probes,
    link: async (at) => {
      while (!probes[at]) await turn();
      return probes[at];
    },
  };
}

function plainSocket(t: ExecutionContext, port: number): Socket {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  socket.on('error', () => {});
  t.teardown(() => socket.destroy());
  return socket;
}

async function tlsSocket(t: ExecutionContext, port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const { client } = await testCertificates();
  const own = { key: client.key, cert: client.chain, rejectUnauthorized: false, ALPNProtocols: [alpn], allowHalfOpen: true };
  const socket = tlsConnect({ host: '127.0.0.1', port, ...own, ...options });
  socket.on('error', () => {});
  t.teardown(() => socket.destroy());
  return socket;
}

async function isStillServed(t: ExecutionContext, served: Served): Promise<void> {
  const at = served.probes.length;
  const socket = await tlsSocket(t, served.port);
  const probe = await served.link(at);
  await probe.until('up');
  socket.end(encodeFrame(frame('HELLO')));
  probe.link.take(2);
  await probe.until('closed');
  t.deepEqual(probe.told, ['up', 'HELLO', 'closed']);
}

const refusals: [what: string, options: ConnectionOptions, detail: string][] = [
  ['TLS 1.2', { maxVersion: 'TLSv1.2' }, 'unsupported protocol (ERR_SSL_UNSUPPORTED_PROTOCOL)'],
  ['another ALPN', { ALPNProtocols: ['http/1.1'] }, 'no application protocol (ERR_SSL_NO_APPLICATION_PROTOCOL)'],
  ['no ALPN', { ALPNProtocols: [] }, 'not the protocol parley-peer/1'],
];
for (const [what, options, detail] of refusals) {
  test(`listener: a client with ${what} → closed as a failed handshake, the next good one is served`, async (t) => {
    const served = await serve(t);
    await tlsSocket(t, served.port, options);
    const probe = await served.link(0);
    await probe.until('closed');
    t.deepEqual(probe.told, ['closed']);
    t.deepEqual(probe.end, { cause: 'handshake', detail });
    await isStillServed(t, served);
  });
}

const noTls: [what: string, act: (socket: Socket) => void, cause: LinkEnd['cause']][] = [
  ['HTTP', (socket) => socket.write('GET / HTTP/1.1\r\nHost: parley\r\n\r\n'), 'handshake'],
  ['garbage', (socket) => socket.write(Buffer.alloc(70_000, 0xa5)), 'handshake'],
  ['a TLS record cut short, then the end', (socket) => socket.end(Buffer.from('1603010200010001fc0303', 'hex')), 'unreachable'],
  ['the end at once', (socket) => socket.end(), 'unreachable'],
  ['a reset', (socket) => socket.resetAndDestroy(), 'unreachable'],
];
for (const [what, act, cause] of noTls) {
  test(`listener: ${what} instead of TLS → closed as ${cause}, the next good one is served`, async (t) => {
    const served = await serve(t);
    const socket = plainSocket(t, served.port);
    socket.resume();
    await once(socket, 'connect');
    const probe = await served.link(0);
    act(socket);
    await probe.until('closed');
    t.deepEqual(probe.told, ['closed']);
    t.is(probe.end?.cause, cause);
    await isStillServed(t, served);
  });
}

test('listener: one connection silent → others are served meanwhile; it is closed when its time is over', async (t) => {
  const served = await serve(t, { timeout: 300 });
  const silent = plainSocket(t, served.port);
  const probe = await served.link(0);
  await isStillServed(t, served);
  t.deepEqual(probe.told, []);
  silent.resume();
  await Promise.all([probe.until('closed'), once(silent, 'end')]);
  t.deepEqual(probe.end, { cause: 'unreachable', detail: 'not connected within 300 ms' });
});

test('dialler: the other side silent → unreachable when the time is over', async (t) => {
  const server = createServer((socket) => t.teardown(() => socket.destroy()));
  server.listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') return t.fail();
  const probe = new LinkProbe();
  probe.on(network.dial({ host: '127.0.0.1', port: address.port, tls: { alpn }, timeout: 50, unsentBytes: 1000 }, probe));
  await probe.until('closed');
  t.deepEqual(probe.told, ['closed']);
  t.deepEqual(probe.end, { cause: 'unreachable', detail: 'not connected within 50 ms' });
});

test('dialler: addresses that are none → unreachable, never thrown', async (t) => {
  for (const [host, port] of [
    ['127.0.0.1', 70_000],
    ['127.0.0.1', -1],
    ['no such host.invalid', 7070],
    ['', Number.NaN],
  ] as const) {
    const probe = new LinkProbe();
    probe.on(network.dial({ host, port, tls: undefined, timeout: 5000, unsentBytes: 1000 }, probe));
    t.deepEqual(probe.told, []);
    await probe.until('closed');
    t.is(probe.end?.cause, 'unreachable');
  }
});

test('listener: a session from an earlier link → not resumed, the certificate is judged again', async (t) => {
  const served = await serve(t);
  const sessions: Buffer[] = [];
  const first = await tlsSocket(t, served.port);
  first.on('session', (session: Buffer) => sessions.push(session));
  const probe = await served.link(0);
  await probe.until('up');
  probe.link.send(frame('HELLO'));
  // What a server has to say about sessions comes before its first frame
  await once(first, 'data');
  first.destroy();
  for (const session of [undefined, ...sessions]) {
    const again = await tlsSocket(t, served.port, session ? { session } : {});
    await once(again, 'secureConnect');
    t.false(again.isSessionReused());
    const next = await served.link(served.probes.length - 1);
    await next.until('up');
    t.is(next.info?.chain.length, 2);
  }
});

test('link: a record spoilt on its way → closed as lost', async (t) => {
  const served = await serve(t);
  let isSpoiling = false;
  const relay = createServer((near) => {
    const far = plainSocket(t, served.port);
    t.teardown(() => near.destroy());
    near.on('error', () => {});
    near.on('data', (bytes) => far.write(isSpoiling ? Buffer.concat([bytes.subarray(0, -1), Buffer.from([0])]) : bytes));
    far.pipe(near);
  });
  relay.listen(0, '127.0.0.1');
  t.teardown(() => relay.close());
  await once(relay, 'listening');
  const address = relay.address();
  if (address === null || typeof address === 'string') return t.fail();
  const socket = await tlsSocket(t, address.port);
  const probe = await served.link(0);
  await probe.until('up');
  probe.link.take(2);
  socket.write(encodeFrame(frame('GOOD')));
  await probe.until('GOOD');
  isSpoiling = true;
  socket.write(encodeFrame(frame('SPOILT')));
  await probe.until('closed');
  t.deepEqual(probe.told, ['up', 'GOOD', 'closed']);
  t.is(probe.end?.cause, 'lost');
});

test('link: a client that ends in the middle of a frame → closed as lost', async (t) => {
  const served = await serve(t, { tls: undefined });
  const socket = plainSocket(t, served.port);
  const probe = await served.link(0);
  probe.link.take();
  socket.end('HELLO_P2P\r\nProto');
  await probe.until('closed');
  t.deepEqual(probe.told, ['up', 'closed']);
  t.deepEqual(probe.end, { cause: 'lost', detail: 'the other side ended in the middle of a frame' });
});

const ways: [over: string, options: Partial<ListenOptions>, open: (t: ExecutionContext, port: number) => Promise<Socket>][] = [
  ['tls', {}, (t, port) => tlsSocket(t, port)],
  ['tcp', { tls: undefined }, async (t, port) => plainSocket(t, port)],
];
for (const [over, options, open] of ways) {
  test(`link over ${over}: two frames, split at every byte → both arrive; two in one segment → both arrive`, async (t) => {
    const served = await serve(t, options);
    const socket = await open(t, served.port);
    socket.setNoDelay(true);
    const probe = await served.link(0);
    await probe.until('up');
    probe.link.take(4);
    const both = Buffer.concat([encodeFrame(frame('ONE', ['é'], { a: 'b' }, 'pay')), encodeFrame(frame('TWO'))]);
    for (const [at, byte] of both.entries()) {
      socket.write(Buffer.of(byte));
      while (probe.link.bytesRead <= at) await turn();
    }
    socket.write(both);
    await probe.until('TWO', 2);
    t.deepEqual(probe.told, ['up', 'ONE', 'TWO', 'ONE', 'TWO']);
    t.deepEqual(probe.frames[0], probe.frames[2]);
    t.deepEqual(probe.frames[0]?.fields, ['é']);
  });

  test(`link over ${over}: ended here, the other side sends on without end → closed after 256 KiB`, async (t) => {
    const served = await serve(t, options);
    const socket = await open(t, served.port);
    socket.resume();
    const probe = await served.link(0);
    await probe.until('up');
    probe.link.end(frame('GOODBYE'));
    while (!probe.end && !socket.destroyed) {
      socket.write(Buffer.alloc(16_384, 'x'));
      await turn();
    }
    await probe.until('closed');
    t.deepEqual(probe.told, ['up', 'closed']);
    t.is(probe.end?.cause, 'closed');
    t.true(probe.link.bytesRead > 256 * 1024 && probe.link.bytesRead <= 512 * 1024, `${probe.link.bytesRead} bytes`);
  });
}

test('listener: a hundred connections, reset at every stage → no socket is left, nothing is thrown', async (t) => {
  const served = await serve(t);
  const before = sockets();
  const { client } = await testCertificates();
  for (let at = 0; at < 100; at++) {
    const socket = connect({ host: '127.0.0.1', port: served.port });
    socket.on('error', () => {});
    await once(socket, 'connect');
    const probe = await served.link(at);
    if (at % 4 === 1) socket.write('garbage\r\n');
    if (at % 4 === 2) await startHandshake(socket, client.key, client.chain);
    if (at % 4 === 3) socket.end();
    else socket.resetAndDestroy();
    await probe.until('closed');
    t.is(probe.told.at(-1), 'closed');
    socket.destroy();
  }
  while (sockets() > before) await turn();
  t.is(sockets(), before);
});

async function startHandshake(socket: Socket, key: string, cert: string): Promise<void> {
  const secure = tlsConnect({ socket, key, cert, rejectUnauthorized: false, ALPNProtocols: [alpn] });
  secure.on('error', () => {});
  await once(secure, 'secureConnect');
}

/** TCP sockets open in this process. */
function sockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

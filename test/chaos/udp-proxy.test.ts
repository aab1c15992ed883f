// The proxy before keep-alives.
import { createSocket, type Socket } from 'node:dgram';
import test, { type ExecutionContext } from 'ava';
import { freePort } from '../../chaos/ports.js';
import { Random } from '../../chaos/random.js';
import { UdpProxy } from '../../chaos/udp-proxy.js';

const host = '127.0.0.1';

interface Heard {
  readonly text: string;
  readonly from: number;
}

async function bound(t: ExecutionContext): Promise<{ readonly socket: Socket; readonly port: number; next(): Promise<Heard> }> {
  const socket = createSocket('udp4');
  const heard: Heard[] = [];
  let wake = () => {};
  socket.on('message', (bytes, { port: from }) => {
    heard.push({ text: bytes.toString(), from });
    wake();
  });
  await new Promise<void>((resolve) => socket.bind(0, host, resolve));
  t.teardown(() => socket.close());
  const next = async () => {
    for (;;) {
      const first = heard.shift();
      if (first) return first;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { socket, port: socket.address().port, next };
}

async function between(t: ExecutionContext) {
  const [client, target, port] = await Promise.all([bound(t), bound(t), freePort([host])]);
  const proxy = new UdpProxy({ listen: { host, port }, target: { host, port: target.port }, random: new Random(1) });
  await proxy.open();
  t.teardown(() => proxy.close());
  return { client, target, proxy, say: (text: string) => client.socket.send(text, port, host) };
}

test('datagrams: fair weather → there and back', async (t) => {
  const { client, target, say } = await between(t);
  say('ping');
  const { text, from } = await target.next();
  t.is(text, 'ping');
  target.socket.send('pong', from, host);
  t.is((await client.next()).text, 'pong');
});

test('datagrams: all lost → nothing passes', async (t) => {
  const { client, target, proxy, say } = await between(t);
  say('first');
  const { from } = await target.next();
  proxy.weather = { lost: 1, doubled: 0, late: 0 };
  for (let i = 0; i < 20; i++) target.socket.send('lost', from, host);
  // What comes straight to the client comes after what the proxy was given before, and did not pass on.
  const straight = createSocket('udp4');
  t.teardown(() => straight.close());
  straight.send('straight', client.port, host);
  t.is((await client.next()).text, 'straight');
});

test('datagrams: doubled → twice', async (t) => {
  const { target, proxy, say } = await between(t);
  proxy.weather = { lost: 0, doubled: 1, late: 0 };
  say('again');
  t.deepEqual([(await target.next()).text, (await target.next()).text], ['again', 'again']);
});

test('datagrams: rebound → the target sees another port, and its answer still arrives', async (t) => {
  const { client, target, proxy, say } = await between(t);
  say('one');
  const first = await target.next();
  proxy.rebind();
  say('two');
  const second = await target.next();
  t.not(first.from, second.from);
  target.socket.send('heard', second.from, host);
  t.is((await client.next()).text, 'heard');
});

// The proxy before links: what it does to a connection, to the byte.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { type Place, TcpProxy } from '../../chaos/tcp-proxy.js';

interface Line {
  readonly proxy: TcpProxy;
  readonly at: Place;
  /** Dials through the proxy; both ends, and what each has heard. */
  dial(): Promise<{ readonly near: End; readonly far: End }>;
}

interface End {
  readonly socket: Socket;
  heard(): string;
  /** Fulfilled once so much was heard. */
  hears(text: string): Promise<void>;
  /** How it ended: by the other side's `end`, or by force. */
  readonly over: Promise<'end' | 'error'>;
}

function end(t: ExecutionContext, socket: Socket): End {
  let text = '';
  t.teardown(() => socket.destroy());
  socket.setEncoding('utf8').on('data', (more: string) => {
    text += more;
    socket.emit('heard');
  });
  const over = new Promise<'end' | 'error'>((resolve) => {
    socket.once('end', () => resolve('end'));
    socket.once('error', () => resolve('error'));
  });
  return {
    socket,
    over,
    heard: () => text,
    hears: async (wanted) => {
      while (text !== wanted) await new Promise((resolve) => socket.once('heard', resolve));
    },
  };
}

async function line(t: ExecutionContext): Promise<Line> {
  const taken: ((socket: Socket) => void)[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => taken.shift()?.(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const proxy = new TcpProxy({ listen: { host: '127.0.0.1', port: 0 }, target: { host: '127.0.0.1', port } });
  const at = await proxy.open();
  t.teardown(() => proxy.close());
  return {
    proxy,
    at,
    dial: async () => {
      const accepted = new Promise<Socket>((resolve) => taken.push(resolve));
      const near = end(t, connect({ ...at, allowHalfOpen: true }));
      return { near, far: end(t, await accepted) };
    },
  };
}

test('proxy: nothing wrong → bytes both ways, and both ends of them', async (t) => {
  const { dial } = await line(t);
  const { near, far } = await dial();
  near.socket.end('there');
  await far.hears('there');
  t.is(await far.over, 'end');
  far.socket.end('and back');
  await near.hears('and back');
  t.is(await near.over, 'end');
});

for (const how of ['end', 'reset'] as const) {
  test(`proxy: ${how} after five bytes → five arrive, then both sides are told`, async (t) => {
    const { proxy, dial } = await line(t);
    const { near, far } = await dial();
    proxy.cutAfter(5, how);
    near.socket.write('123');
    await far.hears('123');
    near.socket.write('456789');
    // A reset right behind the last bytes may look like an end to who has just read them.
    const told = await far.over;
    t.true(how === 'reset' || told === 'end');
    t.is(await near.over, how === 'end' ? 'end' : 'error');
    t.true(how === 'end' ? far.heard() === '12345' : '12345'.startsWith(far.heard()));
  });
}

test('proxy: half → one side is told, the other hears nothing until all is healed', async (t) => {
  const { proxy, dial } = await line(t);
  const { near, far } = await dial();
  proxy.cutAfter(2, 'half');
  near.socket.write('123');
  await far.over;
  const healthy = await dial();
  near.socket.write('is anybody there?');
  healthy.near.socket.write('x');
  await healthy.far.hears('x');
  t.false(near.socket.destroyed);
  proxy.heal();
  near.socket.write('now?');
  t.is(await near.over, 'error');
});

test('proxy: stalled → nothing passes, also no end; afterwards all of it, in order', async (t) => {
  const { proxy, dial } = await line(t);
  const { near, far } = await dial();
  proxy.isStalled = true;
  near.socket.write('1');
  near.socket.end('2');
  const other = await dial();
  other.near.socket.write('x');
  t.is(far.heard() + other.far.heard(), '');
  proxy.isStalled = false;
  await Promise.all([far.hears('12'), other.far.hears('x')]);
  t.is(await far.over, 'end');
});

test('proxy: delayed → it takes that long', async (t) => {
  const { proxy, dial } = await line(t);
  const { near, far } = await dial();
  proxy.delay = 60;
  const begun = Date.now();
  near.socket.write('late');
  await far.hears('late');
  t.true(Date.now() - begun >= 59);
});

test('proxy: refusing → a new connection fails, the old one lives', async (t) => {
  const { proxy, at, dial } = await line(t);
  const { near, far } = await dial();
  proxy.isRefusing = true;
  t.is(await end(t, connect(at)).over, 'error');
  near.socket.write('still');
  await far.hears('still');
  t.pass();
});

// The faults of a memory network, and that only its clock moves its time.
import test, { type ExecutionContext } from 'ava';
import { encodeFrame, frame } from '../../src/protocol/frame.js';
import type { Endpoint, Listener } from '../../src/transport/link.js';
import { createMemoryNetwork, type MemoryNetwork, type MemoryNetworkOptions } from '../../src/transport/memory-network.js';
import { LinkProbe, turn } from '../helpers/link-probe.js';
import { TurnedClock } from '../helpers/turned-clock.js';

const a = '10.0.0.1';
const b = '10.0.0.2';
const bulk = frame('BULK', [], {}, Buffer.alloc(60_000, 'x'));

interface World {
  readonly clock: TurnedClock;
  readonly memory: MemoryNetwork;
  readonly accepted: LinkProbe[];
  readonly listening: Listener;
  dial(): LinkProbe;
}

async function world(t: ExecutionContext, options: Partial<MemoryNetworkOptions> = {}): Promise<World> {
  const clock = new TurnedClock();
  const memory = createMemoryNetwork({ runtime: { clock }, ...options });
  const accepted: LinkProbe[] = [];
  const common = { tls: undefined, timeout: 10_000, unsentBytes: 1024 * 1024 };
  const listening = await memory.host(b).listen({ host: b, port: 7070, ...common }, (link) => {
    const probe = new LinkProbe().on(link);
    accepted.push(probe);
    return probe;
  });
  t.teardown(() => listening.close());
  return {
    clock,
    memory,
    accepted,
    listening,
    dial: () => {
      const probe = new LinkProbe();
      return probe.on(memory.host(a).dial({ host: b, port: 7070, ...common }, probe));
    },
  };
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString();

/** With all that takes no time done: microtasks are over before the turn is. */
async function pair(it: World): Promise<[LinkProbe, LinkProbe]> {
  const dialled = it.dial();
  await dialled.until('up');
  await turn();
  const accepted = it.accepted.at(-1);
  if (!accepted) throw new Error('nothing was accepted');
  return [dialled, accepted];
}

test('memory network: no latency → a conversation needs no turn of the clock, and leaves no timer', async (t) => {
  const it = await world(t);
  const [dialled, accepted] = await pair(it);
  accepted.link.take();
  dialled.link.send(frame('HELLO'));
  await accepted.until('HELLO');
  t.is(it.clock.pending, 0);
  dialled.link.destroy();
  await accepted.until('closed');
  t.is(it.clock.pending, 0);
});

test('memory network: a latency → what is sent arrives when the clock was turned so far, in order', async (t) => {
  const it = await world(t, { latency: 5, pieceBytes: 7 });
  const dialled = it.dial();
  for (let ms = 0; ms < 20; ms++) {
    it.clock.advance(1);
    await turn();
  }
  const [accepted] = it.accepted;
  if (!accepted) return t.fail();
  accepted.link.take(2);
  dialled.link.send(frame('ONE'));
  dialled.link.send(frame('TWO'));
  await turn();
  it.clock.advance(4);
  await turn();
  t.deepEqual(accepted.told, ['up']);
  it.clock.advance(1);
  await turn();
  t.deepEqual(accepted.told, ['up', 'ONE', 'TWO']);
});

test('memory network: bytes one at a time → frames arrive whole', async (t) => {
  const it = await world(t, { pieceBytes: 1 });
  const [dialled, accepted] = await pair(it);
  accepted.link.take(2);
  dialled.link.send(frame('ONE', ['é'], {}, 'pay'));
  dialled.link.send(frame('TWO'));
  await accepted.until('TWO');
  t.deepEqual(accepted.told, ['up', 'ONE', 'TWO']);
});

test('memory network: cut → both ends lose the link, a new one can be dialled', async (t) => {
  const it = await world(t);
  const [dialled, accepted] = await pair(it);
  it.memory.cut(b, a);
  await Promise.all([dialled.until('closed'), accepted.until('closed')]);
  t.deepEqual([dialled.end?.cause, accepted.end?.cause], ['lost', 'lost']);
  const [again] = await pair(it);
  t.deepEqual(again.told, ['up']);
});

test('memory network: cut after every byte of two frames → exactly the frames before it arrive', async (t) => {
  const one = encodeFrame(frame('ONE')).length;
  const two = one + encodeFrame(frame('TWO')).length;
  for (let bytes = 0; bytes < two; bytes++) {
    const it = await world(t);
    const [dialled, accepted] = await pair(it);
    it.memory.cutAfter(a, b, bytes);
    accepted.link.take(2);
    dialled.link.send(frame('ONE'));
    dialled.link.send(frame('TWO'));
    await Promise.all([dialled.until('closed'), accepted.until('closed')]);
    t.deepEqual(accepted.told, bytes < one ? ['up', 'closed'] : ['up', 'ONE', 'closed']);
    t.is(accepted.link.bytesRead, bytes);
    t.is(accepted.end?.cause, 'lost');
  }
});

test('memory network: blocked → nothing passes and no link is lost; healed → what waited arrives', async (t) => {
  const it = await world(t);
  const [dialled, accepted] = await pair(it);
  it.memory.block(a);
  accepted.link.take();
  dialled.link.send(frame('HELLO'));
  const stalled = it.dial();
  await turn();
  it.clock.advance(9999);
  await turn();
  t.deepEqual([dialled.told, accepted.told, stalled.told], [['up'], ['up'], []]);
  it.memory.heal();
  await Promise.all([accepted.until('HELLO'), stalled.until('up')]);
  t.is(accepted.end, undefined);
});

test('memory network: blocked for longer than a dial’s patience → unreachable', async (t) => {
  const it = await world(t);
  it.memory.block(a, b);
  const dialled = it.dial();
  await turn();
  it.clock.advance(10_000);
  await dialled.until('closed');
  t.deepEqual(dialled.end, { cause: 'unreachable', detail: 'not connected within 10000 ms' });
  it.memory.heal();
  await turn();
  t.deepEqual(it.accepted, []);
});

test('memory network: reset while blocked → the other side is told when healed', async (t) => {
  const it = await world(t);
  const [dialled, accepted] = await pair(it);
  it.memory.block(a, b);
  dialled.link.destroy();
  await dialled.until('closed');
  await turn();
  t.deepEqual(accepted.told, ['up']);
  it.memory.heal();
  await accepted.until('closed');
  t.is(accepted.end?.cause, 'lost');
});

test('memory network: ended, the other side does not read on → closed after 2 s of patience', async (t) => {
  const it = await world(t);
  const [dialled, accepted] = await pair(it);
  dialled.link.send(bulk);
  dialled.link.send(bulk);
  dialled.link.end(frame('GOODBYE'));
  await turn();
  it.clock.advance(1999);
  await turn();
  t.deepEqual([dialled.told, accepted.told], [['up'], ['up']]);
  it.clock.advance(1);
  await dialled.until('closed');
  t.is(dialled.end?.cause, 'closed');
});

test('memory network: a partition → only those within a group reach each other', async (t) => {
  const { memory } = await world(t);
  const heard: string[] = [];
  const ports = new Map<string, Endpoint>();
  const hosts = ['10.0.1.1', '10.0.1.2', '10.0.1.3'];
  const sends = await Promise.all(
    hosts.map(async (host) => {
      const port = await memory.host(host).bind({ host, port: 9 }, (bytes) => heard.push(`${textOf(bytes)} ${host}`));
      ports.set(host, port.address);
      return () => {
        for (const to of ports.values()) if (to !== port.address) port.send(Buffer.from(host), to);
      };
    }),
  );
  memory.partition(['10.0.1.1', '10.0.1.2']);
  for (const send of sends) send();
  await turn();
  t.deepEqual(heard, ['10.0.1.1 10.0.1.2', '10.0.1.2 10.0.1.1']);
  memory.heal();
  for (const send of sends) send();
  await turn();
  t.is(heard.length, 2 + 6);
});

test('memory network: datagrams dropped by a predicate → those are lost, others arrive', async (t) => {
  const { memory } = await world(t);
  const heard: string[] = [];
  const ear = await memory.host(b).bind({ host: b, port: 9 }, (bytes) => heard.push(textOf(bytes)));
  const mouth = await memory.host(a).bind({ host: a, port: 0 }, () => {});
  const seen: Endpoint[] = [];
  memory.dropDatagrams((bytes, from, to) => {
    seen.push(from, to);
    return textOf(bytes) === 'one';
  });
  for (const text of ['one', 'two']) mouth.send(Buffer.from(text), ear.address);
  await turn();
  memory.dropDatagrams(undefined);
  mouth.send(Buffer.from('one'), ear.address);
  await turn();
  t.deepEqual(heard, ['two', 'one']);
  t.deepEqual(seen, [mouth.address, ear.address, mouth.address, ear.address]);
});

test('memory network: listening on every address → reached by loopback and from outside, each seen as such', async (t) => {
  const { memory } = await world(t);
  const seen: string[] = [];
  const host = memory.host('10.0.1.1');
  const common = { tls: undefined, timeout: 1000, unsentBytes: 1000 };
  const take = (link: { readonly remote: Endpoint }) => {
    seen.push(link.remote.host);
    return undefined;
  };
  const open = await host.listen({ host: '0.0.0.0', port: 0, ...common }, take);
  const own = await host.listen({ host: '127.0.0.1', port: 0, ...common }, take);
  for (const [from, to, port] of [
    ['10.0.1.1', 'localhost', open.address.port],
    [a, '10.0.1.1', open.address.port],
    ['10.0.1.1', '127.0.0.1', own.address.port],
    [a, '10.0.1.1', own.address.port],
    [a, 'no.such.name', 1],
  ] as const) {
    const probe = new LinkProbe();
    probe.on(memory.host(from).dial({ host: to, port, ...common }, probe));
    await probe.until('closed');
    t.is(probe.end?.cause, 'unreachable');
  }
  t.deepEqual(seen, ['127.0.0.1', a, '127.0.0.1']);
});

test('memory network: two blocks → each ends by itself, heal ends both and takes back a cut to come', async (t) => {
  const it = await world(t);
  const [dialled, accepted] = await pair(it);
  const first = it.memory.block(a, b);
  const second = it.memory.partition([a]);
  it.memory.cutAfter(a, b, 0);
  accepted.link.take(2);
  dialled.link.send(frame('ONE'));
  first();
  await turn();
  t.deepEqual(accepted.told, ['up']);
  it.memory.heal();
  second();
  await accepted.until('ONE');
  dialled.link.send(frame('TWO'));
  await accepted.until('TWO');
});

test('memory network: a host crashes → the other end is told when it can be, nothing of it is left open', async (t) => {
  const it = await world(t);
  const [dialled] = await pair(it);
  await it.memory.host(b).bind({ host: b, port: 9 }, () => {});
  t.deepEqual(it.memory.open(b), { links: 1, ports: 2 });
  const end = it.memory.block(a, b);
  it.memory.crash(b);
  await turn();
  t.deepEqual(it.memory.open(b), { links: 0, ports: 0 });
  t.is(dialled.end, undefined);
  end();
  await dialled.until('closed');
  t.is(dialled.end?.cause, 'lost');
  await it.memory.host(b).listen({ host: b, port: 7070, tls: undefined, timeout: 1000, unsentBytes: 1000 }, () => undefined);
});

test('memory network: datagrams doubled by a predicate → those arrive twice', async (t) => {
  const { memory } = await world(t);
  const heard: string[] = [];
  const ear = await memory.host(b).bind({ host: b, port: 9 }, (bytes) => heard.push(textOf(bytes)));
  const mouth = await memory.host(a).bind({ host: a, port: 0 }, () => {});
  memory.doubleDatagrams((bytes) => textOf(bytes) === 'two');
  for (const text of ['one', 'two']) mouth.send(Buffer.from(text), ear.address);
  await turn();
  t.deepEqual(heard, ['one', 'two', 'two']);
});

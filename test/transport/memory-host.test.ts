// One host of a memory network: listeners that want nobody, and links that TCP would send again.
import test from 'ava';
import { frame } from '../../src/protocol/frame.js';
import type { Credentials } from '../../src/transport/link.js';
import { createMemoryNetwork } from '../../src/transport/memory-network.js';
import { LinkProbe, turn } from '../helpers/link-probe.js';
import { TurnedClock } from '../helpers/turned-clock.js';

const a = '10.0.0.1';
const b = '10.0.0.2';
const common = { timeout: 60_000, unsentBytes: 1024 * 1024 };

test('memory host: a listener wants nobody → the link is closed, and the listener is asked for no certificate', async (t) => {
  const memory = createMemoryNetwork({ runtime: { clock: new TurnedClock() } });
  let asked = 0;
  const credentials = (): Credentials => {
    asked++;
    throw new Error('there is none yet');
  };
  const tls = { alpn: 'parley-peer/1', mutual: true, credentials, verify: () => undefined };
  const listening = await memory.host(b).listen({ host: b, port: 7070, tls, ...common }, () => undefined);
  t.teardown(() => listening.close());
  const probe = new LinkProbe();
  probe.on(memory.host(a).dial({ host: b, port: 7070, tls: { alpn: 'parley-peer/1', verify: () => undefined }, ...common }, probe));
  await probe.until('closed');
  await turn();
  t.is(asked, 0);
  t.deepEqual(memory.open(a), { links: 0, ports: 0 });
  t.is(memory.open(b).links, 0);
});

test('memory host: blocked, as TCP → a dial is tried again at 1, 3, 7 s, and what was sent at 0.2, 0.6, 1.4 s', async (t) => {
  const clock = new TurnedClock();
  const memory = createMemoryNetwork({ runtime: { clock }, retransmits: true });
  const accepted: LinkProbe[] = [];
  const listening = await memory.host(b).listen({ host: b, port: 7070, tls: undefined, ...common }, (link) => {
    const probe = new LinkProbe().on(link);
    accepted.push(probe);
    return probe;
  });
  t.teardown(() => listening.close());
  const dial = () => {
    const probe = new LinkProbe();
    return probe.on(memory.host(a).dial({ host: b, port: 7070, tls: undefined, ...common }, probe));
  };
  let end = memory.block(a);
  const probe = dial();
  await turn();
  clock.advance(2000);
  await turn();
  end();
  clock.advance(999);
  await turn();
  t.is(accepted.length, 0);
  clock.advance(1);
  await probe.until('up');

  const [other] = accepted;
  other?.link.take(9);
  await turn();
  end = memory.block(a);
  probe.link.send(frame('HELLO'));
  await turn();
  clock.advance(700);
  await turn();
  end();
  // What is new waits for what is sent again.
  probe.link.send(frame('HELLO_AGAIN'));
  await turn();
  clock.advance(699);
  await turn();
  t.deepEqual(
    other?.frames.map(({ verb }) => verb),
    [],
  );
  clock.advance(1);
  await turn();
  t.deepEqual(
    other?.frames.map(({ verb }) => verb),
    ['HELLO', 'HELLO_AGAIN'],
  );
});

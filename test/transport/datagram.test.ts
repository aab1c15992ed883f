// The contract of a DatagramPort (link.ts) against UDP and memory.
import test from 'ava';
import type { DatagramPort, Endpoint, Network } from '../../src/transport/link.js';
import { createMemoryNetwork } from '../../src/transport/memory-network.js';
import { createSystemNetwork } from '../../src/transport/system-network.js';
import { TurnedClock } from '../helpers/turned-clock.js';

interface DatagramCarrier {
  readonly name: string;
  /** Two nodes and where each of them is. */
  nodes(): [one: Network, oneHost: string, other: Network, otherHost: string];
}

interface Heard {
  readonly text: string;
  readonly from: Endpoint;
}

const overMemory: DatagramCarrier = {
  name: 'memory',
  nodes: () => {
    const memory = createMemoryNetwork({ runtime: { clock: new TurnedClock() } });
    return [memory.host('10.0.0.1'), '10.0.0.1', memory.host('10.0.0.2'), '10.0.0.2'];
  },
};
const overUdp: DatagramCarrier = {
  name: 'udp',
  nodes: () => {
    const system = createSystemNetwork();
    return [system, '127.0.0.1', system, '127.0.0.1'];
  },
};

class Ear {
  readonly heard: Heard[] = [];
  #waiting: (() => void) | undefined;

  readonly receive = (bytes: Uint8Array, from: Endpoint): void => {
    this.heard.push({ text: Buffer.from(bytes).toString(), from });
    this.#waiting?.();
  };

  async until(count: number): Promise<void> {
    while (this.heard.length < count) await new Promise<void>((resolve) => (this.#waiting = resolve));
  }
}

const title =
  (stimulus: string) =>
  (_: string | undefined, { name }: DatagramCarrier) =>
    `datagrams over ${name}: ${stimulus}`;

const deliver = test.macro({
  title: title('sent both ways → each arrives whole, with where it came from'),
  async exec(t, carrier: DatagramCarrier) {
    const [one, oneHost, other, otherHost] = carrier.nodes();
    const [ear, otherEar] = [new Ear(), new Ear()];
    const port = await one.bind({ host: oneHost, port: 0 }, ear.receive);
    const otherPort = await other.bind({ host: otherHost, port: 0 }, otherEar.receive);
    t.teardown(() => Promise.all([port.close(), otherPort.close()]));
    t.deepEqual([port.address.host, otherPort.address.host], [oneHost, otherHost]);
    port.send(Buffer.from('hello'), otherPort.address);
    await otherEar.until(1);
    const largest = 'x'.repeat(1200);
    otherPort.send(Buffer.from(largest), port.address);
    await ear.until(1);
    t.deepEqual(otherEar.heard, [{ text: 'hello', from: port.address }]);
    t.deepEqual(ear.heard, [{ text: largest, from: otherPort.address }]);
  },
});

const loseInSilence = test.macro({
  title: title('sent to what is no address, to nobody, too large, or after close → lost in silence, the next good one arrives'),
  async exec(t, carrier: DatagramCarrier) {
    const [one, oneHost, other, otherHost] = carrier.nodes();
    const ear = new Ear();
    const port = await one.bind({ host: oneHost, port: 0 }, () => t.fail());
    const otherPort = await other.bind({ host: otherHost, port: 0 }, ear.receive);
    t.teardown(() => otherPort.close());
    const gone = await other.bind({ host: otherHost, port: 0 }, () => t.fail());
    await gone.close();
    const nowhere: Endpoint[] = [
      { host: otherHost, port: 0 },
      { host: otherHost, port: 70_000 },
      { host: otherHost, port: Number.NaN },
      { host: '::1', port: 7070 },
      { host: 'no such host', port: 7070 },
      { host: '', port: 7070 },
      gone.address,
    ];
    for (const to of nowhere) t.notThrows(() => port.send(Buffer.from('lost'), to));
    t.notThrows(() => port.send(Buffer.alloc(100_000), otherPort.address));
    port.send(Buffer.from('good'), otherPort.address);
    await ear.until(1);
    t.deepEqual(ear.heard, [{ text: 'good', from: port.address }]);
    await port.close();
    await port.close();
    t.notThrows(() => port.send(Buffer.from('late'), otherPort.address));
    t.is(ear.heard.length, 1);
  },
});

const surviveReceiver = test.macro({
  title: title('the receiver throws at one → the next arrives'),
  async exec(t, carrier: DatagramCarrier) {
    const [one, oneHost, other, otherHost] = carrier.nodes();
    const ear = new Ear();
    const port = await one.bind({ host: oneHost, port: 0 }, () => t.fail());
    const otherPort = await other.bind({ host: otherHost, port: 0 }, (bytes, from) => {
      ear.receive(bytes, from);
      if (ear.heard.length === 1) throw new Error('a fault of the receiver, thrown by a test');
    });
    t.teardown(() => Promise.all([port.close(), otherPort.close()]));
    port.send(Buffer.from('one'), otherPort.address);
    await ear.until(1);
    port.send(Buffer.from('two'), otherPort.address);
    await ear.until(2);
    t.deepEqual(
      ear.heard.map(({ text }) => text),
      ['one', 'two'],
    );
  },
});

const refuseTakenAddress = test.macro({
  title: title('bound to a taken port or an address of another host → the system’s error; free again after close'),
  async exec(t, carrier: DatagramCarrier) {
    const [one, oneHost] = carrier.nodes();
    const first = await one.bind({ host: oneHost, port: 0 }, () => {});
    await t.throwsAsync(() => one.bind(first.address, () => {}), { code: 'EADDRINUSE' });
    await t.throwsAsync(() => one.bind({ host: '192.0.2.1', port: 0 }, () => {}), { code: 'EADDRNOTAVAIL' });
    await first.close();
    const again: DatagramPort = await one.bind(first.address, () => {});
    await again.close();
    t.deepEqual(again.address, first.address);
  },
});

for (const carrier of [overUdp, overMemory]) {
  test(deliver, carrier);
  test(loseInSilence, carrier);
  test(surviveReceiver, carrier);
  test(refuseTakenAddress, carrier);
}

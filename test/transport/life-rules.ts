// Rules 4 to 8 of link.ts: how a link begins and ends.
import test from 'ava';
import { encodeFrame, frame } from '../../src/protocol/frame.js';
import { LinkProbe, turn } from '../helpers/link-probe.js';
import { type Carrier, dialPair, openPair } from './carriers.js';

const title = (stimulus: string) => (_: string | undefined, carrier: Carrier) => `link over ${carrier.name}: ${stimulus}`;
const bulk = frame('BULK', [], {}, Buffer.alloc(65_536, 'x'));
const hello = frame('HELLO');

export const tellsWhereItLeads = test.macro({
  title: title('dialled → up once at both ends, each naming the other'),
  async exec(t, carrier: Carrier) {
    const { dialled, accepted, listening } = await openPair(t, carrier);
    t.deepEqual(dialled.info?.remote, listening.address);
    t.deepEqual(dialled.link.remote, listening.address);
    t.is(accepted.info?.remote.host, carrier.name.startsWith('memory') ? '10.0.0.1' : '127.0.0.1');
    t.deepEqual([dialled.told, accepted.told], [['up'], ['up']]);
  },
});

export const sendsBeforeUp = test.macro({
  title: title('sent before it is up → arrives after up'),
  async exec(t, carrier: Carrier) {
    const { dialled, accepted } = await dialPair(t, carrier);
    dialled.link.send(hello);
    await accepted.until('up');
    accepted.link.take();
    await accepted.until('HELLO');
    t.deepEqual(accepted.told, ['up', 'HELLO']);
  },
});

export const reportsRefusal = test.macro({
  title: title('nothing listens there → closed as unreachable, and nothing else'),
  async exec(t, carrier: Carrier) {
    const { net, listening } = await openPair(t, carrier);
    await listening.close();
    const probe = new LinkProbe();
    const { port } = listening.address;
    probe.on(net.dialler.dial({ host: net.host, port, tls: net.dialTls, timeout: 5000, unsentBytes: 1000 }, probe));
    t.deepEqual(probe.told, []);
    await probe.until('closed');
    t.deepEqual(probe.end, { cause: 'unreachable', detail: 'nothing listens there (ECONNREFUSED)' });
    t.deepEqual(probe.told, ['closed']);
  },
});

export const refusesLinks = test.macro({
  title: title('its listener refuses it → it closes, the next one is taken'),
  async exec(t, carrier: Carrier) {
    const net = await carrier.net();
    const accepted = new LinkProbe();
    let isFirst = true;
    const common = { timeout: 5000, unsentBytes: 1000 };
    const listening = await net.listener.listen({ host: net.host, port: 0, tls: net.listenTls, ...common }, (link) => {
      if (!isFirst) return accepted.on(link);
      isFirst = false;
      return undefined;
    });
    t.teardown(() => listening.close());
    const dial = (probe: LinkProbe) =>
      probe.on(net.dialler.dial({ host: net.host, port: listening.address.port, tls: net.dialTls, ...common }, probe));
    const refused = dial(new LinkProbe());
    await refused.until('closed');
    const taken = dial(new LinkProbe());
    await Promise.all([taken.until('up'), accepted.until('up')]);
    taken.link.destroy();
    await accepted.until('closed');
    t.is(refused.told.filter((name) => name === 'closed').length, 1);
    t.deepEqual(accepted.told, ['up', 'closed']);
  },
});

export const survivesItsListener = test.macro({
  title: title('its listener closes → it lives on'),
  async exec(t, carrier: Carrier) {
    const { dialled, accepted, listening } = await openPair(t, carrier);
    await listening.close();
    dialled.link.send(hello);
    accepted.link.take();
    await accepted.until('HELLO');
    t.deepEqual(accepted.told, ['up', 'HELLO']);
  },
});

export const reportsFaultOnce = test.macro({
  title: title('a malformed frame → one fault, no frame after it, and a last word still leaves'),
  async exec(t, carrier: Carrier) {
    const { dialled, accepted } = await openPair(t, carrier);
    accepted.link.take(10);
    dialled.link.send(hello);
    dialled.link.send(frame('no verb'));
    dialled.link.send(hello);
    await accepted.until('fault');
    t.is(accepted.error?.reason, 'malformed-frame');
    accepted.link.take(10);
    accepted.link.send(frame('STILL'));
    accepted.link.end(frame('ERROR', ['BAD_REQUEST', '400']));
    dialled.link.take(10);
    await Promise.all([dialled.until('closed'), accepted.until('closed')]);
    t.deepEqual(accepted.told, ['up', 'HELLO', 'fault', 'closed']);
    t.deepEqual(dialled.told, ['up', 'STILL', 'ERROR', 'closed']);
  },
});

export const closesOnce = test.macro({
  title: title('destroyed twice, used after it → each end is told closed once, last'),
  async exec(t, carrier: Carrier) {
    const { dialled, accepted } = await openPair(t, carrier);
    dialled.link.destroy();
    dialled.link.destroy();
    dialled.link.send(hello);
    dialled.link.end(hello);
    dialled.link.take();
    await Promise.all([dialled.until('closed'), accepted.until('closed')]);
    dialled.link.destroy();
    accepted.link.send(hello);
    accepted.link.end();
    t.deepEqual(dialled.told, ['up', 'closed']);
    t.deepEqual(accepted.told, ['up', 'closed']);
    t.deepEqual(dialled.end, { cause: 'closed', detail: 'closed here' });
    t.true(accepted.end?.cause === 'ended' || accepted.end?.cause === 'lost');
  },
});

export const givesUpDialling = test.macro({
  title: title('destroyed before it is up → closed, and nothing else'),
  async exec(t, carrier: Carrier) {
    const { dialled } = await dialPair(t, carrier);
    dialled.link.destroy();
    await dialled.until('closed');
    t.deepEqual(dialled.told, ['closed']);
    t.is(dialled.end?.cause, 'closed');
  },
});

export const endsInOrder = test.macro({
  title: title('ended with a last frame while the other side floods it → the frame arrives, none is given out here'),
  async exec(t, carrier: Carrier) {
    const { dialled, accepted } = await openPair(t, carrier);
    for (let at = 0; at < 3; at++) accepted.link.send(bulk);
    dialled.link.take(10);
    dialled.link.send(hello);
    dialled.link.end(frame('GOODBYE'));
    const before = dialled.frames.length;
    accepted.link.take(10);
    await Promise.all([dialled.until('closed'), accepted.until('closed')]);
    t.is(dialled.frames.length, before);
    t.deepEqual(accepted.told, ['up', 'HELLO', 'GOODBYE', 'closed']);
    t.is(dialled.end?.cause, 'closed');
    t.is(accepted.end?.cause, 'ended');
  },
});

export const endsFromBothSides = test.macro({
  title: title('ended at both ends in one turn → both close at once as ended here'),
  async exec(t, carrier: Carrier) {
    const { dialled, accepted } = await openPair(t, carrier);
    dialled.link.end(hello);
    accepted.link.end(hello);
    await Promise.all([dialled.until('closed'), accepted.until('closed')]);
    t.deepEqual([dialled.end?.cause, accepted.end?.cause], ['closed', 'closed']);
  },
});

export const waitsForWhatCame = test.macro({
  title: title('ended by the other side with frames not yet asked for → they are given first'),
  async exec(t, carrier: Carrier) {
    const { dialled, accepted } = await openPair(t, carrier);
    for (let at = 0; at < 3; at++) dialled.link.send(hello);
    dialled.link.end(frame('GOODBYE'));
    for (let at = 1; at <= 3; at++) {
      accepted.link.take();
      await accepted.until('HELLO', at);
      t.is(accepted.end, undefined);
    }
    accepted.link.take(2);
    await accepted.until('closed');
    t.deepEqual(accepted.told, ['up', 'HELLO', 'HELLO', 'HELLO', 'GOODBYE', 'closed']);
  },
});

export const answersAfterTheirEnd = test.macro({
  title: title('ended by the other side while an answer is due → the answer arrives, then it closes'),
  async exec(t, carrier: Carrier) {
    const { dialled, accepted } = await openPair(t, carrier);
    accepted.onTold = (name) => {
      if (name !== 'HELLO') return;
      dialled.link.end();
      setImmediate(() => setImmediate(() => accepted.link.send(frame('ANSWER'))));
    };
    accepted.link.take();
    dialled.link.send(hello);
    const answer = encodeFrame(frame('ANSWER')).length;
    while (dialled.link.bytesRead < answer) await turn();
    t.is(dialled.link.bytesRead, answer);
    t.is(accepted.end, undefined);
    accepted.link.take();
    await Promise.all([dialled.until('closed'), accepted.until('closed')]);
    t.is(accepted.end?.cause, 'ended');
  },
});

export const neverCallsBackInside = test.macro({
  title: title('any method called → no handler runs inside it'),
  async exec(t, carrier: Carrier) {
    const { dialled, accepted } = await openPair(t, carrier);
    let isInside = false;
    dialled.onTold = () => t.false(isInside);
    accepted.onTold = () => t.false(isInside);
    const inside = (call: () => void) => {
      isInside = true;
      call();
      isInside = false;
    };
    accepted.link.send(hello);
    accepted.link.send(frame('no verb'));
    inside(() => dialled.link.take());
    await dialled.until('HELLO');
    inside(() => dialled.link.take());
    await dialled.until('fault');
    inside(() => dialled.link.send(hello));
    inside(() => dialled.link.end(hello));
    inside(() => accepted.link.take(3));
    await Promise.all([dialled.until('closed'), accepted.until('closed')]);
    t.deepEqual(dialled.told, ['up', 'HELLO', 'fault', 'closed']);
  },
});

export const survivesItsOwner = test.macro({
  title: title('its owner throws → it closes, both ends are told, the process lives'),
  async exec(t, carrier: Carrier) {
    const { dialled, accepted } = await openPair(t, carrier);
    accepted.onTold = (name) => {
      if (name === 'HELLO') throw new Error('a fault of the owner, thrown by a test');
    };
    accepted.link.take(10);
    dialled.link.send(hello);
    dialled.link.send(hello);
    await Promise.all([dialled.until('closed'), accepted.until('closed')]);
    t.deepEqual(accepted.told, ['up', 'HELLO', 'closed']);
    t.is(accepted.end?.cause, 'closed');
    t.is(accepted.end?.detail, 'its owner failed: Error: a fault of the owner, thrown by a test');
  },
});

export const lifeRules = [
  tellsWhereItLeads,
  sendsBeforeUp,
  reportsRefusal,
  refusesLinks,
  survivesItsListener,
  reportsFaultOnce,
  closesOnce,
  givesUpDialling,
  endsInOrder,
  endsFromBothSides,
  waitsForWhatCame,
  answersAfterTheirEnd,
  neverCallsBackInside,
  survivesItsOwner,
];

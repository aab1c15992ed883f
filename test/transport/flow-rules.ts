// Rules 1 to 3 of link.ts: how frames flow.
import test from 'ava';
import { encodeFrame, type Frame, frame } from '../../src/protocol/frame.js';
import { turn } from '../helpers/link-probe.js';
import { type Carrier, openPair } from './carriers.js';

const title = (stimulus: string) => (_: string | undefined, carrier: Carrier) => `link over ${carrier.name}: ${stimulus}`;
const numbered = (count: number): Frame[] => Array.from({ length: count }, (_, at) => frame(`N${at}`, [String(at)]));
const bulk = frame('BULK', [], {}, Buffer.alloc(65_536, 'x'));

export const givesWhatIsAsked = test.macro({
  title: title('five frames in one write, two asked for → two given, in order, the rest when asked'),
  async exec(t, carrier: Carrier) {
    const { dialled, accepted } = await openPair(t, carrier);
    for (const each of numbered(5)) dialled.link.send(each);
    accepted.link.take(2);
    await accepted.until('N1');
    // An echo the other way comes after anything that would have come too much
    accepted.link.send(frame('ECHO'));
    dialled.link.take();
    await dialled.until('ECHO');
    t.deepEqual(accepted.told, ['up', 'N0', 'N1']);
    accepted.link.take();
    accepted.link.take(2);
    await accepted.until('N4');
    t.deepEqual(accepted.told, ['up', 'N0', 'N1', 'N2', 'N3', 'N4']);
    t.deepEqual(
      accepted.frames.map(({ fields }) => fields),
      [['0'], ['1'], ['2'], ['3'], ['4']],
    );
  },
});

export const givesOneAtATime = test.macro({
  title: title('one asked for inside each frame → all given, in order, none nested in another'),
  async exec(t, carrier: Carrier) {
    const { dialled, accepted } = await openPair(t, carrier);
    let depth = 0;
    accepted.onTold = () => {
      depth += 1;
      accepted.link.take();
      t.is(depth, 1);
      depth -= 1;
    };
    accepted.link.take();
    for (const each of numbered(100)) dialled.link.send(each);
    await accepted.until('N99');
    accepted.onTold = () => {};
    t.deepEqual(accepted.told, ['up', ...numbered(100).map(({ verb }) => verb)]);
  },
});

export const carriesLargestFrames = test.macro({
  title: title('frames of the largest payload both ways at once → whole, and nothing is left'),
  async exec(t, carrier: Carrier) {
    const { dialled, accepted } = await openPair(t, carrier);
    for (const one of [dialled, accepted]) {
      one.link.take(8);
      for (let at = 0; at < 8; at++) one.link.send(bulk);
    }
    for (const one of [dialled, accepted]) {
      await one.until('BULK', 8);
      while (one.link.unsent > 0) await turn();
      t.is(one.link.bytesRead, 8 * encodeFrame(bulk).length);
      t.true(one.frames.every(({ payload }) => Buffer.from(payload).equals(bulk.payload)));
    }
  },
});

export const doesNotReadAhead = test.macro({
  title: title('nothing asked for, the other side never stops → little is read, and the other side ends as too slow'),
  async exec(t, carrier: Carrier) {
    const { dialled, accepted } = await openPair(t, carrier, { listen: { unsentBytes: 256 * 1024 } });
    for (let sent = 0; sent < 1000 && !accepted.end; sent++) {
      accepted.link.send(bulk);
      t.true(accepted.link.unsent <= 256 * 1024);
      await turn();
    }
    await accepted.until('closed');
    t.deepEqual(accepted.end, { cause: 'too-slow', detail: 'more than 262144 bytes waited to be read' });
    t.deepEqual(accepted.told, ['up', 'closed']);
    t.true(dialled.link.bytesRead <= 2 * 65_536, `${dialled.link.bytesRead} bytes were read`);
  },
});

export const saysGoodbyeToTheSlow = test.macro({
  title: title('too much waits, then the other side reads → it gets all that was sent, the parting frame last, and the end'),
  async exec(t, carrier: Carrier) {
    const tooSlow = frame('GOODBYE', [], { reason: 'too-slow' });
    const { dialled, accepted } = await openPair(t, carrier, { listen: { unsentBytes: 256 * 1024, tooSlow } });
    let sent = 0;
    for (; accepted.link.unsent + encodeFrame(bulk).length <= 256 * 1024; sent++) accepted.link.send(bulk);
    accepted.link.send(bulk);
    accepted.link.send(bulk);
    dialled.link.take(2000);
    await Promise.all([dialled.until('closed'), accepted.until('closed')]);
    t.is(accepted.end?.cause, 'too-slow');
    t.is(dialled.end?.cause, 'ended');
    t.is(dialled.frames.at(-1)?.headers['reason'], 'too-slow');
    t.is(dialled.frames.length, sent + 1);
  },
});

export const joinsWrites = test.macro({
  title: title('a hundred small frames in one turn → they arrive together'),
  async exec(t, carrier: Carrier) {
    const { dialled, accepted } = await openPair(t, carrier);
    const all = numbered(100);
    accepted.onTold = (name) => {
      if (name === 'N0') t.is(accepted.link.bytesRead, Buffer.concat(all.map(encodeFrame)).length);
    };
    accepted.link.take(100);
    for (const each of all) dialled.link.send(each);
    await accepted.until('N99');
    t.plan(1);
  },
});

export const flowRules = [givesWhatIsAsked, givesOneAtATime, carriesLargestFrames, doesNotReadAhead, saysGoodbyeToTheSlow, joinsWrites];

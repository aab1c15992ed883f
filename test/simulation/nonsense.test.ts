// What a hostile user of a simulation says: well-formed, mostly of the kinds that are needed, at the edges too, and decided by a seed.
import test from 'ava';
import { Chance } from '../../simulation/chance.js';
import { Hearsay } from '../../simulation/hearsay.js';
import { Nonsense } from '../../simulation/nonsense.js';
import { encodeFrame, type Frame } from '../../src/protocol/frame.js';
import { readMessage, type Table } from '../../src/protocol/message-codec.js';
import { betweenPeers, fromRegistry, keepAliveDatagrams, toRegistry } from '../../src/protocol/messages.js';

const roomId = '0123456789abcdef';
const messageId = '01949f2a-0000-7000-8000-000000000000';

function said(seed: number, table: Table): readonly Frame[] {
  const rumours = {
    name: 'mallory',
    victims: ['alice', 'bob'],
    now: () => 60_000,
    rooms: () => [{ name: 'lobby', roomId }],
    messageIds: () => [messageId],
  };
  const chance = new Chance(`test ${seed}`);
  const hearsay = new Hearsay(rumours, chance);
  const nonsense = new Nonsense({ chance, to: 'bob', hearsay, requestOf: (name) => name, sign: () => 'signed' });
  return Array.from({ length: 200 }, () => nonsense.frames(table, table)).flat();
}

const understood = test.macro({
  exec: (t, table: Table) => {
    const frames = said(1, table);
    t.true(frames.every((each) => encodeFrame(each).length > 0));
    const read = frames.filter((each) => readMessage(table, each).outcome === 'event');
    t.true(read.length > 0.75 * frames.length, `${read.length} of ${frames.length}`);
    t.true(read.length < 0.99 * frames.length, `${read.length} of ${frames.length}`);
    t.deepEqual([...new Set(read.map(({ verb }) => verb))].sort(), Object.keys(table).sort());
  },
  title: (what) => `nonsense: ${what} → every verb, and most can be read`,
});

test('to the registry', understood, toRegistry);
test('as if from the registry', understood, fromRegistry);
test('to a peer', understood, betweenPeers);
test('datagrams', understood, keepAliveDatagrams);

test('nonsense: a seed → the same; another → another', (t) => {
  t.deepEqual(said(1, betweenPeers), said(1, betweenPeers));
  t.notDeepEqual(said(1, betweenPeers), said(2, betweenPeers));
});

test('nonsense: numbers → at their edges too; Seqs jump ahead and back; ids and rooms that there are', (t) => {
  const frames = said(1, betweenPeers);
  const values = (name: string) => new Set(frames.flatMap(({ headers }) => headers[name] ?? []));
  for (const wait of ['0', '7776000', '2147483648', '9007199254740991']) t.true(values('retry-after').has(wait), wait);
  for (const seq of ['1', '2', '2147483648', '9007199254740991']) t.true(values('seq').has(seq), seq);
  t.true(values('room-id').has(roomId));
  t.true(values('message-id').has(messageId));
  const seqs = frames.map(({ headers }) => Number(headers['seq'])).filter((seq) => seq < 1e6);
  const steps = seqs.slice(1).map((seq, index) => seq - (seqs[index] ?? 0));
  t.true(Math.min(...steps) < 0 && Math.max(...steps) > 100);
});

// A piece of a recording as a sequence diagram in letters.
import test from 'ava';
import { sequenceDiagram } from '../../src/recording/diagram.js';
import type { RecordingEntry } from '../../src/recording/format.js';
import { readableState, readableValue } from '../../src/recording/words.js';

const made = (actor: string, id: string, n: number): RecordingEntry => ({ n, at: n, node: 'al', type: 'actor', actor, id });
const sent = (n: number, source: string | undefined, actor: string, type: string): RecordingEntry => ({
  n,
  at: n * 10,
  node: 'al',
  type: 'event',
  actor,
  event: { type },
  ...(source !== undefined && { source }),
});
const state = (n: number, actor: string, value: string): RecordingEntry => ({
  n,
  at: n * 10,
  node: 'al',
  type: 'state',
  actor,
  value,
  status: 'active',
  context: null,
  on: 'x',
});

const entries: readonly RecordingEntry[] = [
  made('al:1', 'session', 1),
  made('al:2', 'link', 2),
  made('al:3', 'a name that is much too long', 3),
  sent(4, undefined, 'al:1', 'user.start'),
  state(5, 'al:1', 'dialing'),
  sent(6, 'al:2', 'al:1', 'link.up'),
  state(7, 'al:1', 'greeting'),
  sent(8, 'al:1', 'al:2', 'link.send'),
  sent(9, 'al:1', 'al:1', 'xstate.after'),
  sent(10, 'al:1', 'al:3', 'an.event.whose.name.is.much.too.long.for.its.line'),
  sent(11, 'al:2', 'al:3', 'not.concerned'),
];

test('diagram: what an actor hears and says → arrows between lanes, its states, its timers, the place that it is about', (t) => {
  t.deepEqual(sequenceDiagram(entries, { n: 7, actor: 'al:1', before: 9, after: 9, outside: 'outside' }), [
    '                    outside                 al session              al link                 al a name that is much…',
    '       4     0.040s  ----- user.start ----->|                       |                       |',
    '       5     0.050s                         | = dialing             |                       |',
    '       6     0.060s                         |<------ link.up -------|                       |',
    '>      7     0.070s                         | = greeting            |                       |',
    '       8     0.080s                         |------ link.send ----->|                       |',
    '       9     0.090s                         | (xstate.after)        |                       |',
    '      10     0.100s                         |- an.event.whose.name.is.much.too.long.for.its>|',
  ]);
});

test('diagram: fewer messages wanted → those around the place', (t) => {
  const rows = sequenceDiagram(entries, { n: 7, actor: 'al:1', before: 1, after: 1, outside: '' });
  t.deepEqual(
    rows.slice(1).map((row) => Number(row.slice(1, 8))),
    [6, 7, 8],
  );
});

test('diagram: an actor that was sent nothing → none', (t) => {
  t.deepEqual(sequenceDiagram(entries, { n: 7, actor: 'al:9', outside: '' }), []);
});

test('words: states → dotted, side by side in brackets', (t) => {
  t.is(readableState('open'), 'open');
  t.is(readableState({ online: 'idle' }), 'online.idle');
  t.is(readableState({ online: { link: 'quiet', certificate: { valid: 'long' } } }), 'online(link.quiet, certificate.valid.long)');
  t.is(readableState({}), '');
  t.is(readableState(null), '–');
});

test('words: a long value → shortened', (t) => {
  t.is(readableValue({ a: 1 }), '{"a":1}');
  t.is(readableValue(undefined), '–');
  t.is(readableValue('x'.repeat(300), 10), '"xxxxxxxx…');
});

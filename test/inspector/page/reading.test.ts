// What the page reads: files, values, charts; and its search.

import test from 'ava';
import fc from 'fast-check';
import { layoutOf } from '../../../scripts/charts/layout.js';
import { activePaths, takenArrows, takenWords } from '../../../src/inspector/page/model/chart.js';
import type { ChartLayout } from '../../../src/inspector/page/model/chart-layout.js';
import { ImportError, importing } from '../../../src/inspector/page/model/importing.js';
import { actorName, eventName } from '../../../src/inspector/page/model/names.js';
import { newest, Past } from '../../../src/inspector/page/model/past.js';
import { Search } from '../../../src/inspector/page/model/search.js';
import { read, shared } from '../../../src/inspector/page/model/values.js';
import { catalogue } from '../../../src/machines/catalogue.js';
import { chartOf } from '../../../src/machines/chart.js';
import { header, joining, live, ToldSource } from './told.js';

const { entries } = new ToldSource().tell(...joining(), ...live());
const lines = [header, ...entries].map((each) => JSON.stringify(each));

function imported(text: string) {
  const steps = importing(text);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const faultOf = (text: string): string => {
  try {
    imported(text);
  } catch (error) {
    if (error instanceof ImportError) return error.message;
    throw error;
  }
  return 'none';
};

test('import: a recording → its entries; an end of line more or less does not matter', (t) => {
  t.deepEqual(imported(lines.join('\n')), { header, entries });
  t.deepEqual(imported(`${lines.join('\r\n')}\r\n\r\n`), { header, entries });
});

test('import: a damaged file → says what is wrong, and where', (t) => {
  const broken = (line: string, at = 2) => [...lines.slice(0, at), line, ...lines.slice(at)].join('\n');
  t.is(faultOf(''), 'This file is empty.');
  t.is(
    faultOf('\u0000\u0001PNG'),
    'This is not a recording: its first line is not JSON. A recording is made with --record FILE, or exported here.',
  );
  t.is(faultOf('{"a":1}'), 'This is not a recording: its first line does not say {"parley":"recording"}.');
  t.is(faultOf('{"parley":"recording","version":2}'), 'Line 1: it is of version 2; this page reads version 1.');
  t.is(faultOf('{"parley":"recording","version":1}'), 'Line 1: it does not say when the recording began.');
  t.is(faultOf(broken('{"n":')), 'Line 3: it is not JSON. It begins with "{\\"n\\":"');
  t.is(
    faultOf(`${lines.join('\n')}\n{"n":99,"at`),
    `Line ${lines.length + 1}: it breaks off: the file ends in the middle of an entry. It begins with "{\\"n\\":99,\\"at"`,
  );
  t.is(faultOf(broken('[]')), 'Line 3: it is not an object.');
  t.is(faultOf(broken('{"n":"1"}')), 'Line 3: its "n" is "1" and not a whole number.');
  t.is(
    faultOf(broken('{"n":2,"at":1,"node":"a","actor":"b","type":"what"}')),
    'Line 3: its "type" is "what"; there are actor, event, state and end.',
  );
  t.is(faultOf(broken('{"n":2,"at":1,"node":"a","actor":"b","type":"event","event":{}}')), 'Line 3: its "event" has no "type".');
  t.is(faultOf(broken('{"n":2,"at":1,"node":"a","type":"end"}')), 'Line 3: its "actor" is missing and not a text.');
  t.is(faultOf(broken(lines[1] ?? '')), 'Line 3: entry 1 comes after entry 1. Entries must rise.');
});

test('import: anything at all → an ImportError or a recording that the page takes, never a crash', (t) => {
  const odd = fc.array(
    fc.oneof(
      fc.json(),
      fc.constantFrom(...lines),
      fc.string(),
      fc.object().map((each) => JSON.stringify(each)),
    ),
  );
  fc.assert(
    fc.property(odd, fc.jsonValue(), fc.jsonValue(), (rest, value, context) => {
      const state = { n: 900, at: 1, node: 'a', actor: 'alice:peer', type: 'state', value, status: 'active', context, on: 'x' };
      for (const text of [rest.join('\n'), [...lines, JSON.stringify(state)].join('\n')]) {
        if (faultOf(text) !== 'none') continue;
        const past = new Past({ capacity: 50 });
        const recording = imported(text);
        past.begin(recording.header);
        past.add(recording.entries);
        const [actor] = past.actors.values();
        if (actor) read(past.stateOf(actor, newest)?.entry.context);
        new Search(past, 'a').work(0, () => 1);
      }
    }),
    { numRuns: 60 },
  );
  t.pass();
});

test('values: what is hidden, what JSON has no word for → said in words', (t) => {
  const kinds = (value: Parameters<typeof read>[0]) => [read(value).kind, read(value).text];
  t.deepEqual(kinds('‹hash 1, 64 bytes›'), ['hidden', 'hidden: hash 1, 64 bytes']);
  t.deepEqual(kinds({ $bytes: '‹text 3›' }), ['hidden', 'hidden: text 3']);
  t.deepEqual(kinds({ $bytes: 'AAEC' }), ['special', '3 bytes']);
  t.deepEqual(kinds({ $actor: 'alice:12', id: 'link' }), ['special', 'actor link']);
  t.deepEqual(kinds({ $function: 'random' }), ['special', 'a function']);
  t.deepEqual(kinds({ $number: 'NaN' }), ['special', 'NaN']);
  t.deepEqual(kinds(true), ['truth', 'yes']);
  t.deepEqual(kinds(undefined), ['nothing', 'nothing']);
  t.deepEqual(kinds([1]), ['list', '1 item']);
  t.deepEqual(
    read({
      $map: [
        ['a', 1],
        [{ b: 2 }, 3],
      ],
    }).inside,
    [
      ['a', 1],
      ['{"b":2}', 3],
    ],
  );
  t.deepEqual(read({ $error: { name: 'Error', message: 'no' } }).inside, [
    ['name', 'Error'],
    ['message', 'no'],
  ]);
  for (const odd of [{ $map: 7 }, { $set: null }, { $error: 'x' }, { $what: 1 }, { $bytes: 7 }, { $actor: [] }])
    t.notThrows(() => read(odd));
});

test('values: the same parts of two contexts → one object, and never another value', (t) => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      // A value of JSON is plain.
      const [before, next] = [one, other] as Parameters<typeof shared>[1][];
      t.is(JSON.stringify(shared(before, next ?? null)), JSON.stringify(next));
      t.is(
        shared(before ?? null, JSON.parse(JSON.stringify(before))),
        typeof before === 'object' ? before : JSON.parse(JSON.stringify(before)),
      );
    }),
    { numRuns: 200 },
  );
});

test('chart: of a state → which boxes are lit, which arrows were taken, and the same in words', async (t) => {
  const entry = catalogue.find(({ name }) => name === 'membership');
  if (!entry) throw new Error('no such machine');
  const layout: ChartLayout = await layoutOf(entry);
  const chart = { ...entry, chart: chartOf(entry.machine), layout };
  const past = new Past({ capacity: 100 });
  past.begin(header);
  past.add(entries);
  const [first, second] = past.actors.get('alice:membership')?.states ?? [];
  if (!first || !second) throw new Error('no such states');
  t.deepEqual(activePaths(second.entry.value), [
    'live',
    'live.members',
    'live.members.informed',
    'live.history',
    'live.history.catchingUp',
  ]);
  t.is(takenWords(chart, first), 'at once: remembering → joining');
  t.is(takenWords(chart, second), 'done enter: joining → live');
  const taken = takenArrows(layout, second).map(({ arrow, lines: at }) => [layout.arrows[arrow]?.from, layout.arrows[arrow]?.to, at]);
  t.deepEqual(taken, [['joining', 'live', [0]]]);
});

test('names: what XState makes up → as the chart has it; what it does not know → as it is', (t) => {
  const entry = catalogue.find(({ name }) => name === 'membership');
  if (!entry) throw new Error('no such machine');
  const chart = { ...entry, chart: chartOf(entry.machine), layout: undefined };
  const name = (type: string) => eventName(type, chart);
  t.is(name('xstate.done.actor.0.membership.joining'), 'done enter');
  t.is(name('xstate.error.actor.0.membership.live.history.catchingUp'), 'error catchUp');
  t.is(name('xstate.done.actor.0.other.nowhere'), 'done 0.other.nowhere');
  t.is(name('xstate.after.catchingUpTime.membership.live.history.catchingUp'), 'after catchingUpTime');
  t.is(name('wire.USER_JOIN'), 'wire.USER_JOIN');
  t.is(eventName('xstate.done.actor.open', undefined), 'done open');
  const past = new Past({ capacity: 100 });
  past.begin(header);
  past.add(entries);
  const parent = past.actors.get('alice:membership');
  t.is(actorName({ id: '0.membership.joining', parent }, new Map([['membership', chart]])), 'enter');
  t.is(actorName({ id: 'link', parent }, new Map([['membership', chart]])), 'link');
  t.is(actorName({ id: '0.membership.joining', parent: undefined }, new Map()), '0.membership.joining');
});

test('search: over actors, events and contexts → found, newest first, each context once', (t) => {
  const past = new Past({ capacity: 100 });
  past.begin(header);
  past.add(entries);
  const found = (query: string) => {
    const search = new Search(past, query);
    for (let turn = 0; turn < 100 && !search.isDone; turn += 1) search.work(0, () => 1);
    return search.findings.map(({ kind, title }) => `${kind} ${title}`);
  };
  t.deepEqual(found('bob'), ['state live(members.informed, history.catchingUp)']);
  t.deepEqual(found('JOIN_chat'), ['event link.frame', 'event link.send']);
  t.deepEqual(found('membership lobby'), ['actor membership lobby']);
  t.deepEqual(found('nowhere'), []);
  t.deepEqual(found('  '), []);
  t.true(new Search(past, '(').findings.length === 0);
});

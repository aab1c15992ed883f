// What the sequence diagram shows: messages found among the events, filters, steps, lanes and arrows.
import test from 'ava';
import { placeOf } from '../../../src/inspector/page/model/arrows.js';
import { endsOf, Lanes } from '../../../src/inspector/page/model/lanes.js';
import { newest, Past } from '../../../src/inspector/page/model/past.js';
import { everything, ShownRows } from '../../../src/inspector/page/model/shown-rows.js';
import { inSight, scrollFor } from '../../../src/inspector/page/model/sight.js';
import { frame, header, joining, live, of, type Told, ToldSource } from './told.js';

function rowsOf(told: readonly Told[]): { readonly past: Past; readonly shown: ShownRows } {
  const past = new Past({ capacity: 1000 });
  past.begin(header);
  past.add(new ToldSource().tell(...told).entries);
  return { past, shown: new ShownRows(past) };
}

const arrowsOf = (shown: ShownRows) => shown.rows.map(({ wire }) => `${wire?.from} → ${wire?.to}: ${wire?.text}`);

test('messages: both ends recorded → one message, from whom to whom', (t) => {
  const { shown } = rowsOf(joining());
  t.deepEqual(arrowsOf(shown), [
    'alice → registry: JOIN_CHAT_ROOM <lobby> <‹hash 1, 64 bytes›> <increment>',
    'registry → alice: JOIN <SUCCESS> <200>',
  ]);
  const [asked, answered] = shown.rows;
  t.deepEqual([asked?.wire?.isAnswer, answered?.wire?.isAnswer], [false, true]);
  t.is(asked?.wire?.arrivedAt, 120);
  t.deepEqual([...(asked?.wire?.actors ?? [])].sort(), ['alice:link', 'alice:session', 'registry:connection', 'registry:link']);
});

test('messages: one end recorded → the other one by what is known of the link', (t) => {
  const ends = (told: readonly Told[]) => arrowsOf(rowsOf(told).shown);
  const [path, connection, link] = [of('alice', 'path'), of('alice', 'connection'), of('alice', 'link')];
  t.deepEqual(
    ends([
      { ...path, type: 'actor', id: 'peerLink bob', machine: 'peer-link' },
      { ...connection, type: 'actor', id: '1', parent: path.actor, machine: 'peer-connection' },
      { ...link, type: 'actor', id: 'link', parent: connection.actor },
      { ...link, type: 'event', source: connection.actor, event: { type: 'link.send', frame: frame('CHAT_REQUEST', 'bob') } },
      {
        ...connection,
        type: 'event',
        source: link.actor,
        event: { type: 'link.frame', frame: frame('CHAT_REQUEST_RESPONSE', 'ACCEPT', '200') },
      },
    ]),
    ['alice → bob: CHAT_REQUEST <bob>', 'bob → alice: CHAT_REQUEST_RESPONSE <ACCEPT> <200>'],
  );
  const visitor = of('registry', 'connection');
  const wire = of('registry', 'link');
  t.deepEqual(
    ends([
      { ...visitor, type: 'actor', id: 'connection 7', machine: 'registry-connection' },
      { ...wire, type: 'actor', id: 'link', parent: visitor.actor },
      { ...visitor, type: 'event', source: wire.actor, event: { type: 'link.frame', frame: frame('HELLO_P2P') } },
      { ...visitor, type: 'event', source: wire.actor, event: { type: 'link.frame', frame: frame('LOGIN', 'carol', '‹hash 1›') } },
      { ...wire, type: 'event', source: visitor.actor, event: { type: 'link.send', frame: frame('AUTH', 'SUCCESS', '200') } },
    ]),
    [
      'connection 7 (not known) → registry: HELLO_P2P',
      'carol → registry: LOGIN <carol> <‹hash 1›>',
      'registry → carol: AUTH <SUCCESS> <200>',
    ],
  );
});

test('messages: keep-alives, which have events of their own → messages too', (t) => {
  const [port, presence] = [of('alice', 'port'), of('registry', 'presence')];
  const { shown } = rowsOf([
    { ...port, type: 'actor', id: 'datagrams' },
    { ...presence, type: 'actor', id: 'presence alice', machine: 'presence' },
    { ...port, type: 'event', event: { type: 'datagrams.send', name: 'alice', timeout: 10, counter: 1 } },
    { ...presence, type: 'event', event: { type: 'wire.KEEP_ALIVE', counter: '1' } },
    { ...of('registry', 'desk'), type: 'event', source: presence.actor, event: { type: 'datagram.confirm', counter: '1' } },
    { ...of('alice', 'keepAlive'), type: 'event', event: { type: 'wire.KEEP_ALIVE_RESPONSE', message: { counter: 1 } } },
  ]);
  t.deepEqual(arrowsOf(shown), ['alice → registry: KEEP_ALIVE <alice> <10>', 'registry → alice: KEEP_ALIVE_RESPONSE <SUCCESS> <200>']);
  t.true(shown.rows.every(({ wire }) => wire?.isDatagram && wire.arrivedAt !== undefined));
});

test('messages: a frame that is none → an event like others', (t) => {
  const link = of('alice', 'link');
  for (const odd of [null, 'HELLO', 7, { verb: 7 }, [], { fields: [] }]) {
    const { past, shown } = rowsOf([{ ...link, type: 'event', event: { type: 'link.send', frame: odd } }]);
    t.deepEqual([past.rows.length, shown.rows.length], [1, 0]);
  }
});

test('filters: by program, actor and message → only those, also of what comes later', (t) => {
  const { past, shown } = rowsOf(joining());
  const counts = (filter: Partial<typeof everything>) => {
    shown.filter = { ...everything, ...filter };
    return shown.rows.length;
  };
  t.is(counts({ what: 'events' }), 6);
  t.is(counts({ what: 'events', node: 'registry' }), 4);
  t.is(counts({ what: 'messages', word: 'join_chat' }), 1);
  t.is(counts({ what: 'events', word: 'XSTATE.' }), 2);
  t.is(counts({ what: 'messages', actor: past.actors.get('alice:session') }), 2);
  t.is(counts({ what: 'messages', actor: past.actors.get('alice:membership') }), 0);
  t.is(counts({ what: 'events', actor: past.actors.get('alice:membership') }), 1);
  past.add(new ToldSource().tell(...joining(), ...live()).entries);
  t.is(shown.rows.length, 2);
});

test('steps: back and forth among the shown ones, from now and from between', (t) => {
  const { shown } = rowsOf([...joining(), ...live()]);
  const [first = 0, second = 0] = shown.rows.map(({ n }) => n);
  t.is(shown.step(newest, 1), newest);
  t.is(shown.step(newest, -1), first);
  t.is(shown.step(second, -1), first);
  t.is(shown.step(first, -1), first);
  t.is(shown.step(first, 1), second);
  t.is(shown.step(second, 1), second);
  // Between two shown ones, the one before is the next one back.
  t.is(shown.step(second - 1, -1), first);
  t.is(shown.step(second - 1, 1), second);
  t.is(rowsOf([]).shown.step(newest, -1), newest);
});

test('lanes: more than there is room for → the one that was used longest ago gives way, the others stay', (t) => {
  const lanes = new Lanes(3);
  lanes.show(['a'], ['registry']);
  t.deepEqual(lanes.keys, ['registry', 'a']);
  lanes.show(['b']);
  lanes.show(['b', 'c']);
  t.deepEqual(lanes.keys, ['c', 'a', 'b']);
  lanes.show(['b', 'c', 'd', 'e']);
  t.deepEqual(lanes.keys, ['c', 'd', 'b']);
  t.is(lanes.indexOf('e'), -1);
});

test('arrows: between lanes, to oneself, from outside → where they stand, words inside', (t) => {
  const field = { left: 100, laneWidth: 200, lanes: 3 };
  const index = (key: string) => ['a', 'b', 'c'].indexOf(key);
  const place = (from: string | undefined, to: string, text = 'X') => placeOf({ from, to }, text, index, field);
  t.like(place('a', 'c'), { kind: 'right', x: 200, width: 400 });
  t.like(place('c', 'b'), { kind: 'left', x: 400, width: 200 });
  t.like(place('b', 'b'), { kind: 'own', x: 400 });
  t.like(place(undefined, 'b'), { kind: 'outside', x: 378, width: 22 });
  t.like(place('nobody', 'b'), { kind: 'outside' });
  for (const [from, to] of [
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'a'],
  ] as const) {
    const { textX, textWidth } = place(from, to, 'W'.repeat(300));
    t.true(textX >= field.left && textX + textWidth <= field.left + 600);
  }
});

test('arrows: of an event from itself or from nobody → only to the actor', (t) => {
  const { past } = rowsOf(joining());
  const ends = past.rows.map((row) => endsOf(row, 'events'));
  t.deepEqual(ends[0], { from: undefined, to: 'alice:peer' });
  t.deepEqual(ends[2], { from: 'alice:session', to: 'alice:link' });
});

test('sight: of a long list → what can be seen and a little more', (t) => {
  t.deepEqual(inSight(1000, 20, 4000, 200), { from: 194, to: 216 });
  t.deepEqual(inSight(3, 20, 0, 200), { from: 0, to: 3 });
  t.deepEqual(inSight(0, 20, 500, 200), { from: 0, to: 0 });
  t.is(scrollFor(5, 20, 0, 200), 0);
  t.is(scrollFor(50, 20, 0, 200), 820);
  t.is(scrollFor(5, 20, 500, 200), 100);
});

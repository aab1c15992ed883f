// The recorded past as the page keeps it: places in it, what it forgets, what it gives back.
import test from 'ava';
import { Folds, treeLines } from '../../../src/inspector/page/model/actor-tree.js';
import { isAlive, newest, Past } from '../../../src/inspector/page/model/past.js';
import type { RecordingEntry } from '../../../src/recording/format.js';
import { header, joining, live, of, type Told, ToldSource } from './told.js';

const entriesOf = (...told: readonly Told[]) => new ToldSource().tell(...told).entries;

function pastOf(told: readonly Told[], capacity = 1000): Past {
  const past = new Past({ capacity });
  past.begin(header);
  past.add(entriesOf(...told));
  return past;
}

const stateTexts = (past: Past, key: string, at: number) => {
  const actor = past.actors.get(key);
  return actor && past.stateOf(actor, at)?.text;
};

test('past: a state → counts from the event that brought it about', (t) => {
  const past = pastOf([...joining(), ...live()]);
  const done = past.rows.at(-1);
  t.is(done?.entry.event.type, 'xstate.done.actor.0.membership.joining');
  t.deepEqual(done?.change, { from: 'joining', to: 'live(members.informed, history.catchingUp)' });
  t.is(stateTexts(past, 'alice:membership', newest), 'live(members.informed, history.catchingUp)');
  t.is(stateTexts(past, 'alice:membership', done?.n ?? 0), 'live(members.informed, history.catchingUp)');
  t.is(stateTexts(past, 'alice:membership', (done?.n ?? 0) - 1), 'joining');
  t.is(stateTexts(past, 'alice:membership', 1), undefined);
});

test('past: events sent while another is being taken → each state belongs to its own', (t) => {
  const [one, other] = [of('alice', 'one'), of('alice', 'other')];
  const state = (actor: typeof one, value: string, on: string): Told => ({
    ...actor,
    type: 'state',
    value,
    status: 'active',
    context: {},
    on,
  });
  const past = pastOf([
    { ...one, type: 'actor', id: 'one', machine: 'peer' },
    { ...other, type: 'actor', id: 'other', machine: 'peer' },
    { ...one, type: 'event', event: { type: 'a' } },
    { ...one, type: 'event', event: { type: 'b' } },
    { ...other, type: 'event', source: one.actor, event: { type: 'c' } },
    state(other, 'of c', 'c'),
    state(one, 'of a', 'a'),
    state(one, 'of b', 'b'),
  ]);
  t.deepEqual(
    [3, 4, 5].map((at) => stateTexts(past, one.actor, at)),
    ['of a', 'of b', 'of b'],
  );
  t.deepEqual(
    [3, 4, 5].map((at) => stateTexts(past, other.actor, at)),
    [undefined, undefined, 'of c'],
  );
});

test('past: the same entries again, as after a reconnection → once', (t) => {
  const past = pastOf(joining());
  const { length } = past.rows;
  past.add(entriesOf(...joining(), ...live()));
  t.is(past.rows.length, length + 1);
});

test('past: more than it may hold → the oldest is forgotten, those who live keep their last state', (t) => {
  const ticks = Array.from({ length: 300 }, (): Told => ({ ...of('alice', 'peer'), type: 'event', event: { type: 'tick' } }));
  const past = pastOf([...joining(), ...ticks], 100);
  t.true(past.rows.length <= 100);
  t.true(past.forgotten > 200);
  t.is(stateTexts(past, 'alice:membership', newest), 'joining');
  t.is(stateTexts(past, 'alice:membership', past.rows[0]?.n ?? 0), 'joining');
  // What is exported can be read again, with everybody in it.
  const lines = [...past.lines()].slice(1).map((line): RecordingEntry => JSON.parse(line));
  t.deepEqual(
    lines.map(({ n }) => n),
    [...new Set(lines.map(({ n }) => n))].sort((a, b) => a - b),
  );
  const again = new Past({ capacity: 1000 });
  again.begin(header);
  again.add(lines);
  t.deepEqual([...again.actors.keys()].sort(), [...past.actors.keys()].sort());
  t.is(stateTexts(again, 'alice:membership', newest), 'joining');
});

test('past: ended actors long ago → forgotten with their time', (t) => {
  const short = of('alice', 'short');
  const ticks = Array.from({ length: 300 }, (): Told => ({ ...of('alice', 'peer'), type: 'event', event: { type: 'tick' } }));
  const past = pastOf(
    [...joining(), { ...short, type: 'actor', id: 'short', parent: 'alice:peer' }, { ...short, type: 'end' }, ...ticks],
    100,
  );
  t.false(past.actors.has(short.actor));
  t.false(past.actors.get('alice:peer')?.children.some(({ key }) => key === short.actor));
});

test('past: entries are missing → who is not in the base has ended, the others are as it says', (t) => {
  const past = pastOf(joining());
  const base = entriesOf(...joining()).filter(({ actor, type }) => actor === 'alice:peer' && type === 'actor');
  const [made] = base;
  if (!made) throw new Error('no such entry');
  past.skip([made, { ...of('alice', 'late'), n: 60, at: 600, type: 'actor', id: 'late', parent: 'alice:peer' }], 40);
  const alive = [...past.actors.values()].filter((actor) => isAlive(actor, newest)).map(({ key }) => key);
  t.deepEqual(alive, ['alice:peer', 'alice:late']);
  t.is(past.forgotten, 40);
});

test('past: contexts that are mostly the same → share what is', (t) => {
  const past = pastOf([...joining(), ...live()]);
  const states = past.actors.get('alice:membership')?.states ?? [];
  t.is(states.length, 2);
  const big = Array.from({ length: 3 }, (_, turn): Told[] => [
    { ...of('alice', 'peer'), type: 'event', event: { type: 'tick' } },
    { ...of('alice', 'peer'), type: 'state', value: 'on', status: 'active', context: { limits: { a: 1, list: [1, 2] }, turn }, on: 'tick' },
  ]);
  past.add(new ToldSource().tell(...joining(), ...live(), ...big.flat()).entries);
  const [, first, second] = past.actors.get('alice:peer')?.states ?? [];
  const limits = (context: unknown) =>
    typeof context === 'object' && context !== null && 'limits' in context ? context.limits : undefined;
  t.is(limits(first?.entry.context), limits(second?.entry.context));
  t.deepEqual(second?.entry.context, { limits: { a: 1, list: [1, 2] }, turn: 1 });
});

test('tree: at a place → who lived then, who started whom; ended ones are folded', (t) => {
  const short = of('alice', 'short');
  const past = pastOf([
    ...joining(),
    { ...short, type: 'actor', id: 'work', parent: 'alice:session' },
    { ...of('alice', 'peer'), type: 'event', event: { type: 'tick' } },
    { ...short, type: 'end' },
    { ...of('alice', 'peer'), type: 'event', event: { type: 'tick' } },
  ]);
  const folds = new Folds();
  const shown = (at: number) =>
    treeLines(past, folds, at).map(({ level, label, state }) => `${' '.repeat(level - 1)}${label} ${state?.text ?? ''}`.trimEnd());
  const [last = 0, before = 0] = past.rows.toReversed().map(({ n }) => n);
  t.deepEqual(shown(newest), [
    'connection 1',
    ' link',
    'peer active.online',
    ' session',
    '  link',
    '  1 ended',
    ' membership lobby joining',
  ]);
  t.true(shown(before - 1).includes('  work'));
  t.is(last > before, true);
  folds.reveal(past.actors.get(short.actor) ?? past.roots[0] ?? never(), newest);
  t.true(shown(newest).includes('   work'));
  folds.set('alice:peer', false);
  t.deepEqual(shown(newest).slice(2), ['peer active.online']);
  t.deepEqual(shown(0), []);
});

function never(): never {
  throw new Error('there is none');
}

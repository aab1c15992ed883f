// A recording is run again on the production machines: to the same states, or to the place where they differ.
import test from 'ava';
import { type AnyStateMachine, createMachine } from 'xstate';
import { conversationMachine } from '../../src/machines/conversation.js';
import { deliveryMachine } from '../../src/machines/delivery.js';
import type { RecordingEntry } from '../../src/recording/format.js';
import type { Recording } from '../../src/recording/reading.js';
import { productionMachines, replay, replayWhole } from '../../src/recording/replay.js';
import { asRecording, type Recorded, recordedNet } from './recorded-net.js';

let recorded: Recorded;
test.before(async () => {
  recorded = await recordedNet();
});

const changed = (name: string, machine: AnyStateMachine) => ({ machines: new Map([...productionMachines, [name, machine]]) });

test('replay: registry and three peers with a room → every machine comes to the same states', (t) => {
  const recording = asRecording(recorded);
  const { actors, machines, states, adopted, different } = replayWhole(recording);
  t.deepEqual(
    different.map(({ state, actor, differences }) => ({ n: state.n, actor: actor.id, differences })),
    [],
  );
  t.is(adopted, 0);
  const made = recording.entries.filter((entry) => entry.type === 'actor');
  t.is(actors, made.length);
  t.is(machines, made.filter(({ machine }) => machine !== undefined).length);
  t.is(states, recording.entries.filter((entry) => entry.type === 'state' && entry.value !== null).length);
});

test('replay: what was recorded → every machine takes part; nothing came out of its order', (t) => {
  const taking = new Set([...replay(asRecording(recorded))].map(({ actor }) => actor.machine ?? ''));
  t.deepEqual([...taking].sort(), [...productionMachines.keys()].filter((name) => name !== 'hold-back').sort());
});

test('replay: what was recorded → every actor has a name of its own', (t) => {
  const nameless = recorded.entries.filter((entry) => entry.type === 'actor' && entry.id === entry.actor);
  t.deepEqual(nameless, []);
});

test('replay: texts that are shown → the same states', async (t) => {
  const { different, states } = replayWhole(asRecording(await recordedNet({ texts: 'shown' })));
  t.deepEqual(different, []);
  t.true(states > 300);
});

test('replay: the recent past alone → goes on from the states that it begins with', async (t) => {
  const { adopted, states, different } = replayWhole(asRecording(await recordedNet({ capacity: 400 })));
  t.deepEqual(different, []);
  t.true(adopted > 10 && states > 80, `${adopted} ${states}`);
});

test('replay: one actor, by its number or its name → it alone', (t) => {
  const recording = asRecording(recorded);
  const conversation = recording.entries.find(
    (entry) => entry.type === 'actor' && entry.node === 'Bob' && entry.id === 'conversation alice',
  );
  const byNumber = [...replay(recording, { only: conversation?.actor })];
  const byName = [...replay(recording, { only: 'conversation alice' })];
  t.deepEqual(new Set(byNumber.map(({ actor }) => actor.actor)), new Set([conversation?.actor]));
  t.deepEqual(new Set(byName.map(({ actor }) => actor.node)), new Set(['Bob', 'Carol']));
});

test('replay: a guard that was changed → the first difference is where it decides, and the rest goes on from what was', (t) => {
  const stubborn = deliveryMachine.provide({ guards: { isFlying: () => false } });
  const { different } = replayWhole(asRecording(recorded), changed('delivery', stubborn));
  const [first] = different;
  t.is(first?.actor.machine, 'delivery');
  t.is(first?.outcome, 'different');
  t.deepEqual(new Set(different.map(({ actor }) => actor.machine)), new Set(['delivery']));
  t.true(different.length > 1);
});

test('replay: a target that was changed → expected and got, at its place', (t) => {
  const { config } = conversationMachine;
  // What comes of `user.ask` is the test's to say.
  const other = createMachine(
    { ...config, states: { ...config.states, closed: { on: { 'user.ask': 'blocked' } } } } as never,
    conversationMachine.implementations as never,
  );
  const [first] = replayWhole(asRecording(recorded), changed('conversation', other)).different;
  t.is(first?.actor.id, 'conversation bob');
  t.is(first?.actor.node, 'Alice');
  t.is(first?.event?.event.type, 'user.ask');
  const value = first?.differences.find(({ what }) => what === 'value');
  t.is(value?.got, 'blocked');
  t.deepEqual(value?.expected, first?.state.value);
  t.true(isIn(asRecording(recorded), first?.state));
});

test('replay: a context that was changed → the path to it', (t) => {
  const recording = tampered((entry) =>
    entry.type === 'state' &&
    entry.node === 'Bob' &&
    entry.on === 'peerLink.chosen' &&
    isRecord(entry.context) &&
    'askedOn' in entry.context === false
      ? { ...entry, context: { ...entry.context, count: 7 } }
      : entry,
  );
  const [first] = replayWhole(recording).different;
  const place = first?.differences[0];
  t.deepEqual([place?.what, place?.path, place?.expected], ['context', 'count', 7]);
});

test('replay: a placeholder that is another secret → a difference', (t) => {
  const recording = tampered((entry) =>
    entry.type === 'state' ? { ...entry, context: JSON.parse(JSON.stringify(entry.context).replaceAll('‹hash 2', '‹hash 9')) } : entry,
  );
  const paths = replayWhole(recording).different.flatMap(({ differences }) => differences.map(({ path }) => path));
  t.true(paths.includes('secrets.hashedPassword') || paths.includes('settings.secrets.hashedPassword'), paths[0]);
});

test('replay: answers of the world that are missing → told, and replayed with others', (t) => {
  const recording = tampered((entry) => {
    if (entry.type !== 'state') return entry;
    const { answers: _, ...without } = entry;
    return without;
  });
  const { different } = replayWhole(recording);
  const unasked = different.flatMap(({ differences }) => differences.filter(({ what }) => what === 'unasked').map(({ path }) => path));
  t.true(unasked.includes('now'));
});

test('replay: a machine that throws → a difference that says so', (t) => {
  const throwing = conversationMachine.provide({
    guards: {
      hasLink: () => {
        throw new Error('not today');
      },
    },
  });
  const [first] = replayWhole(asRecording(recorded), changed('conversation', throwing)).different;
  t.is(first?.differences[0]?.what, 'threw');
  t.regex(String(first?.differences[0]?.got), /not today/);
});

function tampered(change: (entry: RecordingEntry) => RecordingEntry): Recording {
  const recording = asRecording(recorded);
  return { ...recording, entries: recording.entries.map(change) };
}

function isIn({ entries }: Recording, entry: RecordingEntry | undefined): boolean {
  return entries.some(({ n }) => n === entry?.n);
}

function isRecord(value: unknown): value is Readonly<Record<string, never>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

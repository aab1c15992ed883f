// What the recorder makes of actors: who they are, who started whom, in which order things happen, and what it remembers.
import test from 'ava';
import { assign, createActor, fromCallback, fromPromise, sendParent, sendTo, setup, waitFor } from 'xstate';
import { overheard } from '../../src/actors/inspection.js';
import { catalogue } from '../../src/machines/catalogue.js';
import type { RecordingEntry } from '../../src/recording/format.js';
import { Recorder } from '../../src/recording/recorder.js';

const echo = setup({ types: {} as { events: { type: 'ping' } } }).createMachine({
  id: 'echoMachine',
  on: { ping: { actions: sendParent({ type: 'pong' }) } },
});

const asker = setup({
  types: {} as {
    events: { type: 'go' } | { type: 'pong' } | { type: 'stop' };
    input: { random: () => number };
    context: { got: number; random: () => number };
  },
  actors: { echo, work: fromPromise(async () => 'done'), line: fromCallback(() => {}) },
  actions: { draw: assign({ got: ({ context }) => context.random() }), ask: sendTo('echo', { type: 'ping' }) },
}).createMachine({
  id: 'asker',
  context: ({ input }) => ({ got: input.random(), random: input.random }),
  invoke: [
    { src: 'echo', id: 'echo' },
    { src: 'line', id: 'line' },
  ],
  initial: 'idle',
  states: {
    idle: { on: { go: { target: 'asking', actions: ['draw', 'ask'] } } },
    asking: { on: { pong: { target: 'told', actions: 'draw' } } },
    told: { always: 'idle' },
  },
  on: { stop: '.told' },
});

/** `actor:1 state idle on go` and the like. */
function brief(entry: RecordingEntry): string {
  switch (entry.type) {
    case 'actor':
      return `${entry.actor} actor ${entry.id} < ${entry.parent ?? 'nobody'}`;
    case 'event':
      return `${entry.actor} ${entry.event.type} < ${entry.source ?? 'outside'}`;
    case 'state':
      return `${entry.actor} = ${JSON.stringify(entry.value)} ${entry.status} on ${entry.on}`;
    case 'end':
      return `${entry.actor} end`;
  }
}

function begin(recorder = new Recorder({ program: '0.1.0', now: () => 1000 })) {
  let next = 0;
  const inspect = recorder.inspectorOf('alice');
  const actor = createActor(asker, { id: 'asker', inspect, input: { random: overheard(inspect, 'random', () => ++next / 10) } });
  return { recorder, inspect, actor };
}

test('recorder: two actors that speak → everything in the order in which it happened, a state before what it sets off', (t) => {
  const { recorder, actor } = begin();
  actor.start();
  actor.send({ type: 'go' });
  actor.stop();
  t.deepEqual(recorder.entries.map(brief), [
    'alice:1 actor asker < nobody',
    'alice:2 actor echo < alice:1',
    'alice:3 actor line < alice:1',
    'alice:1 xstate.init < outside',
    'alice:1 = "idle" active on xstate.init',
    'alice:2 xstate.init < alice:1',
    'alice:2 = {} active on xstate.init',
    'alice:3 xstate.init < alice:1',
    'alice:1 go < outside',
    'alice:1 = "asking" active on go',
    'alice:2 ping < alice:1',
    'alice:2 = {} active on ping',
    'alice:1 pong < alice:2',
    'alice:1 = "idle" active on pong',
    'alice:2 = {} stopped on xstate.stop',
    'alice:2 end',
    'alice:3 = null stopped on xstate.stop',
    'alice:3 end',
    'alice:1 = "idle" stopped on xstate.stop',
    'alice:1 end',
  ]);
  t.deepEqual(
    recorder.entries.map(({ n }) => n),
    recorder.entries.map((_, index) => index + 1),
  );
});

test('recorder: what a machine asks of the world → with the state that came of it, in the order of asking', (t) => {
  const { recorder, actor } = begin();
  actor.start();
  actor.send({ type: 'go' });
  const answers = recorder.entries.flatMap((entry) => (entry.type === 'state' ? [[entry.on, entry.answers]] : []));
  t.deepEqual(answers, [
    ['xstate.init', [['random', 0.1]]],
    ['xstate.init', undefined],
    ['go', [['random', 0.2]]],
    ['ping', undefined],
    ['pong', [['random', 0.3]]],
  ]);
  actor.stop();
});

test('recorder: transitions → named by their state and their place in its chart', (t) => {
  const { recorder, actor } = begin();
  actor.start();
  actor.send({ type: 'go' });
  const taken = recorder.entries.flatMap((entry) => (entry.type === 'state' && entry.actor === 'alice:1' ? [entry.taken] : []));
  t.deepEqual(taken, [
    undefined,
    [{ from: 'idle', index: 0 }],
    [
      { from: 'asking', index: 0 },
      { from: 'told', index: 0 },
    ],
  ]);
  actor.stop();
});

test('recorder: actors that XState knows no parent of → below the one that their node began with', (t) => {
  const { recorder, inspect, actor } = begin();
  createActor(echo, { id: 'peerLink bob', inspect }).start().stop();
  actor.start().stop();
  createActor(echo, { id: 'again', inspect });
  createActor(echo, { id: 'other', inspect: recorder.inspectorOf('bob') });
  const made = recorder.entries.flatMap((entry) =>
    entry.type === 'actor' ? [`${entry.node} ${entry.id} < ${entry.parent ?? 'nobody'}`] : [],
  );
  t.deepEqual(made, [
    'alice asker < nobody',
    'alice echo < alice:1',
    'alice line < alice:1',
    'alice peerLink bob < alice:1',
    'alice again < nobody',
    'bob other < nobody',
  ]);
});

test('recorder: every machine → known by its name in the catalogue; others by none', (t) => {
  for (const { machine, name } of catalogue) {
    t.is(
      machine.id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      name,
    );
  }
  const { recorder } = begin();
  const machines = recorder.entries.flatMap((entry) => (entry.type === 'actor' ? [entry.machine] : []));
  t.deepEqual(machines, ['asker', 'echo-machine', undefined]);
});

test('recorder: a promise that is rejected → its status and its end, and then its parent hears of it', async (t) => {
  const recorder = new Recorder({ program: '0.1.0' });
  const machine = setup({ actors: { fails: fromPromise(() => Promise.reject(new Error('no'))) } }).createMachine({
    initial: 'waiting',
    states: { waiting: { invoke: { src: 'fails', id: 'fails', onError: 'broken' } }, broken: {} },
  });
  const actor = createActor(machine, { id: 'root', inspect: recorder.inspect }).start();
  t.teardown(() => actor.stop());
  await waitFor(actor, (snapshot) => snapshot.matches('broken'));
  t.deepEqual(recorder.entries.slice(-5).map(brief), [
    'parley:2 xstate.promise.reject < parley:2',
    'parley:2 = null error on xstate.promise.reject',
    'parley:2 end',
    'parley:1 xstate.error.actor.fails < parley:2',
    'parley:1 = "broken" active on xstate.error.actor.fails',
  ]);
  const failed = recorder.entries.find((entry) => entry.type === 'state' && entry.status === 'error');
  t.deepEqual(failed?.type === 'state' && failed.error, { $error: { name: 'Error', message: 'no' } });
});

test('recorder: a bounded memory → the newest, and before them who lives with its last state', (t) => {
  const { recorder, actor } = begin(new Recorder({ program: '0.1.0', capacity: 3, now: () => 0 }));
  actor.start();
  actor.send({ type: 'go' });
  t.deepEqual(recorder.entries.map(brief), ['alice:2 = {} active on ping', 'alice:1 pong < alice:2', 'alice:1 = "idle" active on pong']);
  t.deepEqual(recorder.base.map(brief), [
    'alice:1 actor asker < nobody',
    'alice:2 actor echo < alice:1',
    'alice:3 actor line < alice:1',
    'alice:2 = {} active on xstate.init',
    'alice:1 = "asking" active on go',
  ]);
  t.is(recorder.forgotten, 11);
  actor.stop();
  t.deepEqual(
    recorder.base.map(({ actor: each, type }) => `${each} ${type}`),
    ['alice:1 actor', 'alice:3 actor', 'alice:1 state', 'alice:3 state'],
  );
});

test('recorder: a listener → every entry at once, until it ends that', (t) => {
  const { recorder, actor } = begin();
  const heard: RecordingEntry[] = [];
  const stop = recorder.subscribe((entry) => heard.push(entry));
  actor.start();
  t.deepEqual(heard, recorder.entries.slice(-heard.length));
  const { length } = heard;
  stop();
  actor.stop();
  t.is(heard.length, length);
});

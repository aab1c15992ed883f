// The engine of the models can tell: what it generates, what it counts, and that a program which does otherwise than its chart says
// is found out.
import test from 'ava';
import { assign, createActor, setup } from 'xstate';
import { outboxExpiryMachine } from '../../../src/machines/outbox-expiry.js';
import { Coverage } from './coverage.js';
import { isIn, type Model, seeing, sees, type World } from './model.js';
import { pathsOf } from './paths.js';
import { walk } from './walk.js';

/** A lamp that is switched, and breaks at the third time. */
const lampChart = setup({
  types: { context: {} as { readonly times: number }, events: {} as { readonly type: 'switch' | 'look' } }, // how XState declares types
  actions: { ...seeing, count: assign({ times: ({ context }) => context.times + 1 }) },
  guards: { isOld: ({ context }) => context.times === 2 },
}).createMachine({
  id: 'lamp',
  context: { times: 0 },
  initial: 'dark',
  states: {
    dark: {
      meta: isIn('off'),
      on: {
        switch: [
          { guard: 'isOld', target: 'broken', actions: sees('eye: flash') },
          { target: 'bright', actions: [sees('eye: light'), 'count'] },
        ],
        look: { actions: sees() },
      },
    },
    bright: { meta: isIn('on'), on: { switch: { target: 'dark', actions: sees('eye: darkness') }, look: { actions: sees() } } },
    broken: { type: 'final', meta: isIn('off') },
  },
});

interface Lamp extends World {
  press(): void;
}

/** `lies`: what the eye is told at the so-manieth press. */
function lamp(lies: Readonly<Record<number, string>> = {}): Lamp {
  let presses = 0;
  let seen: string[] = [];
  const isLit = () => presses % 2 === 1 && presses < 5;
  return {
    press: () => {
      presses += 1;
      const truth = presses === 5 ? 'eye: flash' : isLit() ? 'eye: light' : 'eye: darkness';
      seen.push(lies[presses] ?? truth);
    },
    settle: async () => {},
    seen: () => {
      const all = seen;
      seen = [];
      return all;
    },
    states: () => [isLit() ? 'on' : 'off'],
    close: async () => {},
  };
}

const model = (make: () => Lamp): Model<Lamp> => ({
  name: 'a lamp',
  covers: [],
  chart: lampChart,
  bound: 5,
  open: async () => make(),
  executors: { switch: (world: Lamp) => world.press(), look: () => {} },
});

const place = { carrier: 'memory', inspect: () => {} } as const;
const eventsOf = (paths: ReturnType<typeof pathsOf>) => paths.map(({ steps }) => steps.map(({ event }) => event.type).join(' '));

test('models: a chart → its simple paths up to the bound, then tours of what they leave out', (t) => {
  const looks = 'look switch look switch look switch look switch look';
  t.deepEqual(eventsOf(pathsOf(model(lamp), 5)), ['switch switch switch switch switch', looks]);
  t.deepEqual(eventsOf(pathsOf(model(lamp), 0)), [`${looks} switch`]);
});

test('models: a state that does not take what is met everywhere → refused', (t) => {
  const deaf = { ...model(lamp), everywhere: [{ type: 'kick' }] };
  t.throws(() => pathsOf(deaf, 1), { message: /"dark" .*does not take \{"type":"kick"\}/ });
});

test('models: a program that does as its chart says → its path is walked', async (t) => {
  for (const path of pathsOf(model(lamp), 5)) await t.notThrowsAsync(walk(model(lamp), path, place));
});

test('models: a program that shows something else, or nothing → found out at that step', async (t) => {
  const [path = { start: { lines: [], states: [], state: '' }, steps: [] }] = pathsOf(model(lamp), 5);
  const liar = model(() => lamp({ 3: 'eye: darkness' }));
  const error = await t.throwsAsync(walk(liar, path, place));
  t.regex(
    error?.message ?? '',
    /^seen\n {2}eye: darkness\nwhere this was expected\n {2}eye: light\nafter \n( {2}switch .*\n){2} {2}switch .*$/,
  );
});

test('models: a program in another state than its chart says → found out', async (t) => {
  const [path = { start: { lines: [], states: [], state: '' }, steps: [] }] = pathsOf(model(lamp), 5);
  const stuck = model(() => ({ ...lamp(), states: () => ['off'] }));
  const error = await t.throwsAsync(walk(stuck, path, place));
  t.regex(error?.message ?? '', /^not in on but in off; the chart is in "bright"/);
});

test('models: an actor that does nothing → all but its first state is missing', (t) => {
  const coverage = new Coverage();
  const all = coverage.partsOf('outbox-expiry');
  t.deepEqual(coverage.missing('outbox-expiry'), all);
  const actor = createActor(outboxExpiryMachine, { inspect: coverage.inspect });
  actor.start();
  t.true(coverage.missing('outbox-expiry').length < all.length);
  t.true(coverage.missing('outbox-expiry').some((part) => part.startsWith('transition ')));
  actor.stop();
});

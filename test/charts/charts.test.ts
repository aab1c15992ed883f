// The pages of docs/state-charts/ are the machines: a stale one fails, and the machines keep what their diagrams rely on.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { pageOf, pagePath } from '../../scripts/charts/page.js';
import { catalogue } from '../../src/machines/catalogue.js';
import { allStates, chartOf } from '../../src/machines/chart.js';
import { projectRoot, sourcesBelow } from '../helpers/sources.js';

/** The design's own; more may come. */
const expected = [
  'conversation',
  'delivery',
  'keep-alive',
  'membership',
  'peer',
  'peer-link',
  'presence',
  'registry',
  'registry-connection',
  'registry-session',
  'room',
  'room-membership',
];

test('charts: the catalogue → every machine of the design, once', (t) => {
  const names = catalogue.map(({ name }) => name);
  t.is(new Set(names).size, names.length);
  for (const name of expected) t.true(names.includes(name), name);
  const machines = sourcesBelow('src/machines', '.ts').filter(({ text }) => /\.createMachine\(/.test(text));
  t.deepEqual(machines.map(({ path }) => path).sort(), catalogue.map(({ file }) => file).sort());
});

test('charts: docs/state-charts → exactly the pages that the machines give (else: npm run charts)', (t) => {
  for (const entry of catalogue) t.is(readFileSync(join(projectRoot, pagePath(entry)), 'utf8'), pageOf(entry), entry.name);
  const extra = sourcesBelow('docs/state-charts', '.md')
    .map(({ path }) => path)
    .filter((path) => !path.endsWith('/README.md') && !path.includes('/sequences/'));
  t.deepEqual(extra, catalogue.map(pagePath).sort());
});

for (const { name, machine } of catalogue) {
  const states = allStates(chartOf(machine));

  test(`charts: ${name} → every state says what it is`, (t) => {
    t.deepEqual(
      states.filter(({ path, description }) => path !== '' && !description).map(({ path }) => path),
      [],
    );
  });

  test(`charts: ${name} → every guard, action, delay and actor has a name that is implemented`, (t) => {
    const { actions, guards, delays, actors } = machine.implementations;
    const named = states.flatMap((state) => [
      ...state.entry,
      ...state.exit,
      ...state.transitions.flatMap((transition) => transition.actions),
    ]);
    for (const action of named) t.true(Object.hasOwn(actions, action), `action ${action}`);
    for (const { guard, from } of states.flatMap(({ transitions }) => transitions)) {
      for (const part of (guard ?? '').split(/ and | or /).filter(Boolean)) {
        t.true(Object.hasOwn(guards, part.replace(/^not /, '')), `guard ${part} in ${from}`);
      }
    }
    for (const { event } of states.flatMap(({ transitions }) => transitions)) {
      const [, delay] = /^after (.*)$/.exec(event) ?? [];
      if (delay !== undefined) t.true(Object.hasOwn(delays, delay), `delay ${delay}`);
    }
    for (const source of states.flatMap(({ invokes }) => invokes)) t.true(Object.hasOwn(actors, source), `actor ${source}`);
  });

  test(`charts: ${name} → no wildcards, every compound state begins somewhere, every state can be left or is final`, (t) => {
    for (const state of states) {
      t.false(
        state.transitions.some(({ event }) => event.includes('*')),
        `${state.path}: wildcard`,
      );
      if (state.type === 'compound') t.truthy(state.initial, `${state.path}: no initial`);
    }
    const isLeft = (path: string) =>
      states.some(
        (state) =>
          (path === state.path || path.startsWith(`${state.path}.`) || state.path === '') &&
          state.transitions.some(({ to }) => to.some((target) => target !== path)),
      );
    for (const state of states.filter(({ type }) => type === 'atomic')) t.true(isLeft(state.path), `${state.path}: no way out`);
  });
}

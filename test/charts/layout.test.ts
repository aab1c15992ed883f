// src/inspector/page/layouts.jsonl is of the machines as they are: a stale one fails. To lay all out anew takes seconds, so what went
// into the layout is compared, and one machine is laid out.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { fingerprintOf, layoutOf, layoutsPath } from '../../scripts/charts/layout.js';
import type { Arrow, ChartLayout } from '../../src/inspector/page/model/chart-layout.js';
import { catalogue } from '../../src/machines/catalogue.js';
import { allStates, chartOf } from '../../src/machines/chart.js';
import { projectRoot } from '../helpers/sources.js';

const written: readonly ChartLayout[] = readFileSync(join(projectRoot, layoutsPath), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));

test('layouts: the file → of every machine as it is now (else: npm run charts)', (t) => {
  t.deepEqual(
    written.map(({ name, of }) => [name, of]),
    catalogue.map((entry) => [entry.name, fingerprintOf(entry)]),
  );
});

test('layouts: one machine laid out → as it is written', async (t) => {
  const entry = catalogue.find(({ name }) => name === 'outbox-expiry');
  if (!entry) throw new Error('no such machine');
  t.deepEqual(
    await layoutOf(entry),
    written.find(({ name }) => name === entry.name),
  );
});

for (const entry of catalogue) {
  test(`layouts: ${entry.name} → every state has its box inside, every transition its line`, (t) => {
    const layout = written.find(({ name }) => name === entry.name);
    const states = allStates(chartOf(entry.machine));
    t.deepEqual(
      layout?.states.filter(({ path }) => path !== '').map(({ path }) => path),
      states.slice(1).map(({ path }) => path),
    );
    for (const { x, y, width, height } of layout?.states ?? []) {
      t.true(x >= 0 && y >= 0 && x + width <= (layout?.width ?? 0) && y + height <= (layout?.height ?? 0));
    }
    const drawn = (layout?.arrows ?? []).filter(({ from }) => from !== undefined).flatMap(transitionsOf);
    const wanted = states.flatMap(({ path, transitions }) =>
      transitions.flatMap(({ to }, index) => [...new Set(to)].map((target) => `${path} ${index} ${target}`)),
    );
    t.deepEqual(drawn.sort(), wanted.sort());
    for (const { points } of layout?.arrows ?? []) t.true(points.length >= 4 && points.length % 2 === 0);
  });
}

function transitionsOf({ from, to, label }: Arrow): string[] {
  return (label?.lines ?? []).flatMap(({ of }) => of.map((index) => `${from} ${index} ${to}`));
}

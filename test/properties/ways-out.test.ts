// No state without a way out: from every state of every machine an end can be reached, or the state in which it began.
import test from 'ava';
import { catalogue } from '../../src/machines/catalogue.js';
import { allStates, type ChartState, chartOf } from '../../src/machines/chart.js';

/** States that are an end though the chart does not say so, and why. */
const ends: Readonly<Record<string, string>> = {
  'peer-connection closed': 'its link is gone and was reported: the way to the peer, which made it, stops it',
};

/** The atomic states in which a machine is that enters this one. */
function entered(states: ReadonlyMap<string, ChartState>, path: string): readonly string[] {
  const state = states.get(path);
  if (!state || state.children.length === 0) return [path];
  if (state.type === 'parallel') return state.children.flatMap((child) => entered(states, child.path));
  return entered(states, state.initial ?? state.children[0]?.path ?? path);
}

const isWithin = (path: string, outer: string) => outer === '' || path === outer || path.startsWith(`${outer}.`);

for (const { name, machine } of catalogue) {
  test(`ways out: ${name}, every state → an end or the beginning can be reached`, (t) => {
    const all = allStates(chartOf(machine));
    const states = new Map(all.map((state) => [state.path, state]));
    const home = new Set(entered(states, ''));
    // Where it begins by asking itself where it was, each of the answers is a beginning.
    for (const path of home) {
      const atOnce = states.get(path)?.transitions.filter(({ event }) => event === '') ?? [];
      for (const to of atOnce.flatMap((each) => each.to)) for (const each of entered(states, to)) home.add(each);
    }
    const atomic = all.filter(({ children }) => children.length === 0);
    const next = (path: string) =>
      all
        .flatMap(({ transitions }) => transitions)
        .filter(({ from }) => isWithin(path, from))
        .flatMap(({ to }) => to.flatMap((each) => entered(states, each)));
    for (const { path, type } of atomic) {
      if (type === 'final' || ends[`${name} ${path}`] !== undefined) continue;
      const seen = new Set(next(path).filter((each) => each !== path));
      t.true(seen.size > 0, `${path} is never left`);
      for (const each of seen) for (const after of next(each)) seen.add(after);
      const isOut = [...seen].some((each) => home.has(each) || states.get(each)?.type === 'final' || ends[`${name} ${each}`] !== undefined);
      t.true(isOut, `from ${path} only ${[...seen].join(', ')} can be reached`);
    }
  });
}

test('ways out: every state that counts as an end → is there, and has no way out', (t) => {
  for (const end of Object.keys(ends)) {
    const [name, path] = end.split(' ');
    const entry = catalogue.find((each) => each.name === name);
    const state = entry && allStates(chartOf(entry.machine)).find((each) => each.path === path);
    t.deepEqual(state?.transitions, [], end);
  }
});

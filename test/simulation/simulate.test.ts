// Whole networks under every fault: a short form of `npm run simulate`, and the seeds that once broke a promise.
import test from 'ava';
import { faultKinds } from '../../simulation/faults.js';
import { simulate } from '../../simulation/simulate.js';

const short = { peers: 4, minutes: 3, faults: faultKinds };
const seeds = 24;

test.serial('simulation: the same seed → the same to the last exchange; another → another', async (t) => {
  const outcomes = [];
  for (const seed of [1, 1, 2]) outcomes.push(await simulate({ ...short, seed }));
  const [one, same, other] = outcomes.map(({ hash }) => hash);
  t.is(one, same);
  t.not(one, other);
});

test.serial(`simulation: ${seeds} seeds with every fault → no promise broken`, async (t) => {
  for (let seed = 1; seed <= seeds; seed++) {
    const { problems } = await simulate({ ...short, seed });
    t.deepEqual(problems, [], `seed ${seed}`);
  }
});

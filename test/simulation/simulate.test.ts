// Whole networks under every fault: a short form of `npm run simulate`, and the seeds that once broke a promise.
import test from 'ava';
import { faultKinds } from '../../simulation/faults.js';
import { simulate } from '../../simulation/simulate.js';
import { isLong } from '../helpers/long.js';

const short = { peers: 4, minutes: 3, faults: faultKinds };
const seeds = isLong ? 24 : 6;
const group = 6;
/** ms, for a machine that has other things to do. */
const patience = 180_000;

/** What each of them found is told in docs/reliability.md. */
const regressions = [
  { seed: 2, peers: 8, minutes: 10 },
  { seed: 6, peers: 5, minutes: 5 },
  { seed: 34, peers: 8, minutes: 10 },
  { seed: 113, peers: 8, minutes: 10 },
  { seed: 695, peers: 8, minutes: 10 },
  { seed: 728, peers: 8, minutes: 10 },
  { seed: 743, peers: 8, minutes: 10 },
  { seed: 754, peers: 8, minutes: 10 },
];

test.serial('simulation: seeds that once broke a promise → keep it', async (t) => {
  t.timeout(patience);
  for (const each of regressions) {
    const { problems } = await simulate({ ...each, faults: faultKinds });
    t.deepEqual(problems, [], `seed ${each.seed}, ${each.peers} peers, ${each.minutes} minutes`);
  }
});

test.serial('simulation: the same seed → the same to the last exchange; another → another', async (t) => {
  t.timeout(patience);
  const outcomes = [];
  for (const seed of [1, 1, 2]) outcomes.push(await simulate({ ...short, seed }));
  const [one, same, other] = outcomes.map(({ hash }) => hash);
  t.is(one, same);
  t.not(one, other);
});

for (let first = 1; first <= seeds; first += group) {
  const last = first + group - 1;
  test.serial(`simulation: seeds ${first} to ${last} with every fault → no promise broken`, async (t) => {
    t.timeout(patience);
    for (let seed = first; seed <= last; seed++) {
      const { problems } = await simulate({ ...short, seed });
      t.deepEqual(problems, [], `seed ${seed}`);
    }
  });
}

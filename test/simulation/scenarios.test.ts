// The promises with a time in them: a partition heals, a registry returns.
import test from 'ava';
import { partitionHeals, registryReturns } from '../../simulation/scenarios.js';
import { registrySettings } from '../../src/protocol/limits.js';

/** ms, for a machine that has other things to do. */
const patience = 180_000;
/** ms */
const promised = { healing: 5000, returning: 60_000 } as const;

test.serial('simulation: a partition of 30 s heals → everybody has what was said meanwhile within 5 s', async (t) => {
  t.timeout(patience);
  for (const seed of [1, 2]) {
    const { took, missing, problems } = await partitionHeals(seed, 6);
    t.deepEqual(problems, []);
    t.true(missing > 20);
    t.true(took <= promised.healing, `${took} ms`);
  }
});

test.serial('simulation: a registry killed under 60 peers → all are back within 60 s, its limits are kept', async (t) => {
  t.timeout(patience);
  const { took, mostWaiting, turnedAway, problems } = await registryReturns(1, 60, 5000);
  t.deepEqual(problems, []);
  t.true(took <= promised.returning, `${took} ms`);
  t.true(mostWaiting <= registrySettings.hashesWaiting.standard);
  t.is(turnedAway, 0);
});

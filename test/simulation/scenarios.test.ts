// The promises with a time in them: a partition heals, a registry returns.
import test from 'ava';
import { partitionHeals, registryReturns } from '../../simulation/scenarios.js';
import { registrySettings } from '../../src/protocol/limits.js';
import { isLong } from '../helpers/long.js';

/** ms, for a machine that has other things to do. */
const patience = 180_000;
/** ms */
const promised = { healing: 5000, returning: 60_000 } as const;

/** ms after the network fell apart when everybody spoke: early, so that links were given up, in the midst, and just before the end. */
const words = isLong ? Array.from({ length: 59 }, (_, index) => [500 * (index + 1)]) : [[1000], [11_000, 25_000], [22_700], [29_500]];

for (const rift of ['noticed', 'unnoticed'] as const) {
  test.serial(
    `simulation: a partition of 30 s, ${rift} by the registry, heals → all have what was said meanwhile within 5 s`,
    async (t) => {
      t.timeout(words.length * patience);
      for (const [index, said] of words.entries()) {
        const { took, missing, problems } = await partitionHeals(index + 1, 4, rift, said);
        t.deepEqual(problems, []);
        t.true(missing > 10);
        t.true(took <= promised.healing, `${took} ms, said after ${said} ms`);
      }
    },
  );
}

test.serial('simulation: a registry killed under 60 peers → all are back within 60 s, its limits are kept', async (t) => {
  t.timeout(patience);
  const { took, mostWaiting, turnedAway, problems } = await registryReturns(1, 60, 5000);
  t.deepEqual(problems, []);
  t.true(took <= promised.returning, `${took} ms`);
  t.true(mostWaiting <= registrySettings.hashesWaiting.standard);
  t.is(turnedAway, 0);
});

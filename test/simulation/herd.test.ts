// A registry that returns under so many peers as it may have: the long form of what scenarios.test.ts tests with a few.
import test from 'ava';
import { registryReturns } from '../../simulation/scenarios.js';
import { registrySettings } from '../../src/protocol/limits.js';
import { isLong } from '../helpers/long.js';

/** ms, for a machine that has other things to do. */
const patience = 1_800_000;
/** ms */
const promised = 60_000;
const peers = 1000;

const atLength = isLong ? test.serial : test.skip;

atLength('simulation: a registry killed under 1,000 peers → all are back within 60 s, its limits are kept', async (t) => {
  t.timeout(patience);
  const { took, mostWaiting, turnedAway, problems } = await registryReturns(1, peers, 5000);
  t.deepEqual(problems, []);
  t.true(took <= promised, `${took} ms`);
  t.true(mostWaiting <= registrySettings.hashesWaiting.standard);
  t.log(`${took / 1000} s; ${mostWaiting} hashes waited at most, ${turnedAway} peers were asked to come later`);
});

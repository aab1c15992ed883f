// How fast simulated time passes: minutes of one peer's life a second of real time, on one core. What a minute costs is what
// happens in it, so each figure says under which load; every round is of another seed.
import { faultKinds } from '../simulation/faults.js';
import { type SimulationOptions, simulate } from '../simulation/simulate.js';
import { measure, print, seconds } from './measure.js';

/** A keep-alive of each every 20 s, not every 3.3 s. */
const registryLimits = { keepAliveTimeout: 60 };

const loads: Readonly<Record<string, Omit<SimulationOptions, 'seed'>>> = {
  // What `npm run simulate` runs.
  '8 users, act every 25 s, every fault': { peers: 8, minutes: 10, faults: faultKinds },
  '20 users, act every 5 min, no faults': { peers: 20, minutes: 60, faults: [], pace: { act: 300_000, fault: 0 }, registryLimits },
  '8 users, act every 10 min, no faults': { peers: 8, minutes: 180, faults: [], pace: { act: 600_000, fault: 0 }, registryLimits },
};

let seed = 0;

async function simulatedMinutes(load: Omit<SimulationOptions, 'seed'>): Promise<number> {
  seed++;
  let minutes = 0;
  const time = await seconds(async () => {
    const outcome = await simulate({ ...load, seed });
    minutes = outcome.minutes * load.peers;
  });
  return minutes / time;
}

for (const [what, load] of Object.entries(loads)) {
  print(await measure(`simulator: ${what}`, 'peer-minutes/s', () => simulatedMinutes(load)));
}

// How fast simulated time passes: minutes of one peer's life a second of real time, on one core. What a minute costs is what
// happens in it, so each figure says under which load; every round is of another seed.
import { faultKinds } from '../simulation/faults.js';
import { type SimulationOptions, simulate } from '../simulation/simulate.js';
import { measure, print, seconds } from './measure.js';

/** A keep-alive of each every 20 s, not every 3.3 s. */
const registryLimits = { keepAliveTimeout: 60 };

// The lightest first, so that each is measured before the engine has seen a heavier one.
const loads: Readonly<Record<string, Omit<SimulationOptions, 'seed'>>> = {
  '8 users, act every hour, no faults': { peers: 8, minutes: 180, faults: [], pace: { act: 3_600_000, fault: 0 }, registryLimits },
  '8 users, act every 10 min, no faults': { peers: 8, minutes: 180, faults: [], pace: { act: 600_000, fault: 0 }, registryLimits },
  '20 users, act every 5 min, no faults': { peers: 20, minutes: 60, faults: [], pace: { act: 300_000, fault: 0 }, registryLimits },
  // What `npm run simulate` runs.
  '8 users, act every 25 s, every fault': { peers: 8, minutes: 10, faults: faultKinds },
};

let seed = 0;

/** By the clock, and by the processor's time of all threads: on a machine with other things to do only the latter says something. */
async function simulatedMinutes(load: Omit<SimulationOptions, 'seed'>): Promise<{ readonly real: number; readonly processor: number }> {
  seed++;
  const before = process.cpuUsage();
  let minutes = 0;
  const time = await seconds(async () => {
    const outcome = await simulate({ ...load, seed });
    minutes = outcome.minutes * load.peers;
  });
  const { user, system } = process.cpuUsage(before);
  return { real: minutes / time, processor: (minutes * 1e6) / (user + system) };
}

for (const [what, load] of Object.entries(loads)) {
  const byProcessor: number[] = [];
  const result = await measure(`simulator: ${what}`, 'peer-minutes/s', async () => {
    const { real, processor } = await simulatedMinutes(load);
    byProcessor.push(processor);
    return real;
  });
  print(result);
  print(await measure("  by the processor's time", 'peer-minutes/s', async () => byProcessor.shift() ?? 0));
}

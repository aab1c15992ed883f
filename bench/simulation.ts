// How fast simulated time passes: minutes of one peer's life a second of real time, on one core.
import { faultKinds } from '../simulation/faults.js';
import { type SimulationOptions, simulate } from '../simulation/simulate.js';
import { seconds } from './measure.js';

/** What a peer-minute costs is what happens in it: each load says so. */
export const loads = {
  /** What `npm run simulate` runs: each user does something every 25 s, a fault every 20 s, a keep-alive every 3.3 s. */
  stormy: { peers: 8, minutes: 10, faults: faultKinds },
  /** An act of each of many users every 5 minutes, a keep-alive every 20 s. */
  busy: { peers: 20, minutes: 60, faults: [], pace: { act: 300_000, fault: 0 }, registryLimits: { keepAliveTimeout: 60 } },
  /** A few who chat now and then: an act of each every 10 minutes, a keep-alive every 20 s. */
  usual: { peers: 8, minutes: 180, faults: [], pace: { act: 600_000, fault: 0 }, registryLimits: { keepAliveTimeout: 60 } },
} as const satisfies Record<string, Omit<SimulationOptions, 'seed'>>;

let seed = 0;

/** Each round is of another seed. */
export async function simulatedMinutes(options: Omit<SimulationOptions, 'seed'>): Promise<number> {
  seed++;
  let minutes = 0;
  const time = await seconds(async () => {
    const outcome = await simulate({ ...options, seed });
    minutes = outcome.minutes * options.peers;
  });
  return minutes / time;
}

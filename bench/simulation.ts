// How fast simulated time passes: minutes of one peer's life a second of real time, on one core.
import { faultKinds } from '../simulation/faults.js';
import { type SimulationOptions, simulate } from '../simulation/simulate.js';
import { seconds } from './measure.js';

/** Every fault, and much to do: what `npm run simulate` runs. */
export const stormy = { peers: 8, minutes: 10, faults: faultKinds };
/** No faults, an act of each user every 5 minutes, a keep-alive every 20 s: how a network is most of the time. */
export const calm = { peers: 20, minutes: 60, faults: [], pace: { act: 300_000, fault: 0 }, registryLimits: { keepAliveTimeout: 60 } };

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

// A thousand peers whose registry was killed: when they dial again, by their own back-off and by what it tells those who find no
// turn for their password's hash. The times are the machines' own; what the registry can do in a second is assumed.
import test from 'ava';
import { Patience } from '../../../src/actors/registry/patience.js';
import { retryDelay } from '../../../src/machines/registry-session/troubles.js';
import { limitsFrom, registrySettings } from '../../../src/protocol/limits.js';
import { TurnedClock, turnedRuntime } from '../../helpers/turned-clock.js';

/** A hash of a password takes so long, ms: 100 a second with four at once. */
const hashTime = 40;

interface Herd {
  /** When the last of them was back, ms after the registry was. */
  readonly lastBack: number;
  /** Dials in the busiest second after it was back. */
  readonly busiestSecond: number;
  readonly dials: number;
  readonly mostWaiting: number;
}

/** A thousand peers lose their registry at 0; it is back at `downFor`, ms. */
function herdOf(downFor: number, seed: number): Herd {
  const limits = limitsFrom(registrySettings);
  const clock = new TurnedClock();
  const { random } = turnedRuntime(clock, seed);
  const patience = new Patience({ perSecond: limits.hashesWaiting, now: () => clock.time });
  const dialsBySecond = new Map<number, number>();
  let [back, lastBack, computing, waiting, mostWaiting, dials] = [0, 0, 0, 0, 0, 0];

  const compute = (): void => {
    if (computing === limits.hashesAtOnce) return;
    if (waiting === 0) return;
    waiting -= 1;
    computing += 1;
    clock.setTimeout(() => {
      computing -= 1;
      back += 1;
      lastBack = clock.time - downFor;
      compute();
    }, hashTime);
  };
  const dial = (attempt: number): void => {
    const again = (retryAfter?: number) =>
      clock.setTimeout(() => dial(attempt + 1), retryDelay(attempt + 1, { reason: 'rate-limited', retryAfter }, random));
    if (clock.time < downFor) return void again();
    const second = Math.floor((clock.time - downFor) / 1000);
    dialsBySecond.set(second, (dialsBySecond.get(second) ?? 0) + 1);
    dials += 1;
    if (waiting >= limits.hashesWaiting && computing === limits.hashesAtOnce) return void again(patience.turnAway());
    waiting += 1;
    mostWaiting = Math.max(mostWaiting, waiting);
    compute();
  };
  for (let peer = 0; peer < 1000; peer++) clock.setTimeout(() => dial(0), retryDelay(0, { reason: 'link-lost' }, random));
  while (back < 1000) clock.advance(100);
  return { lastBack, busiestSecond: Math.max(...dialsBySecond.values()), dials, mostWaiting };
}

for (const [what, downFor] of [
  ['at once', 0],
  ['after ten seconds', 10_000],
  ['after five minutes', 300_000],
] as const) {
  test(`herd: a registry that is back ${what} under a thousand peers → all are back within 60 s, and few dial in vain`, (t) => {
    for (let seed = 1; seed <= 2; seed++) {
      const { lastBack, dials, mostWaiting } = herdOf(downFor, seed);
      t.true(lastBack <= 60_000, `the last was back after ${lastBack} ms`);
      t.true(dials <= 3000, `${dials} dials`);
      t.true(mostWaiting <= 64);
    }
  });
}

test('herd: a registry that is away for minutes → a thousand dial it spread over half a minute, not together', (t) => {
  const { busiestSecond } = herdOf(300_000, 1);
  t.true(busiestSecond <= 150, `${busiestSecond} in one second`);
});

// What a simulation is planned from, how a failure is cut down and how it is drawn.
import test from 'ava';
import { faultKinds, readFaultKinds } from '../../simulation/faults.js';
import { type Happening, planFor } from '../../simulation/plan.js';
import { shrink } from '../../simulation/shrink.js';
import type { Outcome } from '../../simulation/simulate.js';
import { sequenceDiagram, Trace } from '../../simulation/trace.js';

test('faults: a list → its kinds; all, none → those; anything else → undefined', (t) => {
  t.deepEqual(readFaultKinds('cut, crash'), ['cut', 'crash']);
  t.deepEqual(readFaultKinds('all'), faultKinds);
  t.deepEqual(readFaultKinds('none'), []);
  t.is(readFaultKinds('cut,flood'), undefined);
});

test('plan: the same seed → the same plan; another → another; every fault that is asked for, and no other', (t) => {
  const options = { seed: 3, peers: 4, minutes: 60, faults: faultKinds };
  t.deepEqual(planFor(options), planFor(options));
  t.notDeepEqual(planFor(options), planFor({ ...options, seed: 4 }));
  const kindsOf = (plan: readonly Happening[]) => new Set(plan.filter((each) => !('who' in each)).map(({ kind }) => kind));
  const all = ['clock', 'crash', 'cut', 'cut-after', 'disk', 'doubling', 'latency', 'loss', 'nonsense', 'partition', 'sleep'];
  t.deepEqual([...kindsOf(planFor(options))].sort(), all);
  t.deepEqual([...kindsOf(planFor({ ...options, faults: ['crash'] }))], ['crash']);
  t.deepEqual([...kindsOf(planFor({ ...options, faults: [] }))], []);
});

const nothing = { seed: 1, hash: '', recent: [], exchanges: 0, minutes: 0 };
const happening = (at: number): Happening => ({ at, kind: 'crash', node: 'alice', ms: 1 });

test('shrink: two of forty events break a promise together → those two are left', async (t) => {
  const run = async (plan: readonly Happening[]): Promise<Outcome> => {
    const isBroken = plan.some(({ at }) => at === 7) && plan.some(({ at }) => at === 31);
    return { ...nothing, plan, problems: isBroken ? ['(b) lost'] : plan.length > 30 ? ['(d) something else'] : [] };
  };
  const lengths: number[] = [];
  const failure = await run(Array.from({ length: 40 }, (_, index) => happening(index)));
  const shortest = await shrink(failure, run, (length) => lengths.push(length));
  t.deepEqual(
    shortest.plan.map(({ at }) => at),
    [7, 31],
  );
  t.is(lengths.at(-1), 2);
});

test('trace: the same exchanges → the same hash, one more → another; drawn without signs of life, however many came since', (t) => {
  const exchange = (text: string) => ({ at: 1500, from: 'alice', to: 'bob', text });
  const traceOf = (...texts: string[]) => {
    const trace = new Trace();
    for (const text of texts) trace.sent(exchange(text));
    trace.note({ at: 2000, from: 'bob', to: 'bob', text: 'crashes; #1' });
    return trace;
  };
  t.is(traceOf('HELLO').digest(), traceOf('HELLO').digest());
  t.not(traceOf('HELLO').digest(), traceOf('HELLO', 'HELLO').digest());
  const signs = Array.from({ length: 1000 }, () => ['KEEP_ALIVE <alice> <10>', 'HELLO_P2P', 'HELLO_BACK <SUCCESS> <200>']).flat();
  t.is(
    sequenceDiagram(traceOf('CHAT_REQUEST <bob>', ...signs).recent, 10),
    [
      'sequenceDiagram',
      '  participant alice',
      '  participant bob',
      '  alice->>bob: 1.500 s CHAT_REQUEST <bob>',
      '  Note over bob: 2.000 s crashes   1',
    ].join('\n'),
  );
});

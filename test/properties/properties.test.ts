// The properties hold whatever comes late: production programs, run with every order of deliveries that the bound makes. The short
// form takes every so manieth run; `npm run test:long` takes all with one late delivery, and many with two.
import test from 'ava';
import { isLong } from '../helpers/long.js';
import { compositions } from './compositions.js';
import { check } from './report.js';

/** The first run has no deviation; of the others the short form takes these. */
const every = isLong ? 1 : 15;

for (const composition of compositions) {
  test.serial(`properties: ${composition.name} + one delivery late, very late or cut → nothing is broken`, async (t) => {
    const { runs, report } = await check(composition, { deviations: 1, every });
    t.is(report, undefined);
    t.true(runs > 8, `${runs} runs`);
  });

  if (isLong) {
    test.serial(`properties: ${composition.name} + two deliveries late, very late or cut → nothing is broken`, async (t) => {
      t.timeout(3_600_000);
      t.is((await check(composition, { deviations: 2, every: 50 })).report, undefined);
    });
  }
}

test.serial('properties: a property that does not hold → what came late, and what was sent until then as a diagram', async (t) => {
  const [, links] = compositions;
  if (!links) return t.fail('no composition');
  const impatient = {
    ...links,
    patience: 1000,
    calm: 0,
    end: (shown: ReadonlyMap<string, readonly string[]>) => {
      const count = shown.get('aly103')?.length ?? 0;
      return count === 1 ? undefined : `aly103 was shown ${count} messages`;
    },
  };
  const { report = '' } = await check(impatient, { deviations: 1 });
  const [how, fates, gap, ...diagram] = report.split('\n');
  t.regex(how ?? '', /^the links of two peers: aly103 was shown 0 messages$/);
  t.regex(fates ?? '', /^delivery \d+ (very late|cut)$/);
  t.deepEqual(
    [gap, ...diagram.slice(0, 4)],
    ['', 'sequenceDiagram', '  participant hussien103', '  participant aly103', '  participant R as registry'],
  );
  t.true(diagram.includes('  hussien103->>R: SEARCH_USER <aly103>'));
});

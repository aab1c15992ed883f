// `npm run simulate`: whole networks with faults, one for each seed, until one breaks a promise.
import { parseArgs } from 'node:util';
import { faultKinds, readFaultKinds, unpromisedKinds } from './faults.js';
import { shrink } from './shrink.js';
import { type Outcome, type SimulationOptions, simulate } from './simulate.js';
import { sequenceDiagram } from './trace.js';

const usage = `npm run simulate -- [--seed N] [--seeds N] [--peers N] [--minutes N] [--faults LIST] [--tcp] [--keep-going]

  --seed N       the first seed (1)
  --seeds N      how many seeds, one run each (20)
  --peers N      users in each run (8)
  --minutes N    minutes in which things happen, before all is healed (10)
  --faults LIST  which faults: all, none, or some of ${faultKinds.join(',')}
                 no promise covers ${unpromisedKinds.join(',')}: it shows what a broken one looks like
  --tcp          what was interrupted goes on when TCP would send it again, not as soon as it can
  --keep-going   runs the other seeds too after one has failed, and cuts none down
`;

const values = readFlags();

/** Exchanges in the diagram of a failure. */
const diagramLength = 40;

function readFlags() {
  try {
    return parseArgs({
      options: {
        seed: { type: 'string', default: '1' },
        seeds: { type: 'string', default: '20' },
        peers: { type: 'string', default: '8' },
        minutes: { type: 'string', default: '10' },
        faults: { type: 'string', default: 'all' },
        tcp: { type: 'boolean', default: false },
        'keep-going': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function fail(message: string): never {
  process.stderr.write(`${message}\n\n${usage}`);
  process.exit(2);
}

/** What each number may be, in words and as a test of what was written. */
const numbers = {
  seed: ['a whole number from 0', (value: number) => Number.isSafeInteger(value) && value >= 0],
  seeds: ['a whole number from 1', (value: number) => Number.isSafeInteger(value) && value >= 1],
  peers: ['a whole number from 1', (value: number) => Number.isSafeInteger(value) && value >= 1],
  minutes: ['a number above 0', (value: number) => Number.isFinite(value) && value > 0],
} as const;

function count(name: keyof typeof numbers): number {
  const [what, isGood] = numbers[name];
  const value = Number(values[name].trim() || NaN);
  return isGood(value) ? value : fail(`--${name} must be ${what}`);
}

async function report(outcome: Outcome, options: SimulationOptions): Promise<void> {
  const { seed, problems } = outcome;
  process.stdout.write(`\nseed ${seed} FAILED:\n${problems.map((problem) => `  ${problem}\n`).join('')}`);
  if (values['keep-going']) return;
  process.stdout.write('looking for the shortest way there …\n');
  const shortest = await shrink(
    outcome,
    (plan) => simulate({ ...options, plan }),
    (left) => process.stdout.write(`  ${left} events\n`),
  );
  process.stdout.write(`\nthe same with ${shortest.plan.length} of ${outcome.plan.length} events:\n`);
  for (const happening of shortest.plan) process.stdout.write(`  ${JSON.stringify(happening)}\n`);
  process.stdout.write(shortest.problems.map((problem) => `  ${problem}\n`).join(''));
  process.stdout.write(`\nthe last exchanges:\n\n\`\`\`mermaid\n${sequenceDiagram(shortest.recent, diagramLength)}\n\`\`\`\n`);
}

if (values.help) {
  process.stdout.write(usage);
  process.exit();
}
const faults = readFaultKinds(values.faults) ?? fail(`--faults knows ${[...faultKinds, ...unpromisedKinds].join(', ')}`);
const [first, seeds, peers, minutes] = [count('seed'), count('seeds'), count('peers'), count('minutes')];
let failed = 0;
let peerMinutes = 0;
const start = process.hrtime.bigint();
for (let seed = first; seed < first + seeds; seed++) {
  const options = { seed, peers, minutes, faults, retransmits: values.tcp };
  const outcome = await simulate(options);
  peerMinutes += outcome.minutes * peers;
  process.stdout.write(
    `seed ${seed}  ${outcome.hash}  ${outcome.exchanges} exchanges  ${outcome.problems.length === 0 ? 'ok' : 'FAILED'}\n`,
  );
  if (outcome.problems.length === 0) continue;
  failed++;
  await report(outcome, options);
  if (!values['keep-going']) break;
}
const elapsed = Number(process.hrtime.bigint() - start) / 1e9;
process.stdout.write(`${failed} failed; ${(peerMinutes / elapsed).toFixed(0)} simulated peer-minutes a second\n`);
process.exit(failed > 0 ? 1 : 0);

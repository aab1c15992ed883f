// `npm run chaos -- [--seconds N] [--seed N] [--peers N] [--tmpfs]`: a registry and peers as real processes, under every fault
// that this machine can do to them. The same seed does the same things at the same times; what they hit is up to real time.
// `--tmpfs` really fills disks, where they may be mounted. Ends with 0 when no invariant was broken, with 1 and all that is known
// when one was.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runChaos } from './run.js';

const fewestPeers = 2;
const mostPeers = 100;
const tailLines = 60;

const usage = `npm run chaos -- [--seconds N] [--seed N] [--peers N] [--tmpfs] [--quiet]

  --seconds N  how long things go wrong, before all is healed (60)
  --seed N     what is done, and when (of the time of day)
  --peers N    users, each a program of its own, ${fewestPeers} to ${mostPeers} (6)
  --tmpfs      really fills disks, where they may be mounted
  --quiet      tells only how it ends
`;

const values = readFlags();

function readFlags() {
  try {
    return parseArgs({
      options: {
        seconds: { type: 'string', default: '60' },
        seed: { type: 'string', default: String(Date.now() % 1_000_000) },
        peers: { type: 'string', default: '6' },
        tmpfs: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function fail(message: string): never {
  process.stderr.write(`chaos: ${message}\n\n${usage}`);
  process.exit(2);
}

function number(name: 'seconds' | 'seed' | 'peers', what: string, isGood: (value: number) => boolean): number {
  const value = Number(values[name].trim() || NaN);
  return isGood(value) ? value : fail(`--${name} must be ${what}`);
}

if (values.help) {
  process.stdout.write(usage);
  process.exit();
}
const seconds = number('seconds', 'a number above 0', (value) => Number.isFinite(value) && value > 0);
const seed = number('seed', 'a whole number from 0', (value) => Number.isSafeInteger(value) && value >= 0);
const peers = number('peers', `a whole number from ${fewestPeers} to ${mostPeers}`, (value) => {
  return Number.isSafeInteger(value) && value >= fewestPeers && value <= mostPeers;
});

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interruption.abort());

process.stdout.write(`chaos: seed ${seed}, ${seconds} s, ${peers} peers\n`);
const report = await runChaos({
  ...{ seed, seconds, peers, keepAliveTimeout: 3, settleSeconds: 120, ownDisks: values.tmpfs, signal: interruption.signal },
  tell: (line) => process.stdout.write(values.quiet ? '' : `${line}\n`),
}).catch((error: unknown) => {
  process.stderr.write(`chaos: ${error instanceof Error ? error.message : String(error)} (seed ${seed})\n`);
  process.exit(interruption.signal.aborted ? 130 : 1);
});
if (report.breaches.length === 0) {
  const { messages, faults, settledAfter } = report;
  process.stdout.write(`chaos: seed ${seed}: ${faults} faults, ${messages} stored messages, settled after ${settledAfter.toFixed(1)} s; `);
  process.stdout.write('nothing was lost, doubled or disordered\n');
  report.remove();
} else {
  const logs = join(report.directory, 'logs');
  for (const file of readdirSync(logs).sort()) {
    const lines = readFileSync(join(logs, file), 'utf8').trimEnd().split('\n');
    process.stdout.write(`\n--- the last of ${file}\n${lines.slice(-tailLines).join('\n')}\n`);
  }
  process.stdout.write(`\n--- what was done\n${report.log.join('\n')}\n`);
  process.stdout.write(`\nchaos: seed ${seed}: ${report.breaches.length} breaches; everything is kept in ${report.directory}\n`);
  for (const breach of report.breaches.slice(0, 100)) process.stdout.write(`  ${breach}\n`);
  process.exitCode = 1;
}

// `npm run chaos -- [--seconds N] [--seed N] [--peers N] [--tmpfs]`: a registry and peers as real processes, under every fault
// that this machine can do to them. The same seed does the same things at the same times; what they hit is up to real time.
// `--tmpfs` really fills disks, where they may be mounted. Ends with 0 when no invariant was broken, with 1 and all that is known
// when one was.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runChaos } from './run.js';

const fewestPeers = 2;
const tailLines = 60;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    peers: { type: 'string', default: '6' },
    tmpfs: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
  },
});
const [seconds, seed, peers] = [Number(values.seconds), Number(values.seed), Number(values.peers)];
if (!(seconds > 0) || !Number.isSafeInteger(seed) || !Number.isSafeInteger(peers) || peers < fewestPeers || peers > 100) {
  process.stderr.write('chaos: --seconds N, --seed N and --peers N (2 to 100) are numbers\n');
  process.exit(2);
}

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

// A registry and six peers as real processes, for a few seconds under every fault: `npm run chaos` does it for longer.
import test from 'ava';
import { runChaos } from '../../chaos/run.js';

test('chaos: six peers, a fixed seed → nothing lost, doubled or disordered', async (t) => {
  t.timeout(150_000); // what is not settled by then is told, with all that was done
  const report = await runChaos({ seed: 418, seconds: 3, peers: 6, keepAliveTimeout: 2, settleSeconds: 90, tell: () => {} });
  if (report.breaches.length > 0) t.log(`seed 418; everything is kept in ${report.directory}\n${report.log.join('\n')}`);
  else report.remove();
  t.deepEqual(report.breaches, []);
  t.true(report.messages > 50);
});

test('chaos: interrupted → rejected, and nothing runs any more', async (t) => {
  const interruption = new AbortController();
  const pids: number[] = [];
  const run = runChaos({
    ...{ seed: 2, seconds: 60, peers: 2, keepAliveTimeout: 2, settleSeconds: 1, signal: interruption.signal },
    tell: (line) => {
      if (line.includes('online')) interruption.abort();
    },
    started: (pid) => pids.push(pid),
  });
  await t.throwsAsync(run, { message: /interrupted/ });
  t.true(pids.length >= 3);
  for (const pid of pids) t.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});

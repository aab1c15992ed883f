// A worker for the pool's tests: echoes, waits, or dies, as its job says.
import { parentPort } from 'node:worker_threads';

/** `hold`: never answers. */
export type OddJob = { readonly do: 'echo'; readonly what: string } | { readonly do: 'throw' | 'exit' | 'hold' | 'echo-and-exit' };

parentPort?.on('message', (job: OddJob) => {
  if (job.do === 'echo') parentPort?.postMessage(job.what);
  if (job.do === 'throw') throw new Error('odd');
  if (job.do === 'exit') process.exit(7);
  if (job.do === 'echo-and-exit') {
    parentPort?.postMessage('last words');
    process.exit(0);
  }
});

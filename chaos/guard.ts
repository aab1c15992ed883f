// Ends every process of a run when the run itself is gone, however it went. Lines `+PID` and `-PID` on standard input say
// which there are; its end is the run's.
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Ends the process and all that it started. */
export function killTree(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // It has ended by itself.
  }
}

export const guardFile: string = fileURLToPath(import.meta.url);

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const pids = new Set<number>();
  const reader = createInterface({ input: process.stdin });
  reader.on('line', (line) => {
    const pid = Number(line.slice(1));
    if (line.startsWith('+')) pids.add(pid);
    else pids.delete(pid);
  });
  reader.on('close', () => {
    for (const pid of pids) killTree(pid, 'SIGKILL');
  });
}

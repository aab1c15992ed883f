// Ends every process of a run when the run itself is gone, however it went, and unmounts its disks. Lines `+PID` or
// `+/DIRECTORY` on standard input say what there is, with `-` what is no more; the end of the input is the run's.
import { spawnSync } from 'node:child_process';
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
  const watched = new Set<string>();
  const reader = createInterface({ input: process.stdin });
  reader.on('line', (line) => {
    if (line.startsWith('+')) watched.add(line.slice(1));
    else watched.delete(line.slice(1));
  });
  reader.on('close', () => {
    const directories = [...watched].filter((each) => each.startsWith('/'));
    for (const each of watched) if (!directories.includes(each)) killTree(Number(each), 'SIGKILL');
    for (const directory of directories) spawnSync('umount', ['-l', directory], { stdio: 'ignore' });
  });
}

// Ends the registry that a test had started, which outlives whoever started it.
import { lastRegistry } from '../../src/cli/local-registry.js';

/** Fulfilled when its process is gone. */
export async function endLocalRegistry(directory: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  const state = await lastRegistry(directory);
  if (!state || state.pid === 0 || !isThere(state.pid)) return;
  process.kill(state.pid, signal);
  while (isThere(state.pid)) await new Promise(setImmediate);
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

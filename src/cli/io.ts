// The process around a command: its streams, environment and signals, as tests can replace them.
import type { Readable, Writable } from 'node:stream';

export interface Io {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly errors: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls the listener at every signal to end; gives back what stops that. */
  onSignal(listener: () => void): () => void;
}

/** The program was called wrongly: exit code 2. The message is a sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Those that ask a program to end; which of them exist is the platform's. */
const signals: readonly NodeJS.Signals[] =
  process.platform === 'win32' ? ['SIGINT', 'SIGTERM', 'SIGBREAK', 'SIGHUP'] : ['SIGINT', 'SIGTERM', 'SIGHUP'];

export function processIo(): Io {
  // A reader that went away (`| head`) is no fault of this program: it goes on without being read.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return {
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    env: process.env,
    onSignal: (listener) => {
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
  };
}

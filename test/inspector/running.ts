// The program `parley` inside a test's own process, with streams of the test's.
import { PassThrough } from 'node:stream';
import type { ExecutionContext } from 'ava';
import { run } from '../../src/cli/program.js';

export interface Running {
  readonly exitCode: Promise<number>;
  readonly shown: { readonly output: string; readonly errors: string };
  write(lines: string): void;
  /** As Ctrl-C. */
  signal(): void;
  /** The first group of it, or all, as soon as it stands there. @throws when the program ends without it. */
  says(where: 'output' | 'errors', pattern: RegExp): Promise<string>;
}

/** Ended with the test by a signal. */
export function running(t: ExecutionContext, args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const shown = { output: '', errors: '' };
  const waiting = new Set<() => void>();
  for (const [where, stream] of Object.entries({ output, errors }) as ['output' | 'errors', PassThrough][]) // the two keys above
    stream.setEncoding('utf8').on('data', (piece: string) => {
      shown[where] += piece;
      for (const check of waiting) check();
    });
  const listeners = new Set<() => void>();
  const signal = () => {
    for (const listener of listeners) listener();
  };
  const onSignal = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const exitCode = run(args, { input, output, errors, env, onSignal });
  t.teardown(async () => {
    input.end();
    signal();
    await exitCode;
  });
  return {
    exitCode,
    shown,
    signal,
    write: (lines) => input.write(lines),
    says: (where, pattern) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const found = pattern.exec(shown[where]);
          if (found) resolve(found[1] ?? found[0]);
        };
        waiting.add(check);
        check();
        void exitCode.then(() => reject(new Error(`ended without ${pattern}: ${shown.output}${shown.errors}`)));
      }),
  };
}

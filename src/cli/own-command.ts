// Where this program is, to start it as a process of its own.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** As the build joined it (scripts/bundle.js), where it has done so. */
export const programFile: string = [new URL('../../program/main.js', import.meta.url), new URL('./main.js', import.meta.url)]
  .map((url) => fileURLToPath(url))
  .reduce((joined, separate) => (existsSync(joined) ? joined : separate));

/** How to start it, up to its arguments. */
export const ownCommand: readonly [string, ...string[]] = [process.execPath, programFile];

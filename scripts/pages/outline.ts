// The program's commands and flags, without running it.
import { PassThrough } from 'node:stream';
import { wholeOutline } from '../../src/cli/program.js';
import type { ProgramOutline } from '../../src/cli/programs/outline.js';
import { english } from '../../src/cli/texts/texts.js';

export function programOutline(): Promise<ProgramOutline> {
  const stream = () => new PassThrough();
  return wholeOutline({ input: stream(), output: stream(), errors: stream(), env: {}, onSignal: () => () => {}, say: english });
}

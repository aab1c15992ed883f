// What `parley chat` can be given.
import type { RecordedRun } from './recordings/recorded.js';
import type { SignInOptions } from './sign-in.js';
import type { Watch } from './watching.js';

export interface ChatCommandOptions extends SignInOptions, Partial<Watch & RecordedRun> {
  /** Objects of JSON instead of lines for people. */
  readonly json?: boolean;
  /** The settings file, if not the platform's own. */
  readonly settings?: string;
}

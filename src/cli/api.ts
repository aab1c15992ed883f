// What the command line takes of the library that reaches the network or the disk; tests hand in their own.
import type { createPeer, createRegistry, forgetRegistry, knownRegistries } from '../index.js';

export interface Api {
  readonly createPeer: typeof createPeer;
  readonly createRegistry: typeof createRegistry;
  readonly knownRegistries: typeof knownRegistries;
  readonly forgetRegistry: typeof forgetRegistry;
}

// What all nodes of a simulation share.
import type { MemoryNetwork } from '../src/transport/memory-network.js';
import type { Chance } from './chance.js';
import type { Ledger } from './ledger.js';
import type { Stock } from './stock.js';
import type { Trace } from './trace.js';
import type { VirtualClock } from './virtual-clock.js';

export interface Surroundings {
  readonly clock: VirtualClock;
  readonly memory: MemoryNetwork;
  readonly chance: Chance;
  readonly stock: Stock;
  readonly trace: Trace;
  readonly ledger: Ledger;
  /** Who is at an address. */
  readonly names: Map<string, string>;
}

export const registryHost = '10.0.0.1';
export const registryName = 'registry';
export const registryPort = 7070;
export const peerPort = 5000;

// What is recorded for docs/state-charts/sequences/ besides the figures of the design document: each exchange of the protocol, as
// real programs carry it out over memory links.
import type { Sequence } from './openings.js';
import { peerSequences } from './peer-sequences.js';
import { registrySequences } from './registry-sequences.js';

/** In the order of their names. */
export const sequences: readonly Sequence[] = [...registrySequences, ...peerSequences].sort((one, other) =>
  one.name < other.name ? -1 : 1,
);

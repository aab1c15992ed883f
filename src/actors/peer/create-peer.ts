// Makes a peer: one user at one registry.
import type { Peer, PeerOptions } from './api.js';
import { createCircle } from './circle.js';
import { makePeer } from './make-peer.js';

/**
 * A peer that does nothing until `start` is called.
 * @throws ParleyError `invalid` or `name-invalid` for options that cannot be.
 */
export function createPeer(options: PeerOptions): Peer {
  return makePeer(options, createCircle);
}

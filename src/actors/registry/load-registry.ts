// The library's way to a registry: loaded when one is made, for most programs only want a peer.
import type { CreateRegistry } from './api.js';

export const createRegistry: CreateRegistry = async (options) => {
  const loaded = await import('./create-registry.js');
  return loaded.createRegistry(options);
};

// The library: `import { createRegistry, createPeer } from 'parley'`.
export { ParleyError } from './actors/errors.js';
export type * from './actors/peer/api.js';
export type * from './actors/registry/api.js';

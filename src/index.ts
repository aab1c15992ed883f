// The library: `import { createRegistry, createPeer } from 'parley'`. The command line uses nothing else.
export { ParleyError } from './actors/errors.js';
export type * from './actors/inspection.js';
export type * from './actors/peer/api.js';
export { createPeer } from './actors/peer/create-peer.js';
export { defaultDataDirectory } from './actors/peer/data-directory.js';
export { forgetRegistry, type KnownRegistry, knownRegistries, type RegistriesOptions } from './actors/peer/registries.js';
export { sentenceFor } from './actors/refusals.js';
export type * from './actors/registry/api.js';
export { createRegistry } from './actors/registry/load-registry.js';
export { fingerprintLength, parseRegistryLink, printRegistryLink, type RegistryAddress } from './protocol/addresses.js';
export { isWithin, type PeerLimits, peerSettings, type RegistryLimits, registrySettings } from './protocol/limits.js';
export { isName, isRoomName } from './protocol/names.js';
export { stripControls } from './protocol/text.js';
export type { Contact, Conversation, Delivery, DeliveryState, StoredMessage } from './store/peer-store.js';
export { createLogger, type LogOutputOptions } from './support/log-output.js';
export type { Logger } from './support/logger.js';
export type { Clock, Runtime } from './support/runtime.js';
export type { Network } from './transport/link.js';

// The library's face of a registry. src/index.ts gives it out.
import type { RegistryLimits } from '../../protocol/limits.js';
import type { Logger } from '../../support/logger.js';
import type { Runtime } from '../../support/runtime.js';
import type { Endpoint, Network } from '../../transport/link.js';
import type { Inspector } from '../inspection.js';

export interface RegistryOptions {
  /** Accounts, rooms, the CA's key; made if missing, for the owner's eyes only. */
  readonly dataDirectory: string;
  /** TCP and UDP. Default: every interface, port 7070; port 0 is a free one. */
  readonly listen?: { readonly host: string; readonly port: number };
  /** The host that the link names. Default: the first address of this machine that fits what is listened on. */
  readonly publicHost?: string;
  /** No TLS, on loopback only. */
  readonly plain?: boolean;
  readonly limits?: Partial<RegistryLimits>;
  /** Calls it after so many ms in which nobody was connected (the local registry ends itself so). */
  readonly idle?: { readonly ms: number; readonly onIdle: () => void };
  readonly logger?: Logger;
  readonly runtime?: Runtime;
  readonly network?: Network;
  /** Receives every inspection event of every actor (XState's `inspect`). */
  readonly inspect?: Inspector;
}

export interface Registry {
  /** `parley://HOST:PORT#FINGERPRINT`, or `parley+plain://HOST:PORT`. */
  readonly link: string;
  readonly address: Endpoint;
  /** Users online now. */
  readonly online: number;
  /** GOODBYE to everybody, then the store is closed. Never rejected; the same promise at every call. */
  close(): Promise<void>;
}

/** @throws ParleyError `storage` or `invalid`, or the system's error when the address cannot be had. */
export type CreateRegistry = (options: RegistryOptions) => Promise<Registry>;

// The registries that this machine's user has met (section 1, trust on first use), for programs that list or forget them.
import { addressKey, parseRegistryLink } from '../../protocol/addresses.js';
import type { KnownRegistries } from '../../store/peer-store.js';
import { openKnownRegistries } from '../../store/sqlite-known-registries.js';
import { parleyError } from '../refusals.js';
import { defaultDataDirectory, knownRegistriesFile } from './data-directory.js';
import { toParleyError } from './store-failure.js';

export interface RegistriesOptions {
  /** Default: the platform's own place. */
  readonly dataDirectory?: string;
}

export interface KnownRegistry {
  /** `host:port` in lower case. */
  readonly address: string;
  /** Of its CA, base64url. */
  readonly fingerprint: string;
}

/** The registries met so far, the newest used first. */
export function knownRegistries(options: RegistriesOptions = {}): Promise<readonly KnownRegistry[]> {
  return withRegistries(options, (known) => known.list());
}

/**
 * Forgets the key of a registry (a link or HOST:PORT), so that the next one shown is trusted. False when there was none.
 * @throws ParleyError `invalid` when this is no address.
 */
export async function forgetRegistry(address: string, options: RegistriesOptions = {}): Promise<boolean> {
  const parsed = parseRegistryLink(address);
  if (!parsed) throw parleyError('invalid', undefined, 'A registry is given as HOST:PORT or parley://HOST:PORT.');
  return withRegistries(options, (known) => known.forget(addressKey(parsed.host, parsed.port)));
}

async function withRegistries<T>({ dataDirectory }: RegistriesOptions, use: (known: KnownRegistries) => Promise<T>): Promise<T> {
  try {
    const known = await openKnownRegistries(knownRegistriesFile(dataDirectory ?? defaultDataDirectory()));
    try {
      return await use(known);
    } finally {
      await known.close();
    }
  } catch (error) {
    throw toParleyError(error);
  }
}

// Where a peer keeps what lasts: one directory for all, one profile in it for each user at each registry.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import envPaths from 'env-paths';
import { nameKey } from '../../protocol/names.js';

/** The platform's own place for this program's data. */
export function defaultDataDirectory(): string {
  return envPaths('parley', { suffix: '' }).data;
}

/** The file of the registries that were met. */
export function knownRegistriesFile(dataDirectory: string): string {
  return join(dataDirectory, 'registries.db');
}

/**
 * The file of a user at a registry. `registry` is the CA's fingerprint, or without TLS `HOST:PORT`. Neither stands in the
 * path as it is: a name is no file name.
 */
export function profileFile(dataDirectory: string, registry: string, name: string): string {
  const hash = createHash('sha256')
    .update(`${registry}\n${nameKey(name)}`, 'utf8')
    .digest('hex')
    .slice(0, 32);
  return join(dataDirectory, 'profiles', hash, 'parley.db');
}

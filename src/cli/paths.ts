// Where this program keeps what lasts.
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { defaultDataDirectory } from '../index.js';

/** The directory that `--data` names, else the platform's own place. */
export function dataDirectory(given: string | undefined): string {
  return given === undefined ? defaultDataDirectory() : resolve(given);
}

/** The accounts, rooms and keys of a registry for others. */
export const registryDirectory = (data: string): string => join(data, 'registry');
/** Those of the registry that a chat starts for this machine alone. */
export const localRegistryDirectory = (data: string): string => join(data, 'local-registry');
/** Which names were used where. */
export const recentFile = (data: string): string => join(data, 'recent.json');

/** The settings: where the flag says, else beside the data that was named, else in the platform's own place for such. */
export function settingsFile({ settings, data }: { readonly settings?: string; readonly data?: string }): string {
  if (settings !== undefined) return resolve(settings);
  return join(data === undefined ? envPaths('parley', { suffix: '' }).config : resolve(data), 'settings.conf');
}

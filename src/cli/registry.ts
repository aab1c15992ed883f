// `parley registry`: runs a registry until it is told to end. One line on standard output, when it is ready; logs on the other.
import { createLogger, ParleyError, type RegistryLimits } from '../index.js';
import type { Api } from './api.js';
import type { Io } from './io.js';
import { announceRegistry } from './local-registry.js';
import { dataDirectory, registryDirectory } from './paths.js';
import { refusalSentence } from './sentences.js';
import type { Say } from './texts/catalogue.js';
import { english } from './texts/texts.js';
import type { HostAndPort, LogLevel } from './values.js';
import type { Watch } from './watching.js';

export interface RegistryCommandOptions extends Partial<Watch> {
  readonly listen?: HostAndPort;
  readonly publicHost?: string;
  /** All that lasts is right in it. Default: a folder in the platform's own place. */
  readonly data?: string;
  readonly plain?: boolean;
  readonly logLevel: LogLevel;
  readonly limits: Partial<RegistryLimits>;
  /** Ends after so many seconds in which nobody was connected. */
  readonly idleExit?: number;
  /** Where a chat looks for the registry that it started. */
  readonly stateFile?: string;
}

/** Serves until a signal comes or nobody needs it any more; gives the exit code. */
export async function runRegistry(
  options: RegistryCommandOptions,
  { output, errors, onSignal, say = english }: Io & { readonly say?: Say },
  api: Api,
): Promise<number> {
  const { listen, publicHost, data, plain = false, logLevel, limits, idleExit, stateFile, whereToLook } = options;
  for (const sentence of whereToLook?.(say) ?? []) errors.write(`${sentence}\n`);
  const logger = createLogger({ level: logLevel, destination: 2, format: 'auto' });
  let end = () => {};
  const isOver = new Promise<void>((resolve) => {
    end = resolve;
  });
  const stopListening = onSignal(() => end());
  try {
    const registry = await api.createRegistry({
      dataDirectory: data === undefined ? registryDirectory(dataDirectory(undefined)) : dataDirectory(data),
      plain,
      limits,
      logger,
      ...(listen === undefined ? {} : { listen }),
      ...(publicHost === undefined ? {} : { publicHost }),
      ...(idleExit === undefined ? {} : { idle: { ms: idleExit * 1000, onIdle: () => end() } }),
    });
    const retract = stateFile && (await announceRegistry(stateFile, { link: registry.link, ...registry.address, pid: process.pid }));
    output.write(`listening ${registry.link}\n`);
    await isOver;
    if (retract) await retract();
    await registry.close();
    return 0;
  } catch (error) {
    errors.write(`parley: ${startSentence(error, listen, say)}\n`);
    return 1;
  } finally {
    stopListening();
  }
}

/** Why a registry does not start, and what to do. */
function startSentence(error: unknown, { host, port }: HostAndPort = { host: '', port: 7070 }, say: Say): string {
  if (error instanceof ParleyError) return refusalSentence(error, say);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const where = host === '' ? say('port', { port }) : `${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (code === 'EADDRINUSE') return say('portTaken', { where });
  if (code === 'EACCES') return say('portForbidden', { where });
  if (code === 'EADDRNOTAVAIL') return say('hostNotOwn', { host });
  if (code === 'ENOTFOUND') return say('hostUnknown', { host });
  return say('registryCannotStart', { what: error instanceof Error ? error.message : String(error) });
}

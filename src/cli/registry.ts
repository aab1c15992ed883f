// `parley registry`: runs a registry until it is told to end. One line on standard output, when it is ready; logs on the other.
import { createLogger, ParleyError, type RegistryLimits } from '../index.js';
import type { Io } from './io.js';
import type { Library } from './library.js';
import { announceRegistry } from './local-registry.js';
import { dataDirectory, registryDirectory } from './paths.js';
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
export async function runRegistry(options: RegistryCommandOptions, { output, errors, onSignal }: Io, library: Library): Promise<number> {
  const { listen, publicHost, data, plain = false, logLevel, limits, idleExit, stateFile, whereToLook } = options;
  for (const sentence of whereToLook?.(english) ?? []) errors.write(`${sentence}\n`);
  const logger = createLogger({ level: logLevel, destination: 2, format: 'auto' });
  let end = () => {};
  const isOver = new Promise<void>((resolve) => {
    end = resolve;
  });
  const stopListening = onSignal(() => end());
  try {
    const registry = await library.createRegistry({
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
    errors.write(`parley: ${startSentence(error, listen)}\n`);
    return 1;
  } finally {
    stopListening();
  }
}

/** Why a registry does not start, and what to do. */
function startSentence(error: unknown, { host, port }: HostAndPort = { host: '', port: 7070 }): string {
  if (error instanceof ParleyError || !(error instanceof Error)) return error instanceof Error ? error.message : String(error);
  const where = host === '' ? `Port ${port}` : `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `${where} is in use by another program. Choose another port with --listen HOST:PORT.`;
  if (code === 'EACCES') return `${where} may not be listened on. Choose a port above 1023 with --listen HOST:PORT.`;
  if (code === 'EADDRNOTAVAIL') return `${host} is no address of this machine. Choose one of its own with --listen HOST:PORT.`;
  if (code === 'ENOTFOUND') return `${host} is not known. Choose an address of this machine with --listen HOST:PORT.`;
  return `The registry cannot start: ${error.message}`;
}

// Readers of option values. They load nothing of the library, so that help is quick; what is wrong is a key of the catalogue (help.ts).
import { InvalidArgumentError } from 'commander';

/** What a log may leave out, from the most to the least that is told. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Those that there is a completion for. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** `HOST:PORT`, `[V6]:PORT`, `:PORT` or `PORT`; without a host it is every interface. */
export function readHostAndPort(text: string): HostAndPort {
  const found = /^(?:(?:\[([0-9a-f:.]+)\]|([^[\]:\s]*)):)?(\d{1,5})$/i.exec(text);
  const port = Number(found?.[3]);
  if (!found || port > 65_535) throw new InvalidArgumentError('needsHostAndPort');
  return { host: found[1] ?? (found[2] || '::'), port };
}

/** One that others can dial. */
export function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) throw new InvalidArgumentError('needsPort');
  return port;
}

/** One that this program listens on; 0: the system chooses. */
export function readInspectorPort(text: string): number {
  return text === '0' ? 0 : readPort(text);
}

/** A number as people write it, whole or with a fraction. */
export function readNumber(text: string): number {
  if (!/^\d{1,15}(\.\d{1,6})?$/.test(text)) throw new InvalidArgumentError('needsNumber');
  return Number(text);
}

/** A whole number from 1 up. */
export function readCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('needsCount');
  return Number(text);
}

/** Of a flag that can be given again: all its values. */
export function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

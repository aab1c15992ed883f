// The registry that a chat starts for this machine when none is named: a process of its own, on loopback, with its own data
// directory. It outlives the chat that started it, and ends itself after ten unused minutes.
import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ParleyError } from '../index.js';

export interface LocalRegistryOptions {
  /** Its own; made if missing. */
  readonly directory: string;
  /** The program and its first arguments, up to `registry`. */
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a running registry says of itself in its state file. */
export interface RegistryState {
  readonly link: string;
  readonly host: string;
  readonly port: number;
  readonly pid: number;
}

/** Unused for so many seconds, it ends. */
const idleSeconds = 600;
/** From its start to its state file, ms; also how long a lock can be believed. */
const startTime = 20_000;
const lookInterval = 25;
const probeTime = 1000;

const stateFile = (directory: string) => join(directory, 'running.json');
const lockFile = (directory: string) => join(directory, 'starting.lock');
const logFile = (directory: string) => join(directory, 'registry.log');

/**
 * The link of the registry that runs here, started now if there was none. However many ask at once, one is started.
 * @throws ParleyError `unreachable` when it does not start; the message names its log.
 */
export async function findOrStartRegistry(options: LocalRegistryOptions): Promise<{ readonly link: string; readonly isNew: boolean }> {
  const { directory } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const deadline = Date.now() + startTime;
  while (Date.now() < deadline) {
    const running = await runningRegistry(directory);
    if (running) return { link: running.link, isNew: false };
    const release = await takeLock(lockFile(directory));
    if (!release) {
      await pause(lookInterval);
      continue;
    }
    try {
      // Whoever held the lock before may just have started one.
      const started = await runningRegistry(directory);
      if (started) return { link: started.link, isNew: false };
      return { link: await start(options, deadline), isNew: true };
    } finally {
      await release();
    }
  }
  throw notStarted(directory);
}

/** The registry of this directory, if its process lives and its port answers. */
export async function runningRegistry(directory: string): Promise<RegistryState | undefined> {
  const state = await lastRegistry(directory);
  return state && isAlive(state.pid) && (await answers(state)) ? state : undefined;
}

/** Says that a registry runs; gives back what takes that word back. For the registry's own process. */
export async function announceRegistry(file: string, state: RegistryState): Promise<() => Promise<void>> {
  const unfinished = `${file}.${state.pid}`;
  await writeFile(unfinished, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(unfinished, file);
  return async () => {
    const current = await readStateFile(file);
    // The port stays for the next one, so that links that were shared stay good.
    if (current?.pid === state.pid) await writeFile(file, `${JSON.stringify({ ...state, pid: 0 })}\n`, { mode: 0o600 }).catch(() => {});
  };
}

/** The port it had last, else any. */
async function start(options: LocalRegistryOptions, deadline: number): Promise<string> {
  const last = await lastRegistry(options.directory);
  const link = (last && (await startOn(last.port, options, deadline))) ?? (await startOn(0, options, deadline));
  if (link === undefined) throw notStarted(options.directory);
  return link;
}

/** Undefined when the process ended before it was ready. */
async function startOn(port: number, { directory, command, env }: LocalRegistryOptions, deadline: number): Promise<string | undefined> {
  const [program, ...first] = command;
  const log = await open(logFile(directory), 'w', 0o600);
  const { PARLEY_PASSWORD: _, ...environment } = env;
  const child = spawn(
    program,
    [
      ...first,
      ...['--listen', `127.0.0.1:${port}`],
      ...['--data', directory],
      ...['--state-file', stateFile(directory)],
      ...['--idle-exit', String(idleSeconds)],
    ],
    { cwd: directory, detached: true, windowsHide: true, stdio: ['ignore', log.fd, log.fd], env: environment },
  );
  let hasEnded = false;
  child.once('error', () => {
    hasEnded = true;
  });
  child.once('exit', () => {
    hasEnded = true;
  });
  child.unref();
  await log.close();
  while (!hasEnded && Date.now() < deadline) {
    const state = await lastRegistry(directory);
    if (state?.pid === child.pid) return state?.link;
    await pause(lookInterval);
  }
  return undefined;
}

/** Undefined: somebody else has it. One whose owner is dead, or that is too old to be true, is taken away first. */
async function takeLock(file: string): Promise<(() => Promise<void>) | undefined> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx', mode: 0o600 });
    return () => rm(file, { force: true });
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
  if (!(await isStale(file))) return undefined;
  // Of several that find it stale only one moves it away; what it moved is looked at again, lest it was a new one.
  const aside = `${file}.${process.pid}`;
  try {
    await rename(file, aside);
  } catch {
    return undefined;
  }
  if (await isStale(aside)) await rm(aside, { force: true });
  else await rename(aside, file);
  return undefined;
}

async function isStale(lock: string): Promise<boolean> {
  try {
    const [{ mtimeMs }, owner] = await Promise.all([stat(lock), readFile(lock, 'utf8')]);
    // Empty: made, and not yet written.
    return Date.now() - mtimeMs > startTime || (owner !== '' && !isAlive(Number(owner)));
  } catch {
    return false;
  }
}

/** The registry that runs here or ran here last. */
export function lastRegistry(directory: string): Promise<RegistryState | undefined> {
  return readStateFile(stateFile(directory));
}

async function readStateFile(file: string): Promise<RegistryState | undefined> {
  try {
    const state: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isState(state) ? state : undefined;
  } catch {
    // Not there, or not complete.
    return undefined;
  }
}

function isState(state: unknown): state is RegistryState {
  if (typeof state !== 'object' || state === null) return false;
  const { link, host, port, pid } = state as Partial<Record<keyof RegistryState, unknown>>; // each is checked here
  return typeof link === 'string' && typeof host === 'string' && Number.isInteger(port) && Number.isInteger(pid);
}

function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, but somebody else's.
    return isCode(error, 'EPERM');
  }
}

function answers({ host, port }: RegistryState): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: probeTime });
    const done = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => done(true));
    socket.once('timeout', () => done(false));
    socket.once('error', () => done(false));
  });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function notStarted(directory: string): ParleyError {
  return new ParleyError('unreachable', `The registry of this machine did not start. Its log is ${logFile(directory)}.`);
}

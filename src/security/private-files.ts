// Files that only their owner may read, written whole or not at all. On Windows modes mean nothing: there the access list of
// the user's profile, under which the data directory lies, keeps others out.
import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SecurityError } from './security-error.js';

const hasModes = process.platform !== 'win32';
const others = 0o077;
const sticky = 0o1000;

/**
 * Makes a directory that only its owner may enter, or makes an existing one so.
 * @throws SecurityError for one that is shared on purpose, like /tmp; the system's error when it cannot be had.
 */
export async function openPrivateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (!hasModes) return;
  const { mode } = await stat(path);
  if (mode & sticky) throw new SecurityError(`${path} is a directory that users share; choose one of its own for the registry's keys`);
  if (mode & others) await chmod(path, 0o700);
}

/** The text of a file, or `undefined` when there is none. Takes from others the right to read it. */
export async function readPrivateFile(path: string): Promise<string | undefined> {
  try {
    if (hasModes && (await stat(path)).mode & others) await chmod(path, 0o600);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Writes a file, over an older one. */
export async function replacePrivateFile(path: string, text: string): Promise<void> {
  await writePrivateFile(path, text, (written) => rename(written, path));
}

/** Writes a file unless there is one: gives the text that is there afterwards. */
export async function createPrivateFile(path: string, text: string): Promise<string> {
  try {
    await writePrivateFile(path, text, (written) => claim(written, path));
    return text;
  } catch (error) {
    const winner = isCode(error, 'EEXIST') ? await readPrivateFile(path) : undefined;
    if (winner === undefined) throw error;
    return winner;
  }
}

/** Unlike a rename, a link never replaces what another process has put there since we looked. */
async function claim(written: string, path: string): Promise<void> {
  try {
    await link(written, path);
  } catch (error) {
    if (isCode(error, 'EEXIST')) throw error;
    await rename(written, path); // a file system without links
  }
}

async function writePrivateFile(path: string, text: string, publish: (written: string) => Promise<void>): Promise<void> {
  const written = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(written, 'wx', 0o600);
    try {
      await file.writeFile(text, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await publish(written);
  } finally {
    await rm(written, { force: true });
  }
  await syncDirectory(dirname(path));
}

/** Makes the new name last through a power cut. Windows cannot open directories; there the journal of NTFS does it. */
async function syncDirectory(path: string): Promise<void> {
  if (!hasModes) return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

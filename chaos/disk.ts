// The disk of one node, which can be full: to its program alone, by a bound on the files that it writes (EFBIG), or really, on a
// tmpfs of its own (ENOSPC), which takes the right to mount.
import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Life } from './evidence.js';
import type { Guard, Program } from './program.js';

/** Of a tmpfs. */
const mebibytes = 32;

export interface DiskOptions {
  readonly directory: string;
  readonly guard: Guard;
  /** A tmpfs, where it may be mounted. */
  readonly isReal: boolean;
}

export class Disk {
  readonly #directory: string;
  readonly #guard: Guard;
  readonly #filler: string;
  readonly #isMounted: boolean;
  /** No file may be larger; undefined: any size. Bytes. */
  #limit: number | undefined;
  #isFull = false;

  constructor({ directory, guard, isReal }: DiskOptions) {
    mkdirSync(directory, { recursive: true });
    this.#directory = directory;
    this.#guard = guard;
    this.#filler = join(directory, 'filler');
    this.#isMounted = isReal && mount(directory);
    if (this.#isMounted) guard.watch(directory);
  }

  /** A program has been started on it. */
  started(program: Program, life: Life): void {
    life.wasFull ||= this.#isFull;
    if (this.#limit !== undefined) program.limitFiles(this.#limit);
  }

  /** Leaves so many bytes to the program, which may run or not. */
  fill(bytes: number, program: Program | undefined, life: Life | undefined): void {
    this.#isFull = true;
    if (life) life.wasFull = true;
    if (this.#isMounted) {
      occupy(this.#filler, bytes);
    } else {
      this.#limit = bytes;
      program?.limitFiles(bytes);
    }
  }

  free(program: Program | undefined): void {
    this.#isFull = false;
    this.#limit = undefined;
    if (this.#isMounted) rmSync(this.#filler, { force: true });
    else program?.limitFiles(undefined);
  }

  /** What is on a tmpfs is gone with it. */
  close(): void {
    if (!this.#isMounted) return;
    unmount(this.#directory);
    this.#guard.unwatch(this.#directory);
  }
}

/** Why disks cannot be filled here; undefined where they can. */
export function cannotFill(): string | undefined {
  const { status } = spawnSync('prlimit', ['--version'], { stdio: 'ignore' });
  return status === 0 ? undefined : 'there is no prlimit, with which a disk is made full to one process';
}

function unmount(directory: string): void {
  spawnSync('umount', ['-l', directory], { stdio: 'ignore' });
}

function mount(directory: string): boolean {
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=700`, 'parley-chaos', directory], {
    stdio: 'ignore',
  });
  return status === 0;
}

/** Takes all of the disk but so many bytes. */
function occupy(filler: string, left: number): void {
  const file = openSync(filler, 'w');
  const chunk = Buffer.alloc(65_536);
  let size = 0;
  try {
    for (;;) size += writeSync(file, chunk);
  } catch {
    // Now it is full.
  }
  if (left > 0) ftruncateSync(file, Math.max(0, size - left));
  closeSync(file);
}

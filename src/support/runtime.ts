// What a program takes from the world and tests replace: time, randomness and new ids. Injected everywhere, never imported.
import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/** Timers, as XState's actor systems take them. */
export interface Clock {
  setTimeout(callback: (...args: unknown[]) => void, ms: number): unknown;
  clearTimeout(id: unknown): void;
}

/** The world, as one small object. */
export interface Runtime {
  readonly clock: Clock;
  /** Milliseconds since 1970 by the wall clock; it may jump. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** Unpredictable bytes: keys, tokens, ids. */
  randomBytes(length: number): Buffer;
}

/** The real world. */
export const systemRuntime: Runtime = {
  clock: {
    setTimeout: (callback, ms) => setTimeout(callback, ms),
    clearTimeout: (id) => clearTimeout(id as NodeJS.Timeout), // what setTimeout above gave
  },
  now: () => Date.now(),
  random: () => Math.random(),
  randomBytes: (length) => randomBytes(length),
};

/** A UUIDv7 in lower case (RFC 9562): the `Message-Id` of section 5. */
export function newMessageId(runtime: Runtime): string {
  return v7({ msecs: runtime.now(), random: runtime.randomBytes(16) });
}

/** 16 hex digits: a `Stream` or a `Room-Id`. */
export function newId16(runtime: Runtime): string {
  return runtime.randomBytes(8).toString('hex');
}

/** 32 unpredictable bytes, base64url: a `Session` token. */
export function newToken(runtime: Runtime): string {
  return runtime.randomBytes(32).toString('base64url');
}

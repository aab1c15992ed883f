// A clock that stands still until the test turns it: timers fire in the order of their time, those that they set too.
import { randomBytes } from 'node:crypto';
import type { Clock, Runtime } from '../../src/support/runtime.js';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

export class TurnedClock implements Clock {
  /** Milliseconds turned so far. */
  time = 0;
  #timers = new Map<number, Timer>();
  #lastId = 0;

  /** Timers that have not fired. */
  get pending(): number {
    return this.#timers.size;
  }

  setTimeout(callback: () => void, ms: number): number {
    this.#lastId += 1;
    this.#timers.set(this.#lastId, { at: this.time + Math.max(0, ms), callback });
    return this.#lastId;
  }

  clearTimeout(id: unknown): void {
    this.#timers.delete(Number(id));
  }

  /** Turns to the next timer within `ms` and fires it; without one, turns by all of `ms`. Returns what is left of it. */
  step(ms: number): number {
    const end = this.time + ms;
    let next: [id: number, timer: Timer] | undefined;
    for (const entry of this.#timers) if (entry[1].at <= end && (!next || entry[1].at < next[1].at)) next = entry;
    this.time = next ? Math.max(this.time, next[1].at) : end;
    if (next) {
      this.#timers.delete(next[0]);
      next[1].callback();
    }
    return next ? end - this.time : -1;
  }

  /** Turns by `ms`, firing what falls due. */
  advance(ms: number): void {
    for (let left = ms; left >= 0; ) left = this.step(left);
  }
}

/** A runtime on a turned clock: it is 2026-01-01, and chance is the same each time. */
export function turnedRuntime(clock: TurnedClock, seed = 1): Runtime {
  const started = Date.UTC(2026, 0, 1);
  let state = seed;
  return {
    clock,
    now: () => started + clock.time,
    random: () => {
      // A linear congruential generator (Numerical Recipes' constants): enough to spread back-offs.
      state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
      return state / 4_294_967_296;
    },
    randomBytes,
  };
}

// Timers that know of sleep: while a machine is suspended, timers stand still and the wall clock goes on. After a wall clock's
// jump ahead every timer has waited that much longer, so that links, sessions, certificates and back-offs that ran out in
// the meantime are dealt with at once. A clock that is set back changes nothing: timers go by the time that passes.
import type { Clock, Runtime } from './runtime.js';

/** The wall clock is looked at so often while anything waits, ms. */
const lookEvery = 5000;
/** The wall clock may be so far ahead of the timers without having jumped: of a busy machine, or one set right, ms. */
const tolerance = 5000;

interface Timer {
  readonly callback: () => void;
  /** By the wall clock, were there no jumps, ms since 1970. */
  due: number;
  handle: unknown;
}

export class WakefulClock implements Clock {
  readonly #clock: Clock;
  readonly #now: () => number;
  /** By the numbers that they were given, so in the order of their making. */
  readonly #timers = new Map<number, Timer>();
  #lastId = 0;
  #look: unknown;

  constructor({ clock, now }: Pick<Runtime, 'clock' | 'now'>) {
    this.#clock = clock;
    this.#now = now;
  }

  setTimeout(callback: () => void, ms: number): number {
    this.#lastId += 1;
    const id = this.#lastId;
    const timer: Timer = { callback, due: this.#now() + ms, handle: undefined };
    this.#timers.set(id, timer);
    this.#arm(id, timer, ms);
    this.#look ??= this.#lookLater();
    return id;
  }

  clearTimeout(id: unknown): void {
    const timer = this.#timers.get(Number(id));
    if (!timer) return;
    this.#clock.clearTimeout(timer.handle);
    this.#timers.delete(Number(id));
    this.#rest();
  }

  #arm(id: number, timer: Timer, ms: number): void {
    timer.handle = this.#clock.setTimeout(() => {
      this.#timers.delete(id);
      this.#rest();
      timer.callback();
    }, ms);
  }

  #lookLater(): unknown {
    const before = this.#now();
    return this.#clock.setTimeout(() => {
      const jump = this.#now() - before - lookEvery;
      this.#look = this.#timers.size > 0 ? this.#lookLater() : undefined;
      if (jump > tolerance) this.#hurry();
      else if (jump < -tolerance) this.#shift(jump);
    }, lookEvery);
  }

  /** Timers whose time has come during the sleep fire in their order; the others wait that much less. */
  #hurry(): void {
    const now = this.#now();
    const waiting = [...this.#timers].sort(([, one], [, other]) => one.due - other.due);
    for (const [id, timer] of waiting) {
      this.#clock.clearTimeout(timer.handle);
      this.#arm(id, timer, Math.max(0, timer.due - now));
    }
  }

  /** The wall clock was set back: what a timer waits for has not come nearer. One that was set since knows already. */
  #shift(ms: number): void {
    const now = this.#now();
    for (const timer of this.#timers.values()) if (timer.due + ms > now) timer.due += ms;
  }

  /** With nothing to wait for nothing is looked at: an idle program may end. */
  #rest(): void {
    if (this.#timers.size > 0) return;
    this.#clock.clearTimeout(this.#look);
    this.#look = undefined;
  }
}

/** The same world, with timers that know of sleep. */
export function wakeful(runtime: Runtime): Runtime {
  const clock = new WakefulClock(runtime);
  return {
    clock,
    now: () => runtime.now(),
    random: () => runtime.random(),
    randomBytes: (length) => runtime.randomBytes(length),
  };
}

// One life of a program on a node: its runtime until it ends or is killed. A killed program does nothing more: its timers do
// not fire, its promises do not settle.
import type { Clock, Runtime } from '../src/support/runtime.js';
import type { Chance } from './chance.js';
import type { Timer, VirtualClock } from './virtual-clock.js';

/** When every simulation begins. */
export const epoch = Date.UTC(2026, 0, 1);

/** The clock on a node's wall, which outlives its programs. */
export interface Wall {
  /** ms that it is wrong. */
  offset: number;
  /** Nothing happens on the node before this time of the simulation (a laptop that sleeps). */
  asleepUntil: number;
}

export class Life {
  isOver = false;
  readonly runtime: Runtime;
  readonly #world: VirtualClock;
  readonly #wall: Wall;
  readonly #alarms = new Set<Alarm>();

  constructor(world: VirtualClock, wall: Wall, chance: Chance) {
    this.#world = world;
    this.#wall = wall;
    const clock: Clock = {
      setTimeout: (callback, ms) => this.#set(() => callback(), ms),
      clearTimeout: (timer) => this.#clear(timer as Alarm | undefined), // what setTimeout above gave
    };
    this.runtime = {
      clock,
      now: () => epoch + Math.floor(world.time) + wall.offset,
      random: () => chance.next(),
      randomBytes: (length) => chance.bytes(length),
    };
  }

  /** Timers of this life that will fire. */
  get pending(): number {
    return this.#alarms.size;
  }

  /** Fulfilled after so many ms, unless killed. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.#set(resolve, ms));
  }

  kill(): void {
    this.isOver = true;
    for (const { timer } of this.#alarms) this.#world.clear(timer);
    this.#alarms.clear();
  }

  /** What never comes, for whoever waits in a life that is over. */
  static never<T>(): Promise<T> {
    return new Promise(() => {});
  }

  #set(task: () => void, ms: number): Alarm | undefined {
    if (this.isOver) return undefined;
    const ring = (): void => {
      const wait = this.#wall.asleepUntil - this.#world.time;
      if (wait > 0) {
        alarm.timer = this.#world.set(ring, wait);
        return;
      }
      this.#alarms.delete(alarm);
      task();
    };
    const alarm: Alarm = { timer: this.#world.set(ring, ms) };
    this.#alarms.add(alarm);
    return alarm;
  }

  #clear(alarm: Alarm | undefined): void {
    if (alarm && this.#alarms.delete(alarm)) this.#world.clear(alarm.timer);
  }
}

/** A timer, put off where the node sleeps. */
interface Alarm {
  timer: Timer;
}

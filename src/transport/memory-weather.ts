// What stands between the hosts of a memory network: delay, blocked ways, lost datagrams, breaks at a chosen byte.
import { normalizeHost } from '../protocol/addresses.js';
import type { Clock } from '../support/runtime.js';
import type { Endpoint } from './link.js';

/** Whether a datagram is lost on its way. */
export type Drop = (bytes: Uint8Array, from: Endpoint, to: Endpoint) => boolean;

/** Something between two hosts that a cut breaks. */
export interface Breakable {
  readonly ends: readonly [string, string];
  break(): void;
}

interface Shears {
  readonly from: string;
  readonly to: string;
  /** Bytes that still pass. */
  left: number;
}

export class Weather {
  drop: Drop | undefined;
  readonly live = new Set<Breakable>();
  readonly #clock: Clock;
  readonly #latency: number;
  #isBlocked: (one: string, other: string) => boolean = () => false;
  #stalled: (() => void)[] = [];
  #shears: Shears[] = [];

  constructor(clock: Clock, latency: number) {
    this.#clock = clock;
    this.#latency = latency;
  }

  /** Runs something after the time that one way takes: a timer of the clock, or a microtask when it takes none. */
  afterOneWay(task: () => void): void {
    if (this.#latency > 0) this.#clock.setTimeout(task, this.#latency);
    else queueMicrotask(task);
  }

  isBlocked(one: string, other: string): boolean {
    return one !== other && this.#isBlocked(one, other);
  }

  /** Runs something now, or when the way is free again. */
  whenFree(one: string, other: string, task: () => void): void {
    if (this.isBlocked(one, other)) this.#stalled.push(() => this.whenFree(one, other, task));
    else task();
  }

  block(isBlocked: (one: string, other: string) => boolean): void {
    const before = this.#isBlocked;
    this.#isBlocked = (one, other) => before(one, other) || isBlocked(one, other);
  }

  heal(): void {
    this.#isBlocked = () => false;
    const stalled = this.#stalled;
    this.#stalled = [];
    for (const task of stalled) queueMicrotask(task);
  }

  cut(a: string, b: string | undefined): void {
    for (const wire of [...this.live]) if (isBetween(wire.ends, a, b)) wire.break();
  }

  cutAfter(from: string, to: string, bytes: number): void {
    this.#shears.push({ from: normalizeHost(from), to: normalizeHost(to), left: bytes });
  }

  /** How many of so many bytes may pass before the break that is due, if one is. */
  passage(from: string, to: string, bytes: number): number {
    const shears = this.#shears.find((each) => each.from === from && each.to === to);
    if (!shears) return bytes;
    const passing = Math.min(bytes, shears.left);
    shears.left -= passing;
    if (passing < bytes) this.#shears = this.#shears.filter((each) => each !== shears);
    return passing;
  }
}

function isBetween(ends: readonly [string, string], a: string, b: string | undefined): boolean {
  const [one, other] = ends;
  const [from, to] = [normalizeHost(a), b === undefined ? undefined : normalizeHost(b)];
  return (one === from && (to === undefined || other === to)) || (other === from && (to === undefined || one === to));
}

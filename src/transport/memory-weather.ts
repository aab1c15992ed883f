// What stands between the hosts of a memory network: delay, blocked ways, lost datagrams, breaks at a chosen byte.
import { normalizeHost } from '../protocol/addresses.js';
import type { Clock } from '../support/runtime.js';
import type { Endpoint } from './link.js';

/** Whether a datagram is lost on its way. */
export type Drop = (bytes: Uint8Array, from: Endpoint, to: Endpoint) => boolean;

/** One end of what is between two hosts: its own host first. */
export interface Breakable {
  readonly ends: readonly [string, string];
  /** A cut: this end is told. */
  break(): void;
  /** This end is gone; the other one is told when it can be. */
  destroy(): void;
}

type Block = (one: string, other: string) => boolean;

interface Shears {
  readonly from: string;
  readonly to: string;
  /** Bytes that still pass. */
  left: number;
}

/** ms until TCP sends again for the first time; each time after that takes twice as long (RFC 6298; Linux). */
export const retransmission = { connect: 1000, data: 200 } as const;

export class Weather {
  drop: Drop | undefined;
  double: Drop | undefined;
  readonly live = new Set<Breakable>();
  readonly #clock: Clock;
  readonly #latency: () => number;
  readonly #retransmits: boolean;
  readonly #blocks = new Set<Block>();
  #stalled: (() => void)[] = [];
  #shears: Shears[] = [];

  constructor(clock: Clock, latency: number | (() => number), retransmits = false) {
    this.#clock = clock;
    this.#retransmits = retransmits;
    this.#latency = typeof latency === 'number' ? () => latency : latency;
  }

  /** Runs something after the time that one way takes: a timer of the clock, or a microtask when it takes none. */
  afterOneWay(task: () => void): void {
    const ms = this.#latency();
    if (ms > 0) this.#clock.setTimeout(task, ms);
    else queueMicrotask(task);
  }

  isBlocked(one: string, other: string): boolean {
    if (one === other) return false;
    for (const isBlocked of this.#blocks) if (isBlocked(one, other)) return true;
    return false;
  }

  /** Runs something now, or when the way is free again; `first`: ms until it is sent again, where that is needed. */
  whenFree(one: string, other: string, task: () => void, first: number = retransmission.data): void {
    if (!this.isBlocked(one, other)) task();
    else if (this.#retransmits) this.#clock.setTimeout(() => this.whenFree(one, other, task, 2 * first), first);
    else this.#stalled.push(() => this.whenFree(one, other, task));
  }

  /** Returns what ends this block. */
  block(isBlocked: Block): () => void {
    this.#blocks.add(isBlocked);
    return () => {
      if (this.#blocks.delete(isBlocked)) this.#resume();
    };
  }

  heal(): void {
    this.#blocks.clear();
    this.#shears = [];
    this.#resume();
  }

  #resume(): void {
    const stalled = this.#stalled;
    this.#stalled = [];
    for (const task of stalled) queueMicrotask(task);
  }

  cut(a: string, b: string | undefined): void {
    for (const wire of [...this.live]) if (isBetween(wire.ends, a, b)) wire.break();
  }

  crash(ip: string): void {
    for (const end of [...this.live]) if (end.ends[0] === ip) end.destroy();
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

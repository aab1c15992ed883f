// Chance with a seed: the same seed gives the same numbers, whatever else goes on.

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1) (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `min` to `max`, both included. */
  whole(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.whole(0, from.length - 1)] ?? from[0];
  }

  /** `count` different whole numbers below `limit`. */
  some(count: number, limit: number): number[] {
    const left = Array.from({ length: limit }, (_, index) => index);
    return Array.from({ length: Math.min(count, limit) }, () => left.splice(this.whole(0, left.length - 1), 1)[0] ?? 0).sort(
      (a, b) => a - b,
    );
  }
}

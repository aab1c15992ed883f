// Counts attempts of one kind by key in a sliding window (docs/protocol.md, section 7). Bounded in memory: what is over is
// forgotten, and beyond so many keys the oldest are.

/** An attempt under way. */
export interface Attempt {
  /** It is over; whether it counts. Only the first call does anything. */
  leave(isCounted: boolean): void;
}

interface Entry {
  /** When attempts that counted were made, oldest first; at most as many as are allowed. */
  times: number[];
  underWay: number;
  waiting: (() => void)[];
}

export interface AttemptOptions {
  /** Attempts that count, in a window. */
  readonly allowed: number;
  readonly now: () => number;
  /** ms. */
  readonly window?: number;
  readonly maxKeys?: number;
}

export class Attempts {
  readonly #allowed: number;
  readonly #now: () => number;
  readonly #window: number;
  readonly #maxKeys: number;
  /** The one touched last comes last. */
  readonly #entries = new Map<string, Entry>();

  constructor({ allowed, now, window = 60_000, maxKeys = 10_000 }: AttemptOptions) {
    this.#allowed = allowed;
    this.#now = now;
    this.#window = window;
    this.#maxKeys = maxKeys;
  }

  /** Keys that something is known of. */
  get size(): number {
    return this.#entries.size;
  }

  /** Attempts that have been begun and not ended, and those that wait for them. */
  get underWay(): number {
    return [...this.#entries.values()].reduce((sum, { underWay, waiting }) => sum + underWay + waiting.length, 0);
  }

  /**
   * Begins an attempt, or gives the seconds until one may be made. Attempts under way may all come to count: while they would
   * use up what is allowed, this one waits for them, so that many at once get no further than one after the other.
   */
  async enter(key: string): Promise<Attempt | number> {
    for (;;) {
      const wait = this.wait(key);
      if (wait !== undefined) return wait;
      const entry = this.#touch(key);
      if (entry.times.length + entry.underWay < this.#allowed) {
        entry.underWay++;
        return this.#attempt(key, entry);
      }
      await new Promise<void>((resolve) => entry.waiting.push(resolve));
    }
  }

  /** Seconds until one more may be made, or `undefined` when it may now. */
  wait(key: string): number | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#expire(entry);
    const [oldest] = entry.times;
    if (oldest === undefined || entry.times.length < this.#allowed) return undefined;
    return Math.max(1, Math.ceil((oldest + this.#window - this.#now()) / 1000));
  }

  /** Counts one that was not entered. */
  count(key: string): void {
    const { times } = this.#touch(key);
    times.push(this.#now());
    if (times.length > this.#allowed) times.shift();
  }

  clear(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    entry.times = [];
    this.#release(key, entry);
  }

  #attempt(key: string, entry: Entry): Attempt {
    let isOver = false;
    return {
      leave: (isCounted) => {
        if (isOver) return;
        isOver = true;
        entry.underWay--;
        if (isCounted) this.count(key);
        this.#release(key, entry);
      },
    };
  }

  /** Wakes those who wait, and forgets what is empty. */
  #release(key: string, entry: Entry): void {
    for (const wake of entry.waiting.splice(0)) wake();
    if (entry.times.length === 0 && entry.underWay === 0 && this.#entries.get(key) === entry) this.#entries.delete(key);
  }

  #touch(key: string): Entry {
    const entry = this.#entries.get(key) ?? { times: [], underWay: 0, waiting: [] };
    this.#expire(entry);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#prune();
    return entry;
  }

  /** A wall clock may jump: what was counted in the future is as old as what is over. */
  #expire(entry: Entry): void {
    const now = this.#now();
    entry.times = entry.times.filter((time) => time <= now && time > now - this.#window);
  }

  /** From the front, where nothing has happened for longest. */
  #prune(): void {
    for (const [key, entry] of this.#entries) {
      this.#expire(entry);
      const isEmpty = entry.times.length === 0 && entry.underWay === 0 && entry.waiting.length === 0;
      const isOneTooMany = this.#entries.size > this.#maxKeys && entry.underWay === 0;
      if ((!isEmpty && !isOneTooMany) || this.#entries.size === 1) return;
      this.#entries.delete(key);
    }
  }
}

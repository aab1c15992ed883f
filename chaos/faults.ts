// Faults that last a while and may overlap: a thing is as it should be again when the last of them ends.

export class Faults {
  readonly #counts = new Map<string, number>();
  readonly #ends = new Map<() => void, NodeJS.Timeout>();

  /** `key` stands for what is done: `begin` is called with the first, `end` with the last of several at a time. */
  last(key: string, ms: number, begin: () => void, end: () => void): void {
    const count = this.#counts.get(key) ?? 0;
    this.#counts.set(key, count + 1);
    if (count === 0) begin();
    this.after(ms, () => {
      const left = (this.#counts.get(key) ?? 1) - 1;
      this.#counts.set(key, left);
      if (left === 0) end();
    });
  }

  /** Calls it then, or at `endAll`. */
  after(ms: number, end: () => void): void {
    const once = () => {
      clearTimeout(this.#ends.get(once));
      this.#ends.delete(once);
      end();
    };
    this.#ends.set(once, setTimeout(once, ms));
  }

  /** Ends what still lasts, at once, the oldest first. */
  endAll(): void {
    for (const end of [...this.#ends.keys()]) end();
  }

  /** Forgets everything, and ends nothing. */
  drop(): void {
    for (const timer of this.#ends.values()) clearTimeout(timer);
    this.#ends.clear();
  }
}

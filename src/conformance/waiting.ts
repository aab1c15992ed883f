// Waiting for something to arrive, but not for ever.
import { Mismatch } from './check.js';

/** A bell that whoever waits listens to. */
export class Bell {
  #listeners: (() => void)[] = [];
  readonly #others: Bell[] = [];

  ring(): void {
    for (const listener of this.#listeners.splice(0)) listener();
    for (const other of this.#others) other.ring();
  }

  /** The other one rings whenever this one does. */
  alsoRings(other: Bell): void {
    this.#others.push(other);
  }

  /** @throws Mismatch when it does not hold after `ms`. */
  async until(holds: () => boolean, ms: number, expected: string): Promise<void> {
    const deadline = Date.now() + ms;
    while (!holds()) {
      const left = deadline - Date.now();
      if (left <= 0) throw new Mismatch(expected, `nothing for ${ms} ms`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#listeners.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

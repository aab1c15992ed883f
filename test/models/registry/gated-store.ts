// The registry's store in the models' worlds: a path may hold its answers back, or let it fail as a full disk does.
import type { RegistryStore } from '../../../src/store/registry-store.js';
import { StoreError } from '../../../src/store/store-error.js';

export type Operation = keyof RegistryStore;

interface Waiting {
  readonly operation: Operation;
  readonly proceed: () => void;
  readonly fail: (error: StoreError) => void;
}

const full = () => new StoreError('full', 'the disk is full', 'SQLITE_FULL');

export class StoreGate {
  readonly #held = new Set<Operation>();
  readonly #failing = new Set<Operation>();
  #waiting: Waiting[] = [];

  /** The store behind this gate. What is neither held nor fails is the store's own promise. */
  around(store: RegistryStore): RegistryStore {
    return new Proxy(store, {
      get: (target, name: Operation) => {
        const operate = target[name] as (...given: unknown[]) => Promise<unknown>; // every member of a store is an operation
        return (...given: unknown[]) => {
          if (this.#failing.has(name)) return Promise.reject(full());
          if (!this.#held.has(name)) return operate.apply(target, given);
          return this.#turn(name).then(() => operate.apply(target, given));
        };
      },
    });
  }

  /** From now on these wait for `release`. */
  hold(...operations: Operation[]): void {
    for (const operation of operations) this.#held.add(operation);
  }

  /** Nothing is held any more; what waited goes on in its order. */
  release(): void {
    this.#held.clear();
    for (const { proceed } of this.#waiting.splice(0)) proceed();
  }

  /** The same, but for the others. */
  releaseOnly(operation: Operation): void {
    this.#held.delete(operation);
    const released = this.#waiting.filter((each) => each.operation === operation);
    this.#waiting = this.#waiting.filter((each) => each.operation !== operation);
    for (const { proceed } of released) proceed();
  }

  /** The same, but what waited fails. */
  failHeld(): void {
    this.#held.clear();
    for (const { fail } of this.#waiting.splice(0)) fail(full());
  }

  /** From now on these fail, until `heal`. */
  fail(...operations: Operation[]): void {
    for (const operation of operations) this.#failing.add(operation);
  }

  heal(): void {
    this.#failing.clear();
  }

  #turn(operation: Operation): Promise<void> {
    return new Promise((proceed, fail) => this.#waiting.push({ operation, proceed, fail }));
  }
}

// What has begun and must end before the circle can be said to be quiet, or the circle or the store be closed.
import type { Census } from '../census.js';
import type { PeerContext } from './context.js';
import { toParleyError } from './store-failure.js';

/** ms until a write that failed is tried again. */
const storeRetry = 2000;

type Surroundings = Pick<PeerContext, 'emit' | 'logger' | 'runtime'>;

export class PendingWork {
  readonly #context: Surroundings;
  readonly #recovered: () => void;
  readonly #works = new Set<Promise<unknown>>();
  readonly #watchers = new Set<() => void>();
  readonly #pauses = new Set<() => void>();
  /** How many that must be stored could not be, so far. */
  #failing = 0;
  /** What waits to be tried again, where that has a name. */
  readonly #waiting = new Set<string>();
  #isStopped = false;

  /** `recovered`: a disk that failed has taken all that had to be stored. */
  constructor(context: Surroundings, recovered: () => void = () => {}) {
    this.#context = context;
    this.#recovered = recovered;
  }

  get census(): Census {
    return { works: this.#works.size, watchers: this.#watchers.size, pauses: this.#pauses.size };
  }

  /** A failure that nobody else is told of is logged and told to the user. */
  keep(work: Promise<unknown>): void {
    const ended = work
      .catch((error: unknown) => {
        const { reason, message } = toParleyError(error);
        this.#context.logger.warn({ reason, error: String(error) }, 'something could not be done');
        if (reason === 'storage') this.#context.emit('warning', { reason, message });
      })
      .finally(() => {
        this.#works.delete(ended);
        this.changed();
      });
    this.#works.add(ended);
  }

  /**
   * What must be on the disk in the end: a disk that fails is tried again, until nobody is left to try. `what` names a write that
   * stores how something is by then: of several that wait to be tried again one is enough.
   */
  insist(write: () => Promise<unknown>, what?: string): void {
    if (what === undefined || !this.#waiting.has(what)) this.keep(this.#insist(write, what));
  }

  /** From now on nothing is tried again. */
  stop(): void {
    this.#isStopped = true;
    for (const wake of [...this.#pauses]) wake();
  }

  async #insist(write: () => Promise<unknown>, what: string | undefined): Promise<void> {
    let hasFailed = false;
    try {
      while (!(await this.#isWritten(write))) {
        if (!hasFailed) this.#failing++;
        hasFailed = true;
        if (what !== undefined && this.#waiting.has(what)) return;
        if (what !== undefined) this.#waiting.add(what);
        await this.#pause();
        if (what !== undefined) this.#waiting.delete(what);
      }
    } finally {
      if (hasFailed) this.#failing--;
    }
    if (hasFailed && this.#failing === 0 && !this.#isStopped) this.#recovered();
  }

  /** False when it is to be tried again. */
  async #isWritten(write: () => Promise<unknown>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      if (this.#isStopped || toParleyError(error).reason !== 'storage') throw error;
      this.#context.logger.warn({ error: String(error) }, 'something could not be stored, and is tried again');
      return false;
    }
  }

  #pause(): Promise<void> {
    const { clock } = this.#context.runtime;
    return new Promise((resolve) => {
      const wake = () => {
        clock.clearTimeout(timer);
        this.#pauses.delete(wake);
        resolve();
      };
      const timer = clock.setTimeout(wake, storeRetry);
      this.#pauses.add(wake);
    });
  }

  /** Something has changed that `flush` may be waiting for. */
  changed(): void {
    for (const look of [...this.#watchers]) look();
  }

  /** True when nothing is under way and `isBusy` no more; false when that is not so after `ms`. */
  flush(ms: number, isBusy: () => boolean): Promise<boolean> {
    return new Promise((resolve) => {
      const { clock } = this.#context.runtime;
      const end = (isQuiet: boolean): void => {
        this.#watchers.delete(look);
        clock.clearTimeout(timer);
        resolve(isQuiet);
      };
      const look = (): void => {
        if (this.#works.size === 0 && !isBusy()) end(true);
      };
      const timer = clock.setTimeout(() => end(false), ms);
      this.#watchers.add(look);
      look();
    });
  }

  async done(): Promise<void> {
    while (this.#works.size > 0) await Promise.all(this.#works);
  }
}

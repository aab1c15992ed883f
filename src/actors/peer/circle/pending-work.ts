// What has begun and must end before the circle can be said to be quiet, or be closed.

import type { PeerContext } from '../context.js';
import { toParleyError } from '../store-failure.js';

export class PendingWork {
  readonly #context: PeerContext;
  readonly #works = new Set<Promise<unknown>>();
  readonly #watchers = new Set<() => void>();

  constructor(context: PeerContext) {
    this.#context = context;
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

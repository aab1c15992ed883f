// Whatever a person waits for longer than a second is said to go on, once.
import type { Clock } from '../../index.js';

/** ms; what is quicker needs no word. */
export const noticeable = 1000;

/** Timers that keep no process alive. */
export const quietClock: Clock = {
  setTimeout: (callback, ms) => setTimeout(callback, ms).unref(),
  clearTimeout: (id) => clearTimeout(id as NodeJS.Timeout), // what setTimeout above gave
};

/** Gives what the work gives; `tell` is called when that takes noticeably long. */
export async function tellingWhenSlow<Result>(
  work: Result | Promise<Result>,
  tell: () => void,
  clock: Clock = quietClock,
): Promise<Result> {
  const timer = clock.setTimeout(tell, noticeable);
  try {
    return await work;
  } finally {
    clock.clearTimeout(timer);
  }
}

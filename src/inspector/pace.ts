// How much of a program's time its inspector may take: a small part of what the program works, more of what it would only wait. The
// program comes first: what cannot be told in that time is told as lost.

/** What a process has done since it began, ms. */
export interface Doings {
  /** Of the processor, all threads together: on a busy machine less than went by. */
  readonly worked: number;
  /** Waited, with nothing to do. */
  readonly waited: number;
}

const partOfWork = 0.06;
const partOfWaiting = 0.15;
/** So much in any case, ms: it goes on, however slowly. */
const least = 0.5;
/** What can be saved up, ms. */
const most = 25;
/** ms an entry, until it is known. */
const guess = 0.03;

export class Pace {
  readonly #doings: () => Doings;
  #before: Doings;
  /** Of the time that it may take, ms; below zero when it took more. */
  #left = 0;
  #costOfOne = guess;

  constructor(doings: () => Doings = doingsOfProcess) {
    this.#doings = doings;
    this.#before = doings();
  }

  /** How many entries there is time for, by what the program has done since this was asked last. */
  next(): number {
    const { worked, waited } = this.#doings();
    const earned = (worked - this.#before.worked) * partOfWork + (waited - this.#before.waited) * partOfWaiting;
    this.#before = { worked, waited };
    this.#left = Math.min(most, this.#left + Math.max(least, earned));
    return Math.max(0, Math.round(this.#left / this.#costOfOne));
  }

  /** What so many took, ms. */
  spent(entries: number, ms: number): void {
    this.#left -= ms;
    if (entries > 0) this.#costOfOne = 0.8 * this.#costOfOne + (0.2 * ms) / entries;
  }
}

function doingsOfProcess(): Doings {
  const { user, system } = process.cpuUsage();
  return { worked: (user + system) / 1000, waited: performance.eventLoopUtilization().idle };
}

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
const partOfWaiting = 0.1;
/** So much in any case, ms: it goes on, however slowly. */
const least = 0.5;

export class Pace {
  readonly #doings: () => Doings;
  #before: Doings;

  constructor(doings: () => Doings = doingsOfProcess) {
    this.#doings = doings;
    this.#before = doings();
  }

  /** Since it was asked last: how long the inspector may work now, ms. */
  next(): number {
    const { worked, waited } = this.#doings();
    const time = (worked - this.#before.worked) * partOfWork + (waited - this.#before.waited) * partOfWaiting;
    this.#before = { worked, waited };
    return Math.max(least, time);
  }
}

function doingsOfProcess(): Doings {
  const { user, system } = process.cpuUsage();
  return { worked: (user + system) / 1000, waited: performance.eventLoopUtilization().idle };
}

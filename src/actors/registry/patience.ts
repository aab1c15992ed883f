// What those are told who find no turn (Retry-After): one second, and one more for each second's worth of others who were told
// so before them. When everybody comes at once, as after a restart, they come back one after the other.

export interface PatienceOptions {
  /** So many may find a turn in a second. */
  readonly perSecond: number;
  readonly now: () => number;
}

/** Seconds. */
const longest = 20;

export class Patience {
  readonly #perSecond: number;
  readonly #now: () => number;
  /** Those turned away whose turn has not come. */
  #waiting = 0;
  #since = 0;

  constructor({ perSecond, now }: PatienceOptions) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** One more is turned away: seconds after which it should come again. */
  turnAway(): number {
    const now = this.#now();
    // A clock that was set back has let nobody in.
    const served = (Math.max(0, now - this.#since) / 1000) * this.#perSecond;
    this.#since = now;
    this.#waiting = Math.min(Math.max(0, this.#waiting - served) + 1, longest * this.#perSecond);
    return Math.min(longest, Math.ceil(this.#waiting / this.#perSecond));
  }
}

// How the ways to others stand and since when, for `/net` and `/status`; also those that there are no more.
import { nameKey } from '../../../protocol/names.js';
import type { Census } from '../../census.js';
import type { PathStatus } from '../api.js';

/** So many are remembered that nobody deals with any more. */
const mostPast = 64;

/** The way to somebody who is dealt with. */
export class Way {
  #state: PathStatus['state'] = 'down';
  #since: number;
  /** Since when there is none: it was lost, or was never there. */
  #goneSince: number;
  #hasBeenUp: boolean;
  readonly #past: PathStatus | undefined;

  /** `past`: what was remembered of it. */
  constructor(now: number, past: PathStatus | undefined) {
    this.#past = past;
    this.#hasBeenUp = past !== undefined;
    this.#since = past?.since ?? now;
    this.#goneSince = this.#since;
  }

  /** However often it is dialled meanwhile, a way is not up since it was lost. */
  look(state: PathStatus['state'] | undefined, now: number): void {
    if (state === undefined || state === this.#state) return;
    if (this.#state === 'up') this.#goneSince = now;
    this.#state = state;
    this.#since = state === 'waiting' || state === 'down' ? this.#goneSince : now;
    this.#hasBeenUp ||= state === 'up';
  }

  /** `reason`: why it is not up, as far as that is known by now. */
  status(reason: string | undefined): Omit<PathStatus, 'peer'> {
    const detail = this.#state === 'up' ? undefined : (reason ?? this.#past?.detail);
    return { state: this.#state, since: this.#since, detail };
  }

  /** There was one at some time. */
  get hasBeenUp(): boolean {
    return this.#hasBeenUp;
  }
}

/** Ways that there were. Whoever is dealt with again has one that goes on from there. */
export class PastWays {
  readonly #ways = new Map<string, PathStatus & { readonly peer: string }>();

  note(path: PathStatus & { readonly peer: string }): void {
    this.#ways.delete(nameKey(path.peer));
    this.#ways.set(nameKey(path.peer), path);
    const [oldest] = this.#ways.keys();
    if (oldest !== undefined && this.#ways.size > mostPast) this.#ways.delete(oldest);
  }

  /** What was remembered of somebody, who is dealt with from now on. */
  take(name: string): PathStatus | undefined {
    const past = this.#ways.get(nameKey(name));
    this.#ways.delete(nameKey(name));
    return past;
  }

  /** The latest last. */
  get all(): readonly PathStatus[] {
    return [...this.#ways.values()];
  }

  stop(): void {
    this.#ways.clear();
  }

  get census(): Census {
    return { 'ways remembered': this.#ways.size };
  }
}

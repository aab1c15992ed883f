// The time of a simulation: it stands still while code runs, and goes on by leaps from one timer to the next.

/** Something that is due. */
export interface Timer {
  readonly at: number;
  /** Timers of the same time fire in the order in which they were set. */
  readonly order: number;
  /** `undefined` once it was cleared or has fired. */
  task: (() => void) | undefined;
}

/** Many timers are cleared before they fire: the heap is swept when so many, and half of it, are. */
const sweepFrom = 1024;

export class VirtualClock {
  /** ms since the simulation began. */
  time = 0;
  #heap: Timer[] = [];
  #lastOrder = 0;
  #cleared = 0;

  /** Timers that will fire. */
  get pending(): number {
    return this.#heap.length - this.#cleared;
  }

  set(task: () => void, ms: number): Timer {
    this.#lastOrder++;
    const timer: Timer = { at: this.time + Math.max(0, ms), order: this.#lastOrder, task };
    this.#heap.push(timer);
    this.#rise(this.#heap.length - 1);
    return timer;
  }

  clear(timer: Timer): void {
    if (!timer.task) return;
    timer.task = undefined;
    this.#cleared++;
    if (this.#cleared > sweepFrom && this.#cleared * 2 > this.#heap.length) this.#sweep();
  }

  /** Leaps to the next timer until then and fires it; without one leaps to `until`, and gives false. */
  fireNext(until: number): boolean {
    for (;;) {
      const [next] = this.#heap;
      if (!next || next.at > until) {
        this.time = Math.max(this.time, until);
        return false;
      }
      this.#removeFirst();
      const { task } = next;
      if (!task) {
        this.#cleared--;
        continue;
      }
      next.task = undefined;
      this.time = Math.max(this.time, next.at);
      task();
      return true;
    }
  }

  #sweep(): void {
    this.#heap = this.#heap.filter(({ task }) => task).sort((one, other) => (isBefore(one, other) ? -1 : 1));
    this.#cleared = 0;
  }

  #rise(from: number): void {
    const heap = this.#heap;
    const timer = heap[from];
    let at = from;
    while (timer && at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (!parent || !isBefore(timer, parent)) break;
      heap[at] = parent;
      at = above;
    }
    if (timer) heap[at] = timer;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      const [left, right] = [heap[below], heap[below + 1]];
      if (!left) break;
      let child = left;
      if (right && isBefore(right, left)) {
        below++;
        child = right;
      }
      if (!isBefore(child, last)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

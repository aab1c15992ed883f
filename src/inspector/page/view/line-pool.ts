// The elements of the lines that are in sight, reused by their key: a line that stays keeps its element, and with it the focus.

export class LinePool {
  readonly #parent: HTMLElement;
  readonly #make: () => HTMLElement;
  #lines = new Map<string, HTMLElement>();
  readonly #spare: HTMLElement[] = [];

  constructor(parent: HTMLElement, make: () => HTMLElement) {
    this.#parent = parent;
    this.#make = make;
  }

  /** Fills one element for each key, in this order; all others go. */
  show(keys: readonly string[], fill: (element: HTMLElement, key: string, index: number) => void): void {
    const before = this.#lines;
    const wanted = new Set(keys);
    for (const [key, element] of before) {
      if (wanted.has(key)) continue;
      before.delete(key);
      this.#spare.push(element);
    }
    this.#lines = new Map();
    keys.forEach((key, index) => {
      const element = before.get(key) ?? this.#spare.pop() ?? this.#make();
      if (element.parentNode !== this.#parent) this.#parent.append(element);
      element.hidden = false;
      this.#lines.set(key, element);
      fill(element, key, index);
    });
    // A few are kept for what comes next; they are neither seen nor heard.
    for (const element of this.#spare) element.hidden = true;
    for (const element of this.#spare.splice(64)) element.remove();
  }

  get(key: string): HTMLElement | undefined {
    return this.#lines.get(key);
  }
}

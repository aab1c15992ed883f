// The elements of the lines that are in sight, reused by their key: a line that stays keeps its element, and with it the focus.

const mostSpare = 64;

export class LinePool {
  readonly #parent: HTMLElement;
  readonly #make: () => HTMLElement;
  #lines = new Map<string, HTMLElement>();
  readonly #spare: HTMLElement[] = [];

  constructor(parent: HTMLElement, make: () => HTMLElement) {
    this.#parent = parent;
    this.#make = make;
  }

  /** Fills one element for each key and puts them in this order, as they are read aloud; all others go. */
  show(keys: readonly string[], fill: (element: HTMLElement, key: string, index: number) => void): void {
    const before = this.#lines;
    const wanted = new Set(keys);
    for (const [key, element] of before) {
      if (wanted.has(key)) continue;
      before.delete(key);
      element.remove();
      if (this.#spare.length < mostSpare) this.#spare.push(element);
    }
    this.#lines = new Map();
    // Those that stay are in their order and are not moved: what is moved loses the focus.
    let next = this.#parent.firstElementChild;
    keys.forEach((key, index) => {
      const element = before.get(key) ?? this.#spare.pop() ?? this.#make();
      if (element === next) next = next.nextElementSibling;
      else this.#parent.insertBefore(element, next);
      this.#lines.set(key, element);
      fill(element, key, index);
    });
  }

  get(key: string): HTMLElement | undefined {
    return this.#lines.get(key);
  }
}

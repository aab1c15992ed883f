// Says to a screen reader what has changed, at most once in so long, and then only the last of it: a thousand events a second are not
// for the ear.
import type { App, View } from './app.js';
import { part } from './dom.js';

/** ms */
const pace = { asked: 300, unasked: 3000 };

export class Announcer implements View {
  readonly #app: App;
  readonly #region = part('spoken', HTMLElement);
  #next: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #chosen: unknown;
  #state: string | undefined;
  #last = 0;

  constructor(app: App) {
    this.#app = app;
    app.say = (text) => this.#say(text, pace.asked);
  }

  /** While it is live, what becomes of the chosen actor is said. */
  draw(): void {
    const { chosen, state, isLive } = this.#app;
    const isSame = chosen === this.#chosen;
    const text = state?.text;
    if (chosen && !isSame) this.#say(`${this.#app.nameOf(chosen)}${text === undefined ? '' : ` is in ${text}`}`, pace.asked);
    else if (chosen && isLive && text !== this.#state && text !== undefined)
      this.#say(`${this.#app.nameOf(chosen)} is in ${text}`, pace.unasked);
    this.#chosen = chosen;
    this.#state = text;
  }

  #say(text: string, wait: number): void {
    this.#next = text;
    clearTimeout(this.#timer);
    const now = performance.now();
    this.#timer = setTimeout(
      () => {
        this.#last = performance.now();
        this.#region.textContent = this.#next ?? '';
      },
      Math.max(100, this.#last + wait - now),
    );
  }
}

// The chart of the chosen actor's machine: active states lit, the transitions taken last shown. Drawn once a machine; then only classes
// change.
import type { State } from '../model/actor.js';
import { activePaths, takenArrows, takenWords } from '../model/chart.js';
import type { App, View } from './app.js';
import { ChartDrawing } from './chart-drawing.js';
import { ChartTable } from './chart-table.js';
import { h, part, setText } from './dom.js';

const sizes = { least: 0.1, leastReadable: 0.86, largestFit: 1.15, most: 2.5, step: 1.2 };

export class ChartView implements View {
  readonly #app: App;
  readonly #name = part('chart-name', HTMLElement);
  readonly #words = part('chart-words', HTMLElement);
  readonly #pane = part('chart', HTMLElement);
  readonly #table: ChartTable;
  #drawing: ChartDrawing | undefined;
  #machine: string | undefined;
  #state: State | undefined;
  /** `readable`: as large as fits, but never so small that it cannot be read; `whole`: as large as fits. */
  #size: number | 'readable' | 'whole' = 'readable';

  constructor(app: App) {
    this.#app = app;
    this.#table = new ChartTable(app);
    part('smaller', HTMLElement).addEventListener('click', () => this.resize(1 / sizes.step));
    part('larger', HTMLElement).addEventListener('click', () => this.resize(sizes.step));
    part('fit', HTMLElement).addEventListener('click', () => this.resize(undefined));
    // What scrolls can be reached by the keyboard.
    this.#pane.tabIndex = 0;
    new ResizeObserver(() => this.#fit()).observe(this.#pane);
  }

  /** So many times as large; undefined: as fits. */
  resize(by: number | undefined): void {
    this.#size = by === undefined ? 'whole' : Math.min(sizes.most, Math.max(sizes.least, this.#shownSize() * by));
    this.#fit();
    this.#drawing?.showActive(this.#pane);
  }

  draw(): void {
    const { chosen, chart, state } = this.#app;
    setText(this.#name, chosen === undefined ? 'Chart' : `${chosen.machine ?? 'No machine'}: ${this.#app.nameOf(chosen)}`);
    const machine = chosen && (chart ? chart.name : `${chosen.machine ?? ''} of ${chosen.id}`);
    if (machine !== this.#machine) {
      this.#machine = machine;
      this.#state = undefined;
      this.#size = 'readable';
      this.#drawing = chart?.layout && new ChartDrawing(chart.layout, chart.chart);
      this.#pane.replaceChildren(this.#drawing ? this.#drawing.element : h('p', { class: 'empty' }, this.#why()));
      this.#fit();
      this.#light(undefined);
    }
    if (state !== this.#state) this.#light(state);
    this.#table.draw();
  }

  #light(state: State | undefined): void {
    this.#state = state;
    const { chart, chosen } = this.#app;
    if (!chart || !state) {
      setText(this.#words, chosen && !chart ? '' : 'It has not begun.');
      this.#drawing?.light([], [], 'not begun');
      return;
    }
    const words = takenWords(chart, state);
    this.#words.replaceChildren(h('strong', {}, state.text), ' last: ', h('span', { class: 'by' }, words));
    const taken = chart.layout ? takenArrows(chart.layout, state) : [];
    this.#drawing?.light(activePaths(state.entry.value), taken, `${chart.name}, in ${state.text}. Last: ${words}.`);
    this.#drawing?.showActive(this.#pane);
  }

  #why(): string {
    const { chosen } = this.#app;
    if (!chosen) return 'Nothing has happened yet. When an actor starts, it is in the tree.';
    if (chosen.machine === undefined) return 'This actor is no machine: it is a link, a promise or a desk. Its events are below.';
    return `There is no chart of ${chosen.machine} here: the recording is of another version.`;
  }

  #shownSize(): number {
    if (!this.#drawing || typeof this.#size === 'number') return typeof this.#size === 'number' ? this.#size : 1;
    const { width, height } = this.#drawing.layout;
    const whole = Math.min((this.#pane.clientWidth - 4) / width, (this.#pane.clientHeight - 4) / height);
    return Math.min(sizes.largestFit, Math.max(this.#size === 'whole' ? sizes.least : sizes.leastReadable, whole));
  }

  #fit(): void {
    if (this.#pane.clientWidth > 0) this.#drawing?.resize(this.#shownSize());
  }
}

// The chart in words: its states and their transitions as tables, for those who read no pictures. Made when it is opened.
import { allStates, type ChartState, type ChartTransition } from '../../../machines/chart.js';
import type { State } from '../model/actor.js';
import { activePaths } from '../model/chart.js';
import type { App, View } from './app.js';
import { h, part } from './dom.js';

export class ChartTable implements View {
  readonly #app: App;
  readonly #box = part('chart-table', HTMLDetailsElement);
  #machine: string | undefined;
  #state: State | undefined;
  #rows: { readonly row: HTMLElement; readonly path: string; readonly index: number | undefined; readonly mark: HTMLElement }[] = [];

  constructor(app: App) {
    this.#app = app;
    this.#box.addEventListener('toggle', () => this.draw());
  }

  draw(): void {
    const { chart, state } = this.#app;
    this.#box.hidden = chart === undefined;
    if (!this.#box.open || !chart) return;
    if (this.#machine !== chart.name) {
      this.#machine = chart.name;
      this.#state = undefined;
      this.#make(chart.chart, chart.what);
    }
    if (this.#state === state) return;
    this.#state = state;
    const active = activePaths(state?.entry.value);
    const taken = state?.entry.taken ?? [];
    for (const { row, path, index, mark } of this.#rows) {
      const isLit = index === undefined ? active.includes(path) : taken.some((each) => each.from === path && each.index === index);
      row.classList.toggle('lit', isLit);
      mark.textContent = isLit ? (index === undefined ? 'active' : 'taken last') : '';
    }
  }

  #make(chart: ChartState, what: string): void {
    this.#rows = [];
    const states = allStates(chart);
    const list = (names: readonly string[]) => names.join(', ');
    const stateRows = states
      .slice(1)
      .map((state) => this.#row(state.path, undefined, [state.path, state.type, state.description ?? '', list(state.invokes)]));
    const transitionRows = states.flatMap(({ path, transitions }) =>
      transitions.map((transition, index) => this.#row(path, index, transitionCells(transition))),
    );
    this.#box.lastElementChild?.replaceChildren(
      h('p', {}, what),
      table('States', ['', 'state', 'kind', 'what it is', 'runs meanwhile'], stateRows),
      table('Transitions', ['', 'in', 'on', 'if', 'to', 'does'], transitionRows),
    );
  }

  #row(path: string, index: number | undefined, cells: readonly string[]): HTMLElement {
    const mark = h('td', { class: 'mark' });
    const [first = '', ...others] = cells;
    const row = h('tr', {}, mark, h('th', { scope: 'row' }, first), ...others.map((cell) => h('td', {}, cell)));
    this.#rows.push({ row, path, index, mark });
    return row;
  }
}

function transitionCells({ from, to, event, guard, actions }: ChartTransition): string[] {
  const name = (path: string) => (path === '' ? 'any state' : path);
  return [name(from), event === '' ? 'at once' : event, guard ?? '', to.length > 0 ? to.map(name).join(', ') : 'stays', actions.join(', ')];
}

function table(caption: string, heads: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  const cells = heads.map((head) => (head === '' ? h('td') : h('th', { scope: 'col' }, head)));
  return h(
    'div',
    { class: 'table', tabindex: 0, role: 'region', 'aria-label': caption },
    h('table', {}, h('caption', {}, caption), h('thead', {}, h('tr', {}, ...cells)), h('tbody', {}, ...rows)),
  );
}

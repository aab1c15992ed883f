// The filters of the sequence diagram: what, which program, which message, and whether only of the chosen actor.
import type { Filter } from '../model/shown-rows.js';
import type { App, View } from './app.js';
import { h, part } from './dom.js';

const mostVerbs = 200;

export class FiltersView implements View {
  readonly #app: App;
  readonly #what = part('what', HTMLSelectElement);
  readonly #node = part('node', HTMLSelectElement);
  readonly #word = part('word', HTMLInputElement);
  readonly #mine = part('mine', HTMLInputElement);
  readonly #verbs = part('verbs', HTMLDataListElement);
  readonly #known = new Set<string>();
  #nodes = '';
  #seen = 0;

  constructor(app: App) {
    this.#app = app;
    part('filters', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault());
    for (const input of [this.#what, this.#node, this.#mine]) input.addEventListener('change', () => this.#apply());
    this.#word.addEventListener('input', () => this.#apply());
  }

  draw(): void {
    const { nodes, rows } = this.#app.past;
    const names = nodes.join('\n');
    if (names !== this.#nodes) {
      this.#nodes = names;
      const chosen = this.#node.value;
      this.#node.replaceChildren(h('option', { value: '' }, 'All programs'), ...nodes.map((node) => h('option', { value: node }, node)));
      this.#node.value = nodes.includes(chosen) ? chosen : '';
    }
    const { filter } = this.#app.shown;
    if (this.#mine.checked !== (filter.actor !== undefined)) this.#mine.checked = filter.actor !== undefined;
    this.#learn(rows);
  }

  focus(): void {
    this.#word.focus();
  }

  /** Offers the names that have come up. */
  #learn(rows: readonly { readonly n: number; readonly wire: { readonly verb: string } | undefined }[]): void {
    for (let index = rows.length - 1; index >= 0; index -= 1) {
      const row = rows[index];
      if (!row || row.n <= this.#seen) break;
      const verb = row.wire?.verb;
      if (verb === undefined || this.#known.has(verb) || this.#known.size >= mostVerbs) continue;
      this.#known.add(verb);
      this.#verbs.append(h('option', { value: verb }));
    }
    this.#seen = rows.at(-1)?.n ?? 0;
  }

  #apply(): void {
    const what: Filter['what'] = this.#what.value === 'events' ? 'events' : 'messages';
    const actor = this.#mine.checked ? this.#app.chosen : undefined;
    this.#app.shown.filter = { what, node: this.#node.value, actor, word: this.#word.value.trim() };
    this.#app.changed();
    const { length } = this.#app.shown.rows;
    this.#app.say(`${length} ${what === 'events' ? 'events' : 'messages'} shown`);
  }
}

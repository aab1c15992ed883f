// The search field and what it finds, the newest first; what was chosen is gone to.
import { type Finding, mostFindings, Search } from '../model/search.js';
import type { App, View } from './app.js';
import { h, part } from './dom.js';
import { clock } from './words.js';

/** ms a frame. */
const budget = 6;

export class SearchView implements View {
  readonly #app: App;
  readonly #input = part('search', HTMLInputElement);
  readonly #box = part('findings', HTMLElement);
  #search: Search | undefined;
  #shown = -1;

  constructor(app: App) {
    this.#app = app;
    this.#input.addEventListener('input', () => this.#begin());
    this.#input.addEventListener('focus', () => this.#input.value !== '' && this.#begin());
    const whole = this.#input.closest('search') ?? this.#input;
    whole.addEventListener('keydown', (event) => event instanceof KeyboardEvent && this.#press(event));
    document.addEventListener('pointerdown', (event) => {
      if (event.target instanceof Node && !whole.contains(event.target)) this.#close();
    });
  }

  draw(): void {}

  focus(): void {
    this.#input.focus();
    this.#input.select();
  }

  #begin(): void {
    const query = this.#input.value.trim();
    if (query === '') {
      this.#close();
      return;
    }
    this.#search = new Search(this.#app.past, query);
    this.#shown = -1;
    this.#work(this.#search);
  }

  #work(search: Search): void {
    if (search !== this.#search) return;
    const now = () => performance.now();
    search.work(now() + budget, now);
    if (search.findings.length !== this.#shown || search.isDone) this.#show(search);
    if (search.isDone) this.#app.say(`${search.count} found`);
    else requestAnimationFrame(() => this.#work(search));
  }

  #show(search: Search): void {
    this.#shown = search.findings.length;
    const { count, isDone } = search;
    const more = count > mostFindings ? `, the newest ${mostFindings} of them` : '';
    const words = isDone ? `${count === 0 ? 'Nothing' : count} found${more}` : `${count} found so far …`;
    const items = search.findings.map((finding) => h('li', {}, this.#button(finding)));
    this.#box.replaceChildren(h('p', { class: 'count' }, words), h('ul', {}, ...items));
    this.#box.hidden = false;
  }

  #button(finding: Finding): HTMLElement {
    const actor = this.#app.past.actors.get(finding.actor);
    const whose = actor ? `${actor.node}: ${this.#app.nameOf(actor)}` : finding.actor;
    const button = h(
      'button',
      { type: 'button' },
      h('span', { class: 'kind' }, finding.kind),
      h('span', { class: 'title' }, finding.title),
      h('span', { class: 'whose' }, `${whose} · ${clock(finding.at)} s`),
      h('span', { class: 'excerpt' }, finding.excerpt),
    );
    button.addEventListener('click', () => this.#go(finding));
    return button;
  }

  #go(finding: Finding): void {
    const { past } = this.#app;
    const row = past.rowAt(finding.n);
    if (row) this.#app.goTo(row.n);
    const actor = past.actors.get(finding.actor);
    if (actor) this.#app.choose(actor);
    this.#app.tellPlace();
  }

  #press(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      this.#close();
      this.#input.focus();
      event.preventDefault();
      return;
    }
    const buttons = [...this.#box.querySelectorAll('button')];
    const { activeElement } = document;
    const index = activeElement instanceof HTMLButtonElement ? buttons.indexOf(activeElement) : -1;
    if (event.key === 'Enter' && index === -1) buttons[0]?.click();
    else if (event.key === 'ArrowDown') (buttons[index + 1] ?? buttons[index])?.focus();
    else if (event.key === 'ArrowUp') (index <= 0 ? this.#input : buttons[index - 1])?.focus();
    else return;
    event.preventDefault();
  }

  #close(): void {
    this.#search = undefined;
    this.#box.hidden = true;
  }
}

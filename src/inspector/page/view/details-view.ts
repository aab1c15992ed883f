// What is known of the chosen actor at the place that is shown: who it is, its state, its context, and the event that was taken last.
import type { Actor, State } from '../model/actor.js';
import { meaning } from '../model/chart.js';
import { isAlive, type Row } from '../model/past.js';
import type { App, View } from './app.js';
import { h, part, setText } from './dom.js';
import { ValueTree } from './value-tree.js';
import { clock } from './words.js';

/** While it moves on, no more often than so, ms. */
const pace = 200;

export class DetailsView implements View {
  readonly #app: App;
  readonly #pane = part('details', HTMLElement);
  readonly #name = part('details-name', HTMLElement);
  readonly #list = h('dl', { class: 'facts' });
  readonly #context: ValueTree = new ValueTree();
  readonly #event: ValueTree = new ValueTree();
  readonly #eventName = h('h3', {}, 'Event');
  readonly #empty = h('p', { class: 'empty' }, 'Choose an actor in the tree.');
  readonly #note = h('p', { class: 'note' });
  #shown: readonly unknown[] = [];
  #last = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(app: App) {
    this.#app = app;
    const context = h('section', {}, h('h3', {}, 'Context'), this.#context.element);
    const event = h('section', {}, this.#eventName, this.#event.element);
    part('facts', HTMLElement).append(this.#empty, this.#list, context, event, this.#note);
  }

  draw(): void {
    const wait = this.#last + pace - performance.now();
    if (this.#app.isLive && wait > 0) {
      this.#timer ??= setTimeout(() => this.#draw(), wait);
      return;
    }
    this.#draw();
  }

  focus(): void {
    this.#pane.focus();
  }

  #draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#last = performance.now();
    const { chosen, past, at, isLive, state } = this.#app;
    const row = isLive ? state && past.rowAt(state.from) : past.rowAt(at);
    const known = [chosen, state, row, chosen?.ended, past.header, this.#app.charts.size];
    if (known.every((each, index) => each === this.#shown[index]) && this.#shown.length > 0) return;
    this.#shown = known;
    this.#empty.hidden = chosen !== undefined;
    setText(this.#name, chosen ? this.#app.nameOf(chosen) : 'Details');
    this.#list.replaceChildren(...(chosen ? this.#facts(chosen, state) : []));
    const before = chosen && past.stateBefore(chosen, at);
    this.#context.show(state?.entry.context, before?.entry.context);
    this.#showEvent(row);
    const isHidden = past.header?.texts === 'hidden';
    setText(
      this.#note,
      isHidden ? 'Secrets are never recorded. Message texts are hidden; --inspect-texts shows them.' : 'Secrets are never recorded.',
    );
  }

  #showEvent(row: Row | undefined): void {
    setText(this.#eventName, row ? this.#app.wordsOf(row) : 'Event');
    this.#event.show(row?.entry.event);
  }

  #facts(actor: Actor, state: State | undefined): HTMLElement[] {
    const { at, chart } = this.#app;
    const means = chart && state ? meaning(chart, state) : '';
    const link = (to: Actor) => {
      const button = h('button', { type: 'button', class: 'link' }, this.#app.nameOf(to));
      button.addEventListener('click', () => this.#app.choose(to));
      return button;
    };
    const life = isAlive(actor, at) ? (state?.entry.status ?? 'active') : 'ended';
    const children = actor.children.filter((child) => isAlive(child, at)).slice(0, 12);
    return [
      ...fact('State', state?.text ?? 'none yet'),
      ...(means === '' ? [] : fact('That is', means)),
      ...fact('Program', actor.node),
      ...fact('Machine', actor.machine ?? 'none'),
      ...fact('Started by', actor.parent ? link(actor.parent) : 'the program itself'),
      ...(children.length > 0
        ? fact('Started', ...children.flatMap((child, index) => (index > 0 ? [', ', link(child)] : [link(child)])))
        : []),
      ...fact('Since', `${clock(actor.entry.at)} s`),
      ...fact('Life', life),
      ...(state?.entry.error === undefined ? [] : fact('Error', JSON.stringify(state.entry.error))),
      ...fact('Address', actor.id === this.#app.nameOf(actor) ? actor.key : `${actor.key} (${actor.id})`),
    ];
  }
}

function fact(name: string, ...what: readonly (Node | string)[]): HTMLElement[] {
  return [h('dt', {}, name), h('dd', {}, ...what)];
}

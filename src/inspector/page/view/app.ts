// What the parts of the page have in common: the recorded past, the place in it that is shown, and the actor that was chosen. Whatever
// changes is drawn with the next frame, once.

import type { Actor, State } from '../model/actor.js';
import { Folds } from '../model/actor-tree.js';
import type { Chart } from '../model/chart.js';
import { actorName, eventName } from '../model/names.js';
import { newest, Past, type Row } from '../model/past.js';
import { ShownRows } from '../model/shown-rows.js';

/** Entries kept in the page's memory; some 150 MB when contexts are large. */
const capacity = 120_000;

export type Connection =
  | { readonly is: 'connecting' }
  | { readonly is: 'live' }
  /** `retryAt`: ms, by the clock of `performance.now()`. */
  | { readonly is: 'lost'; readonly retryAt: number }
  | { readonly is: 'ended' }
  | { readonly is: 'file'; readonly name: string };

export interface View {
  /** Shows what has changed; called once a frame at most. */
  draw(): void;
}

export class App {
  readonly past: Past = new Past({ capacity });
  readonly shown: ShownRows = new ShownRows(this.past);
  readonly folds: Folds = new Folds();
  readonly charts = new Map<string, Chart>();
  /** `parley demo` */
  title = '';
  connection: Connection = { is: 'connecting' };
  /** Says something to those who hear the page. */
  say: (text: string) => void = () => {};
  #at: number = newest;
  #chosen: Actor | undefined;
  readonly #views: View[] = [];
  readonly #names = new WeakMap<Actor, string>();
  #isDue = false;

  add(...views: readonly View[]): void {
    this.#views.push(...views);
  }

  /** The place in the past that is shown; `newest`: it moves on. */
  get at(): number {
    return this.#at;
  }

  get isLive(): boolean {
    return this.#at === newest;
  }

  /** The chosen one; when there was no choice, the first with a chart. */
  get chosen(): Actor | undefined {
    if (this.#chosen && this.past.actors.get(this.#chosen.key) !== this.#chosen) {
      this.#chosen = this.past.actors.get(this.#chosen.key);
    }
    this.#chosen ??= this.past.roots.find(({ machine }) => machine !== undefined);
    return this.#chosen;
  }

  get state(): State | undefined {
    const { chosen } = this;
    return chosen && this.past.stateOf(chosen, this.#at);
  }

  get chart(): Chart | undefined {
    return this.charts.get(this.chosen?.machine ?? '');
  }

  /** As people call it. */
  nameOf(actor: Actor): string {
    const known = this.#names.get(actor);
    if (known !== undefined) return known;
    const name = actorName(actor, this.charts);
    if (this.charts.size > 0) this.#names.set(actor, name);
    return name;
  }

  /** What was sent: a message's start line, or the event as the chart has it. */
  wordsOf({ wire, entry }: Row): string {
    return wire?.text ?? eventName(entry.event.type, this.charts.get(this.past.actors.get(entry.actor)?.machine ?? ''));
  }

  goTo(at: number): void {
    const first = this.past.rows[0]?.n;
    this.#at = at === newest || first === undefined ? newest : Math.max(first, at);
    this.changed();
  }

  /** Stops where it is now, or goes on with what happens. */
  pause(isPaused: boolean): void {
    this.goTo(isPaused ? (this.past.rows.at(-1)?.n ?? newest) : newest);
    this.say(isPaused ? 'Paused. Recording goes on.' : 'Live.');
  }

  step(by: number): void {
    const to = this.shown.step(this.#at, by);
    this.goTo(to);
    this.tellPlace();
  }

  choose(actor: Actor): void {
    this.#chosen = actor;
    this.folds.reveal(actor, this.#at);
    const { filter } = this.shown;
    if (filter.actor) this.shown.filter = { ...filter, actor };
    this.changed();
  }

  /** Another recording is shown. */
  begun(): void {
    this.#chosen = undefined;
    this.#at = newest;
    const { filter } = this.shown;
    this.shown.filter = { ...filter, actor: undefined, node: '' };
    this.changed();
  }

  /** Draws with the next frame. */
  changed(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      if (this.#at < (this.past.rows[0]?.n ?? 0)) this.goTo(this.#at);
      for (const view of this.#views) view.draw();
    });
  }

  tellPlace(): void {
    const { chosen, state, shown } = this;
    const index = shown.indexAt(this.#at);
    const row = shown.rows[index];
    if (!row) return;
    const to = this.past.actors.get(row.entry.actor);
    const what = row.wire
      ? `${row.wire.from} to ${row.wire.to}: ${row.wire.text}`
      : `${this.wordsOf(row)} to ${to ? this.nameOf(to) : row.entry.actor}`;
    const where = chosen && state ? ` ${this.nameOf(chosen)} is in ${state.text}.` : '';
    this.say(`${index + 1} of ${shown.rows.length}: ${what}.${where}`);
  }
}

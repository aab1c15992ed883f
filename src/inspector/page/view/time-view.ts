// Pause and resume, steps back and forth, and the slider over the recorded past.
import { newest } from '../model/past.js';
import type { App, View } from './app.js';
import { part, setAttributes, setText } from './dom.js';
import { clock } from './words.js';

export class TimeView implements View {
  readonly #app: App;
  readonly #pause = part('pause', HTMLButtonElement);
  readonly #back = part('back', HTMLButtonElement);
  readonly #forth = part('forth', HTMLButtonElement);
  readonly #first = part('first', HTMLButtonElement);
  readonly #slider = part('slider', HTMLInputElement);
  readonly #place = part('place', HTMLElement);

  constructor(app: App) {
    this.#app = app;
    this.#pause.addEventListener('click', () => app.pause(app.isLive));
    this.#back.addEventListener('click', () => app.step(-1));
    this.#forth.addEventListener('click', () => app.step(1));
    this.#first.addEventListener('click', () => this.toFirst());
    this.#slider.addEventListener('input', () => this.#slide());
  }

  toFirst(): void {
    this.#app.goTo(this.#app.shown.rows[0]?.n ?? newest);
    this.#app.tellPlace();
  }

  draw(): void {
    const { shown, isLive, at, past, connection } = this.#app;
    const last = shown.rows.length - 1;
    const index = isLive ? last : shown.indexAt(at);
    const row = shown.rows[index];
    setAttributes(this.#slider, { max: Math.max(0, last) });
    this.#slider.value = String(Math.max(0, index));
    this.#slider.style.setProperty('--done', `${last <= 0 ? 100 : (100 * index) / last}%`);
    const text = row ? `${index + 1} of ${last + 1}, ${clock(row.at)} s` : 'nothing yet';
    setAttributes(this.#slider, { 'aria-valuetext': text });
    const behind = isLive ? 0 : last - index;
    const state = isLive ? (connection.is === 'live' ? 'live' : 'newest') : behind > 0 ? `${behind} later` : 'paused';
    setText(this.#place, row ? `${clock(row.at)} s · ${index + 1} of ${last + 1} · ${state}` : 'nothing yet');
    setText(this.#pause, isLive ? 'Pause' : connection.is === 'file' || connection.is === 'ended' ? 'To the end' : 'Resume');
    setAttributes(this.#pause, { 'data-paused': !isLive });
    this.#back.disabled = index <= 0;
    this.#first.disabled = index <= 0;
    this.#forth.disabled = isLive || index >= last;
    document.body.dataset['paused'] = String(!isLive && past.rows.length > 0);
  }

  #slide(): void {
    const { shown } = this.#app;
    const index = Number(this.#slider.value);
    this.#app.goTo(shown.rows[index]?.n ?? newest);
    this.#app.tellPlace();
  }
}

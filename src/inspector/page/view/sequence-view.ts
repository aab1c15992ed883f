// What is sent, as a live sequence diagram: a lane a program (messages) or an actor (events), a line an event. Only the lines in sight
// are in the page.
import { placeOf } from '../model/arrows.js';
import { endsOf, Lanes } from '../model/lanes.js';
import type { Row } from '../model/past.js';
import { inSight, scrollFor } from '../model/sight.js';
import type { App, View } from './app.js';
import { h, part, setAttributes, setText } from './dom.js';
import { LinePool } from './line-pool.js';
import { clock, hueOf } from './words.js';

const lineHeight = 34;
const timeWidth = 74;
const leastLane = 108;
const mostLanes = 12;

export class SequenceView implements View {
  readonly #app: App;
  readonly #scroller = part('sequence', HTMLElement);
  readonly #heads = part('lanes', HTMLElement);
  readonly #guides = part('guides', HTMLElement);
  readonly #list = part('rows', HTMLElement);
  readonly #count = part('rows-count', HTMLElement);
  readonly #pool: LinePool;
  readonly #lanes = new Lanes(mostLanes);
  #drawnLanes = '';
  #filter: unknown;
  #at: number | undefined;
  /** The newest is kept in sight. */
  #isAtEnd = true;
  #laneWidth = leastLane;

  constructor(app: App) {
    this.#app = app;
    this.#pool = new LinePool(this.#list, makeRow);
    this.#scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.#list.addEventListener('click', (event) => this.#click(event));
    this.#list.addEventListener('keydown', (event) => this.#press(event));
    new ResizeObserver(() => this.#app.changed()).observe(this.#scroller);
  }

  draw(): void {
    const { shown, at, isLive, past } = this.#app;
    if (shown.filter !== this.#filter) {
      this.#filter = shown.filter;
      this.#at = undefined;
      this.#lanes.clear();
    }
    const { rows } = shown;
    setText(this.#count, past.forgotten > 0 ? `${rows.length}, older ones are forgotten` : String(rows.length));
    this.#list.style.height = `${Math.max(1, rows.length) * lineHeight}px`;
    if (isLive && this.#isAtEnd) this.#scroller.scrollTop = this.#scroller.scrollHeight;
    else if (at !== this.#at) this.#scrollTo(shown.indexAt(at));
    this.#at = at;
    this.#show(rows);
  }

  focus(): void {
    this.#list.focus();
  }

  #show(rows: readonly Row[]): void {
    const { from, to } = this.#sight(rows.length);
    const { filter } = this.#app.shown;
    const seen = rows.slice(from, to);
    const ends = seen.map((row) => endsOf(row, filter.what));
    const wanted = ends.flatMap((end) => (end.from === undefined ? [end.to] : [end.from, end.to]));
    this.#lanes.show(wanted, filter.what === 'messages' && filter.node === '' ? this.#app.past.nodes : []);
    const lanes = this.#lanes.keys;
    this.#laneWidth = Math.max(leastLane, (this.#scroller.clientWidth - timeWidth - 4) / Math.max(1, lanes.length));
    this.#drawLanes(lanes);
    const current = this.#app.isLive ? -1 : this.#app.shown.indexAt(this.#app.at);
    const { scrollLeft, clientWidth } = this.#scroller;
    const sight = { from: scrollLeft + timeWidth, to: scrollLeft + clientWidth };
    const field = { left: timeWidth, laneWidth: this.#laneWidth, lanes: lanes.length, seen: sight };
    const index = (key: string) => this.#lanes.indexOf(key);
    this.#pool.show(
      seen.map(({ n }) => String(n)),
      (element, _, place) => {
        const [row, end] = [seen[place], ends[place]];
        if (!row || !end) return;
        const text = this.#textOf(row, filter.what);
        const { kind, x, width, textX, textWidth } = placeOf(end, text, index, field);
        const line = from + place;
        element.id = `row-${row.n}`;
        element.style.transform = `translateY(${line * lineHeight}px)`;
        const isCurrent = line === current;
        setAttributes(element, {
          'aria-posinset': line + 1,
          'aria-setsize': rows.length,
          'aria-selected': String(isCurrent),
          'aria-label': `${clock(row.at)}, ${this.#nameOf(end.from)} to ${this.#nameOf(end.to)}: ${text}`,
          'data-n': row.n,
          'data-kind': kind,
          'data-later': !this.#app.isLive && line > current,
          'data-dashed': row.wire?.isAnswer ?? false,
          'data-datagram': row.wire?.isDatagram ?? false,
          'data-changed': row.change !== undefined,
        });
        const [time, words, arrow] = element.children;
        if (time instanceof HTMLElement) {
          setText(time, clock(row.at));
          time.style.transform = `translateX(${scrollLeft}px)`;
        }
        if (words instanceof HTMLElement) {
          setText(words, text);
          words.style.transform = `translateX(${textX}px)`;
          words.style.width = `${textWidth}px`;
        }
        if (arrow instanceof HTMLElement) {
          arrow.style.transform = `translateX(${x}px)`;
          arrow.style.width = `${width}px`;
        }
      },
    );
    const row = rows[current];
    setAttributes(this.#list, { 'aria-activedescendant': row && this.#pool.get(String(row.n)) ? `row-${row.n}` : undefined });
  }

  #drawLanes(lanes: readonly string[]): void {
    const known = `${this.#laneWidth} ${lanes.join('\n')}`;
    if (known === this.#drawnLanes) return;
    this.#drawnLanes = known;
    const width = timeWidth + this.#laneWidth * lanes.length;
    for (const element of [this.#heads, this.#guides, this.#list]) element.style.width = `${width}px`;
    const heads = lanes.map((key, index) => {
      const hue = `hue-${hueOf(this.#nodeOf(key), this.#app.past.nodes)}`;
      const actor = this.#app.past.actors.get(key);
      const head = h(
        'div',
        { class: `lane ${hue}` },
        h('span', {}, actor ? this.#app.nameOf(actor) : key),
        actor && h('small', {}, actor.node),
      );
      const guide = h('div', { class: `guide ${hue}` });
      head.style.left = `${timeWidth + index * this.#laneWidth}px`;
      head.style.width = `${this.#laneWidth}px`;
      guide.style.left = `${timeWidth + (index + 0.5) * this.#laneWidth}px`;
      return { head, guide };
    });
    this.#guides.replaceChildren(...heads.map(({ guide }) => guide));
    this.#heads.replaceChildren(...heads.map(({ head }) => head));
  }

  #nodeOf(key: string): string {
    return this.#app.past.actors.get(key)?.node ?? key;
  }

  #nameOf(key: string | undefined): string {
    if (key === undefined) return 'outside';
    const actor = this.#app.past.actors.get(key);
    return actor ? `${actor.node}: ${this.#app.nameOf(actor)}` : key;
  }

  #textOf(row: Row, what: 'messages' | 'events'): string {
    const words = this.#app.wordsOf(row);
    return what === 'events' && row.change ? `${words}  ⇒ ${row.change.to}` : words;
  }

  #headHeight(): number {
    return this.#heads.offsetHeight;
  }

  #sight(count: number) {
    return inSight(count, lineHeight, this.#scroller.scrollTop, this.#scroller.clientHeight);
  }

  #scrollTo(index: number): void {
    if (index < 0) return;
    const { scrollTop, clientHeight } = this.#scroller;
    this.#scroller.scrollTop = scrollFor(index, lineHeight, scrollTop, clientHeight - this.#headHeight());
  }

  #scrolled(): void {
    const { scrollTop, clientHeight, scrollHeight } = this.#scroller;
    this.#isAtEnd = scrollTop + clientHeight >= scrollHeight - lineHeight;
    this.#app.changed();
  }

  #click(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : undefined;
    const n = Number(target?.closest<HTMLElement>('[data-n]')?.dataset['n']);
    if (!Number.isSafeInteger(n)) return;
    const row = this.#app.past.rowAt(n);
    const actor = row && this.#app.past.actors.get(row.entry.actor);
    // In messages a link is what is written to; whoever owns it is who decides.
    const owner = actor?.machine === undefined ? (actor?.parent ?? actor) : actor;
    this.#app.goTo(n);
    if (owner) this.#app.choose(owner);
    this.#app.tellPlace();
  }

  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / lineHeight) - 2);
    const steps: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page };
    const step = steps[event.key];
    if (step === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    if (step !== undefined) this.#app.step(step);
    else this.#list.querySelector<HTMLElement>('[aria-selected=true]')?.click();
  }
}

function makeRow(): HTMLElement {
  return h(
    'div',
    { role: 'option', class: 'row' },
    h('span', { class: 'at' }),
    h('span', { class: 'words' }),
    h('span', { class: 'shaft' }),
  );
}

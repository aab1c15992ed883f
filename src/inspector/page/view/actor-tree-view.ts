// The tree of actors: who started whom, with the state beside each. Only the lines in sight are in the page, and the one with the focus.
import { type TreeLine, treeLines } from '../model/actor-tree.js';
import { isAlive } from '../model/past.js';
import { inSight, scrollFor } from '../model/sight.js';
import type { App, View } from './app.js';
import { h, part, setAttributes, setText } from './dom.js';
import { LinePool } from './line-pool.js';

const lineHeight = 28;

export class ActorTreeView implements View {
  readonly #app: App;
  readonly #tree = part('tree', HTMLElement);
  readonly #count = part('actors-count', HTMLElement);
  readonly #sizer = h('div', { class: 'sizer', role: 'none' });
  readonly #pool: LinePool;
  #lines: readonly TreeLine[] = [];
  /** The key of the line that the keyboard is on. */
  #current: string | undefined;
  #revealed: string | undefined;

  constructor(app: App) {
    this.#app = app;
    this.#tree.append(this.#sizer);
    this.#pool = new LinePool(this.#sizer, makeLine);
    this.#tree.addEventListener('scroll', () => this.#show(), { passive: true });
    this.#tree.addEventListener('keydown', (event) => this.#press(event));
    this.#tree.addEventListener('click', (event) => this.#click(event));
    new ResizeObserver(() => this.#show()).observe(this.#tree);
  }

  draw(): void {
    const { past, folds, at, chosen } = this.#app;
    // What is read stays where it is while others come and go above it.
    const top = this.#tree.scrollTop;
    const anchor = Math.floor(top / lineHeight);
    const key = this.#lines[anchor]?.key;
    this.#lines = treeLines(past, folds, at);
    const moved = top > 0 && this.#lines[anchor]?.key !== key ? this.#indexOf(key) - anchor : 0;
    this.#sizer.style.height = `${this.#lines.length * lineHeight}px`;
    if (moved !== 0 && anchor + moved >= 0) this.#tree.scrollTop = top + moved * lineHeight;
    this.#current ??= chosen?.key;
    if (chosen && chosen.key !== this.#revealed && this.#tree.clientHeight > 0) {
      this.#revealed = chosen.key;
      this.#current = chosen.key;
      this.#scrollTo(this.#indexOf(chosen.key));
    }
    let alive = 0;
    for (const actor of past.actors.values()) if (isAlive(actor, at)) alive += 1;
    setText(this.#count, String(alive));
    this.#show();
  }

  focus(): void {
    this.#focus(Math.max(0, this.#indexOf(this.#current)));
  }

  #show(): void {
    const { from, to } = inSight(this.#lines.length, lineHeight, this.#tree.scrollTop, this.#tree.clientHeight);
    const indices = Array.from({ length: to - from }, (_, place) => from + place);
    const current = Math.max(0, this.#indexOf(this.#current));
    if (this.#lines.length > 0 && !indices.includes(current)) indices.splice(current < from ? 0 : indices.length, 0, current);
    const shown = indices.map((index) => ({ index, line: this.#lines[index] }));
    this.#pool.show(
      shown.map(({ line }) => line?.key ?? ''),
      (element, _, place) => {
        const each = shown[place];
        if (each?.line) this.#fill(element, each.line, each.index, each.index === current);
      },
    );
  }

  #fill(element: HTMLElement, line: TreeLine, index: number, isCurrent: boolean): void {
    const { actor, level, state } = line;
    const isChosen = actor !== undefined && actor === this.#app.chosen;
    element.style.transform = `translateY(${index * lineHeight}px)`;
    element.style.setProperty('--level', String(level - 1));
    setAttributes(element, {
      'aria-level': level,
      'aria-posinset': line.place,
      'aria-setsize': line.of,
      'aria-expanded': line.isOpen === undefined ? undefined : String(line.isOpen),
      'aria-selected': String(isChosen),
      tabindex: isCurrent ? 0 : -1,
      'data-key': line.key,
      'data-ended': line.hasEnded,
      'data-fold': actor === undefined,
      'data-machine': actor?.machine !== undefined,
    });
    const [, label, chip] = element.children;
    if (label) setText(label, this.#labelOf(line));
    if (chip) setText(chip, actor === undefined ? '' : (state?.text ?? ''));
    if (chip) setAttributes(chip, { 'data-status': state?.entry.status });
  }

  #labelOf({ actor, label, level, hasEnded }: TreeLine): string {
    if (!actor) return label;
    const name = this.#app.nameOf(actor);
    return level === 1 && !hasEnded && name !== actor.node ? `${actor.node}: ${name}` : name;
  }

  #indexOf(key: string | undefined): number {
    return key === undefined ? -1 : this.#lines.findIndex((line) => line.key === key);
  }

  #scrollTo(index: number): void {
    if (index >= 0) this.#tree.scrollTop = scrollFor(index, lineHeight, this.#tree.scrollTop, this.#tree.clientHeight);
  }

  #focus(index: number): void {
    const line = this.#lines[Math.min(this.#lines.length - 1, Math.max(0, index))];
    if (!line) return;
    this.#current = line.key;
    this.#scrollTo(this.#indexOf(line.key));
    this.#show();
    this.#pool.get(line.key)?.focus({ preventScroll: true });
  }

  #activate(line: TreeLine): void {
    if (line.actor) this.#app.choose(line.actor);
    else this.#fold(line, !line.isOpen);
  }

  #fold(line: TreeLine, isOpen: boolean): void {
    this.#app.folds.set(line.key, isOpen);
    this.draw();
    this.#app.changed();
  }

  #click(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : undefined;
    const line = this.#lines[this.#indexOf(target?.closest<HTMLElement>('[data-key]')?.dataset['key'])];
    if (!line) return;
    this.#current = line.key;
    if (target?.closest('.twist') && line.isOpen !== undefined) this.#fold(line, !line.isOpen);
    else this.#activate(line);
    this.#pool.get(line.key)?.focus({ preventScroll: true });
  }

  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const index = Math.max(0, this.#indexOf(this.#current));
    const line = this.#lines[index];
    const page = Math.max(1, Math.floor(this.#tree.clientHeight / lineHeight) - 1);
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this.#focus(index + 1),
      ArrowUp: () => this.#focus(index - 1),
      PageDown: () => this.#focus(index + page),
      PageUp: () => this.#focus(index - page),
      Home: () => this.#focus(0),
      End: () => this.#focus(this.#lines.length - 1),
      Enter: () => line && this.#activate(line),
      ' ': () => line && this.#activate(line),
      ArrowRight: () => {
        if (line?.isOpen === false) this.#fold(line, true);
        else if (line?.isOpen) this.#focus(index + 1);
      },
      ArrowLeft: () => {
        if (line?.isOpen) this.#fold(line, false);
        else this.#focus(this.#lines.findLastIndex(({ level }, place) => place < index && level < (line?.level ?? 0)));
      },
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  }
}

function makeLine(): HTMLElement {
  return h(
    'div',
    { role: 'treeitem', class: 'line' },
    h('span', { class: 'twist', 'aria-hidden': 'true' }),
    h('span', { class: 'label' }),
    h('span', { class: 'chip' }),
  );
}

// A value as a tree that is opened part by part. What is open stays open when the value changes; what has changed is marked.
import type { Plain } from '../../../recording/format.js';
import { read } from '../model/values.js';
import { h } from './dom.js';

const mostShown = 300;

export class ValueTree {
  readonly element: HTMLElement = h('ul', { class: 'values' });
  /** By their place: `members.0.address`. */
  readonly #open: Set<string>;

  constructor(open: Set<string> = new Set()) {
    this.#open = open;
  }

  /** @param before what it was, to mark what has changed; parts that are the same are the same object */
  show(value: Plain | undefined, before?: Plain): void {
    const { inside } = read(value);
    if (inside.length === 0) this.element.replaceChildren(h('li', { class: 'none' }, read(value).text));
    else this.element.replaceChildren(...this.#items(inside, '', before));
  }

  #items(inside: readonly (readonly [string, Plain])[], above: string, before: Plain | undefined): HTMLElement[] {
    const was = before === undefined ? undefined : new Map(read(before).inside);
    const items = inside
      .slice(0, mostShown)
      .map(([key, value]) => this.#item(key, value, `${above}.${key}`, was?.get(key), was !== undefined));
    if (inside.length > mostShown) items.push(h('li', { class: 'none' }, `and ${inside.length - mostShown} more`));
    return items;
  }

  #item(key: string, value: Plain, place: string, was: Plain | undefined, isCompared: boolean): HTMLElement {
    const { kind, text, inside } = read(value);
    const hasChanged = isCompared && was !== value;
    const shown = h('span', { class: `value ${kind === 'hidden' ? 'secret' : kind}` }, kind === 'text' ? JSON.stringify(text) : text);
    const mark = hasChanged ? h('span', { class: 'changed' }, 'changed') : undefined;
    if (inside.length === 0) return h('li', { 'data-changed': hasChanged }, h('span', { class: 'key' }, key), ' ', shown, mark);
    const list = h('ul');
    const box = h('details', { open: this.#open.has(place) }, h('summary', {}, h('span', { class: 'key' }, key), ' ', shown, mark), list);
    const fill = () => {
      if (box.open && list.childElementCount === 0) list.append(...this.#items(inside, place, isCompared ? was : undefined));
    };
    fill();
    box.addEventListener('toggle', () => {
      if (box.open) this.#open.add(place);
      else this.#open.delete(place);
      fill();
    });
    return h('li', { 'data-changed': hasChanged }, box);
  }
}

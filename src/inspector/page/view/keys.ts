// The keys of the page, and the list of them (`?`). Single letters can be switched off, for those whose tools type letters.
import { h, part } from './dom.js';

export interface Key {
  /** As `KeyboardEvent.key` says it. */
  readonly keys: readonly string[];
  readonly shown: string;
  readonly what: string;
  readonly press: () => void;
}

const remembered = 'parley-inspector-letters';

export class Keys {
  readonly #keys: readonly Key[];
  readonly #dialog = part('keys', HTMLDialogElement);
  readonly #letters = part('letters', HTMLInputElement);

  constructor(keys: readonly Key[]) {
    const help: Key = { keys: ['?'], shown: '?', what: 'This list', press: () => this.show() };
    this.#keys = [...keys, help];
    part('help', HTMLElement).addEventListener('click', () => this.show());
    this.#letters.checked = stored(remembered) !== 'off';
    this.#letters.addEventListener('change', () => store(remembered, this.#letters.checked ? 'on' : 'off'));
    document.addEventListener('keydown', (event) => this.#press(event));
    const within: readonly (readonly [string, string])[] = [
      ['↑ ↓', 'In the tree and the messages: the one before and after'],
      ['← →', 'In the tree: fold and unfold; elsewhere: step back and forth'],
      ['Enter', 'In the tree: choose the actor; in the messages: the actor of the message'],
      ['Esc', 'Close the findings, this list'],
    ];
    const rows = [...this.#keys.map(({ shown, what }) => [shown, what] as const), ...within];
    part('keys-list', HTMLElement).append(
      h(
        'dl',
        {},
        ...rows.flatMap(([shown, what]) => [h('dt', {}, ...shown.split(' ').map((key) => h('kbd', {}, key))), h('dd', {}, what)]),
      ),
    );
  }

  show(): void {
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  #press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || this.#dialog.open) return;
    const target = event.target instanceof Element ? event.target : undefined;
    if (target?.closest('input:not([type=checkbox]), select, textarea')) return;
    const isPressable = target?.closest('button, summary, a, input[type=checkbox]');
    if (isPressable && (event.key === ' ' || event.key === 'Enter')) return;
    const isLetter = event.key.length === 1 && event.key !== ' ';
    if (isLetter && !this.#letters.checked && event.key !== '?') return;
    const key = this.#keys.find(({ keys }) => keys.includes(event.key));
    if (!key) return;
    // In what scrolls sideways the arrows scroll.
    if (event.key.startsWith('Arrow') && target?.closest('#chart, .table')) return;
    event.preventDefault();
    key.press();
  }
}

/** A browser may forbid it. */
function stored(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function store(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // It is only not remembered.
  }
}

// Export and import of a recording. A file that is imported takes the place of what is shown, only when all of it is good.
import { ImportError, type Imported, importing } from '../model/importing.js';
import type { App } from './app.js';
import type { LiveConnection } from './connection.js';
import { h, part } from './dom.js';

/** Bytes. */
const largest = 256 * 1024 * 1024;
/** ms a turn. */
const budget = 12;
const linesAtOnce = 2000;

export class Files {
  readonly #app: App;
  readonly #live: LiveConnection;
  readonly #input = part('file', HTMLInputElement);
  readonly #notice = part('notice', HTMLElement);

  constructor(app: App, live: LiveConnection) {
    this.#app = app;
    this.#live = live;
    part('import', HTMLElement).addEventListener('click', () => this.choose());
    part('export', HTMLElement).addEventListener('click', () => this.save());
    this.#input.addEventListener('change', () => {
      const [file] = this.#input.files ?? [];
      this.#input.value = '';
      if (file) void this.open(file);
    });
    document.addEventListener('dragover', (event) => event.preventDefault());
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      const [file] = event.dataTransfer?.files ?? [];
      if (file) void this.open(file);
    });
  }

  choose(): void {
    this.#input.click();
  }

  /** Hands what is in memory to the browser to be saved. */
  save(): void {
    const { past } = this.#app;
    if (!past.header) {
      this.tell('There is nothing to export yet.');
      return;
    }
    const parts: string[] = [];
    let lines: string[] = [];
    for (const line of past.lines()) {
      lines.push(line);
      if (lines.length === linesAtOnce) {
        parts.push(`${lines.join('\n')}\n`);
        lines = [];
      }
    }
    parts.push(lines.map((line) => `${line}\n`).join(''));
    const url = URL.createObjectURL(new Blob(parts, { type: 'application/jsonl' }));
    const name = `parley-${past.header.began.slice(0, 19).replaceAll(':', '-')}.jsonl`;
    const link = h('a', { href: url, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    this.#app.say(`Exported as ${name}.`);
  }

  async open(file: File): Promise<void> {
    this.tell('');
    try {
      if (file.size > largest) throw new ImportError('The file is larger than 256 MiB, more than this page can hold.');
      const imported = await this.#read(await file.text());
      await this.#show(imported, file.name);
    } catch (error) {
      const what = error instanceof ImportError ? error.message : 'It could not be read.';
      this.tell(`${file.name}: ${what}`);
    }
  }

  /** Nothing: hides what was said. */
  tell(text: string): void {
    this.#notice.hidden = text === '';
    const close = h('button', { type: 'button', 'aria-label': 'Close this message' }, '×');
    close.addEventListener('click', () => this.tell(''));
    this.#notice.replaceChildren(...(text === '' ? [] : [h('span', {}, text), close]));
  }

  async #read(text: string): Promise<Imported> {
    const steps = importing(text);
    for (;;) {
      const until = performance.now() + budget;
      while (performance.now() < until) {
        const step = steps.next();
        if (step.done) return step.value;
      }
      await turn();
    }
  }

  async #show({ header, entries }: Imported, name: string): Promise<void> {
    this.#live.leave();
    const { past } = this.#app;
    past.begin(header);
    const connection = { is: 'file', name } as const;
    this.#app.connection = connection;
    this.#app.begun();
    for (let from = 0; from < entries.length; from += linesAtOnce) {
      past.add(entries.slice(from, from + linesAtOnce));
      this.#app.changed();
      await turn();
      // Meanwhile something else may have been asked for.
      if (this.#app.connection !== connection) return;
    }
    this.#app.say(`${name} has ${entries.length} entries.`);
    if (past.forgotten > 0) this.tell(`${name} is longer than this page can hold: the first ${past.forgotten} entries are left out.`);
  }
}

/** Lets the page draw and listen. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

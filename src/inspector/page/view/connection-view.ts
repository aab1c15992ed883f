// How the page stands with the program that it shows.
import type { App, Connection, View } from './app.js';
import type { LiveConnection } from './connection.js';
import { part, setAttributes, setText } from './dom.js';

export class ConnectionView implements View {
  readonly #app: App;
  readonly #title = part('title', HTMLElement);
  readonly #pill = part('connection', HTMLElement);
  readonly #text = part('connection-text', HTMLElement);
  readonly #again = part('again', HTMLButtonElement);

  constructor(app: App, live: LiveConnection) {
    this.#app = app;
    this.#again.addEventListener('click', () => live.open());
  }

  draw(): void {
    const { connection, title } = this.#app;
    setText(this.#title, connection.is === 'file' ? 'inspector' : title.replace(/^parley /, '') || 'inspector');
    setAttributes(this.#pill, { 'data-is': connection.is });
    setText(this.#text, wordsOf(connection));
    this.#again.hidden = connection.is === 'live' || connection.is === 'connecting';
    setText(this.#again, connection.is === 'file' ? 'Back to the program' : 'Try again');
    document.title = `${connection.is === 'file' ? connection.name : title || 'parley'} – inspector`;
  }
}

function wordsOf(connection: Connection): string {
  switch (connection.is) {
    case 'connecting':
      return 'connecting …';
    case 'live':
      return 'live';
    case 'lost':
      return 'connection lost, trying again …';
    case 'ended':
      return 'the program has ended';
    case 'file':
      return `file ${connection.name}`;
  }
}

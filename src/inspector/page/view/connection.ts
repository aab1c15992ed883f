// The connection to the program that is watched: its entries come in by a WebSocket. When it is lost it is made anew; when the program
// has ended, what was recorded stays.
import type { RecordingEntry } from '../../../recording/format.js';
import type { HelloMessage, ServerMessage } from '../../contract.js';
import type { App } from './app.js';

/** ms between attempts: doubled from the first to the longest. */
const retry = { first: 500, longest: 5000 };

export class LiveConnection {
  readonly #app: App;
  #socket: WebSocket | undefined;
  #wait = retry.first;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What is shown came from here. */
  #isShown = false;

  constructor(app: App) {
    this.#app = app;
  }

  open(): void {
    this.#close();
    this.#state({ is: 'connecting' });
    const url = new URL('live', document.baseURI);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    this.#socket = socket;
    let hasEnded = false;
    socket.addEventListener('message', ({ data }) => {
      if (socket !== this.#socket || typeof data !== 'string') return;
      const message = read(data);
      if (message?.type === 'end') hasEnded = true;
      else if (message) this.#take(message);
    });
    socket.addEventListener('close', () => {
      if (socket !== this.#socket) return;
      this.#socket = undefined;
      if (hasEnded) this.#ended();
      else this.#lost();
    });
  }

  /** Something else is shown from now on, until it is opened again. */
  leave(): void {
    this.#close();
    this.#isShown = false;
  }

  #close(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #take(message: Exclude<ServerMessage, { type: 'end' }>): void {
    const { past } = this.#app;
    if (message.type === 'hello') this.#greet(message);
    else if (message.type === 'entries') past.add(message.entries);
    else {
      past.skip(message.base, message.count);
      this.#app.say(`${message.count} entries were left out: the page was too slow.`);
    }
    this.#app.changed();
  }

  #greet({ header, title, forgotten, base }: HelloMessage): void {
    const { past } = this.#app;
    this.#wait = retry.first;
    this.#app.title = title;
    // The same recording goes on where it was, unless what is missing has been forgotten there.
    if (!this.#isShown || past.header?.began !== header.began || past.lastN < forgotten) {
      past.begin(header);
      past.add(base);
      past.forgotten = forgotten;
      this.#app.begun();
    }
    this.#isShown = true;
    this.#state({ is: 'live' });
    this.#app.say(`Connected to ${title}.`);
  }

  #ended(): void {
    this.#state({ is: 'ended' });
    this.#app.say('The program has ended. What was recorded can still be read.');
  }

  #lost(): void {
    const isNew = this.#wait === retry.first;
    this.#state({ is: 'lost', retryAt: performance.now() + this.#wait });
    if (isNew) this.#app.say('The connection is lost. Trying again.');
    this.#timer = setTimeout(() => this.open(), this.#wait);
    this.#wait = Math.min(retry.longest, this.#wait * 2);
  }

  #state(connection: App['connection']): void {
    this.#app.connection = connection;
    this.#app.changed();
  }
}

/** What is no message of the contract is passed over. */
function read(data: string): ServerMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return undefined;
  }
  return isMessage(value) ? value : undefined;
}

function isMessage(value: unknown): value is ServerMessage {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  const areEntries = (list: unknown): list is RecordingEntry[] => Array.isArray(list);
  switch (value.type) {
    case 'hello':
      return 'header' in value && typeof value.header === 'object' && value.header !== null && 'base' in value && areEntries(value.base);
    case 'entries':
      return 'entries' in value && areEntries(value.entries);
    case 'lost':
      return 'base' in value && areEntries(value.base) && 'count' in value && typeof value.count === 'number';
    default:
      return value.type === 'end';
  }
}

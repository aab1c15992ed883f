// The keyboard as readline gets it: what was pasted becomes one piece of the line, and the terminal can be handed to another
// program and taken back. Bracketed paste mode is on while it is open, and off again however this process ends.
import { writeSync } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { PasteScanner } from './paste-scanner.js';

export interface KeyboardOptions {
  readonly input: Readable & { setRawMode?(mode: boolean): unknown };
  readonly output: Writable & { readonly isTTY?: boolean; readonly fd?: number };
  /** The terminal is one that can tell what is pasted. */
  readonly canBracket: boolean;
  /** What of a paste goes into the line; on one line, without control characters. */
  readonly shown: (pasted: string) => string;
}

const pasteModeOn = '\u001b[?2004h';
const pasteModeOff = '\u001b[?2004l';

/** What readline reads: stands before the real input. */
class Keys extends Readable {
  readonly isTTY = true;
  readonly #source: KeyboardOptions['input'];

  constructor(source: KeyboardOptions['input']) {
    super({ read: () => {} });
    this.#source = source;
  }

  setRawMode(mode: boolean): this {
    this.#source.setRawMode?.(mode);
    return this;
  }

  override pause(): this {
    this.#source.pause();
    return super.pause();
  }

  override resume(): this {
    this.#source.resume();
    return super.resume();
  }
}

export class Keyboard {
  /** For readline. */
  readonly keys: Keys;
  readonly #options: KeyboardOptions;
  readonly #scanner = new PasteScanner();
  readonly #decoder = new StringDecoder('utf8');
  readonly #hear = (chunk: Buffer | string) => this.#take(typeof chunk === 'string' ? chunk : this.#decoder.write(chunk));
  readonly #end = () => this.keys.push(null);
  /** After a fault that nobody caught, too. Written at once: nothing else is any more. */
  readonly #atExit = () => {
    const { fd } = this.#options.output;
    try {
      if (fd !== undefined) writeSync(fd, pasteModeOff);
    } catch {
      // The terminal is gone.
    }
  };

  constructor(options: KeyboardOptions) {
    this.#options = options;
    this.keys = new Keys(options.input);
    options.input.on('data', this.#hear);
    options.input.once('end', this.#end);
    if (options.canBracket) process.once('exit', this.#atExit);
    this.#setPasteMode(true);
  }

  /** As if it had been pasted. */
  insert(text: string): void {
    this.keys.push(this.#options.shown(text));
  }

  /** The terminal as another program wants it; what is typed goes there. */
  handOver(): void {
    this.#setPasteMode(false);
    this.keys.setRawMode(false);
    this.keys.pause();
  }

  takeBack(): void {
    this.keys.setRawMode(true);
    this.keys.resume();
    this.#setPasteMode(true);
  }

  close(): void {
    this.#options.input.off('data', this.#hear);
    this.#options.input.off('end', this.#end);
    process.off('exit', this.#atExit);
    this.#setPasteMode(false);
    this.#options.input.pause();
  }

  #take(text: string): void {
    for (const piece of this.#scanner.feed(text)) {
      const keys = piece.kind === 'paste' ? this.#options.shown(piece.text) : piece.text;
      if (keys !== '') this.keys.push(keys);
    }
  }

  #setPasteMode(isOn: boolean): void {
    if (this.#options.canBracket) this.#options.output.write(isOn ? pasteModeOn : pasteModeOff);
  }
}

// Readline behind a terminal, whatever that draws: the keys that mean the same on all, a line put back together after Ctrl-C, and the
// keyboard lent to another program.
import type { Interface } from 'node:readline';
import type { Composer } from './composer.js';
import { Keyboard, type KeyboardOptions } from './keyboard.js';

export interface LineEditorOptions extends Pick<KeyboardOptions, 'input' | 'output' | 'canBracket'> {
  /** Makes one text of lines that belong together, and of what was pasted. */
  readonly composer: Composer;
  /** Alt and a digit. */
  readonly onWindow: (number: number) => void;
  /** What was typed, the newest first; may be changed in place. */
  readonly onHistory: (lines: string[]) => void;
  /** Ctrl-C asks this first; what was typed is gone. */
  readonly onLeaveAsk: () => void;
  /** The second Ctrl-C quits; so do Ctrl-D and the end of the input. */
  readonly onQuit: () => void;
}

export interface Key {
  readonly name?: string;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
}

/**
 * What is undocumented, and so has tests. `prevRows` is how many rows above the cursor the prompt begins, as readline remembers it.
 * `isCompletionEnabled` is false while several keys come at once, which readline then puts at the line's end, wherever the cursor is.
 */
type EditedInterface = Interface & { prevRows: number; history: string[]; isCompletionEnabled: boolean };

export class LineEditor {
  readonly keyboard: Keyboard;
  readonly reader: EditedInterface;
  isClosed = false;
  /** The terminal belongs to another program. */
  isHandedOver = false;
  readonly #options: LineEditorOptions;
  #isQuitAsked = false;

  /** `open` makes readline on these keys; `emptied` is called when Ctrl-C has taken away what was typed. */
  constructor(options: LineEditorOptions, open: (keys: Keyboard['keys']) => Interface, emptied: () => void = () => {}) {
    const { input, output, canBracket, composer } = options;
    this.#options = options;
    this.keyboard = new Keyboard({ input, output, canBracket, shown: (pasted) => composer.shown(pasted) });
    this.reader = open(this.keyboard.keys) as EditedInterface; // readline's own class has it
    this.reader.on('SIGINT', () => this.#interrupt(emptied));
    this.reader.on('history', (lines) => options.onHistory(lines));
    this.reader.once('close', () => {
      if (!this.isClosed) options.onQuit();
    });
  }

  /** What every key means besides what readline does with it. */
  heed(key: Key | undefined): void {
    if (!(key?.ctrl && key.name === 'c')) this.#isQuitAsked = false;
    if (key?.meta && /^[1-9]$/.test(key.name ?? '')) this.#options.onWindow(Number(key.name));
  }

  /** Before readline gets a key: it goes to where the cursor is, also when more of them come at once. */
  keepPlace(key: Key | undefined): void {
    const { reader } = this;
    if (reader.cursor < reader.line.length && key?.name !== 'tab') reader.isCompletionEnabled = true;
  }

  /** Lines of an earlier time for the arrow keys, the newest first. */
  remember(lines: readonly string[]): void {
    const known = new Set(this.reader.history);
    this.reader.history.push(...lines.filter((line) => !known.has(line)));
  }

  /** Puts a text into the line, as if it had been pasted. */
  insert(text: string): void {
    this.keyboard.insert(text);
  }

  /** `leave` makes room for the other program, `comeBack` draws again after it. */
  async handOver(during: () => Promise<void>, leave: () => void, comeBack: () => void): Promise<void> {
    this.isHandedOver = true;
    leave();
    this.keyboard.handOver();
    try {
      await during();
    } finally {
      this.isHandedOver = false;
      if (!this.isClosed) this.keyboard.takeBack();
      comeBack();
    }
  }

  /** Once; `leave` writes what is left. */
  close(leave: () => void): void {
    if (this.isClosed) return;
    this.isClosed = true;
    leave();
    this.reader.close();
    this.keyboard.close();
  }

  #interrupt(emptied: () => void): void {
    const { composer, onLeaveAsk, onQuit } = this.#options;
    if (this.#isQuitAsked) {
      onQuit();
      return;
    }
    this.#isQuitAsked = true;
    composer.cancel();
    // To the end, then everything before it away.
    this.reader.write(null, { ctrl: true, name: 'e' });
    this.reader.write(null, { ctrl: true, name: 'u' });
    emptied();
    onLeaveAsk();
  }
}

// Where a person writes: what is typed in a terminal on its way to the session, and what is remembered of it.
import { join } from 'node:path';
import type { Session } from '../session.js';
import type { Terminal } from '../terminal.js';
import { Composer, withMarks } from './composer.js';
import { editText } from './editor.js';
import { InputHistory, longestLine, memorable, mostLines } from './input-history.js';

type Environment = Readonly<Record<string, string | undefined>>;

export class Desk {
  readonly composer: Composer;
  readonly #session: Session;
  readonly #env: Environment;
  #terminal: Terminal | undefined;
  #history: InputHistory | undefined;
  /** What is stored of it, the newest first. */
  #kept: readonly string[] = [];

  constructor(session: Session, env: Environment = process.env) {
    this.#session = session;
    this.#env = env;
    this.composer = new Composer(session.say);
  }

  /** From now on it writes to this terminal. What was typed at an earlier time is there as soon as it is known whose it is. */
  open(terminal: Terminal): void {
    this.#terminal = terminal;
    const { peer } = this.#session;
    const look = () => {
      const { profileDirectory } = peer;
      if (profileDirectory === undefined || !this.#session.settings.get('typed-history')) return;
      peer.off('state', look);
      this.#recall(join(profileDirectory, 'typed-history'));
    };
    peer.on('state', look);
    look();
  }

  /** Readline has remembered a line: what may not be remembered is taken out of its list. */
  typed(lines: string[]): void {
    const [newest] = lines;
    if (newest === undefined) return;
    // Lines that belong together are remembered as one: the password may stand in the second.
    const whole = this.composer.whole(newest);
    const part = whole === undefined ? undefined : memorable(whole);
    const kept = part === undefined ? undefined : withMarks(part);
    // A long paste is remembered, in this run only, by the words that stand for it.
    const isLong = whole !== undefined && whole.length > longestLine && !this.composer.isContinuing;
    const shown = isLong ? memorable(newest) : kept;
    lines.splice(0, 1, ...(shown === undefined || shown === lines[1] ? [] : [shown]));
    if (kept === undefined) return;
    this.#kept = [kept, ...this.#kept.filter((line) => line !== kept)].slice(0, mostLines);
    this.#keep();
  }

  /** Opens the editor with a text; what is written there is put into the line, for the person to send. */
  async edit(initial: string): Promise<void> {
    const { say, view } = this.#session;
    await this.#terminal?.handOver(async () => {
      const edited = await editText(initial, this.#env);
      if (edited.outcome === 'failed') {
        const { code, editor } = edited;
        view.notice(code === undefined ? say('editorMissing', { editor }) : say('editorFailed', { editor, code }));
      } else if (edited.text.trim() === '') view.notice(say('editorEmpty'));
      else this.#terminal?.insert(edited.text);
    });
  }

  /** Stores what is not stored yet: nothing may go on behind the end. */
  close(): void {
    this.#history?.close();
  }

  #recall(file: string): void {
    this.#history = new InputHistory(file);
    const earlier = this.#history.load();
    this.#terminal?.remember(earlier);
    const wasTyped = this.#kept.length > 0;
    this.#kept = [...this.#kept, ...earlier.filter((line) => !this.#kept.includes(line))];
    if (wasTyped) this.#keep();
  }

  #keep(): void {
    const isKept = this.#session.settings.get('typed-history');
    // A history that cannot be written costs some typing at the next time, and is no reason to disturb.
    this.#history?.keep(isKept ? this.#kept : []).catch(() => {});
  }
}

// Whom this user does not want to hear: ignored, blocked and muted. What is ignored and muted is a matter of this program and kept in
// a file of the profile; who is blocked is the library's to know, as it refuses them.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StoredMessage } from '../../index.js';
import type { ChatState } from '../chat-state.js';
import { type Target, targetKey } from '../target.js';

export class People {
  readonly #session: ChatState;
  /** As they were written, by lower case. */
  readonly #ignored = new Map<string, string>();
  readonly #muted = new Map<string, string>();
  readonly #blocked = new Map<string, string>();
  #file: string | undefined;
  #storing: Promise<void> = Promise.resolve();
  /** Fulfilled when what is kept has been read. */
  readonly loaded: Promise<void>;
  #hasLoaded: () => void = () => {};

  constructor(session: ChatState) {
    this.#session = session;
    this.loaded = new Promise((resolve) => {
      this.#hasLoaded = resolve;
    });
  }

  get ignored(): readonly string[] {
    return [...this.#ignored.values()].sort();
  }

  get blocked(): readonly string[] {
    return [...this.#blocked.values()].sort();
  }

  /** Names, and rooms with their `#`. */
  get muted(): readonly string[] {
    return [...this.#muted.values()].sort();
  }

  /** What they say is not shown. */
  isHidden(name: string): boolean {
    return this.#ignored.has(name.toLowerCase()) || this.#blocked.has(name.toLowerCase());
  }

  /** Without what is not to be shown. */
  shown(messages: readonly StoredMessage[]): readonly StoredMessage[] {
    return messages.filter(({ author }) => author === undefined || !this.isHidden(author));
  }

  isMuted(target: Target): boolean {
    return this.#muted.has(targetKey(target));
  }

  /** Reads what is kept, as soon as it is known whose it is. */
  open(): void {
    const { peer } = this.#session;
    const look = () => {
      const { profileDirectory } = peer;
      if (profileDirectory === undefined) return;
      peer.off('state', look);
      void this.#load(join(profileDirectory, 'people.json')).then(this.#hasLoaded);
    };
    peer.on('state', look);
    look();
  }

  /** Gives whether that is news. */
  ignore(name: string, isIgnored: boolean): Promise<boolean> {
    return this.#change(this.#ignored, name, isIgnored);
  }

  mute(where: string, isMuted: boolean): Promise<boolean> {
    return this.#change(this.#muted, where, isMuted);
  }

  /** The library keeps it. */
  noteBlocked(name: string, isBlocked: boolean): void {
    set(this.#blocked, name, isBlocked);
  }

  /** Rejected when it holds for now, but could not be stored. */
  async #change(names: Map<string, string>, name: string, isIn: boolean): Promise<boolean> {
    if (names.has(name.toLowerCase()) === isIn) return false;
    set(names, name, isIn);
    this.#session.view.refresh();
    const file = this.#file;
    if (file === undefined) return true;
    this.#storing = this.#storing.catch(() => {}).then(() => store(file, { ignored: this.ignored, muted: this.muted }));
    await this.#storing;
    return true;
  }

  async #load(file: string): Promise<void> {
    this.#file = file;
    const { ignored, muted } = await read(file);
    for (const name of ignored) set(this.#ignored, name, true);
    for (const name of muted) set(this.#muted, name, true);
    const contacts = await this.#session.peer.contacts().catch(() => []);
    for (const { name, isBlocked } of contacts) set(this.#blocked, name, isBlocked === true);
  }
}

function set(names: Map<string, string>, name: string, isIn: boolean): void {
  if (isIn) names.set(name.toLowerCase(), name);
  else names.delete(name.toLowerCase());
}

interface Kept {
  readonly ignored: readonly string[];
  readonly muted: readonly string[];
}

/** What cannot be read is none: then nobody is ignored, which is seen at once. */
async function read(file: string): Promise<Kept> {
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    const namesOf = (key: string): string[] => {
      const names: unknown = typeof content === 'object' && content !== null ? Reflect.get(content, key) : undefined;
      return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
    };
    return { ignored: namesOf('ignored'), muted: namesOf('muted') };
  } catch {
    return { ignored: [], muted: [] };
  }
}

async function store(file: string, kept: Kept): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, `${JSON.stringify(kept, undefined, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, file);
}

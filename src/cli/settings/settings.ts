// The settings as the rest of the chat reads them: flags go before the file, the file before the standard values.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Say } from '../texts/catalogue.js';
import { changeSetting, newSettings, parseSettings } from './settings-file.js';
import { isSettingName, readValue, type Setting, type SettingName, type SettingValue, settingsTable, valuesOf } from './table.js';

/** Where a value comes from. */
export type Origin = 'flag' | 'file' | 'standard';

/** A line that is left out. */
export interface Complaint {
  readonly where: { readonly file: string; readonly line: number; readonly name: string };
  /** What the setting can be; undefined when there is no such setting. */
  readonly values: string | undefined;
}

type Values = Map<SettingName, boolean | string>;
type Listener = (name: SettingName) => void;

export class Settings {
  /** Where changes are stored. Undefined: nowhere; they last as long as the program. */
  readonly file: string | undefined;
  /** What the file says that cannot be. */
  readonly complaints: readonly Complaint[];
  readonly #flags: Values;
  readonly #stored: Values;
  readonly #listeners = new Set<Listener>();

  constructor(file?: string, stored: Values = new Map(), complaints: readonly Complaint[] = []) {
    this.file = file;
    this.complaints = complaints;
    this.#flags = new Map();
    this.#stored = stored;
  }

  /** The value that counts now. */
  get<Name extends SettingName>(name: Name): SettingValue<Name> {
    const value = this.#flags.get(name) ?? this.#stored.get(name) ?? settingsTable[name].standard;
    return value as SettingValue<Name>; // read by readValue of the same setting
  }

  origin(name: SettingName): Origin {
    return this.#flags.has(name) ? 'flag' : this.#stored.has(name) ? 'file' : 'standard';
  }

  /** For this run alone; goes before what is stored. */
  override(name: SettingName, value: boolean | string): void {
    this.#flags.set(name, value);
    this.#tell(name);
  }

  /** From now on and for the next time; a file made now has its comments as `say` says. Rejected when the file cannot be written; it counts for this run all the same. */
  async set(name: SettingName, value: boolean | string, say?: Say): Promise<void> {
    this.#flags.delete(name);
    this.#stored.set(name, value);
    this.#tell(name);
    if (this.file === undefined) return;
    await store(this.file, changeSetting((await contentOf(this.file)) ?? newSettings(say), name, value));
  }

  /** Calls the listener after every change; gives back what stops that. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(name: SettingName): void {
    for (const listener of this.#listeners) listener(name);
  }
}

/** Reads the file. One that is missing is none; what it says that cannot be is left out and complained of. */
export async function loadSettings(file: string): Promise<Settings> {
  const values: Values = new Map();
  const complaints: Complaint[] = [];
  for (const { key, value, line } of parseSettings((await contentOf(file)) ?? '')) {
    const setting: Setting | undefined = isSettingName(key) ? settingsTable[key] : undefined;
    const read = setting && readValue(setting, value);
    if (isSettingName(key) && read !== undefined) values.set(key, read);
    else complaints.push({ where: { file, line, name: key }, values: setting && valuesOf(setting) });
  }
  return new Settings(file, values, complaints);
}

/** Undefined when it is not there. */
async function contentOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function store(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, content, { mode: 0o600 });
  await rename(unfinished, file);
}

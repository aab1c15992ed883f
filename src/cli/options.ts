// Flags made from the protocol's tables of times and limits.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { isWithin } from '../index.js';
import { readNumber } from './values.js';

type Setting = Parameters<typeof isWithin>[0];
type Settings = Readonly<Record<string, Setting>>;

/** Adds a flag for every setting: its name in kebab-case, its unit, standard value and bounds in the help. */
export function addSettings(command: Command, settings: Settings): void {
  command.optionsGroup('Times and limits:');
  for (const [name, setting] of Object.entries(settings)) {
    const option = new Option(
      `--${kebab(name)} <${unitOf(setting)}>`,
      `${setting.what} (standard ${setting.standard}; ${boundsOf(setting)})`,
    );
    command.addOption(option.argParser((text) => readSetting(setting, text)));
  }
}

/** Those of the parsed options that are settings. */
export function settingsGiven<Table extends Settings>(
  settings: Table,
  options: Readonly<Record<string, unknown>>,
): { [Name in keyof Table]?: number } {
  const given: { [Name in keyof Table]?: number } = {};
  for (const name of Object.keys(settings) as (keyof Table & string)[]) {
    const value = options[name];
    if (typeof value === 'number') given[name] = value;
  }
  return given;
}

function readSetting(setting: Setting, text: string): number {
  const value = readNumber(text);
  if (!isWithin(setting, value)) throw new InvalidArgumentError(`It is ${setting.whole ? 'a whole number ' : ''}${boundsOf(setting)}.`);
  return value;
}

function boundsOf({ min, max }: Setting): string {
  return `from ${min} to ${max}`;
}

function unitOf({ unit }: Setting): string {
  return { s: 'seconds', bytes: 'bytes', count: 'number' }[unit];
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

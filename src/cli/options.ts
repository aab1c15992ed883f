// Flags made from the protocol's tables of times and limits.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { isWithin } from '../index.js';
import type { Say, TextKey } from './texts/catalogue.js';
import { isTextKey } from './texts/texts.js';
import { readNumber } from './values.js';

type Setting = Parameters<typeof isWithin>[0];
type Settings = Readonly<Record<string, Setting>>;

/** Adds a flag for every setting: its name in kebab-case, its unit, standard value and bounds in the help. */
export function addSettings(command: Command, settings: Settings, say: Say): void {
  command.optionsGroup(say('helpLimits'));
  for (const [name, setting] of Object.entries(settings)) {
    const { max, min, standard, what } = setting;
    const key = `limit.${name}`;
    const text = isLimitKey(key) ? say(key) : what;
    const option = new Option(`--${kebab(name)} <${unitOf(setting, say)}>`, say('helpStandardBounds', { what: text, standard, min, max }));
    command.addOption(option.argParser((given) => readSetting(setting, given, say)));
  }
}

type LimitKey = Extract<TextKey, `limit.${string}`>;
const isLimitKey = (key: string): key is LimitKey => key.startsWith('limit.') && isTextKey(key);

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

function readSetting(setting: Setting, text: string, say: Say): number {
  const value = readNumber(text);
  const { max, min, whole } = setting;
  if (!isWithin(setting, value)) throw new InvalidArgumentError(say(whole ? 'needsWholeWithin' : 'needsWithin', { min, max }));
  return value;
}

function unitOf({ unit }: Setting, say: Say): string {
  return say(({ s: 'unitSeconds', bytes: 'unitBytes', count: 'unitNumber' } as const)[unit]);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

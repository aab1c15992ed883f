// Flags made from the table of settings: each goes before the file for one time.
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Say } from '../texts/catalogue.js';
import type { Settings } from './settings.js';
import { readValue, type Setting, settingNames, settingsTable, valuesOf } from './table.js';

/** Adds a flag for every setting; of a switch also the one that turns it off. */
export function addSettingFlags(command: Command, say: Say): void {
  command.optionsGroup(say('helpSettings'));
  for (const name of settingNames) {
    const setting: Setting = settingsTable[name];
    if (setting.kind === 'switch') {
      command.addOption(new Option(`--${name}`)).addOption(new Option(`--no-${name}`).hideHelp(!setting.standard));
    } else {
      const option = new Option(`--${name} <${setting.kind === 'text' ? setting.unit : 'WORD'}>`);
      if (setting.kind === 'choice') option.choices(setting.choices);
      else option.argParser((given) => readGiven(setting, given, say));
      command.addOption(option);
    }
  }
}

/** What the flags say goes before what is stored. */
export function applyFlags(settings: Settings, options: Readonly<Record<string, unknown>>): void {
  for (const name of settingNames) {
    const value = options[name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())];
    if (typeof value === 'string' || typeof value === 'boolean') settings.override(name, value);
  }
}

function readGiven(setting: Setting, given: string, say: Say): string {
  const value = readValue(setting, given);
  if (typeof value !== 'string') throw new InvalidArgumentError(say('allowedChoices', { choices: valuesOf(setting) }));
  return value;
}

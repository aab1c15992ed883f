// `/set`: what can be set, what it is, and changing it for now and for the next time.
import type { Session } from '../session.js';
import {
  countsFromStart,
  isSettingName,
  printValue,
  readValue,
  type Setting,
  type SettingName,
  settingNames,
  settingsTable,
  valuesOf,
  wordsOf,
} from '../settings/table.js';
import { languageCodes } from '../texts/texts.js';
import { type Command, command } from './command.js';

export const settingsCommand: Command = command({
  name: 'set',
  aliases: ['settings'],
  arguments: [
    { name: 'KEY', kind: 'choice', choices: settingNames, isOptional: true },
    { name: 'VALUE', kind: 'word', isOptional: true, choicesAfter: valuesAfter },
  ],
  help: 'shows the settings, or changes one',
  run: (session, key, value) => {
    if (key === undefined) return list(session);
    const name = key.toLowerCase();
    if (!isSettingName(name)) return tellUnknown(session, name);
    return value === undefined ? tell(session, name) : change(session, name, value);
  },
});

/** For Tab; of the language those that there are. */
function valuesAfter(key = ''): readonly string[] {
  if (!isSettingName(key)) return [];
  const known = key === 'language' ? languageCodes() : [];
  return [...wordsOf(settingsTable[key]), ...known];
}

function list({ say, settings, view }: Session): void {
  view.notice(settings.file === undefined ? say('settingsHere') : say('settingsIn', { file: settings.file }));
  const width = Math.max(...settingNames.map((name) => name.length));
  view.list(
    settingNames.map((name) => {
      const flag = settings.origin(name) === 'flag' ? ` (${say('settingFromFlag')})` : '';
      return `${name.padEnd(width)} = ${printValue(settings.get(name))}${flag}`;
    }),
  );
}

function tell({ say, settings, view }: Session, name: SettingName): void {
  const setting: Setting = settingsTable[name];
  view.notice(say('settingIs', { name, value: printValue(settings.get(name)), what: say(`setting.${name}`), values: valuesOf(setting) }));
}

function tellUnknown({ say, view }: Session, name: string): void {
  const nearest = settingNames.find((known) => name.length > 1 && (known.startsWith(name) || known.includes(name)));
  view.notice(nearest === undefined ? say('settingUnknown', { name }) : say('settingMeant', { name, nearest }));
}

async function change({ say, settings, view }: Session, name: SettingName, given: string): Promise<void> {
  const setting: Setting = settingsTable[name];
  const value = readValue(setting, given);
  if (value === undefined) {
    view.notice(say('settingWrong', { name, value: given, values: valuesOf(setting) }));
    return;
  }
  try {
    await settings.set(name, value, say);
  } catch (error) {
    view.notice(say('settingNotStored', { why: error instanceof Error ? error.message : String(error) }));
    return;
  }
  view.notice(say(countsFromStart.has(name) ? 'settingSetNextTime' : 'settingSet', { name, value: printValue(value) }));
}

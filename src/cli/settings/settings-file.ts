// The settings file: lines `KEY = VALUE` and comments. What people wrote into it stays where it is.
import type { Say } from '../texts/catalogue.js';
import { english } from '../texts/texts.js';
import { printValue, type Setting, type SettingName, settingNames, settingsTable, valuesOf } from './table.js';

const line = /^\s*([A-Za-z][\w-]*)\s*=\s*(.*?)\s*$/;
export interface Entry {
  readonly key: string;
  readonly value: string;
  /** From 1. */
  readonly line: number;
}

/** The entries in their order; what is neither one nor a comment has an empty key. */
export function parseSettings(content: string): readonly Entry[] {
  return content
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .flatMap((text, index) => {
      if (/^\s*(#|$)/.test(text)) return [];
      const found = line.exec(text);
      return [{ key: found?.[1]?.toLowerCase() ?? '', value: found?.[2] ?? text, line: index + 1 }];
    });
}

/** A new file: every setting with what it is for, in the reader's language, its standard value commented out. */
export function newSettings(say: Say = english): string {
  const blocks = settingNames.map((name) => {
    const setting: Setting = settingsTable[name];
    return [`# ${say(`setting.${name}`)}: ${valuesOf(setting)}`, `# ${name} = ${printValue(setting.standard)}`].join('\n');
  });
  const title = [`# ${say('settingsTitle')}`, `# ${say('settingsHow')}`];
  return `${[title.join('\n'), ...blocks].join('\n\n')}\n`;
}

/** The file with one value changed: in its own line, else in the place of its commented one, else at the end. */
export function changeSetting(content: string, name: SettingName, value: boolean | string): string {
  const wanted = `${name} = ${printValue(value)}`;
  const lines = content.split(/\r?\n/);
  const isOwn = (text: string) => line.exec(text)?.[1]?.toLowerCase() === name;
  // The last one counts when it is read.
  const at = lines.findLastIndex(isOwn);
  const commented = lines.findLastIndex((text) => text.startsWith('#') && isOwn(text.slice(1)));
  if (at !== -1) lines[at] = wanted;
  else if (commented !== -1) lines[commented] = wanted;
  else lines.splice(lines.at(-1) === '' ? lines.length - 1 : lines.length, 0, wanted);
  const changed = lines.join('\n');
  return changed.endsWith('\n') ? changed : `${changed}\n`;
}

// Every setting of the chat, once: the file and its comments, `/set`, the flags and the pages come from this table.

interface Described {
  /** One line, for people: of the file, the help and the pages. */
  readonly what: string;
}

/** On or off. */
export interface Switch extends Described {
  readonly kind: 'switch';
  readonly standard: boolean;
}

/** One of a few words. */
export interface Choice<Word extends string = string> extends Described {
  readonly kind: 'choice';
  readonly choices: readonly Word[];
  readonly standard: Word;
}

/** A word or a line; may be empty where the standard is. */
export interface Text extends Described {
  readonly kind: 'text';
  readonly standard: string;
  /** What a value that is not the standard looks like. */
  readonly shape: RegExp;
  /** In capitals, as in `Usage:`. */
  readonly unit: string;
}

export type Setting = Switch | Choice | Text;

const isSwitch = (standard: boolean, what: string): Switch => ({ kind: 'switch', standard, what });
const choice = <const Word extends string>(choices: readonly Word[], standard: NoInfer<Word>, what: string): Choice<Word> => ({
  kind: 'choice',
  choices,
  standard,
  what,
});
const text = (standard: string, unit: string, shape: RegExp, what: string): Text => ({ kind: 'text', standard, unit, shape, what });

/** In the order of the file. A key is its name in the file, of `/set`, and of the flag. */
export const settingsTable = {
  language: text('auto', 'CODE', /^[a-z]{2,3}$/, 'language of the program, as en or ar; auto takes that of the system'),
  'screen-reader': isSwitch(false, 'lines are only added and never redrawn, and who speaks is said in words'),
  colors: choice(['auto', 'off', '16', '256', 'truecolor'], 'auto', 'how many colours are used'),
  background: choice(['auto', 'light', 'dark'], 'auto', 'which colours can be read on it'),
  time: choice(['24h', '12h', 'seconds'], '24h', 'how the time of a message is shown'),
  raw: isSwitch(false, 'shows *bold*, `code` and the like as they were typed'),
  links: isSwitch(true, 'addresses on the web can be clicked, where the terminal can do that'),
  bell: choice(['off', 'mentions', 'all'], 'mentions', 'at which messages the bell rings; mentions are also those to you alone'),
  notifications: choice(['off', 'mentions', 'all'], 'mentions', 'at which messages the terminal is asked to notify you'),
  presence: choice(['fold', 'each', 'off'], 'fold', 'people who come and go: told together, one by one, or not at all'),
  'typed-history': isSwitch(true, 'what you typed is kept for the arrow keys of the next time'),
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settingsTable;
export type SettingValue<Name extends SettingName> = ValueOf<(typeof settingsTable)[Name]>;
type ValueOf<One> = One extends Switch ? boolean : One extends Choice<infer Word> ? Word : string;

export const settingNames = Object.keys(settingsTable) as readonly SettingName[]; // its own keys

/** Those that a chat under way does not look at again. */
export const countsFromStart: ReadonlySet<SettingName> = new Set(['language', 'screen-reader', 'typed-history']);

export const isSettingName = (name: string): name is SettingName => Object.hasOwn(settingsTable, name);

/** The value that a text stands for. Undefined: none of this setting. */
export function readValue(setting: Setting, given: string): boolean | string | undefined {
  const word = given.trim();
  switch (setting.kind) {
    case 'switch':
      return /^(on|yes|true|1)$/i.test(word) ? true : /^(off|no|false|0)$/i.test(word) ? false : undefined;
    case 'choice':
      return setting.choices.find((one) => one === word.toLowerCase());
    case 'text':
      return word === setting.standard || setting.shape.test(word) ? word : undefined;
  }
}

/** As the file and `/set` show it. */
export function printValue(value: boolean | string): string {
  return typeof value === 'string' ? value : value ? 'on' : 'off';
}

/** What can be given: `on | off`. */
export function valuesOf(setting: Setting): string {
  switch (setting.kind) {
    case 'switch':
      return 'on | off';
    case 'choice':
      return setting.choices.join(' | ');
    case 'text':
      return [setting.standard, setting.unit].filter((part) => part !== '').join(' | ');
  }
}

/** Every word that it may be; of a text the standard one. */
export function wordsOf(setting: Setting): readonly string[] {
  switch (setting.kind) {
    case 'switch':
      return ['on', 'off'];
    case 'choice':
      return setting.choices;
    case 'text':
      return [setting.standard];
  }
}

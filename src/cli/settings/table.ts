// Every setting of the chat, once: the file and its comments, `/set`, the flags and the pages come from this table. What each is
// for stands in the catalogue, as `setting.KEY`.

/** On or off. */
export interface Switch {
  readonly kind: 'switch';
  readonly standard: boolean;
}

/** One of a few words. */
export interface Choice<Word extends string = string> {
  readonly kind: 'choice';
  readonly choices: readonly Word[];
  readonly standard: Word;
}

/** A word or a line; may be empty where the standard is. */
export interface Text {
  readonly kind: 'text';
  readonly standard: string;
  /** What a value that is not the standard looks like. */
  readonly shape: RegExp;
  /** In capitals, as in `Usage:`. */
  readonly unit: string;
}

export type Setting = Switch | Choice | Text;

const isSwitch = (standard: boolean): Switch => ({ kind: 'switch', standard });
const choice = <const Word extends string>(choices: readonly Word[], standard: NoInfer<Word>): Choice<Word> => ({
  kind: 'choice',
  choices,
  standard,
});
const text = (standard: string, unit: string, shape: RegExp): Text => ({ kind: 'text', standard, unit, shape });

/** In the order of the file. A key is its name in the file, of `/set`, and of the flag. */
export const settingsTable = {
  language: text('auto', 'CODE', /^[a-z]{2,3}$/),
  'screen-reader': isSwitch(false),
  colors: choice(['auto', 'off', '16', '256', 'truecolor'], 'auto'),
  background: choice(['auto', 'light', 'dark'], 'auto'),
  time: choice(['24h', '12h', 'seconds'], '24h'),
  raw: isSwitch(false),
  links: isSwitch(true),
  bell: choice(['off', 'mentions', 'all'], 'mentions'),
  notifications: choice(['off', 'mentions', 'all'], 'mentions'),
  presence: choice(['fold', 'each', 'off'], 'fold'),
  'typed-history': isSwitch(true),
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

// What a catalogue of texts is: keys to sentences with `{parameters}`, and the types by which the compiler checks both.
import type { en } from './en.js';

/** A sentence; or its plural forms, chosen by the parameter `count` as the language wants it (CLDR). */
export type Text = string | PluralText;

export type PluralText = { readonly [Form in Intl.LDMLPluralRule]?: string } & { readonly other: string };

export type TextKey = keyof typeof en;

/** Every language has every key; test/cli/texts holds their parameters to be the same. */
export type Catalogue = { readonly [Key in TextKey]: Text };

/** What a file of a language exports as `language`. */
export interface Language {
  /** BCP 47, as the plural rules want it; the file has its name. */
  readonly code: string;
  /** In itself. */
  readonly name: string;
  readonly isRightToLeft: boolean;
  readonly texts: Catalogue;
}

type NamesIn<Pattern extends string> = Pattern extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type PatternOf<Key extends TextKey> = (typeof en)[Key] extends infer Given
  ? Given extends string
    ? Given
    : Given[keyof Given] & string
  : never;
type NeededBy<Key extends TextKey> = NamesIn<PatternOf<Key>> | ((typeof en)[Key] extends string ? never : 'count');

/** The parameters that the text of this key needs; `count` is a number, the others are shown as they are. */
export type Needed<Key extends TextKey> = { readonly [Name in NeededBy<Key>]: Name extends 'count' ? number : string | number };

/** Says the text of a key in one language: `say('roomMade', { room })`. */
export interface Say {
  readonly language: Language;
  <Key extends TextKey>(key: Key, ...given: [NeededBy<Key>] extends [never] ? [] : [Needed<Key>]): string;
}

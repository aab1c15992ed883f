// The texts of this program in the language of whoever reads them. A language is one file beside this one, named by its code:
// nothing else has to be changed to add one. What programs parse (plain script mode, JSON, logs) is always English.
import { readdirSync } from 'node:fs';
import { stripControls } from '../../index.js';
import type { Language, Say, Text, TextKey } from './catalogue.js';
import { en, language as englishLanguage } from './en.js';

/** What is typed as it stands: a command with what follows it, a room with its mark. */
const typed = /(?<![\w.])\/[a-z]+(?: \{\w+\})?|#\{\w+\}/g;

type Environment = Readonly<Record<string, string | undefined>>;

/** U+2068 and U+2069: what stands between them does not reorder its neighbours. */
const isolateFirst = '\u2068';
const isolateEnd = '\u2069';

/** English, and what everything that is parsed is written in. */
export const english: Say = sayIn(englishLanguage);

/** The language that was set, or that the environment asks for; English where there is no file for it. */
export async function textsFor(env: Environment, set?: string): Promise<Say> {
  const code = chosenLanguage(env, languageCodes(), set);
  return code === 'en' ? english : sayIn(await loadLanguage(code));
}

/** The codes of all languages there are, `en` among them. */
export function languageCodes(): string[] {
  const files = readdirSync(new URL('.', import.meta.url));
  return files.flatMap((file) => /^([a-z]{2,3})\.js$/.exec(file)?.[1] ?? []).sort();
}

/** What was set, else LC_ALL, LC_MESSAGES, LANG as POSIX has it (`LANGUAGE` with its list is asked first, unless it is C). */
export function chosenLanguage(env: Environment, known: readonly string[], set?: string): string {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  const isPosix = locale === '' || /^(C|POSIX)\b/.test(locale);
  const wishes = set ? [set] : [...(isPosix ? [] : (env['LANGUAGE'] ?? '').split(':')), locale];
  const codes = wishes.map((wish) => /^[a-z]{2,3}(?=$|[^a-z])/i.exec(wish)?.[0].toLowerCase() ?? '');
  return codes.find((code) => known.includes(code)) ?? 'en';
}

/** @throws when there is no such file. */
export async function loadLanguage(code: string): Promise<Language> {
  const { language }: { readonly language: Language } = await import(new URL(`${code}.js`, import.meta.url).href);
  return language;
}

/** Says the texts of a language. Parameters are made harmless, and isolated where the text runs from right to left. */
export function sayIn(language: Language): Say {
  const rules = new Intl.PluralRules(language.code);
  const show = (value: string | number): string => {
    const text = stripControls(String(value)).replace(/[\n\t]/g, ' ');
    return language.isRightToLeft ? `${isolateFirst}${text}${isolateEnd}` : text;
  };
  const say = (key: TextKey, given: Readonly<Record<string, string | number>> = {}): string => {
    const pattern = patternOf(language.texts[key], given['count'], rules);
    const whole = language.isRightToLeft ? pattern.replace(typed, `${isolateFirst}$&${isolateEnd}`) : pattern;
    return whole.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
      const value = given[name];
      return value === undefined ? placeholder : show(value);
    });
  };
  return Object.assign(say, { language });
}

/** The names between braces, in all forms of a text, sorted. */
export function parametersOf(text: Text): string[] {
  const patterns = typeof text === 'string' ? [text] : [...Object.values(text), '{count}'];
  return [...new Set(patterns.flatMap((pattern) => [...pattern.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)))].sort();
}

/** Whether there is a text of this key. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(en, key);
}

function patternOf(text: Text, count: string | number | undefined, rules: Intl.PluralRules): string {
  if (typeof text === 'string') return text;
  return (typeof count === 'number' ? text[rules.select(count)] : undefined) ?? text.other;
}

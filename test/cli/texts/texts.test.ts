// The catalogues: every language whole, with the same parameters, and chosen as the environment says.
import test from 'ava';
import { en } from '../../../src/cli/texts/en.js';
import { chosenLanguage, english, languageCodes, loadLanguage, parametersOf, sayIn, textsFor } from '../../../src/cli/texts/texts.js';
import { sentenceFor } from '../../../src/index.js';

test('texts: the languages → English and Arabic at least', (t) => {
  const codes = languageCodes();
  t.true(codes.includes('en') && codes.includes('ar'));
});

for (const code of languageCodes()) {
  test(`texts: ${code} → every key with the parameters that English has`, async (t) => {
    const { code: own, texts } = await loadLanguage(code);
    t.is(own, code);
    const expected = Object.fromEntries(Object.entries(en).map(([key, text]) => [key, parametersOf(text)]));
    t.deepEqual(Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, parametersOf(text)])), expected);
  });

  test(`texts: ${code} → every plural form that the language has, no empty text, no control characters`, async (t) => {
    const { texts } = await loadLanguage(code);
    const forms = new Set(new Intl.PluralRules(code).resolvedOptions().pluralCategories);
    for (const [key, text] of Object.entries(texts)) {
      const patterns = typeof text === 'string' ? [text] : Object.values(text);
      for (const pattern of patterns) t.regex(pattern, /^(?=.*\S)[^\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+$/u, key);
      if (typeof text !== 'string')
        t.deepEqual(
          Object.keys(text).filter((form) => !forms.has(form as Intl.LDMLPluralRule)),
          [],
          key,
        );
    }
  });
}

test('texts: reasons in English → those of the library', (t) => {
  const reasons = Object.keys(en).filter((key) => key.startsWith('reason.'));
  t.true(reasons.length > 50);
  const said = Object.fromEntries(reasons.map((key) => [key, sentenceFor(key.slice('reason.'.length))]));
  t.like(en, said);
});

test('texts: parameters → put in, made harmless', (t) => {
  t.is(english('joinedRoom', { name: 'bob', room: 'lobby' }), 'bob joined #lobby.');
  t.is(english('isOnline', { name: '\u001b[2Jb\u202eo{room}b' }), '[2Jbo{room}b is online.');
});

test('texts: counts → the plural form of the language', async (t) => {
  t.is(english('countRooms', { count: 1 }), '1 room');
  t.is(english('countRooms', { count: 2 }), '2 rooms');
  const say = sayIn(await loadLanguage('ar'));
  const said = [0, 1, 2, 3, 11, 100].map((count) => say('countRooms', { count }));
  t.deepEqual(said, ['لا غرف', 'غرفة واحدة', 'غرفتان', '\u20683\u2069 غرف', '\u206811\u2069 غرفة', '\u2068100\u2069 غرفة']);
});

test('texts: Arabic → parameters isolated', async (t) => {
  const say = sayIn(await loadLanguage('ar'));
  t.is(say('isOnline', { name: 'bo\u2069b' }), '\u2068bob\u2069 متصل الآن.');
});

const chooses = test.macro({
  exec(t, env: Record<string, string>, set: string | undefined, expected: string) {
    t.is(chosenLanguage(env, ['ar', 'en'], set), expected);
  },
  title: (what) => `texts: ${what}`,
});

test('nothing said → English', chooses, {}, undefined, 'en');
test('LANG → its language', chooses, { LANG: 'ar_EG.UTF-8' }, undefined, 'ar');
test('LC_MESSAGES → before LANG', chooses, { LANG: 'ar_EG.UTF-8', LC_MESSAGES: 'en_GB' }, undefined, 'en');
test('LC_ALL → before all', chooses, { LANG: 'en_GB', LC_MESSAGES: 'en_GB', LC_ALL: 'ar' }, undefined, 'ar');
test('LANGUAGE → the first known of its list', chooses, { LANG: 'en_GB', LANGUAGE: 'de:ar:en' }, undefined, 'ar');
test('LANGUAGE in the C locale → not asked', chooses, { LANG: 'C.UTF-8', LANGUAGE: 'ar' }, undefined, 'en');
test('a language without a file → English', chooses, { LANG: 'de_DE.UTF-8' }, undefined, 'en');
test('a setting → before the environment', chooses, { LC_ALL: 'en_GB' }, 'ar', 'ar');
test('a path → English', chooses, { LANG: '../../ar' }, undefined, 'en');

test('texts: an environment in Arabic → its sentences', async (t) => {
  const say = await textsFor({ LANG: 'ar_SY.UTF-8' });
  t.is(say('connected'), 'تم الاتصال بالسجل.');
  t.is((await textsFor({})).language.code, 'en');
});

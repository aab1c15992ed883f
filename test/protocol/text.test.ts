// What stripControls takes out of text, and what it leaves.
import test from 'ava';
import fc from 'fast-check';
import { stripControls } from '../../src/protocol/text.js';

const strips = test.macro({
  exec(t, given: string, expected: string) {
    t.is(stripControls(given), expected);
  },
  title: (what) => `text: ${what}`,
});

test('plain text → unchanged', strips, 'Grüße, 世界 👩‍👩‍👧 – *bold*', 'Grüße, 世界 👩‍👩‍👧 – *bold*');
test('empty → empty', strips, '', '');
test('line feed and tab → kept', strips, 'a\n\tb', 'a\n\tb');
test('CR LF → LF', strips, 'a\r\nb\r', 'a\nb');
test('an escape sequence → loses what makes it one', strips, '\u001b[31mred\u001b]0;title\u0007', '[31mred]0;title');
test('NUL and DEL → gone', strips, 'a\u0000b\u007fc', 'abc');
test('C1 → gone', strips, 'a\u0085b\u009b31mc', 'ab31mc');
test(
  'marks and overrides of direction → gone',
  strips,
  '\u202eabc\u202c\u200e\u200f\u061c\u2066d\u2069\u202a\u202b\u202d\u2067\u2068',
  'abcd',
);
test('line and paragraph separators → line feeds', strips, 'a\u2028b\u2029c', 'a\nb\nc');
test('lone surrogates → gone, pairs kept', strips, '\ud83da\udc00 😀', 'a 😀');

test('text: any text → stripping twice is stripping once, and well formed', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (given) => {
      const once = stripControls(given);
      t.is(stripControls(once), once);
      t.true(once.isWellFormed());
    }),
  );
});

// Rows of a terminal: broken at words, by the cells that graphemes take.
import test from 'ava';
import fc from 'fast-check';
import { graphemesOf, isolated, widthOf } from '../../../src/cli/reading/graphemes.js';
import { wrapText } from '../../../src/cli/reading/wrap.js';

const wraps = test.macro({
  exec(t, text: string, width: number, expected: string[]) {
    t.deepEqual(wrapText(text, { first: width, rest: width }), expected);
  },
  title: (what) => `wrap: ${what}`,
});

test('nothing → one empty row', wraps, '', 10, ['']);
test('what fits → one row', wraps, 'one two', 7, ['one two']);
test('words → broken before what does not fit', wraps, 'one two three', 8, ['one two', 'three']);
test('blanks at the break → left out', wraps, 'one   two', 4, ['one', 'two']);
test('blanks at the beginning → stay', wraps, '  one two', 6, ['  one', 'two']);
test('a word longer than a row → broken where the row ends', wraps, 'abcdefghij', 4, ['abcd', 'efgh', 'ij']);
test('after a hyphen → broken', wraps, 'well-known', 6, ['well-', 'known']);
test('hyphens of an address → no places to break', wraps, 'so-and-so see https://a-b.example/c-d-e/f', 16, [
  'so-and-so see',
  'https://a-b.exam',
  'ple/c-d-e/f',
]);
test('wide characters → two cells each', wraps, '世界世界世', 5, ['世界', '世界', '世']);
test('no closing mark begins a row', wraps, '世界。世', 4, ['世', '界。', '世']);
test('emoji of several code points → never broken', wraps, 'a👩‍👩‍👧‍👦👍🏽🇩🇪', 3, ['a👩‍👩‍👧‍👦', '👍🏽', '🇩🇪']);
test('marks on letters → no cells', wraps, 'ééééé', 5, ['ééééé']);
test('Arabic → by its words', wraps, 'السلام عليكم ورحمة', 12, ['السلام عليكم', 'ورحمة']);

test('wrap: the first row narrower → the rest as wide as wanted', (t) => {
  t.deepEqual(wrapText('one two three four', { first: 4, rest: 10 }), ['one', 'two three', 'four']);
});

test('wrap: widths → as terminals have them', (t) => {
  t.deepEqual(['a', 'é', 'e\u0301', '世', '👍', '👍🏽', '❤️', '\u200b', 'ﷺ', 'ｱ'].map(widthOf), [1, 1, 1, 2, 2, 2, 2, 0, 1, 1]);
});

test('wrap: a grapheme without end → cut', (t) => {
  t.true(graphemesOf(`👩${'\u200d👩'.repeat(500)}`).every(({ text }) => [...text].length <= 24));
});

test('wrap: any text, any width → no row too wide, nothing lost but blanks', (t) => {
  const piece = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(' ', '  ', '世', 'word', '-', '👩‍👩‍👧‍👦', 'عربي'));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.integer({ min: 2, max: 30 }), (pieces, width) => {
      const text = pieces.join('').replace(/[\p{Cc}]/gu, '');
      const rows = wrapText(text, { first: width, rest: width });
      for (const row of rows) t.true(widthOf(row) <= width);
      t.is(
        rows.join('').replaceAll(' ', ''),
        graphemesOf(text)
          .map((each) => each.text)
          .join('')
          .replaceAll(' ', ''),
      );
    }),
  );
});

test('wrap: isolation → only of what runs from right to left', (t) => {
  t.is(isolated('abc'), 'abc');
  t.is(isolated('שלום abc'), '\u2067שלום abc\u2069');
  t.is(isolated('abc שלום'), '\u2068abc שלום\u2069');
});

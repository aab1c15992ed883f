// What others wrote, made harmless: nothing of it reaches a terminal as a command, and piles of marks stay on their line.
import test from 'ava';
import fc from 'fast-check';
import { harmless, harmlessLines, harmlessSentence } from '../../../src/cli/reading/harmless.js';
import { acting } from '../hostile.js';

test('harmless: lines and tabs → lines without tabs', (t) => {
  t.deepEqual(harmlessLines('a\tb\r\nc\rd\ne\u2028f\u0085g\vh'), ['a b', 'c', 'd', 'e', 'f', 'g', 'h']);
  t.is(harmless('a\nb', '⏎'), 'a⏎b');
});

const inert = test.macro({
  exec(t, attack: string) {
    const shown = harmlessLines(`before${attack}after`);
    for (const line of shown) t.notRegex(line, acting);
    t.true(shown.join('').startsWith('before'));
    t.true(shown.join('').endsWith('after'));
  },
  title: (what) => `harmless: ${what} → inert`,
});

test('CSI', inert, '\u001b[2J\u001b[1;31m');
test('CSI in 8 bits', inert, '\u009b2J');
test('OSC title', inert, '\u001b]0;owned\u0007');
test('OSC in 8 bits', inert, '\u009d0;owned\u009c');
test('OSC 8 of another', inert, '\u001b]8;;http://evil.example\u001b\\bank\u001b]8;;\u001b\\');
test('OSC 52, the clipboard', inert, '\u001b]52;c;cm0gLXJm\u0007');
test('DCS and APC', inert, '\u001bP+q544e\u001b\\\u001b_G\u001b\\');
test('a lone escape', inert, '\u001b');
test('carriage return', inert, '\rbob: I did it');
test('backspace and delete', inert, '\b\b\b\u007f');
test('bidirectional override', inert, '\u202egnp.exe');
test('bidirectional isolate', inert, '\u2067abc\u2069');
test('bell and NUL', inert, '\u0007\u0000');

test('CSI with colours and the cursor', inert, '\u001b[38;5;1m\u001b[1;1H');
test('OSC 9, a notification', inert, '\u001b]9;look\u001b\\');
test('DCS in 8 bits', inert, '\u0090$q"p\u009c');
test('SIXEL', inert, '\u001bPq#0;2;0;0;0~\u001b\\');
test('APC in 8 bits', inert, '\u009fG\u009c');
test('PM and SOS', inert, '\u001b^x\u001b\\\u001bXy\u001b\\');
test('an escape at the end', inert, 'x\u001b');
test('reset and character sets', inert, '\u001bc\u001b(0\u000e\u000f');
test('carriage return over a whole line', inert, '\r\r\u001b[K* bob is the host');
test('many backspaces', inert, '\b'.repeat(80));
test('bidirectional embedding', inert, '\u202a\u202babc\u202c');
test('marks of direction', inert, '\u200e\u200f\u061c');

for (const mark of ['\u0300', '\u0489']) {
  test(`harmless: ${mark.charCodeAt(0).toString(16)} piled up → cut`, (t) => {
    t.is(harmless(`a${mark.repeat(500)}b`), `a${mark.repeat(6)}b`);
  });
}

test('harmless: marks that a language wants → stay', (t) => {
  for (const word of ['é', 'ế', 'بِسْمِ', 'שָׁלוֹם', 'क्षि', '👩‍👩‍👧‍👦']) t.is(harmless(word), word);
});

test('harmless: a sentence of our own → its isolates stay, those of others go', (t) => {
  t.is(harmlessSentence('\u2068bob\u2069 متصل'), '\u2068bob\u2069 متصل');
  t.is(harmlessSentence('\u2069bob'), 'bob');
  t.is(harmlessSentence('\u2068bob'), 'bob');
  t.is(harmlessSentence('\u2068b\u001b[2Job\u202e\u2069'), '\u2068b[2Job\u2069');
});

test('harmless: any text → nothing that acts, and the same again', (t) => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u001b[31m', '\u009b', '\u001b]8;;', '\u202e', '\r', '\b', '\u0301\u0301\u0301\u0301', '\u2068'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const shown = harmless(pieces.join(''));
      t.notRegex(shown, acting);
      t.is(harmless(shown), shown);
    }),
  );
});

// The text of messages: harmless whatever it was, and with its marks and links.
import test from 'ava';
import fc from 'fast-check';
import { plainLook, styleFor } from '../../src/cli/ansi.js';
import { formatLine, harmless, harmlessLines } from '../../src/cli/formatting.js';
import { acting, withoutAttributes } from './hostile.js';

const colours = styleFor({ colours: true, links: false });
const bold = (text: string) => `\u001b[1m${text}\u001b[22m`;
const underline = (text: string) => `\u001b[4m${text}\u001b[24m`;
const italic = (text: string) => `\u001b[3m${text}\u001b[23m`;

const shows = test.macro({
  exec(t, given: string, expected: string) {
    t.is(formatLine(given, colours), expected);
  },
  title: (what) => `formatting: ${what}`,
});

test('*bold*, _underline_ and ~italic~ → shown, marks gone', shows, 'a *b* _c_ ~d~.', `a ${bold('b')} ${underline('c')} ${italic('d')}.`);
test('marks in marks → both', shows, '*_a_*', bold(underline('a')));
test('marks in brackets and before punctuation → shown', shows, '(*a*), "_b_"!', `(${bold('a')}), "${underline('b')}"!`);
test('marks within words → text', shows, 'snake_case_name 2*3*4 a~b~c', 'snake_case_name 2*3*4 a~b~c');
test('marks beside blanks → text', shows, '* a * and _ b _', '* a * and _ b _');
test('doubled marks → text', shows, '__init__ ** ~~', '__init__ ** ~~');
test('a mark without its pair → text', shows, '*a and _b', '*a and _b');
test('marks in letters of other scripts → text within words, shown around them', shows, 'é*a*é *世界*', `é*a*é ${bold('世界')}`);
test(
  'a link → underlined, its marks are its own',
  shows,
  'see https://a.example/_b_c_?q=*d*e.',
  `see ${underline('https://a.example/_b_c_?q=*d*e')}.`,
);
test('a link in brackets → without the bracket', shows, '(https://a.example/b)', `(${underline('https://a.example/b')})`);
test('another scheme → text', shows, 'javascript:alert(1) file:///etc/passwd', 'javascript:alert(1) file:///etc/passwd');

test('formatting: without colours → the text as it is', (t) => {
  t.is(formatLine('*a* https://a.example', styleFor(plainLook)), '*a* https://a.example');
});

test('formatting: a terminal with links → OSC 8 to the same address', (t) => {
  const style = styleFor({ colours: false, links: true });
  t.is(formatLine('mailto:a@b.example', style), '\u001b]8;;mailto:a@b.example\u001b\\mailto:a@b.example\u001b]8;;\u001b\\');
  t.is(formatLine('https://ü.example/ä', style), '\u001b]8;;https://xn--tda.example/%C3%A4\u001b\\https://ü.example/ä\u001b]8;;\u001b\\');
});

test('formatting: a long line made of openings → done at once', (t) => {
  // Work in the square of the length would take minutes.
  t.timeout(20_000);
  for (const opening of ['*a ', '*', '_~*', 'https://% ', 'https://%']) {
    t.notThrows(() => formatLine(opening.repeat(32_768 / opening.length), colours), opening);
  }
});

test('formatting: lines and tabs → lines without tabs', (t) => {
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
  title: (what) => `formatting: ${what} → inert`,
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

test('formatting: any text, any look → nothing that acts but the own attributes', (t) => {
  const style = styleFor({ colours: true, links: true });
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u001b[31m', '\u009b', '\u001b]8;;', '*', '_', '~', ' ', 'https://', 'mailto:', '\u202e', '\r', '\b'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      for (const line of harmlessLines(pieces.join(''))) t.notRegex(withoutAttributes(formatLine(line, style)), acting);
    }),
  );
});

// Marks, code, quotes, links and mentions in the text of messages, as they are shown.
import test from 'ava';
import { plainLook, styleFor } from '../../../src/cli/ansi.js';
import { harmlessLines } from '../../../src/cli/reading/harmless.js';
import { type MarkupOptions, markUp, mentions } from '../../../src/cli/reading/markup.js';
import { paintLines } from '../../../src/cli/reading/paint.js';

const attributes = styleFor({ depth: 0, background: 'unknown', attributes: true, links: false });
const linked = styleFor({ depth: 0, background: 'unknown', attributes: true, links: true });
const wide = { first: 5000, rest: 5000 };
const bold = (text: string) => `\u001b[1m${text}\u001b[22m`;
const underline = (text: string) => `\u001b[4m${text}\u001b[24m`;
const italic = (text: string) => `\u001b[3m${text}\u001b[23m`;
const inverse = (text: string) => `\u001b[7m${text}\u001b[27m`;

const rows = (text: string, options: MarkupOptions = {}, style = attributes, widths = wide) =>
  paintLines(markUp(harmlessLines(text), options), style, widths);

const shows = test.macro({
  exec(t, given: string, expected: string | string[], options?: MarkupOptions) {
    t.deepEqual(rows(given, options), typeof expected === 'string' ? [expected] : expected);
  },
  title: (what) => `markup: ${what}`,
});

test('*bold*, _underline_ and ~italic~ → shown, marks gone', shows, 'a *b* _c_ ~d~.', `a ${bold('b')} ${underline('c')} ${italic('d')}.`);
test('marks in marks → both', shows, '*_a_*', underline(bold('a')));
test('marks in brackets and before punctuation → shown', shows, '(*a*), "_b_"!', `(${bold('a')}), "${underline('b')}"!`);
test('marks within words → text', shows, 'snake_case_name 2*3*4 a~b~c', 'snake_case_name 2*3*4 a~b~c');
test('marks beside blanks → text', shows, '* a * and _ b _', '* a * and _ b _');
test('doubled marks → text', shows, '__init__ ** ~~', '__init__ ** ~~');
test('a mark without its pair → text', shows, '*a and _b', '*a and _b');
test('marks in letters of other scripts → text within words', shows, 'é*a*é *世界*', `é*a*é ${bold('世界')}`);
test('`code` → as it is, backticks stay', shows, 'run `a *b* c` now', 'run `a *b* c` now');
test('a backtick alone → text', shows, 'it`s *b* ``', `it\`s ${bold('b')} \`\``);
test('a fenced block → marked lines, nothing formatted in it', shows, 'see\n```js\nlet *a* = 1;\n\n  b\n```\n*end*', [
  'see',
  '| let *a* = 1;',
  '| ',
  '|   b',
  bold('end'),
]);
test('a fence without an end → code to the last line', shows, '```\n_a_', '| _a_');
test('a fence alone → text', shows, '```', '```');
test('quotes → marked, formatted', shows, '> *a*\n>b\nc', [`> ${italic(bold('a'))}`, `> ${italic('b')}`, 'c']);
test('raw → as it was typed', shows, '*a*\n> b\n```\nc\n```', ['*a*', '> b', '```', 'c', '```'], { isRaw: true });
test(
  'a link → underlined, its marks are its own',
  shows,
  'see https://a.example/_b_c_?q=*d*e.',
  `see ${underline('https://a.example/_b_c_?q=*d*e')}.`,
);
test('a link in brackets → without the bracket', shows, '(https://a.example/b)', `(${underline('https://a.example/b')})`);
test('another scheme → text', shows, 'javascript:alert(1) file:///etc/passwd ftp://a', 'javascript:alert(1) file:///etc/passwd ftp://a');
test(
  'a link that hides its host behind a name → the host is said',
  shows,
  'https://bank.example@evil.example/x',
  `${underline('https://bank.example@evil.example/x')} (evil.example)`,
);
test(
  'a host in letters that look alike → the real one is said',
  shows,
  'https://аpple.com',
  `${underline('https://аpple.com')} (xn--pple-43d.com)`,
);
test('a mention → shown reversed', shows, 'hi @alice, Alice and malice', `hi ${inverse('@alice')}, ${inverse('Alice')} and malice`, {
  mentions: ['alice'],
});
test('a mention in code → code', shows, '`alice`', '`alice`', { mentions: ['alice'] });

test('markup: mentions → as words, in any case', (t) => {
  for (const text of ['alice', '@ALICE!', 'hi, alice.', 'Alice: you', '(alice)']) t.true(mentions(text, ['alice']), text);
  for (const text of ['malice', 'alice2', 'alic', 'alice_b', 'éalice']) t.false(mentions(text, ['alice']), text);
  t.true(mentions('a.b-c?', ['a.b-c']));
  t.false(mentions('axb-c', ['a.b-c']));
  t.false(mentions('anything', []));
});

test('markup: a look without anything → what raw mode shows', (t) => {
  t.deepEqual(rows('*a* https://a.example', { isRaw: true }, styleFor(plainLook)), ['*a* https://a.example']);
});

/** Rows with the escape shown as a character. */
const seen = (text: string, widths = wide) => rows(text, {}, linked, widths).map((row) => row.replaceAll('\u001b', '␛'));

test('markup: a terminal with links → OSC 8 to the same address, only of safe schemes', (t) => {
  const [mail = ''] = seen('mailto:a@b.example');
  t.regex(mail, /^␛\]8;id=[\w-]+;mailto:a@b\.example␛\\␛\[4mmailto:a@b\.example␛\[24m␛\]8;;␛\\$/);
  const [page = ''] = seen('https://ü.example/ä');
  t.regex(page, /;https:\/\/xn--tda\.example\/%C3%A4␛\\.*https:\/\/ü\.example\/ä.* \(xn--tda\.example\)$/);
});

test('markup: a link over several rows → the whole address and one id in each', (t) => {
  const url = `https://a.example/${'long/'.repeat(12)}`;
  const all = seen(`see ${url}`, { first: 30, rest: 30 });
  const openings = all.flatMap((row) => [...row.matchAll(/␛\]8;(id=[\w-]+);([^␛]+)␛\\/g)].map(([, id, to]) => `${id} ${to}`));
  t.true(openings.length >= 3);
  t.is(new Set(openings).size, 1);
  t.true(openings[0]?.endsWith(` ${url}`));
});

test('markup: long lines made of openings → done at once', (t) => {
  // Work in the square of the length would take minutes.
  t.timeout(20_000);
  for (const opening of ['*a ', '*', '_~*', '`a', '` ', 'https://% ', 'https://%', '@alice ', 'é ']) {
    t.notThrows(() => rows(opening.repeat(32_768 / opening.length), { mentions: ['alice'] }, linked, { first: 80, rest: 80 }), opening);
  }
});

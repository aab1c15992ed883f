// Lines that belong together, and what stands in the line for what was pasted.
import test from 'ava';
import { english } from '../../../src/cli/texts/texts.js';
import { Composer, withMarks } from '../../../src/cli/writing/composer.js';

const compose = () => new Composer(english);

test('composer: a line → itself', (t) => {
  t.is(compose().enter('hello'), 'hello');
});

test('composer: \\ at the end → goes on, until a line without', (t) => {
  const composer = compose();
  t.is(composer.enter('one\\'), undefined);
  t.true(composer.isContinuing);
  t.is(composer.enter('two\\'), undefined);
  t.is(composer.enter('three'), 'one\ntwo\nthree');
  t.false(composer.isContinuing);
});

test('composer: two \\ at the end → one that is meant', (t) => {
  t.is(compose().enter('C:\\dir\\\\'), 'C:\\dir\\');
  t.is(compose().enter('\\\\\\\\'), '\\\\');
});

test('composer: a text as it stands in a line → means itself', (t) => {
  for (const text of ['one\n\ttwo', 'C:\\dir\\', '\\\\', 'plain']) t.is(compose().enter(withMarks(text)), text);
});

test('composer: a paste that ends with \\ → does not go on', (t) => {
  const composer = compose();
  t.is(composer.enter(composer.shown('C:\\dir\\')), 'C:\\dir\\');
});

test('composer: cancelled → the lines before are gone', (t) => {
  const composer = compose();
  composer.enter('one\\');
  composer.cancel();
  t.is(composer.enter('two'), 'two');
});

test('composer: a short paste → shown with marks, sent as it was', (t) => {
  const composer = compose();
  const shown = composer.shown('one\r\n\ttwo\n');
  t.is(shown, 'one⏎⇥two');
  t.is(composer.enter(`> ${shown}!`), '> one\n\ttwo!');
});

test('composer: a long paste → a few words stand for it', (t) => {
  const composer = compose();
  const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`).join('\n');
  const shown = composer.shown(`${lines}\n`);
  t.is(shown, '[500 lines pasted]');
  t.is(composer.enter(`see: ${shown} end`), `see: ${lines} end`);
});

test('composer: another of the same size → told apart; the same again → the same words', (t) => {
  const composer = compose();
  const one = 'a'.repeat(500);
  const other = 'b'.repeat(500);
  t.is(composer.shown(one), '[500 characters pasted]');
  t.is(composer.shown(other), '[500 characters pasted, 2]');
  t.is(composer.shown(one), '[500 characters pasted]');
  t.is(composer.enter('[500 characters pasted, 2]|[500 characters pasted]'), `${other}|${one}`);
});

test('composer: a paste that has the marks in it → sent as it was', (t) => {
  const composer = compose();
  const shown = composer.shown('press ⏎');
  t.is(shown, '[7 characters pasted]');
  t.is(composer.enter(shown), 'press ⏎');
});

test('composer: a paste with the words of another in it → they stay words', (t) => {
  const composer = compose();
  const long = 'a'.repeat(500);
  composer.shown(long);
  const tricky = `[500 characters pasted]${'b'.repeat(400)}`;
  t.is(composer.enter(composer.shown(tricky)), tricky);
});

test('composer: control characters in a paste → left out', (t) => {
  t.is(compose().shown('a\u001b[31mb\u0007\u202ec'), 'a[31mbc');
});

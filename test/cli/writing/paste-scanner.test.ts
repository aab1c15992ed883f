// What was pasted is told from what was typed, however the terminal's bytes are cut.
import test from 'ava';
import fc from 'fast-check';
import { longestPaste, PasteScanner, type Piece } from '../../../src/cli/writing/paste-scanner.js';

const start = '\u001b[200~';
const end = '\u001b[201~';
const feed = (...chunks: readonly string[]): Piece[] => {
  const scanner = new PasteScanner();
  return chunks.flatMap((chunk) => scanner.feed(chunk));
};
const keys = (text: string): Piece => ({ kind: 'keys', text });
const paste = (text: string): Piece => ({ kind: 'paste', text });

test('paste: typed before and after → three pieces', (t) => {
  t.deepEqual(feed(`ab${start}one\ntwo${end}cd`), [keys('ab'), paste('one\ntwo'), keys('cd')]);
});

test('paste: two in a row → two pieces', (t) => {
  t.deepEqual(feed(`${start}one${end}${start}two${end}`), [paste('one'), paste('two')]);
});

test('paste: keys that begin alike → given on', (t) => {
  t.deepEqual(feed('\u001b[2', '~x'), [keys('\u001b[2~x')]);
  t.deepEqual(feed('\u001b', '[A'), [keys('\u001b'), keys('[A')]);
});

test('paste: a lone escape → given on at once', (t) => {
  t.deepEqual(feed('\u001b'), [keys('\u001b')]);
});

test('paste: cut after its first escape → readline gets the whole of it, and ignores it', (t) => {
  t.deepEqual(feed('\u001b', `[200~text${end}x`), [keys('\u001b'), keys('[200~'), paste('text'), keys('x')]);
});

test('paste: nothing in it → no piece', (t) => {
  t.deepEqual(feed(`${start}${end}`), []);
});

test('paste: its end lost → Ctrl-C ends it', (t) => {
  t.deepEqual(feed(`${start}text`, '\u0003', 'x'), [paste('text'), keys('x')]);
});

test('paste: longer than is taken → cut, and its end still found', (t) => {
  const scanner = new PasteScanner();
  scanner.feed(start);
  for (let fed = 0; fed < 2 * longestPaste; fed += 4096) t.deepEqual(scanner.feed('x'.repeat(4096)), []);
  const pieces = scanner.feed(`${end}y`);
  t.deepEqual(pieces, [paste('x'.repeat(longestPaste)), keys('y')]);
});

test('paste: cut anywhere → the same pasted text, no key lost', (t) => {
  const textOf = (pieces: readonly Piece[], kind: Piece['kind']) =>
    pieces.flatMap((piece) => (piece.kind === kind ? [piece.text] : [])).join('');
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 12 })), (cuts) => {
      const whole = `ab${start}one\r\ntwo \u001b[201x${end}c\u001b[A`;
      const chunks: string[] = [];
      let left = whole;
      for (const cut of cuts) {
        chunks.push(left.slice(0, cut));
        left = left.slice(cut);
      }
      const pieces = feed(...chunks.filter((chunk) => chunk !== ''), left);
      t.is(textOf(pieces, 'paste'), 'one\r\ntwo \u001b[201x');
      // Cut behind its escape, the start goes to readline, which knows and ignores it.
      t.is(textOf(pieces, 'keys').replace(start, ''), 'abc\u001b[A');
    }),
  );
});

// Placeholders of hidden texts, and what stands for them in a replay.
import test from 'ava';
import { Placeholders, placeholderOf, stand, withoutSize } from '../../src/recording/placeholders.js';

test('placeholders: the same text → the same, however long; another → another', (t) => {
  const placeholders = new Placeholders();
  const [short, long] = ['hi', 'x'.repeat(1000)];
  t.is(placeholders.of('text', short), '‹text 1›');
  t.is(placeholders.of('text', long), '‹text 2›');
  t.is(placeholders.of('token', short, 2), '‹text 1, 2 bytes›');
  t.is(placeholders.of('token', 'other', 5), '‹token 1, 5 bytes›');
  t.is(placeholders.of('text', long), '‹text 2›');
  t.is(placeholders.of('text', ''), '');
});

test('placeholders: very many → the oldest are forgotten, the newest are not', (t) => {
  const placeholders = new Placeholders();
  for (let n = 1; n <= 20_001; n++) placeholders.of('text', `${n}`);
  t.is(placeholders.of('text', '20001'), '‹text 20001›');
  t.is(placeholders.of('text', '2'), '‹text 2›');
  t.is(placeholders.of('text', '1'), '‹text 20002›');
});

test('stand-ins: of a placeholder → of the size of the hidden text, and known again', (t) => {
  for (const kind of ['certificate', 'description', 'hash', 'key', 'mac', 'payload', 'secret', 'signature', 'text', 'token', 'word']) {
    for (const [size, length] of [
      ['', 5],
      [', 5 bytes', 5],
      [', 64 bytes', 64],
    ] as const) {
      const standIn = stand(`‹${kind} 12${size}›`);
      t.is(standIn?.length, length);
      t.is(placeholderOf(standIn ?? ''), `‹${kind} 12›`);
    }
  }
});

test('stand-ins: of a text that was shorter than any → as short', (t) => {
  t.is(stand('‹token 1, 3 bytes›'), '...');
  t.is(stand('‹token 123, 5 bytes›'), '.....');
  t.is(placeholderOf('...'), undefined);
});

test('stand-ins: what is no placeholder → none', (t) => {
  for (const text of ['', 'text 1', '‹text›', '‹thought 1›', '‹text 1› ']) t.is(stand(text), undefined);
  for (const text of ['', '(t)', '(x1)', '(t1)!', 't1']) t.is(placeholderOf(text), undefined);
  t.is(withoutSize('‹hash 1, 64 bytes›'), '‹hash 1›');
  t.is(withoutSize('as it is'), 'as it is');
});

// Pages of lists and their tokens (section 2, "Lists").
import test from 'ava';
import { type Entry, entriesAfter, readToken, writePage } from '../../../src/actors/registry/pages.js';
import { readList } from '../../../src/protocol/lists.js';

const names = Array.from({ length: 3000 }, (_, index) => `n${String(index).padStart(31, '0')}`);
const entries = names.map((name) => ({ name, rows: [[name]] }));

test('pages: what fits → one page; what does not → cut at a line, and all of it in the end', (t) => {
  t.deepEqual(writePage('rooms', entries.slice(0, 2)), {
    payload: `<${names[0]}>\n<${names[1]}>\n`,
    next: undefined,
    locked: undefined,
  });
  t.deepEqual(writePage('rooms', []), { payload: '', next: undefined, locked: undefined });
  const seen: string[] = [];
  let left: readonly Entry[] = entries;
  for (let page = writePage('rooms', left); ; page = writePage('rooms', left)) {
    t.true(Buffer.byteLength(page.payload) <= 65_536);
    seen.push(...(readList(Buffer.from(page.payload)) ?? []).map(([name]) => name ?? ''));
    if (page.next === undefined) break;
    t.true(Buffer.byteLength(page.payload) > 65_536 - 40);
    left = entriesAfter(left, readToken('rooms', page.next));
  }
  t.deepEqual(seen, names);
});

test('pages: more locked rooms than a header holds → cut earlier', (t) => {
  const { locked, next, payload } = writePage(
    'rooms',
    entries.map((entry) => ({ ...entry, isLocked: true })),
  );
  t.true((locked ?? '').length <= 8192 - 512);
  t.is(payload.split('\n').length - 1, (locked ?? '').split(',').length);
  t.is(locked?.split(',').at(-1), readToken('rooms', next ?? ''));
});

test('pages: rows of one name → never on two pages', (t) => {
  const many = ['a', 'b', 'c'].map((name) => ({ name, rows: Array.from({ length: 1000 }, () => [name, 'x'.repeat(32)]) }));
  const { payload, next } = writePage('peers', many);
  t.is(readToken('peers', next ?? ''), 'a');
  t.is(payload.split('\n').length - 1, 1000);
});

test('pages: tokens that were never given → none', (t) => {
  const given = writePage('rooms', entries).next ?? '';
  t.truthy(readToken('rooms', given));
  for (const token of [
    '',
    'x',
    given.slice(1),
    `${given}=`,
    `${given}A`,
    Buffer.from('1 rooms -x').toString('base64url'),
    Buffer.from('2 rooms x').toString('base64url'),
  ]) {
    t.is(readToken('rooms', token), undefined, token);
  }
  t.is(readToken('members', given), undefined);
});

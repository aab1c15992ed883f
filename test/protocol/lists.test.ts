// Lists in payloads by bytes (section 2, "Lists").
import test from 'ava';
import { readList, rowSize, writeList } from '../../src/protocol/lists.js';

test('lists: rows → lines, escaped, each ended by a line feed; and back', (t) => {
  const rows = [['alice', '4000', '192.0.2.1'], ['bob'], ['50% <off>\n', ''], ['ünï 😀', '\u0085']];
  const text = '<alice> <4000> <192.0.2.1>\n<bob>\n<50%25 %3Coff%3E%0A> <>\n<ünï 😀> <%C2%85>\n';
  t.is(writeList(rows), text);
  t.deepEqual(readList(Buffer.from(text)), rows);
  t.is(
    rows.reduce((sum, row) => sum + rowSize(row), 0),
    Buffer.byteLength(text),
  );
});

test('lists: an empty one → no payload; and back', (t) => {
  t.is(writeList([]), '');
  t.deepEqual(readList(new Uint8Array(0)), []);
});

for (const [what, text] of [
  ['no line feed at the end', '<a>'],
  ['an empty line', '<a>\n\n'],
  ['no brackets', 'a\n'],
  ['two spaces', '<a>  <b>\n'],
  ['a space at the end', '<a> \n'],
  ['a carriage return', '<a>\r\n'],
  ['a raw control character', '<a\u0007>\n'],
  ['a broken escape', '<%4>\n'],
  ['an escape that is no UTF-8', '<%FF>\n'],
  ['a nested bracket', '<a<b>\n'],
] as const) {
  test(`lists: ${what} → refused`, (t) => {
    t.is(readList(Buffer.from(text)), undefined);
  });
}

test('lists: bytes that are no UTF-8 → refused', (t) => {
  t.is(readList(Uint8Array.of(0x3c, 0xff, 0x3e, 0x0a)), undefined);
});

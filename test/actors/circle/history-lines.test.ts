// The lines of a summary: written, read, sorted, cut into pages.
import test from 'ava';
import { pagesOf, readLines, writeLines } from '../../../src/actors/peer/circle/history-lines.js';

const stream = '9e107d9d372bb682';
const line = (author: string | undefined, through: number) => ({ author, stream, through });

test('history lines: written → by name in lower case, one’s own under one’s name; read back the same', (t) => {
  const [page = []] = pagesOf([line('zoe', 3), line(undefined, 1), line('bob', 12)], 'Carol');
  const written = writeLines(page, 'Carol');
  t.is(written, `<bob> <${stream}> <12>\n<Carol> <${stream}> <1>\n<zoe> <${stream}> <3>\n`);
  t.deepEqual(readLines(Buffer.from(written), 'carol'), page);
  t.deepEqual(readLines(Buffer.from(''), 'carol'), []);
});

test('history lines: what is none → undefined', (t) => {
  for (const text of [
    'x',
    '<bob>\n',
    `<bob> <${stream}> <x>\n`,
    `<bob> <${stream}> <1> <2>\n`,
    '<bob> <S> <1>\n',
    `<b b> <${stream}> <1>\n`,
  ]) {
    t.is(readLines(Buffer.from(text), 'carol'), undefined, text);
  }
});

test('history lines: more than a payload holds → pages, each within it, none empty', (t) => {
  const lines = Array.from({ length: 5000 }, (_, index) => line(`somebody-with-a-long-name-${index}`, index));
  const pages = pagesOf(lines, 'me');
  t.is(pages.length, 5);
  for (const page of pages) t.true(page.length > 0 && Buffer.byteLength(writeLines(page, 'me')) <= 65_536);
  t.is(pages.flat().length, 5000);
  t.deepEqual(pagesOf([], 'me'), [[]]);
});

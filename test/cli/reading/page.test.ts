// Rows of a page: time, days, who, the hanging indent, mentions; inert whatever others put into them.
import test from 'ava';
import fc from 'fast-check';
import { type Look, plainLook, styleFor } from '../../../src/cli/ansi.js';
import { createPage, type PageOptions } from '../../../src/cli/reading/page.js';
import { createSpokenPage } from '../../../src/cli/reading/spoken-page.js';
import { english, loadLanguage, sayIn } from '../../../src/cli/texts/texts.js';
import type { StoredMessage } from '../../../src/index.js';
import { direct, inRoom, morning } from '../fake-peer.js';
import { acting, withoutAttributes, withoutIsolates } from '../hostile.js';

const colourful: Look = { depth: 24, background: 'dark', attributes: true, links: true };
const day = 86_400_000;

const options = (columns = 80, change: Partial<PageOptions> = {}): PageOptions => ({
  say: english,
  columns: () => columns,
  style: () => styleFor(plainLook),
  time: () => '24h',
  isRaw: () => false,
  ownName: () => 'alice',
  now: () => morning,
  ...change,
});

const stored = (text: string, change: Partial<StoredMessage> = {}): StoredMessage => ({
  conversation: { kind: 'direct', peer: 'bob' },
  author: undefined,
  messageId: 'id',
  stream: '00000000000000aa',
  seq: 1,
  sentAt: new Date(morning).toISOString(),
  at: morning,
  text,
  deliveries: [],
  ...change,
});

test('page: messages → time, where, who, text', (t) => {
  const page = createPage(options());
  t.deepEqual(page.message(direct('bob', 'hi')), ['09:30 bob: hi']);
  t.deepEqual(page.message(inRoom('lobby', 'bob', 'hi')), ['09:30 #lobby bob: hi']);
  t.deepEqual(page.message(inRoom('lobby', 'bob', '/me waves')), ['09:30 * #lobby bob waves']);
});

test('page: times → as the setting says', (t) => {
  t.deepEqual(createPage(options(80, { time: () => '12h' })).message(direct('bob', 'hi')), [' 9:30am bob: hi']);
  t.deepEqual(createPage(options(80, { time: () => 'seconds' })).message(direct('bob', 'hi')), ['09:30:00 bob: hi']);
});

test('page: more lines, long lines → under the text', (t) => {
  const page = createPage(options(40));
  t.deepEqual(page.message(inRoom('lobby', 'bob', 'one two three four five six\n09:31 carol: no')), [
    '09:30 #lobby bob: one two three four',
    '                  five six',
    '                  09:31 carol: no',
  ]);
});

test('page: a narrow window → a small indent', (t) => {
  t.deepEqual(createPage(options(24)).message(inRoom('lobby', 'bob', 'one two three four five')), [
    '09:30 #lobby bob: one',
    '  two three four five',
  ]);
});

test('page: long names in a narrow window → a row of their own', (t) => {
  const rows = createPage(options(24)).message(inRoom('gardening', 'bartholomew', 'one two three four five six'));
  t.deepEqual(rows, ['09:30 #gardening bartholomew:', '  one two three four', '  five six']);
});

test('page: notices and items → told apart without colour, further rows indented', (t) => {
  const page = createPage(options(20));
  t.deepEqual(page.notice('bob joined #lobby just now.'), ['* bob joined #lobby', '  just now.']);
  t.deepEqual(page.item('bob'), ['- bob']);
});

test('page: another day → a row that names it, once', (t) => {
  const page = createPage(options());
  const message = direct('bob', 'hi');
  t.deepEqual(page.message(message), ['09:30 bob: hi']);
  t.deepEqual(page.message({ ...message, sentAt: morning + day }), ['-- Monday, 23 November 2026 --', '09:30 bob: hi']);
  t.deepEqual(page.message({ ...message, sentAt: morning + day }), ['09:30 bob: hi']);
  t.deepEqual(page.past([stored('hi', { author: 'bob' })], 'alice'), ['-- Sunday, 22 November 2026 --', '09:30 bob: hi']);
});

test('page: one who names the reader → marked without colours, by attributes with them', (t) => {
  t.deepEqual(createPage(options()).message(inRoom('lobby', 'bob', 'hi Alice')), ['09:30! #lobby bob: hi Alice']);
  const [row = ''] = createPage(options(80, { style: () => styleFor(colourful) })).message(inRoom('lobby', 'bob', 'hi Alice'));
  t.true(row.endsWith('hi \u001b[7mAlice\u001b[27m'));
  t.deepEqual(createPage(options()).message(inRoom('lobby', 'alice', 'I, alice')), ['09:30 #lobby alice: I, alice']);
});

test('page: the past → to whom, and what it waits for', (t) => {
  const page = createPage(options());
  t.deepEqual(page.past([stored('hi', { deliveries: [{ recipient: 'bob', state: 'queued' }] })], 'alice'), [
    '09:30 alice to bob: hi',
    '  (waiting for bob)',
  ]);
  t.deepEqual(page.past([stored('hi', { deliveries: [{ recipient: 'bob', state: 'refused', reason: 'not-text' }] })], 'alice'), [
    '09:30 alice to bob: hi',
    '  (refused by bob: A message is text that is not empty.)',
  ]);
});

test('page: right-to-left text → every row closed off, within the window', (t) => {
  const rows = createPage(options(30)).message(direct('bob', 'السلام عليكم ورحمة الله abc'));
  t.deepEqual(rows, ['09:30 bob: \u2067السلام عليكم\u2069', '           \u2067ورحمة الله abc\u2069']);
});

test('page: a language from right to left → names isolated in its notices, each row balanced', async (t) => {
  const say = sayIn(await loadLanguage('ar'));
  const rows = createPage(options(30, { say })).notice(say('keyChanged', { name: 'bob' }));
  t.true(rows.length > 2);
  for (const row of rows) t.notRegex(withoutIsolates(row), acting);
  // Also where a row ends with what runs from left to right.
  t.deepEqual(createPage(options(80, { say })).notice(say('isOnline', { name: 'bob' })), ['* \u2068bob\u2069 متصل الآن.'].map(isWhole));
});

const isWhole = (row: string) => row.replace(/^\* (.*)$/, '* \u2067$1\u2069');

test('spoken page: messages → who, where and of what kind in words', (t) => {
  const page = createSpokenPage(options());
  t.deepEqual(page.message(direct('bob', 'hi *there*')), ['bob says: hi there']);
  t.deepEqual(page.message(inRoom('lobby', 'bob', 'hi')), ['bob says in lobby: hi']);
  t.deepEqual(page.message(inRoom('lobby', 'bob', 'hi alice')), ['bob, speaking of you, says in lobby: hi alice']);
  t.deepEqual(page.message(direct('bob', '/me waves')), ['Action: bob waves']);
  t.deepEqual(page.message(direct('bob', 'see\n```\na = 1\n```\n> so\nyes')), ['bob says: see', 'Code: a = 1', 'Quote: so', 'And: yes']);
  t.deepEqual(page.notice('carol is online.'), ['carol is online.']);
  t.deepEqual(page.item('carol'), ['carol']);
});

test('spoken page: the past → with its time and day, what it waits for after it', (t) => {
  const page = createSpokenPage(options());
  const yesterday = stored('hi', { sentAt: new Date(morning - day).toISOString(), deliveries: [{ recipient: 'bob', state: 'queued' }] });
  t.deepEqual(page.past([yesterday], 'alice'), ['Saturday, 21 November 2026', 'At 09:30, alice to bob says: hi', 'waiting for bob']);
});

test('pages: hostile names, rooms, texts, reasons → no row that acts', (t) => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '\u001b]0;x\u0007',
      '\u009b2J',
      'a\rb',
      '\b\b',
      '\u202eabc',
      'a\nb',
      '*x\tx*',
      'https://a.example/\u001b',
      'עברית',
      '```',
    ),
  );
  const pages = [createPage(options(30, { style: () => styleFor(colourful) })), createSpokenPage(options())];
  fc.assert(
    fc.property(hostile, hostile, fc.array(hostile, { maxLength: 6 }), (name, room, texts) => {
      const text = texts.join('');
      const message = inRoom(room, name, text);
      const past = stored(text, {
        conversation: message.conversation,
        author: name,
        deliveries: [{ recipient: name, state: 'refused', reason: room }],
      });
      for (const page of pages) {
        for (const row of [...page.message(message), ...page.notice(text), ...page.item(text), ...page.past([past], name)]) {
          t.notRegex(withoutIsolates(withoutAttributes(row)), acting);
        }
      }
    }),
  );
});

// Messages and notices as lines: for programs and for people, and inert whatever others put into them.
import test from 'ava';
import fc from 'fast-check';
import { styleFor } from '../../src/cli/ansi.js';
import {
  localTime,
  pastLines,
  plainMessage,
  plainNotice,
  plainPast,
  styledItem,
  styledMessage,
  styledNotice,
} from '../../src/cli/render.js';
import type { StoredMessage } from '../../src/index.js';
import { direct, inRoom, morning } from './fake-peer.js';
import { acting, withoutAttributes } from './hostile.js';

const plain = styleFor({ colours: false, links: false });
const colourful = styleFor({ colours: true, links: true });

const stored: StoredMessage = {
  conversation: { kind: 'direct', peer: 'bob' },
  author: undefined,
  messageId: 'id',
  stream: '00000000000000aa',
  seq: 1,
  sentAt: '2026-11-22T08:30:00.000Z',
  at: morning,
  text: 'hi',
  deliveries: [{ recipient: 'bob', state: 'queued' }],
};

test('render: a direct message → name: text', (t) => {
  t.is(plainMessage(direct('alice', 'hi *there*')), 'alice: hi *there*');
  t.deepEqual(styledMessage(direct('alice', 'hi'), plain, morning), ['09:30 alice: hi']);
});

test("render: a room's message → #room name: text", (t) => {
  t.is(plainMessage(inRoom('lobby', 'alice', 'hi')), '#lobby alice: hi');
  t.deepEqual(styledMessage(inRoom('lobby', 'alice', 'hi'), plain, morning), ['09:30 #lobby alice: hi']);
});

test('render: more lines → one for programs, marked ones for people', (t) => {
  const message = direct('alice', 'one\n* bob left #lobby\n09:31 bob: no');
  t.is(plainMessage(message), 'alice: one⏎* bob left #lobby⏎09:31 bob: no');
  t.deepEqual(styledMessage(message, plain, morning), ['09:30 alice: one', '      | * bob left #lobby', '      | 09:31 bob: no']);
});

test('render: colours → the name in its own, marks shown', (t) => {
  const [line = ''] = styledMessage(direct('alice', '*hi*'), colourful, morning);
  t.true(line.includes(colourful.person('alice')('alice:')));
  t.true(line.endsWith(' \u001b[1mhi\u001b[22m'));
});

test('render: notices and items → told apart without colour', (t) => {
  t.is(styledNotice('bob joined #lobby.', plain), '* bob joined #lobby.');
  t.is(styledItem('bob', plain), '- bob');
  t.is(plainNotice('a\nb'), '* a⏎b');
});

test("render: another day's message → with its date", (t) => {
  t.is(localTime(morning, morning), '09:30');
  t.is(localTime(morning, morning + 86_400_000), '2026-11-22 09:30');
});

test('render: a stored message → who to whom, and what it waits for', (t) => {
  t.is(plainPast(stored, 'alice'), '* 2026-11-22T08:30:00Z alice to bob: hi (waiting for bob)');
  const refused = { ...stored, deliveries: [{ recipient: 'bob', state: 'refused', reason: 'too-large' }] } as const;
  t.is(plainPast(refused, 'alice'), '* 2026-11-22T08:30:00Z alice to bob: hi (refused by bob: too-large)');
  t.is(plainPast({ ...stored, author: 'bob', deliveries: [] }, 'alice'), '* 2026-11-22T08:30:00Z bob: hi');
  const [line = ''] = pastLines({ ...stored, sentAt: new Date(morning).toISOString() }, 'alice', plain, morning);
  t.is(line, '09:30 alice to bob: hi (waiting for bob)');
});

test('render: hostile names, rooms, texts, reasons → no line that acts, and as many lines as were written', (t) => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u001b]0;x\u0007', '\u009b2J', 'a\rb', '\b\b', '\u202eabc', 'a\nb', 'x\tx'),
  );
  fc.assert(
    fc.property(hostile, hostile, hostile, (name, room, text) => {
      const message = inRoom(room, name, text);
      const past: StoredMessage = {
        ...stored,
        conversation: message.conversation,
        author: name,
        text,
        deliveries: [{ recipient: name, state: 'refused', reason: room }],
      };
      const single = [
        plainMessage(message),
        plainNotice(text),
        plainPast(past, name),
        styledNotice(text, colourful),
        styledItem(text, colourful),
      ];
      for (const line of [...single, ...styledMessage(message, colourful, morning), ...pastLines(past, name, colourful, morning)]) {
        t.notRegex(withoutAttributes(line), acting);
      }
    }),
  );
});

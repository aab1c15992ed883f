// Messages and notices as plain lines for programs, inert whatever others put into them.
import test from 'ava';
import fc from 'fast-check';
import { localTime, plainMessage, plainNotice, plainPast } from '../../src/cli/render.js';
import type { StoredMessage } from '../../src/index.js';
import { direct, inRoom, morning } from './fake-peer.js';
import { acting } from './hostile.js';

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
});

test("render: a room's message → #room name: text", (t) => {
  t.is(plainMessage(inRoom('lobby', 'alice', 'hi')), '#lobby alice: hi');
});

test('render: more lines → one', (t) => {
  t.is(plainMessage(direct('alice', 'one\n* bob left #lobby\nbob: no')), 'alice: one⏎* bob left #lobby⏎bob: no');
  t.is(plainNotice('a\nb'), '* a⏎b');
});

test("render: another day's time → with its date", (t) => {
  t.is(localTime(morning, morning), '09:30');
  t.is(localTime(morning, morning + 86_400_000), '2026-11-22 09:30');
});

test('render: a stored message → who to whom, and what it waits for', (t) => {
  t.is(plainPast(stored, 'alice'), '* 2026-11-22T08:30:00Z alice to bob: hi (waiting for bob)');
  const refused = { ...stored, deliveries: [{ recipient: 'bob', state: 'refused', reason: 'too-large' }] } as const;
  t.is(plainPast(refused, 'alice'), '* 2026-11-22T08:30:00Z alice to bob: hi (refused by bob: too-large)');
  t.is(plainPast({ ...stored, author: 'bob', deliveries: [] }, 'alice'), '* 2026-11-22T08:30:00Z bob: hi');
});

test('render: hostile names, rooms, texts, reasons → no line that acts', (t) => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u001b]0;x\u0007', '\u009b2J', 'a\rb', '\b\b', '\u202eabc', 'a\nb', 'x\tx', '{name}', '$&'),
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
      for (const line of [plainMessage(message), plainNotice(text), plainPast(past, name)]) t.notRegex(line, acting);
    }),
  );
});

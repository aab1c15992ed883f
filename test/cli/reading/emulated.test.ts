// Rows of hostile messages through a terminal emulator: each takes the one row that it is meant to, and nothing else happens.
import headless from '@xterm/headless';
import test from 'ava';
import fc from 'fast-check';
import { styleFor } from '../../../src/cli/ansi.js';
import { createPage } from '../../../src/cli/reading/page.js';
import { english } from '../../../src/cli/texts/texts.js';
import { inRoom, morning } from '../fake-peer.js';
import { withoutAttributes } from '../hostile.js';

const columns = 40;

/** What terminals act on, in every kind, and what stands between. */
const attack = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 30 }),
  fc.constantFrom('\u001b[2J', '\u001b[5A', '\u001b[1;1H', '\u001b[8m', '\u009b2J', '\u009b?1049h', '\u001b[6n', '\u001b[?25l'),
  fc.constantFrom('\u001b]0;title\u0007', '\u009d2;title\u009c', '\u001b]52;c;ZXZpbA==\u0007', '\u001b]8;;http://a.example\u001b\\'),
  fc.constantFrom('\u001bP1$r0m\u001b\\', '\u0090q\u009c', '\u001b_G\u001b\\', '\u009f\u009c', '\u001b^\u001b\\', '\u001bX\u001b\\'),
  fc.constantFrom('\u001b', '\u001bc', '\u001b(0', '\u000e', '\r', '\b\b\b', '\u007f', '\u0007', '\t', '\n', '\u2028', '\u0000'),
  fc.constantFrom('世界', 'word ', '*bold*', '`code`', '```', '> ', 'https://a.example/path', '/me ', 'alice'),
);

test('emulated: hostile names, rooms and texts → every row where it belongs, no answer, no bell, no title', async (t) => {
  const page = createPage({
    say: english,
    columns: () => columns,
    style: () => styleFor({ depth: 24, background: 'dark', attributes: true, links: true }),
    time: () => '24h',
    isRaw: () => false,
    ownName: () => 'alice',
    now: () => morning,
  });
  await fc.assert(
    fc.asyncProperty(attack, attack, fc.array(attack, { maxLength: 8 }), async (name, room, texts) => {
      const terminal = new headless.Terminal({ cols: columns, rows: 200, allowProposedApi: true });
      const happened: string[] = [];
      terminal.onTitleChange(() => happened.push('title'));
      terminal.onBell(() => happened.push('bell'));
      terminal.onData(() => happened.push('answer'));
      const rows = page.message(inRoom(room.slice(0, 10), name.slice(0, 10), texts.join('')));
      await new Promise<void>((resolve) => terminal.write(rows.map((row) => `${row}\r\n`).join(''), resolve));
      const { active } = terminal.buffer;
      const shown = rows.map((_, index) => active.getLine(index)?.translateToString(true).trimEnd());
      t.deepEqual(
        shown,
        rows.map((row) => withoutAttributes(row).trimEnd()),
      );
      t.is(active.cursorY, rows.length);
      t.deepEqual(happened, []);
      terminal.dispose();
    }),
  );
});

// Much at once in a pseudo-terminal: long pastes, and a crowd that talks while somebody types.
import test, { type ExecutionContext } from 'ava';
import { openFixture } from './fixture-screen.js';
import type { ScreenOptions } from './screen.js';

const fixture = new URL('./terminal-fixture.js', import.meta.url);
const enter = '\r';

/** A chat with bob on a screen, and all that was sent by it. */
async function chat(t: ExecutionContext, options: ScreenOptions = {}) {
  const { screen, socket, arrive } = await openFixture(t, fixture, options);
  let sent = '';
  let wake = () => {};
  socket.setEncoding('utf8').on('data', (data: string) => {
    sent += data;
    wake();
  });
  screen.type(`/chat bob${enter}`);
  await screen.until((rows) => rows.at(-1) === 'bob> ' || rows.at(-1) === 'bob>');
  return {
    ...screen,
    arrive,
    /** All that was sent, as soon as it ends so. */
    sent: async (end: string) => {
      while (!sent.endsWith(end)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return sent;
    },
  };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('busy: 500 lines pasted → one message, whole, and the prompt is there', async (t) => {
  const { type, sent, until } = await chat(t);
  const lines = Array.from({ length: 500 }, (_, index) => `line ${index + 1} of a long text`);
  type(`\u001b[200~${lines.join('\r')}\u001b[201~`);
  await until((rows) => rows.at(-1)?.includes('[500 lines pasted]') ?? false);
  type(enter);
  t.is(await sent('line 500 of a long text\n'), `bob gets ${lines.join('\n')}\n`);
  await until((rows) => rows.at(-1)?.trimEnd() === 'bob>');
});

for (const columns of [80, 40]) {
  test(`busy: 400 messages while a line is typed, ${columns} columns → no key lost, every message whole, one prompt`, async (t) => {
    const { type, sent, arrive, until } = await chat(t, { columns, lines: 20 });
    const words = 'the quick brown fox jumps over the lazy dog and comes back again '.repeat(3).trim();
    for (let index = 0; index < 400; index++) {
      arrive(`message ${index}`);
      if (index % 2 === 0) type(words.charAt(index / 2));
      // The program has its turns too: messages come between any two keys.
      await turn();
    }
    const typed = words.slice(0, 200);
    const rows = await until((now) => now.some((row) => row.endsWith('bob: message 399')) && now.slice(-6).join('').endsWith(typed));
    const from = rows.findIndex((row) => row.endsWith('bob: message 0'));
    t.deepEqual(
      rows.slice(from, from + 400).map((row) => row.replace(/^\d\d:\d\d /, '')),
      Array.from({ length: 400 }, (_, index) => `bob: message ${index}`),
    );
    t.is(rows.slice(from + 400).join(''), `bob> ${typed}`);
    type(enter);
    t.is(await sent('\n'), `bob gets ${typed}\n`);
  });
}

// A chat with a fake peer in a pseudo-terminal, for the tests of what is typed and shown there.
import { createInterface } from 'node:readline';
import type { ExecutionContext } from 'ava';
import { openFixture, timeless } from './fixture-screen.js';
import type { ScreenOptions } from './screen.js';

const fixture = new URL('./terminal-fixture.js', import.meta.url);

/** A chat on a screen, and the socket by which messages arrive and sent ones are seen. */
export async function chat(t: ExecutionContext, options: ScreenOptions = {}) {
  const { screen, socket, arrive } = await openFixture(t, fixture, options);
  const sent = createInterface({ input: socket })[Symbol.asyncIterator]();
  await screen.until((rows) => (options.env?.['SPOKEN'] ? screen.marksPastes() : rows.at(-1)?.startsWith('parley> ')) ?? false);
  return {
    ...screen,
    arrive,
    sent: async () => (await sent.next()).value,
    /** Fulfilled when the last rows are these, without the time of messages; gives all rows. */
    ends: async (...wanted: readonly string[]) => {
      const rows = await screen.until((now) => now.map(timeless).slice(-wanted.length).join('\n') === wanted.join('\n'));
      t.deepEqual(rows.map(timeless).slice(-wanted.length), wanted);
      return rows.map(timeless);
    },
  };
}

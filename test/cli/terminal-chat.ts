// A chat with a fake peer in a pseudo-terminal, for the tests of what is typed and shown there.
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { openScreen, type ScreenOptions } from './screen.js';

const fixture = fileURLToPath(new URL('./terminal-fixture.js', import.meta.url));

/** A chat on a screen, and the socket by which messages arrive and sent ones are seen. */
export async function chat(t: ExecutionContext, options: ScreenOptions = {}) {
  const server = createServer();
  const connected = new Promise<Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const address = server.address();
  const screen = openScreen(t, [fixture, String(typeof address === 'object' && address ? address.port : 0)], options);
  const socket = await connected;
  t.teardown(() => socket.destroy());
  const sent = createInterface({ input: socket })[Symbol.asyncIterator]();
  await screen.until((rows) => (options.env?.['SPOKEN'] ? screen.marksPastes() : rows.at(-1)?.startsWith('parley> ')) ?? false);
  return {
    ...screen,
    arrive: (line: string) => socket.write(`${line}\n`),
    sent: async () => (await sent.next()).value,
    /** Fulfilled when the last rows are these, without the time of messages; gives all rows. */
    ends: async (...wanted: readonly string[]) => {
      const rows = await screen.until((now) => timeless(now).slice(-wanted.length).join('\n') === wanted.join('\n'));
      t.deepEqual(timeless(rows).slice(-wanted.length), wanted);
      return timeless(rows);
    },
  };
}

const timeless = (rows: readonly string[]) => rows.map((row) => row.replace(/^\d\d:\d\d /, '').trimEnd());

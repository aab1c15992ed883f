// A program of the tests in a pseudo-terminal, and the socket by which it is given messages and tells what it was made to send.
import { createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { openScreen, type Screen, type ScreenOptions } from './screen.js';

export interface FixtureScreen {
  readonly screen: Screen;
  readonly socket: Socket;
  /** A message comes to the program. */
  arrive(line: string): void;
}

/** Its only argument is the port that it connects to. */
export async function openFixture(t: ExecutionContext, fixture: URL, options: ScreenOptions): Promise<FixtureScreen> {
  const server = createServer();
  const connected = new Promise<Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const screen = openScreen(t, [fileURLToPath(fixture), String(port)], options);
  const socket = await connected;
  t.teardown(() => socket.destroy());
  return { screen, socket, arrive: (line) => socket.write(`${line}\n`) };
}

/** A row without the time of a message and blanks at the end. */
export const timeless = (row: string) => row.replace(/^\d\d:\d\d /, '').trimEnd();

// What a busy chat costs on a screen: 200 messages a second while somebody types, as a share of one core.
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as elapsed } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';

const program = fileURLToPath(new URL('./screen-chat.js', import.meta.url));
const perSecond = 200;
const keysPerSecond = 10;
const seconds = 5;
const pause = 5;

/** Share of one core, between 0 and 1, after a second that does not count. */
export async function shareOfCore(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const env = { ...process.env, TERM: 'xterm-256color', COLORTERM: 'truecolor' };
  const terminal = spawn(process.execPath, [program, String(port)], { cols: 100, rows: 30, env });
  terminal.onData(() => {}); // somebody has to read it
  try {
    const [socket] = (await once(server, 'connection')) as [Socket]; // what the event gives
    const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
    const cost = async () => {
      socket.write('cost?\n');
      return Number((await answers.next()).value);
    };
    await talk(socket, terminal, 1);
    const before = await cost();
    const start = process.hrtime.bigint();
    await talk(socket, terminal, seconds);
    const after = await cost();
    return (after - before) / (Number(process.hrtime.bigint() - start) / 1000);
  } finally {
    terminal.kill();
    server.close();
  }
}

async function talk(socket: Socket, terminal: { write(keys: string): void }, duration: number): Promise<void> {
  const start = performance.now();
  let said = 0;
  let keys = 0;
  while (performance.now() - start < duration * 1000) {
    const passed = (performance.now() - start) / 1000;
    for (; said < passed * perSecond; said++) socket.write(`user${said % 7} says *something* of a usual length, number ${said}\n`);
    for (; keys < passed * keysPerSecond; keys++) terminal.write(keys % 40 === 39 ? '\u0015' : 'a');
    await elapsed(pause);
  }
}

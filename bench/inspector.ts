// What the inspector costs a registry: the rate of requests of one with `--inspect`, with and without a page that looks, as a share
// of the rate of one without. Each is a process of its own, asked by a raw client that costs next to nothing, in turns. A rate is
// requests a second of the processor's time that the registry used: what else the machine does is no matter then.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { logIn } from '../test/helpers/test-registry.js';
import { hashed, WireClient } from '../test/helpers/wire-client.js';
import { print, type Result } from './measure.js';

const rounds = 21;
const links = 4;
const requests = 1000;
const unlimited = ['--request-burst', '1000000', '--requests-per-second', '1000000', '--keep-alive-timeout', '3600'];

interface Registry {
  readonly child: ChildProcess;
  readonly clients: readonly WireClient[];
  /** Of the inspector's page, if there is one. */
  readonly url: string | undefined;
}

const program = fileURLToPath(new URL('./measured-registry.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'parley-bench-'));

async function start(name: string, ...flags: string[]): Promise<Registry> {
  const args = ['registry', '--listen', '127.0.0.1:0', '--data', join(directory, name), '--log-level', 'error', ...unlimited, ...flags];
  const child = fork(program, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const firstLine = async (stream: NodeJS.ReadableStream | null, matches: RegExp): Promise<string> => {
    for await (const line of createInterface({ input: stream ?? process.stdin })) {
      const found = matches.exec(line)?.[1];
      if (found !== undefined) return found;
    }
    throw new Error(`${name} ended without ${matches}`);
  };
  const [port, url] = await Promise.all([
    firstLine(child.stdout, /^listening .*:(\d+)/),
    flags.includes('--inspect') ? firstLine(child.stderr, /(http:\S+\/)$/) : undefined,
  ]);
  const clients: WireClient[] = [];
  for (let number = 0; number < links; number++) {
    const client = await WireClient.greeted(Number(port));
    await client.ask(`REGISTER <user${number}> <${hashed(`user${number}`, 'secret')}>`);
    await logIn(client, `user${number}`);
    clients.push(client);
  }
  return { child, url, clients };
}

/** Requests a second of the registry's own time, each link's all at once. */
async function rate({ child, clients }: Registry): Promise<number> {
  const each = requests / links;
  const asked = 'SEARCH_USER <user0>\r\nRequest-Id: 1\r\n\r\n'.repeat(each);
  const before = await used(child);
  await Promise.all(clients.map((client) => answered(client, asked, each)));
  return requests / ((await used(child)) - before);
}

/** Seconds of the processor. */
async function used(child: ChildProcess): Promise<number> {
  const told = once(child, 'message');
  child.send('used');
  const [time] = (await told) as [number]; // measured-registry.ts
  return time;
}

function answered({ socket }: WireClient, asked: string, count: number): Promise<void> {
  let left = count;
  let rest = '';
  // The client's own reader would keep all that comes.
  socket.removeAllListeners('data');
  return new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      const pieces = (rest + chunk.toString('latin1')).split('SEARCH_USER_RESPONSE');
      left -= pieces.length - 1;
      rest = pieces.at(-1)?.slice(-20) ?? '';
      if (left <= 0) resolve();
    });
    socket.write(asked);
  });
}

/** Looks at what happens, as a page does, and counts. */
async function look(url: string): Promise<{ readonly bytes: () => number; close(): void }> {
  const socket = new WebSocket(new URL('live', url.replace(/^http/, 'ws')));
  let bytes = 0;
  socket.on('message', (data: Buffer) => {
    bytes += data.length;
  });
  await once(socket, 'open');
  return { bytes: () => bytes, close: () => socket.terminate() };
}

function result(what: string, unit: string, figures: readonly number[]): Result {
  const sorted = [...figures].sort((one, other) => one - other);
  return { what, unit, median: sorted[Math.floor(sorted.length / 2)] ?? 0, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}

const registries = [await start('without'), await start('with', '--inspect'), await start('looked-at', '--inspect')] as const;
try {
  const [without, inspected, lookedAt] = registries;
  const page = await look(lookedAt.url ?? '');
  const bare: number[] = [];
  const shares: { readonly unseen: number; readonly seen: number }[] = [];
  for (let round = -2; round < rounds; round++) {
    const rates = [await rate(without), await rate(inspected), await rate(lookedAt), await rate(without)] as const;
    if (round < 0) continue;
    const alone = (rates[0] + rates[3]) / 2;
    bare.push(alone);
    shares.push({ unseen: (100 * rates[1]) / alone, seen: (100 * rates[2]) / alone });
  }
  print(result('registry: SEARCH_USER by raw links, no inspector', 'requests/s', bare));
  print(
    result(
      '  with --inspect, nobody looks',
      '% of that',
      shares.map(({ unseen }) => unseen),
    ),
  );
  print(
    result(
      '  with --inspect, a page looks',
      '% of that',
      shares.map(({ seen }) => seen),
    ),
  );
  if (page.bytes() === 0) throw new Error('the page was told nothing');
  page.close();
} finally {
  for (const { clients, child } of registries) {
    for (const client of clients) client.close();
    child.kill();
  }
  await Promise.all(registries.map(({ child }) => child.exitCode ?? once(child, 'close')));
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}

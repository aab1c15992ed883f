// What the inspector costs a registry: the rate of requests of one with `--inspect`, with and without a page that looks, as a share
// of the rate of one without. Each is a process of its own, asked by a raw client that costs next to nothing, in short turns. A rate is
// requests a second of the processor's time that the registry used, in the quarter of its turns that were disturbed least: what else
// the machine does hardly matters then.
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

const rounds = 60;
const links = 4;
const requests = 400;
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

/** Of the best quarter of the rates; `min` and `max` are its bounds. */
function undisturbed(rates: readonly number[]): Omit<Result, 'what' | 'unit'> {
  const best = [...rates].sort((one, other) => other - one).slice(0, Math.ceil(rates.length / 4));
  return { median: best[Math.floor(best.length / 2)] ?? 0, min: best.at(-1) ?? 0, max: best[0] ?? 0 };
}

const registries = [await start('without'), await start('with', '--inspect'), await start('looked-at', '--inspect')] as const;
try {
  const [without, inspected, lookedAt] = registries;
  const page = await look(lookedAt.url ?? '');
  const rates: Record<'without' | 'inspected' | 'lookedAt', number[]> = { without: [], inspected: [], lookedAt: [] };
  for (let round = -5; round < rounds; round++) {
    const turn = { without: await rate(without), inspected: await rate(inspected), lookedAt: await rate(lookedAt) };
    if (round < 0) continue;
    rates.without.push(turn.without);
    rates.inspected.push(turn.inspected);
    rates.lookedAt.push(turn.lookedAt);
  }
  const bare = undisturbed(rates.without);
  const share = (of: readonly number[]) => {
    const { median, min, max } = undisturbed(of);
    return { unit: '% of that', median: (100 * median) / bare.median, min: (100 * min) / bare.median, max: (100 * max) / bare.median };
  };
  print({ what: 'registry: SEARCH_USER by raw links, no inspector', unit: 'requests/s', ...bare });
  print({ what: '  with --inspect, nobody looks', ...share(rates.inspected) });
  print({ what: '  with --inspect, a page looks', ...share(rates.lookedAt) });
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

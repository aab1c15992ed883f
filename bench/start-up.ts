// From `parley chat` to a prompt that takes keys, and the same as a multiple of what Node itself needs to start. In a pseudo-terminal,
// with a registry that answers, with one that does not, and with the question of a first run.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { programFile as program } from '../src/cli/own-command.js';
import { createPeer, createRegistry } from '../src/index.js';
import { measure, print, seconds } from './measure.js';

const directory = mkdtempSync(join(tmpdir(), 'parley-bench-'));
const given = ['chat', '--user', 'alice', '--register', '--data', directory];
/** Given up after so long, ms. */
const patience = 20_000;

/** ms until the screen ends in a prompt that shows a key typed there. */
async function untilPrompt(args: readonly string[], prompt: RegExp): Promise<number> {
  const env = { ...process.env, PARLEY_PASSWORD: 'of the benchmark', TERM: 'xterm-256color' };
  let child: ReturnType<typeof spawn> | undefined;
  const time = await seconds(
    () =>
      new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no prompt: ${JSON.stringify(seen)}`)), patience);
        let seen = '';
        let isTyped = false;
        child = spawn(process.execPath, [program, ...args], { name: 'xterm-256color', cols: 80, rows: 24, env });
        child.onData((data) => {
          seen += data;
          if (!isTyped && prompt.test(seen)) {
            isTyped = true;
            child?.write('q');
          } else if (isTyped && data.includes('q')) {
            clearTimeout(timer);
            resolve();
          }
        });
      }),
  );
  child?.kill('SIGKILL');
  return time * 1000;
}

const registry = await createRegistry({ dataDirectory: join(directory, 'registry'), listen: { host: '127.0.0.1', port: 0 } });
const alice = createPeer({
  registry: registry.link,
  name: 'alice',
  password: 'of the benchmark',
  register: 'if-free',
  dataDirectory: directory,
  listen: { host: '127.0.0.1', port: 0 },
});
await alice.start();
await alice.close();
// Takes connections and never answers, as a registry behind a broken firewall does.
const silent = createServer(() => {}).listen(0, '127.0.0.1');
await once(silent, 'listening');
const address = silent.address();
const silentPort = typeof address === 'object' && address ? address.port : 0;

const chatPrompt = /parley[^>\n]*> /;
try {
  for (const [what, args, prompt] of [
    ['parley chat to its prompt, a registry that answers', [...given, registry.link], chatPrompt],
    ['parley chat to its prompt, one that does not', [...given, `127.0.0.1:${silentPort}`], chatPrompt],
    ['parley chat to its first question, first run', ['chat', '--data', join(directory, 'new')], /Number \[1\]: /],
  ] as const) {
    // One after the other in each round, so that both have the same share of a busy machine.
    const ratios: number[] = [];
    const result = await measure(what, 'ms', async () => {
      const bare = await seconds(async () => spawnSync(process.execPath, ['-e', '0']));
      const time = await untilPrompt(args, prompt);
      ratios.push(time / 1000 / bare);
      return time;
    });
    print(result);
    print(await measure('  as a multiple of node -e 0 in the same round', '×', async () => ratios.pop() ?? 0));
  }
} finally {
  silent.close();
  await registry.close();
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}

// Without `--inspect` nothing of the inspector is there: no module of it is loaded.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { scratch } from '../helpers/programs.js';
import { sourcesBelow } from '../helpers/sources.js';

/** Not as the build joins it: its modules are files of their own. */
const mainFile = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

/** Modules of the inspector, and of the package that only it needs, that a registry loaded from its start to its end. */
async function loaded(t: ExecutionContext, ...flags: string[]): Promise<string[]> {
  const directory = scratch(t);
  const coverage = join(directory, 'loaded');
  const args = ['registry', '--listen', '127.0.0.1:0', '--data', join(directory, 'registry'), '--log-level', 'error', ...flags];
  // Node writes there at its end which scripts it has run.
  const env = { ...process.env, NODE_V8_COVERAGE: coverage };
  const child = spawn(process.execPath, [mainFile, ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  t.teardown(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  await once(child, 'close');
  const urls = readdirSync(coverage).flatMap((file) => {
    const { result }: { readonly result: readonly { readonly url: string }[] } = JSON.parse(readFileSync(join(coverage, file), 'utf8')); // V8's
    return result.map(({ url }) => url);
  });
  t.true(urls.some((url) => url.endsWith('/src/cli/registry.js')));
  return urls.filter((url) => /\/src\/inspector\/|\/cli\/watching\.js|\/node_modules\/ws\//.test(url));
}

// On Windows a process that is told to end does so at once, and Node writes nothing.
const onPosix = process.platform === 'win32' ? test.skip : test;

onPosix('inspector: a registry without --inspect → no module of it is loaded', async (t) => {
  t.deepEqual(await loaded(t), []);
});

onPosix('inspector: a registry with --inspect → its modules are loaded', async (t) => {
  t.true((await loaded(t, '--inspect')).length > 5);
});

test('inspector: whoever imports it in src → does so by way of --inspect alone', (t) => {
  const importing = (module: RegExp) =>
    sourcesBelow('src', '.ts')
      .filter(({ path }) => !path.startsWith('src/inspector/'))
      .flatMap(({ path, text }) => [...text.matchAll(/^.*\b(?:from|import)\b[ (]+'[^']+'.*$/gm)].map(([line]) => `${path}: ${line.trim()}`))
      .filter((line) => module.test(line) && !/: import type /.test(line));
  t.deepEqual(importing(/\/inspector\//), [
    "src/cli/watching.ts: import { openInspector, type RunningInspector } from '../inspector/inspector.js';",
  ]);
  t.deepEqual(importing(/'ws'/), []);
  t.deepEqual(importing(/\/watching\.js'/), ["src/cli/program.ts: const { whileWatched } = await import('./watching.js');"]);
});

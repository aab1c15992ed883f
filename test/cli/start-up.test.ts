// What a chat loads before its prompt takes keys: joined into a few files, and nothing that only a login needs. How long that takes
// is measured by bench/start-up.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import test from 'ava';
import { programFile } from '../../src/cli/own-command.js';
import { temporaryDirectory } from './directories.js';
import { openScreen } from './screen.js';

const joined = fileURLToPath(new URL('../../program/main.js', import.meta.url));
/** Files of the program and of packages, hundreds where they are not joined; Node's own are not counted. */
const mostFiles = 60;
/** These take long to load, and what stands before the prompt needs none of them. */
const late = ['@peculiar/x509', 'reflect-metadata', '@node-rs/argon2', 'pino', 'readline-sync', 'ws', 'elkjs'];

/** Notes every file that Node loads in LOADED. */
const hooks = `
import { appendFileSync } from 'node:fs';
export const load = (url, context, next) => (appendFileSync(process.env.LOADED, url + '\\n'), next(url, context));
`;

test('start-up: a chat up to its prompt → few files, and no heavy package', async (t) => {
  t.is(programFile, joined);
  const directory = temporaryDirectory(t);
  const loaded = join(directory, 'loaded');
  const register = join(directory, 'register.mjs');
  writeFileSync(loaded, '');
  writeFileSync(
    register,
    `import { register } from 'node:module';\nregister(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});\n`,
  );
  const args = ['--import', pathToFileURL(register).href, programFile, 'chat', '--user', 'alice', '--register', '--data', directory];
  // Nothing listens there.
  const { until } = openScreen(t, [...args, '127.0.0.1:1'], { env: { PARLEY_PASSWORD: 'secret', LOADED: loaded } });
  await until((rows) => rows.some((row) => row.startsWith('parley')));
  const files = readFileSync(loaded, 'utf8')
    .split('\n')
    .filter((url) => url.startsWith('file:') && url !== pathToFileURL(register).href);
  t.true(files.length > 5 && files.length <= mostFiles, files.join('\n'));
  t.deepEqual(
    late.filter((name) => files.some((url) => url.includes(`/node_modules/${name}/`))),
    [],
  );
});

// The built program as a child process: help, version, wrong usage, exit codes.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { programFile as program } from '../../src/cli/own-command.js';
import { projectRoot } from '../helpers/sources.js';
import { temporaryDirectory } from './directories.js';

interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs the program with an empty standard input that is no terminal. */
function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const environment = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env };
    const child = execFile(process.execPath, [program, ...args], { env: environment }, (error, output, errors) => {
      resolve({ code: error ? Number(error.code) : 0, output, errors });
    });
    child.stdin?.end();
  });
}

for (const command of [[], ['chat'], ['registry'], ['demo'], ['forget']]) {
  const name = ['parley', ...command].join(' ');
  test(`main: ${name} --help → usage, exit 0`, async (t) => {
    const { code, output, errors } = await run([...command, '--help']);
    t.is(code, 0);
    t.true(output.startsWith('Usage: '));
    t.is(errors, '');
  });

  test(`main: ${name} --version → the package's, exit 0`, async (t) => {
    const { version }: { readonly version: string } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    t.deepEqual(await run([...command, '--version']), { code: 0, output: `${version}\n`, errors: '' });
  });
}

test('main: help of the registry → a flag for every time and limit, with its unit, standard and bounds', async (t) => {
  const { output } = await run(['registry', '--help']);
  const flat = output.replace(/\s+/g, ' ');
  t.true(
    flat.includes('--keep-alive-timeout <seconds> a session without a sign of life for this long is over (standard 10; from 1 to 3600)'),
  );
  for (const flag of [
    '--hello-timeout',
    '--login-timeout',
    '--login-failures',
    '--unsent-bytes <bytes>',
    '--member-offline-days <number>',
  ]) {
    t.true(flat.includes(flag), flag);
  }
});

const misused = test.macro({
  async exec(t: ExecutionContext, args: readonly string[], complaint: RegExp, env: Record<string, string> = {}) {
    const { code, output, errors } = await run(args, env);
    t.regex(errors, complaint);
    t.is(output, '');
    t.is(code, 2);
  },
  title: (what) => `main: ${what} → told, exit 2`,
});

test('an unknown option', misused, ['--colour'], /There is no option --colour/);
test('an unknown option of the registry', misused, ['registry', '--colour'], /There is no option --colour/);
test('a mistyped command', misused, ['regsitry', '--user', 'a'], /regsitry is neither a command nor a registry's address/, {
  PARLEY_PASSWORD: 'x',
});
test('too many arguments', misused, ['chat', 'a:1', 'b:2'], /There are too many words/);
test('a link that was cut', misused, ['chat', 'parley://10.0.0.1:7070#abc', '--user', 'a'], /after # come 43 characters, and here are 3/, {
  PARLEY_PASSWORD: 'x',
});
test('a link that is none', misused, ['chat', 'parley://', '--user', 'a'], /neither a command nor a registry's address/, {
  PARLEY_PASSWORD: 'x',
});
test('a setting out of bounds', misused, ['registry', '--keep-alive-timeout', '0'], /whole number from 1 to 3600/);
test('a setting with a fraction', misused, ['registry', '--keep-alive-timeout', '1.5'], /whole number from 1 to 3600/);
test('a setting that is no number', misused, ['registry', '--login-failures', 'many'], /It is a number/);
test('a port that is none', misused, ['registry', '--listen', '127.0.0.1:65536'], /It is HOST:PORT/);
test('an address to listen on that is none', misused, ['chat', '--listen', 'here'], /It is HOST:PORT/);
test('a port for others that is none', misused, ['chat', '--public-port', '0'], /It is a whole number from 1 to 65535/);
test('an unknown level', misused, ['registry', '--log-level', 'loud'], /It can be: debug, info, warn, error/);
test('a script without a name', misused, ['chat', 'localhost:1'], /--user NAME/, { PARLEY_PASSWORD: 'x' });
test('a script without a password', misused, ['chat', 'localhost:1', '--user', 'alice'], /PARLEY_PASSWORD or --password-file/);
test('a name that is none', misused, ['chat', 'localhost:1', '--user', 'al ice'], /al ice is no name/);
test('an empty password', misused, ['chat', 'localhost:1', '--user', 'alice'], /password is empty/, { PARLEY_PASSWORD: '' });
test('forget without an address', misused, ['forget'], /HOST:PORT is missing/);

test('main: a password file that is not there → told, exit 1', async (t) => {
  const { code, errors } = await run(['chat', 'localhost:1', '--user', 'alice', '--password-file', '/nonexistent/password']);
  t.is(code, 1);
  t.regex(errors, /^parley: .*\/nonexistent\/password/);
});

test('main: forget a registry never met → told, exit 1', async (t) => {
  const { code, errors } = await run(['forget', 'localhost:1', '--data', temporaryDirectory(t)]);
  t.is(errors, 'parley: No key of localhost:1 is remembered.\n');
  t.is(code, 1);
});

test('main: a registry whose port is taken → told, exit 1', async (t) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const { code, output, errors } = await run([
    'registry',
    '--listen',
    `127.0.0.1:${port}`,
    '--data',
    temporaryDirectory(t),
    '--log-level',
    'error',
  ]);
  t.true(errors.endsWith(`parley: 127.0.0.1:${port} is in use by another program. Choose another port with --listen HOST:PORT.\n`), errors);
  t.is(output, '');
  t.is(code, 1);
});

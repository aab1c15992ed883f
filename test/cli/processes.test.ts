// The built program with the real library: a registry, scripts that chat, a person's first chat, and the demo.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { type ExecutionContext } from 'ava';
import { programFile as program } from '../../src/cli/own-command.js';
import { temporaryDirectory } from './directories.js';
import { endLocalRegistry } from './local-registry-end.js';
import { openScreen } from './screen.js';

interface Running {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly errors: () => string;
  readonly exitCode: Promise<number | null>;
  type(...lines: string[]): void;
  /** The first line with this in it, once it is there. */
  line(part: string): Promise<string>;
}

function run(t: ExecutionContext, args: readonly string[]): Running {
  const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', PARLEY_PASSWORD: 'secret' };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: 'pipe' });
  const exitCode = once(child, 'close').then(([code]) => code);
  t.teardown(() => {
    child.kill('SIGKILL');
    return exitCode;
  });
  const lines: string[] = [];
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  return {
    child,
    lines,
    errors: () => errors,
    exitCode,
    type: (...typed) => child.stdin.write(typed.map((line) => `${line}\n`).join('')),
    line: async (part) => {
      for (;;) {
        const found = lines.find((line) => line.includes(part));
        if (found !== undefined) return found;
        await once(reader, 'line');
      }
    },
  };
}

async function registry(t: ExecutionContext) {
  const running = run(t, ['registry', '--listen', '127.0.0.1:0', '--data', temporaryDirectory(t)]);
  const link = (await running.line('listening ')).slice('listening '.length);
  return { ...running, link };
}

test('processes: a registry → one line when ready, JSON logs, exit 0 at SIGTERM', async (t) => {
  const { child, lines, errors, exitCode, link } = await registry(t);
  t.regex(link, /^parley:\/\/127\.0\.0\.1:\d+#[\w-]{43}$/);
  child.kill('SIGTERM');
  t.is(await exitCode, 0);
  t.deepEqual(lines, [`listening ${link}`]);
  for (const line of errors().trim().split('\n')) t.is(typeof JSON.parse(line).msg, 'string');
});

test('processes: a registry that nobody uses → ends itself, exit 0', async (t) => {
  const { lines, exitCode } = run(t, ['registry', '--listen', '127.0.0.1:0', '--data', temporaryDirectory(t), '--idle-exit', '0.2']);
  t.is(await exitCode, 0);
  t.is(lines.length, 1);
});

test('processes: two scripts → a room, a direct chat, in order', async (t) => {
  const { link } = await registry(t);
  const alice = run(t, ['chat', link, '--user', 'alice', '--register', '--data', temporaryDirectory(t)]);
  alice.type('/create lobby');
  await alice.line('#lobby');
  const bob = run(t, ['chat', link, '--user', 'bob', '--register', '--data', temporaryDirectory(t)]);
  bob.type('/join lobby', '/accept alice');
  await alice.line('* bob joined #lobby.');
  alice.type('/msg #lobby hello', '/msg bob hi', '/msg #lobby two', '/msg bob three');
  t.is(await bob.line('hello'), '#lobby alice: hello');
  t.is(await bob.line('hi'), 'alice: hi');
  t.is(await bob.line('three'), 'alice: three');
  t.is(await bob.line('two'), '#lobby alice: two');
  bob.type('/msg alice back', '/quit');
  t.is(await bob.exitCode, 0);
  t.is(await alice.line('back'), 'bob: back');
  alice.child.stdin?.end();
  t.is(await alice.exitCode, 0);
  t.deepEqual([alice.errors(), bob.errors()], ['', '']);
});

test('processes: a message just before the end of the input → delivered', async (t) => {
  const { link } = await registry(t);
  const bob = run(t, ['chat', link, '--user', 'bob', '--register', '--data', temporaryDirectory(t)]);
  bob.type('/accept alice');
  await bob.line('has not asked yet');
  const alice = run(t, ['chat', link, '--user', 'alice', '--register', '--data', temporaryDirectory(t)]);
  alice.child.stdin?.end('/msg bob the last words');
  t.is(await alice.exitCode, 0);
  t.is(await bob.line('last words'), 'alice: the last words');
});

test('processes: a wrong password → told, exit 1', async (t) => {
  const { link } = await registry(t);
  const data = temporaryDirectory(t);
  const alice = run(t, ['chat', link, '--user', 'alice', '--register', '--data', data]);
  alice.child.stdin?.end();
  t.is(await alice.exitCode, 0);
  const file = join(data, 'password');
  writeFileSync(file, 'wrong\n');
  const again = run(t, ['chat', link, '--user', 'alice', '--password-file', file, '--data', data]);
  t.is(await again.exitCode, 1);
  t.is(again.errors(), 'parley: The name or the password is wrong. Check both and try again.\n');
});

test('processes: the demo → everybody gets everything, exit 0', async (t) => {
  const demo = run(t, ['demo']);
  t.is(await demo.exitCode, 0, demo.errors());
  const said = demo.lines.filter((line) => /\| (#chat1 )?\w+: /.test(line)).map((line) => line.replace(/\s+\|/, ':'));
  t.deepEqual(said.sort(), [
    'aly103: #chat1 hussien103: Hello everyone!',
    'aly103: #chat1 mahmoud103: And from me.',
    'aly103: hussien103: Just between us: it works.',
    'hussien103: #chat1 aly103: Hello back!',
    'hussien103: #chat1 mahmoud103: And from me.',
    'hussien103: aly103: I saw every state light up.',
    'mahmoud103: #chat1 aly103: Hello back!',
    'mahmoud103: #chat1 hussien103: Hello everyone!',
  ]);
});

test("processes: a person's first chat → a registry of its own, a new name, a room, and back again", async (t) => {
  const data = temporaryDirectory(t);
  t.teardown(() => endLocalRegistry(join(data, 'local-registry')));
  const ends = (ending: string) => (rows: string[]) => rows.at(-1)?.trimEnd().endsWith(ending) ?? false;
  const first = openScreen(t, [program, '--data', data], { columns: 120 });
  await first.until(ends('Number [1]:'));
  first.type('\r');
  await first.until((rows) => rows.at(-1)?.startsWith('Do you use a screen reader?') ?? false);
  first.type('\r');
  await first.until(ends('Your name:'));
  t.regex(first.rows().join(''), /registry of this machine was started.*parley chat ?parley:\/\/127\.0\.0\.1:\d+#[\w-]{43}/);
  first.type('alice\r');
  await first.until(ends('[y/N]'));
  first.type('y\r');
  await first.until(ends('New password for alice:'));
  first.type('secrex\u007ft\r');
  await first.until(ends('The same again:'));
  first.type('secret\r');
  await first.until((rows) => rows.includes('* You are online as alice.') && rows.at(-1) === 'parley> ');
  first.type('/create lobby\r');
  await first.until(ends('#lobby>'));
  first.type('\u0004');
  t.is(await first.exitCode, 0);
  t.false(first.rows().some((row) => row.includes('secre')));

  const again = openScreen(t, [program, '--data', data], { columns: 120 });
  await again.until(ends('Your name [alice]:'));
  again.type('\r');
  await again.until(ends('Password of alice:'));
  again.type('wrong\r');
  await again.until((rows) => rows.join('\n').includes('The name or the password is wrong') && ends('Your name [alice]:')(rows));
  again.type('\r');
  await again.until((rows) => rows.filter((row) => row.startsWith('Password of alice:')).length === 2);
  again.type('secret\r');
  await again.until((rows) => rows.includes('* You are in #lobby. /join lobby talks there.'));
  t.is(again.rows().filter((row) => row.includes('registry of this machine is running')).length, 1);
  again.type('/quit\r');
  t.is(await again.exitCode, 0);
});

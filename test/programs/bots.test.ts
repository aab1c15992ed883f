// The worked bots of examples/, and `parley send` and `parley listen`, as programs against a real registry.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { mainFile, Program, scratch, startChat, startRegistry } from '../helpers/programs.js';

const secret = { PARLEY_PASSWORD: 'secret' };

/** Runs `parley send` with this on its standard input; its exit code and what it complained of. */
async function send(t: ExecutionContext, args: readonly string[], input = ''): Promise<{ code: unknown; errors: string }> {
  const program = new Program(t, ['send', ...args], secret);
  program.child.stdin.end(input);
  return { code: await program.ended, errors: program.errors };
}

async function place(t: ExecutionContext) {
  const directory = scratch(t);
  const registry = await startRegistry(t, join(directory, 'registry'));
  const sender = ['--registry', registry.link, '--wait', '40', '--user', 'ann', '--register', '--data', join(directory, 'ann')];
  return { directory, link: registry.link, sender };
}

test('send and listen: a message by arguments, one by standard input, each delivered → exit 0, heard in order', async (t) => {
  const { directory, link, sender } = await place(t);
  const hearing = [
    'listen',
    link,
    '--json',
    '--user',
    'bob',
    '--register',
    '--accept',
    '*',
    '--count',
    '2',
    '--data',
    join(directory, 'bob'),
  ];
  const bob = new Program(t, hearing, secret);
  await bob.line(/"state":"online"/);
  t.deepEqual(await send(t, ['bob', 'the build', 'is green', ...sender]), { code: 0, errors: '' });
  t.deepEqual(await send(t, ['bob', ...sender], 'line one\nline two\n'), { code: 0, errors: '' });
  t.is(await bob.ended, 0);
  const texts = bob.lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'message');
  t.deepEqual(
    texts.map(({ from, text }) => [from, text]),
    [
      ['ann', 'the build is green'],
      ['ann', 'line one\nline two'],
    ],
  );
});

test('send: nobody of that name, not in the room, nobody to ask, nothing to say → why not, and its exit code', async (t) => {
  const { directory, link, sender } = await place(t);
  const bob = await startChat(t, link, 'bob', join(directory, 'bob'));
  bob.write('/create lobby');
  await bob.line(/You made #lobby/);
  t.deepEqual(await send(t, ['zoe', 'hi', ...sender]), {
    code: 1,
    errors: 'parley: There is no user of that name. Check how it is written.\n',
  });
  t.deepEqual(await send(t, ['#lobby', 'hi', ...sender]), { code: 1, errors: 'parley: You are not in that room. Join it first.\n' });
  t.deepEqual(await send(t, ['#lobby', 'hi', '--join', ...sender]), { code: 0, errors: '' });
  t.is(await bob.line(/hi/), '#lobby ann: hi');
  // Nobody accepts: it is kept.
  const kept = await send(t, ['bob', 'hi', ...sender, '--wait', '1']);
  t.is(kept.code, 3);
  t.regex(kept.errors, /^parley: Not delivered to bob yet; it is kept, and sent when you are here again\. /);
  t.deepEqual(await send(t, ['bob', 'hi', '--queue', ...sender]), { code: 0, errors: '' });
  t.deepEqual(await send(t, ['bob', ...sender], '\n'), { code: 2, errors: 'parley: There is nothing to send: the text is empty.\n' });
  t.deepEqual(await send(t, ['bob', 'hi']), { code: 2, errors: 'parley: parley send asks nothing: give the name by --user NAME.\n' });
});

/** Asks the bot in a chat and in a room, and hears its answers. */
async function converse(t: ExecutionContext, link: string, directory: string): Promise<void> {
  const bob = await startChat(t, link, 'bob', join(directory, 'bob'));
  bob.write('/msg echo echo a "quoted" \\ word');
  t.is(await bob.line(/quoted/), 'echo: a "quoted" \\ word');
  bob.write('/msg echo no question', '/msg echo echo echo twice');
  t.is(await bob.line(/^echo: /), 'echo: echo twice');
}

test('examples: echo-bot.js → under 40 lines; answers in a chat and in a room', async (t) => {
  t.true(readFileSync('examples/echo-bot.js', 'utf8').split('\n').length < 40);
  const { directory, link } = await place(t);
  const env = { ...process.env, PARLEY_PASSWORD: 'secret', PARLEY_DATA: join(directory, 'bot') };
  const bob = await startChat(t, link, 'host', join(directory, 'host'));
  bob.write('/create lobby');
  await bob.line(/You made #lobby/);
  const bot = spawn(process.execPath, ['examples/echo-bot.js', link, 'lobby'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => bot.once('close', resolve));
  t.teardown(async () => {
    bot.kill('SIGKILL');
    await ended;
  });
  await new Promise((resolve) => bot.stdout.once('data', resolve));
  bob.write('/msg #lobby echo to all');
  t.is(await bob.line(/to all/), '#lobby echo: to all');
  await converse(t, link, directory);
  bot.kill('SIGTERM');
  await ended;
});

test('examples: echo-bot.sh → under 40 lines; answers in a chat, by JSON', async (t) => {
  t.true(readFileSync('examples/echo-bot.sh', 'utf8').split('\n').length < 40);
  if (process.platform === 'win32') return t.pass('there is no sh');
  const { directory, link } = await place(t);
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'parley'), `#!/bin/sh\nexec '${process.execPath}' '${mainFile}' "$@"\n`, { mode: 0o755 });
  const env = { ...process.env, PARLEY_PASSWORD: 'secret', PATH: `${bin}:${process.env['PATH']}` };
  const bot = spawn('sh', ['examples/echo-bot.sh', link, '--user', 'echo', '--register', '--data', join(directory, 'bot')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = new Promise((resolve) => bot.once('close', resolve));
  t.teardown(async () => {
    // The shell and what it started.
    if (bot.pid !== undefined) process.kill(-bot.pid, 'SIGTERM');
    await ended;
  });
  await new Promise((resolve) => bot.stdout.once('data', resolve));
  await converse(t, link, directory);
});

// `--inspect` of the programs: it says where to look, and everything can be looked at.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { ServerMessage } from '../../src/inspector/contract.js';
import { scratch } from '../helpers/programs.js';
import { get } from './get.js';
import { look } from './reader.js';
import { running } from './running.js';

const pageUrl = /live: (http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/)\n/;
const statelyUrl = /page of the internet: (http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/stately)\n/;
const quiet = ['--log-level', 'error'];

test('--inspect: a registry → says where on standard error, shows its actors and what they do', async (t) => {
  const registry = running(t, ['registry', '--listen', '127.0.0.1:0', '--data', scratch(t), ...quiet, '--inspect']);
  const url = await registry.says('errors', pageUrl);
  t.is(await registry.says('errors', statelyUrl), `${url}stately`);
  await registry.says('output', /^listening .*\n/);
  t.notRegex(registry.shown.output, /http:/);
  const page = look(url);
  const isServing = (message: ServerMessage) =>
    message.type === 'entries' &&
    message.entries.some(
      (entry) => entry.type === 'state' && entry.actor === 'registry:1' && JSON.stringify(entry.value).includes('serving'),
    );
  const [hello] = await page.until(isServing);
  t.deepEqual(hello?.type === 'hello' && [hello.title, hello.header.texts], ['parley registry', 'hidden']);
  registry.signal();
  t.is((await page.until(({ type }) => type === 'end')).at(-1)?.type, 'end');
  t.is(await registry.exitCode, 0);
  await t.throwsAsync(get(url), { code: 'ECONNREFUSED' });
});

/** A script that is online as this user. */
async function chatting(t: ExecutionContext, link: string, name: string, ...flags: string[]) {
  const args = ['chat', link, '--user', name, '--register', '--data', scratch(t), '--listen', '127.0.0.1:0', ...flags];
  const chat = running(t, args, { PARLEY_PASSWORD: 'the password' });
  await chat.says('output', /You are online/);
  return chat;
}

test('--inspect: scripts that chat → texts stay hidden; with --inspect-texts they are shown, passwords never', async (t) => {
  const registry = running(t, ['registry', '--listen', '127.0.0.1:0', '--data', join(scratch(t), 'registry'), ...quiet]);
  const link = await registry.says('output', /^listening (.*)\n/);
  const ann = await chatting(t, link, 'ann');
  ann.write('/create lobby 10 hall-password\n');
  await ann.says('output', /You made #lobby/);
  const recorded = async (name: string, ...flags: string[]): Promise<string> => {
    const chat = await chatting(t, link, name, ...flags);
    const url = await chat.says('errors', /(http:\S+\/)\n/);
    chat.write('/join lobby hall-password\n/msg #lobby a word in confidence\n');
    await ann.says('output', new RegExp(`#lobby ${name}: a word in confidence\\n`));
    t.notRegex(chat.shown.output, /http:/);
    return (await get(`${url}recording.jsonl`)).body;
  };
  const hidden = await recorded('bob', '--inspect');
  t.regex(hidden, /"machine":"membership"/);
  t.notRegex(hidden, /confidence|the password|hall-password/);
  const shown = await recorded('carl', '--inspect', '--inspect-texts');
  t.regex(shown, /a word in confidence/);
  t.notRegex(shown, /the password|hall-password/);
});

test('--inspect=PORT: a port that is taken → told, exit 1', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const { exitCode, shown } = running(t, ['registry', `--inspect=${port}`, '--data', scratch(t)]);
  t.is(await exitCode, 1);
  t.is(shown.errors, `parley: Port ${port} is in use by another program. Choose another one with --inspect=PORT.\n`);
});

const misused = test.macro({
  async exec(t: ExecutionContext, args: readonly string[], complaint: RegExp) {
    const { exitCode, shown } = running(t, args, { PARLEY_PASSWORD: 'secret' });
    t.is(await exitCode, 2);
    t.regex(shown.errors, complaint);
  },
  title: (what) => `--inspect: ${what} → told, exit 2`,
});

test('a port that is none', misused, ['demo', '--inspect=65536'], /It is a whole number from 1 to 65535/);
test('texts without it', misused, ['demo', '--inspect-texts'], /--inspect-texts goes with --inspect/);
test('a word behind it', misused, ['chat', '--user', 'ann', '--inspect', 'aword'], /aword is neither a command nor a registry's address/);

test('--inspect: a demo → everybody in it can be looked at, also when it is over, until a signal', async (t) => {
  const demo = running(t, ['demo', '--inspect']);
  const url = await demo.says('output', pageUrl);
  const page = look(url);
  const nodes = new Set<string>();
  const isOver = (message: ServerMessage) => {
    for (const entry of message.type === 'entries' ? message.entries : []) nodes.add(entry.node);
    return nodes.size === 4;
  };
  await page.until(isOver);
  t.deepEqual([...nodes].sort(), ['aly103', 'hussien103', 'mahmoud103', 'registry']);
  await demo.says('output', /What happened can be looked at until Ctrl-C\.\n/);
  const file = join(scratch(t), 'demo.jsonl');
  writeFileSync(file, (await get(`${url}recording.jsonl`)).body);
  demo.signal();
  t.is(await demo.exitCode, 0);
  // What was looked at is a recording like any other.
  const replay = running(t, ['replay', file]);
  t.is(await replay.exitCode, 0, replay.shown.output);
});

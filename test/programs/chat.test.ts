// The programs as a script drives them: rooms, one-to-one chats, kill -9 and return.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { wirePassword, wireRoomPassword } from '../../src/security/passwords.js';
import { Program, scratch, startChat, startRegistry } from '../helpers/programs.js';

test('programs: two chats by pipes → a room, a direct chat, quit', async (t) => {
  const directory = scratch(t);
  const registry = await startRegistry(t, join(directory, 'registry'));
  const alice = await startChat(t, registry.link, 'alice', join(directory, 'alice'));
  const bob = await startChat(t, registry.link, 'bob', join(directory, 'bob'));
  alice.write('/create lobby 10');
  await alice.line(/^\* .*#?lobby/);
  bob.write('/join lobby');
  await alice.line(/^\* bob joined #lobby/);
  alice.write('/msg #lobby hello, all');
  t.is(await bob.line(/hello/), '#lobby alice: hello, all');
  bob.write('/accept alice');
  alice.write('/msg bob only for you');
  t.is(await bob.line(/only/), 'alice: only for you');
  bob.write('/msg alice and back');
  t.is(await alice.line(/back/), 'bob: and back');
  alice.write('/quit');
  t.is(await alice.ended, 0);
  await bob.line(/^\* alice /);
  bob.child.stdin.end();
  t.is(await bob.ended, 0);
  registry.child.kill('SIGTERM');
  t.is(await registry.ended, 0);
  t.deepEqual(registry.lines, [`listening ${registry.link}`]);
  for (const secret of ['alice 123', 'only for you', 'hello, all']) t.false(registry.errors.includes(secret), secret);
});

test('programs: kill -9 of the registry → chats go on; a new one → accounts, rooms and members are there, peers come back', async (t) => {
  const directory = scratch(t);
  const first = await startRegistry(t, join(directory, 'registry'));
  const { port } = new URL(first.link.replace('parley:', 'http:'));
  const alice = await startChat(t, first.link, 'alice', join(directory, 'alice'));
  const bob = await startChat(t, first.link, 'bob', join(directory, 'bob'));
  alice.write('/create lobby 10 secret');
  await alice.line(/^\* .*lobby/);
  bob.write('/join lobby secret');
  await bob.line(/^\* .*lobby/);
  alice.write('/msg #lobby before');
  await bob.line(/before/);
  await first.kill();
  alice.write('/msg #lobby without it');
  t.is(await bob.line(/without/), '#lobby alice: without it');
  const again = new Program(t, ['registry', '--listen', `127.0.0.1:${port}`, '--data', join(directory, 'registry')]);
  t.is(await again.line(/^listening/), `listening ${first.link}`);
  await Promise.all([alice.line(/again/), bob.line(/again/)]);
  alice.write('/msg #lobby still here');
  t.is(await bob.line(/still/), '#lobby alice: still here');
  bob.write('/who lobby');
  await bob.line(/^\* .*alice/);
});

test('programs: messages to one who is away, writer killed and started anew → they arrive once, in order', async (t) => {
  const directory = scratch(t);
  const registry = await startRegistry(t, join(directory, 'registry'));
  const alice = await startChat(t, registry.link, 'alice', join(directory, 'alice'));
  const bob = await startChat(t, registry.link, 'bob', join(directory, 'bob'));
  bob.write('/accept alice');
  alice.write('/msg bob one');
  await bob.line(/^alice: one$/);
  bob.write('/quit');
  t.is(await bob.ended, 0);
  alice.write('/msg bob two', '/msg bob three', '/status');
  await alice.line(/2 messages wait for bob/);
  await alice.kill();
  const aliceAgain = await startChat(t, registry.link, 'alice', join(directory, 'alice'));
  const bobAgain = await startChat(t, registry.link, 'bob', join(directory, 'bob'));
  await bobAgain.line(/^alice: two$/);
  await bobAgain.line(/^alice: three$/);
  aliceAgain.write('/msg bob four');
  await bobAgain.line(/^alice: four$/);
  t.deepEqual(
    bobAgain.lines.filter((line) => line.startsWith('alice: ')),
    ['alice: two', 'alice: three', 'alice: four'],
  );
});

test('programs: a wrong password → a clear sentence on standard error, exit 1', async (t) => {
  const directory = scratch(t);
  const registry = await startRegistry(t, join(directory, 'registry'));
  const alice = await startChat(t, registry.link, 'alice', join(directory, 'alice'));
  alice.write('/quit');
  await alice.ended;
  const stranger = new Program(t, ['chat', registry.link, '--user', 'alice', '--data', join(directory, 'x')], { PARLEY_PASSWORD: 'wrong' });
  t.is(await stranger.ended, 1);
  t.regex(stranger.errors, /password/i);
});

test('programs: --log FILE at the most talkative level → JSON lines, nothing secret', async (t) => {
  const directory = scratch(t);
  const registry = await startRegistry(t, join(directory, 'registry'), '--log-level', 'debug');
  const log = join(directory, 'alice.log');
  const alice = await startChat(t, registry.link, 'alice', join(directory, 'alice'), '--log', log, '--log-level', 'debug');
  const bob = await startChat(t, registry.link, 'bob', join(directory, 'bob'));
  bob.write('/accept alice');
  alice.write('/create vault 5 sesame', '/msg bob between us');
  await bob.line(/^alice: between us$/);
  alice.write('/quit');
  t.is(await alice.ended, 0);
  const text = readFileSync(log, 'utf8');
  for (const line of text.trim().split('\n')) t.is(typeof JSON.parse(line).msg, 'string');
  t.regex(text, /"level":"debug"/);
  const secrets = ['alice 123', 'sesame', 'between us', wirePassword('alice', 'alice 123'), wireRoomPassword('vault', 'sesame')];
  for (const secret of secrets) t.false((text + registry.errors).includes(secret), secret);
});

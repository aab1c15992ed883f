// Writing as a person does, in a pseudo-terminal: pasting, several lines, an editor, windows by keys, what was typed before.
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { type ExecutionContext } from 'ava';
import { openFixture, timeless } from '../fixture-screen.js';
import type { ScreenOptions } from '../screen.js';

const fixture = new URL('./writing-fixture.js', import.meta.url);
const enter = '\r';
const up = '\u001b[A';
const ctrlC = '\u0003';
const ctrlD = '\u0004';
const ctrlL = '\u000c';
const ctrlU = '\u0015';
const pasted = (text: string) => `\u001b[200~${text.replaceAll('\n', '\r')}\u001b[201~`;
const withShell = process.platform === 'win32' ? test.skip : test;

async function chat(t: ExecutionContext, options: ScreenOptions = {}) {
  const { screen, socket, arrive } = await openFixture(t, fixture, options);
  const sent = createInterface({ input: socket })[Symbol.asyncIterator]();
  const ends = (...wanted: readonly string[]) =>
    screen.until((rows) => rows.slice(-wanted.length).map(timeless).join('\n') === wanted.join('\n'));
  await ends('bob>');
  return {
    ...screen,
    ends,
    arrive,
    /** What the fake peer was given to send next: to whom, and the text. */
    sent: async (): Promise<unknown> => JSON.parse(String((await sent.next()).value)),
  };
}

async function directory(t: ExecutionContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'parley-writing-'));
  t.teardown(() => rm(made, { recursive: true, force: true }));
  return made;
}

test('writing: 500 lines pasted → a few words, and one message', async (t) => {
  const { type, sent, ends, marksPastes } = await chat(t);
  t.true(marksPastes());
  const text = Array.from({ length: 500 }, (_, index) => `line ${index} of the log`).join('\n');
  type(`see ${pasted(`${text}\n`)}`);
  await ends('bob> see [500 lines pasted]');
  type(` there${enter}`);
  t.deepEqual(await sent(), ['bob', `see ${text} there`]);
  type(`next${enter}`);
  t.deepEqual(await sent(), ['bob', 'next']);
});

test('writing: a few lines pasted → shown with marks, one message', async (t) => {
  const { type, sent, ends } = await chat(t);
  type(pasted('one\n\ttwo\nthree\n'));
  await ends('bob> one⏎⇥two⏎three');
  type(enter);
  t.deepEqual(await sent(), ['bob', 'one\n\ttwo\nthree']);
});

test('writing: a command of several lines pasted → text with them', async (t) => {
  const { type, sent, ends } = await chat(t);
  type(pasted('/msg carol one\ntwo'));
  await ends('bob> /msg carol one⏎two');
  type(enter);
  t.deepEqual(await sent(), ['carol', 'one\ntwo']);
});

test('writing: a message arrives while a long paste stands in a wrapped line → above it', async (t) => {
  const { type, arrive, ends } = await chat(t, { columns: 20, lines: 10 });
  type(pasted('a'.repeat(30)));
  await ends('bob> aaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaa');
  arrive('bob: hi');
  const rows = await ends('bob: hi', 'bob> aaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaa');
  t.is(rows.filter((row) => row.includes('bob>')).length, 1);
});

test('writing: control sequences pasted → inert', async (t) => {
  const { type, sent, ends } = await chat(t);
  type(pasted('a\u001b[2Jb\u0003c'));
  await ends('bob> a[2Jbc');
  type(enter);
  t.deepEqual(await sent(), ['bob', 'a[2Jbc']);
});

test('writing: \\ at the end → another prompt, one message', async (t) => {
  const { type, arrive, sent, ends } = await chat(t);
  type(`one\\${enter}`);
  await ends('bob> one\\', 'more>');
  arrive('bob: hi');
  await ends('bob: hi', 'more>');
  type(`two${enter}`);
  t.deepEqual(await sent(), ['bob', 'one\ntwo']);
  await ends('more> two', 'bob>');
});

test('writing: Ctrl-C while a text goes on → all of it is gone', async (t) => {
  const { type, sent, ends } = await chat(t);
  type(`one\\${enter}`);
  await ends('more>');
  type(`half${ctrlC}`);
  await ends('* Ctrl-C again, or Ctrl-D, leaves.', 'bob>');
  type(`two${enter}`);
  t.deepEqual(await sent(), ['bob', 'two']);
});

test('writing: Ctrl-L → a clean screen, and what is typed stays', async (t) => {
  const { type, arrive, ends, until, cursor } = await chat(t);
  arrive('bob: hi');
  await ends('bob: hi', 'bob>');
  type('half a line');
  await ends('bob> half a line');
  type(ctrlL);
  // Only then is the key read, and what comes is below it.
  await until((rows) => !rows.some((row) => row.includes('bob: hi')));
  await ends('bob> half a line');
  const { column } = cursor();
  t.is(column, 'bob> half a line'.length);
  arrive('bob: more');
  await ends('bob: more', 'bob> half a line');
});

test('writing: Alt and a number → that window', async (t) => {
  const { type, arrive, sent, ends } = await chat(t);
  arrive('carol: hi');
  await ends('carol: hi', 'bob [carol 1]>');
  type('half\u001b2');
  await ends('* What you type goes to carol.', 'carol> half');
  type(`${ctrlU}to carol${enter}\u001b1to bob${enter}`);
  t.deepEqual(await sent(), ['carol', 'to carol']);
  t.deepEqual(await sent(), ['bob', 'to bob']);
  type('\u001b9');
  await ends('* There is no window 9. /win lists those there are.', 'bob>');
});

withShell('writing: /edit → the editor has the terminal, its text comes into the line', async (t) => {
  const place = await directory(t);
  const editor = join(place, 'editor.sh');
  // It reads a line of the terminal, as an editor would.
  await writeFile(editor, '#!/bin/sh\necho "editing: $(cat "$1")"\nread -r typed\nprintf "%s\\nand two\\n" "$typed" > "$1"\n');
  await chmod(editor, 0o700);
  const { type, arrive, sent, ends, marksPastes } = await chat(t, { env: { VISUAL: editor } });
  type(`/edit a start${enter}`);
  await ends('editing: a start');
  t.false(marksPastes());
  arrive('bob: meanwhile');
  type('typed in the editor\r');
  await ends('bob: meanwhile', 'bob> typed in the editor⏎and two');
  t.true(marksPastes());
  type(enter);
  t.deepEqual(await sent(), ['bob', 'typed in the editor\nand two']);
});

withShell('writing: /edit with an editor that is not there → told, and the chat goes on', async (t) => {
  const { type, sent, ends } = await chat(t, { env: { VISUAL: '/nonexistent/editor' }, columns: 120 });
  type(`/edit${enter}`);
  await ends('* The editor /nonexistent/editor ended with code 127, so nothing was taken from it. Try /edit again.', 'bob>');
  type(`hi${enter}`);
  t.deepEqual(await sent(), ['bob', 'hi']);
});

test('writing: typed at an earlier time → there by the arrow key, without passwords', async (t) => {
  const env = { PROFILE: await directory(t) };
  const first = await chat(t, { env });
  first.type(pasted('one\ntwo'));
  first.type(`${enter}/join lobby\\${enter}secret${enter}`);
  t.deepEqual(await first.sent(), ['bob', 'one\ntwo']);
  await first.until((rows) => rows.some((row) => row.startsWith('* You joined #lobby.')));
  first.type(ctrlD);
  t.is(await first.exitCode, 0);
  t.is(await readFile(join(env.PROFILE, 'typed-history'), 'utf8'), '"one⏎two"\n"/join lobby"\n');
  const second = await chat(t, { env });
  // It is read behind the prompt.
  second.type(up);
  await second.ends('bob> /join lobby');
  second.type(up);
  await second.ends('bob> one⏎two');
  second.type(enter);
  t.deepEqual(await second.sent(), ['bob', 'one\ntwo']);
});

test('writing: left → pastes are not marked any more', async (t) => {
  const { type, exitCode, marksPastes, until } = await chat(t);
  t.true(marksPastes());
  type(ctrlD);
  t.is(await exitCode, 0);
  // The screen may still be reading the last of it.
  await until(() => !marksPastes());
});

test('writing: a fault that ends the program → pastes are not marked any more', async (t) => {
  const { arrive, exitCode, marksPastes, until } = await chat(t);
  arrive('crash');
  t.is(await exitCode, 1);
  await until((rows) => rows.some((row) => row.includes('as the test wants')) && !marksPastes());
});

test('writing: a dumb terminal → pastes are not marked, \\ goes on all the same', async (t) => {
  const { type, sent, until, marksPastes } = await chat(t, { env: { TERM: 'dumb' } });
  t.false(marksPastes());
  type(`one\\${enter}`);
  await until((rows) => rows.some((row) => row.includes('more>')));
  type(`two${enter}`);
  t.deepEqual(await sent(), ['bob', 'one\ntwo']);
});

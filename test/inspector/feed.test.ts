// What pages are told of a recording, over their WebSockets.
import test, { type ExecutionContext } from 'ava';
import type { ServerMessage } from '../../src/inspector/contract.js';
import { openInspector } from '../../src/inspector/inspector.js';
import { catalogue } from '../../src/machines/catalogue.js';
import type { RecordingEntry } from '../../src/recording/format.js';
import { actor, end, event, FakeSource, header, state } from './fake-source.js';
import { get } from './get.js';
import { look } from './reader.js';

async function inspected(t: ExecutionContext, capacity = 100) {
  const source = new FakeSource(capacity);
  const inspector = await openInspector({ source, title: 'parley test' });
  t.teardown(() => inspector.close());
  return { source, inspector };
}

const entriesOf = (messages: readonly ServerMessage[]): RecordingEntry[] =>
  messages.flatMap((message) => (message.type === 'entries' ? message.entries : []));
const hasEntry = (n: number) => (message: ServerMessage) => message.type === 'entries' && message.entries.some((entry) => entry.n === n);

test('feed: a page comes late → what it is, the past, then what happens', async (t) => {
  const { source, inspector } = await inspected(t);
  source.add(actor('a'), event('a', 'xstate.init'), state('a', 'idle', 'xstate.init'));
  const page = look(inspector.url);
  const machines = catalogue.map(({ name }) => name);
  t.deepEqual(await page.next(), { type: 'hello', header, title: 'parley test', machines, capacity: 100, forgotten: 0, base: [] });
  t.deepEqual(await page.next(), { type: 'entries', entries: [...source.read(1, 3)] });
  source.add(event('a', 'user.go'), state('a', 'going', 'user.go'));
  t.deepEqual(await page.next(), { type: 'entries', entries: [...source.read(4, 2)] });
});

test('feed: older entries are forgotten → who still is there, with its last state, comes first', async (t) => {
  const { source, inspector } = await inspected(t, 2);
  source.add(actor('a'), actor('b', 'a'), state('b', 'up', 'xstate.init'), state('a', 'idle', 'xstate.init'), end('b'));
  source.add(state('a', 'going', 'user.go'), event('a', 'one'), event('a', 'two'));
  const hello = await look(inspector.url).next();
  t.is(hello.type, 'hello');
  if (hello.type !== 'hello') return;
  t.is(hello.forgotten, 6);
  t.deepEqual(
    hello.base.map(({ n, type }) => [n, type]),
    [
      [1, 'actor'],
      [6, 'state'],
    ],
  );
});

test('feed: several pages → all are told everything', async (t) => {
  const { source, inspector } = await inspected(t);
  const pages = [look(inspector.url), look(inspector.url), look(inspector.url)];
  await Promise.all(pages.map((page) => page.next()));
  source.add(actor('a'));
  for (let count = 0; count < 30; count++) source.add(event('a', `event ${count}`));
  for (const page of pages)
    t.deepEqual(
      entriesOf(await page.until(hasEntry(31))).map(({ n }) => n),
      source.read(1, 100).map(({ n }) => n),
    );
});

test('feed: a page reads nothing for long → it is told how many it lost and what is there now, then goes on', async (t) => {
  const { source, inspector } = await inspected(t, 50);
  const [slow, quick] = [look(inspector.url), look(inspector.url)];
  await Promise.all([slow.next(), quick.next()]);
  slow.pause();
  source.add(actor('a'), state('a', 'idle', 'xstate.init'));
  // More than the system's buffers and the server's take, at the pace of the page that reads.
  const big = 'x'.repeat(200_000);
  while (source.last < 200) {
    for (let count = 0; count < 10; count++) source.add(event('a', big));
    await quick.until(hasEntry(source.last));
  }
  source.add(state('a', 'going', 'user.go'));
  await quick.until(hasEntry(source.last));
  slow.resume();
  const messages = await slow.until(({ type }) => type === 'lost');
  const lost = messages.at(-1);
  const before = entriesOf(messages);
  t.deepEqual(lost, { type: 'lost', count: source.last - (before.at(-1)?.n ?? 0), base: [...source.present] });
  t.deepEqual(
    before.map(({ n }) => n),
    before.map((_, index) => index + 1),
  );
  source.add(event('a', 'again'));
  t.deepEqual(await slow.next(), { type: 'entries', entries: [...source.read(source.last, 1)] });
});

test('feed: what a page sends → changes nothing; a long text closes its socket', async (t) => {
  const { source, inspector } = await inspected(t);
  const { WebSocket } = await import('ws');
  const socket = new WebSocket(new URL('live', inspector.url.replace(/^http/, 'ws')));
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise((resolve) => socket.once('message', resolve));
  socket.send('{"type":"user.close"}');
  source.add(actor('a'));
  await new Promise((resolve) => socket.once('message', resolve));
  socket.send('x'.repeat(2000));
  t.is(await closed, 1009);
  t.is(source.last, 1);
});

test('feed: the program ends → pages are told the rest and the end', async (t) => {
  const { source, inspector } = await inspected(t);
  const page = look(inspector.url);
  await page.next();
  source.add(actor('a'), end('a'));
  await inspector.close();
  t.deepEqual(
    (await page.until(({ type }) => type === 'end')).map(({ type }) => type),
    ['entries', 'end'],
  );
  t.is(await page.closed, 1001);
});

test('feed: the recording is asked for → as a file: header, who still is there, what is kept', async (t) => {
  const { source, inspector } = await inspected(t, 300);
  source.add(actor('a'), state('a', 'idle', 'xstate.init'));
  for (let count = 0; count < 500; count++) source.add(event('a', `event ${count}`));
  const { body } = await get(new URL('recording.jsonl', inspector.url).href);
  const expected = [header, ...source.base, ...source.read(1, 1000)];
  t.is(expected.length, 1 + 2 + 300);
  t.is(body, `${expected.map((line) => JSON.stringify(line)).join('\n')}\n`);
});

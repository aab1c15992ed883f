// Full-text search over what a peer has stored; in memory and in a file.
import test, { type ExecutionContext } from 'ava';
import { openDatabase } from '../../src/store/database.js';
import { peerMigrations } from '../../src/store/peer/schema.js';
import { openPeerStore } from '../../src/store/sqlite-peer-store.js';
import { draft, inChat1, incoming, streams } from './messages.js';
import { closing, freshFile, overEachPlace } from './stores.js';

async function storeWith(t: ExecutionContext, file: string, ...texts: readonly string[]) {
  const store = closing(t, await openPeerStore(file));
  for (const [index, text] of texts.entries()) await store.addIncoming(incoming(index + 1, { payload: Buffer.from(text) }), index);
  return { store, find: async (words: string, limit = 10) => (await store.find(words, limit)).map((message) => message.text) };
}

overEachPlace('search: words → messages with words that begin so, all of them, oldest first', async (t, file) => {
  const { find } = await storeWith(t, file, 'the cheese is here', 'Cheesecake, anybody?', 'no milk', 'here is milk and CHEESE');
  t.deepEqual(await find('cheese'), ['the cheese is here', 'Cheesecake, anybody?', 'here is milk and CHEESE']);
  t.deepEqual(await find('milk cheese'), ['here is milk and CHEESE']);
  t.deepEqual(await find('eese'), []);
});

overEachPlace('search: more than wanted → the newest', async (t, file) => {
  const { find } = await storeWith(t, file, 'one word', 'two word', 'three word');
  t.deepEqual(await find('word', 2), ['two word', 'three word']);
});

overEachPlace("search: everybody's, of every conversation → as history shows them", async (t, file) => {
  const { store } = await storeWith(t, file, 'tea from aly');
  await store.addIncoming(incoming(1, { conversation: inChat1, author: 'bob', payload: Buffer.from('tea for all') }), 2);
  await store.addOutgoing(draft('mine', { text: 'my tea' }), streams(), 3);
  t.deepEqual(await store.find('tea', 10), await store.history(undefined, 10));
});

const finds = test.macro({
  async exec(t, text: string, words: string) {
    const { find } = await storeWith(t, ':memory:', 'something else', text, 'another thing');
    t.deepEqual(await find(words), [text]);
  },
  title: (what) => `search: ${what} → found`,
});

test('letters with marks, without them', finds, 'wir essen Käse', 'kase');
test('Arabic', finds, 'السلام عليكم', 'السلام');
test('Chinese, within what has no blanks', finds, '我喜欢喝茶', '喝茶');
test('a sign alone', finds, 'that is 👍 then', '👍');
test('a per cent sign', finds, '100% sure', '%');
test('words with punctuation', finds, 'see https://a.example/path', 'a.example');
test('words that are operators', finds, 'this OR that NEAR "us"', 'OR "NEAR');
test('a star and a quote', finds, 'unusual*word', '"unusual*');

overEachPlace('search: nothing that could be a word → nothing found', async (t, file) => {
  const { find } = await storeWith(t, file, 'a', 'b');
  for (const words of ['', '  ', '\n']) t.deepEqual(await find(words), []);
  for (const words of ["'", '"', '*', '()', '-', "'; DROP TABLE message; --", 'message_text:a^'])
    await t.notThrowsAsync(find(words), words);
});

test('search: a file of an earlier version → its messages are found', async (t) => {
  const file = await freshFile(t);
  const earlier = await openDatabase({ file, migrations: peerMigrations.slice(0, -1), exclusive: true });
  await earlier.write(async (sql) => {
    await sql.run("INSERT INTO conversation (id, kind, key, name) VALUES (1, 'direct', 'aly', 'aly')");
    await sql.run(
      `INSERT INTO message (conversation, author, author_name, stream, seq, message_id, sent_at, stored_at, text)
       VALUES (1, 'aly', 'aly', 's', 1, 'id', '2025-01-02T03:04:05.678Z', 1, 'from long ago')`,
    );
  });
  await earlier.close();
  const store = closing(t, await openPeerStore(file));
  t.deepEqual(
    (await store.find('ago', 5)).map((message) => message.text),
    ['from long ago'],
  );
});

overEachPlace('search: what comes after a search → found by the next', async (t, file) => {
  const { store, find } = await storeWith(t, file, 'first tea');
  t.deepEqual(await find('tea'), ['first tea']);
  await store.addIncoming(incoming(2, { payload: Buffer.from('second tea') }), 2);
  t.deepEqual(await find('tea'), ['first tea', 'second tea']);
  t.deepEqual(await find('tea'), ['first tea', 'second tea']);
});

test('search: closed while the index is behind, opened again → undamaged, and all is found', async (t) => {
  const file = await freshFile(t);
  const first = await openPeerStore(file);
  await first.addIncoming(incoming(1, { payload: Buffer.from('one cup') }), 1);
  await first.find('cup', 5);
  await first.addIncoming(incoming(2, { payload: Buffer.from('two cups') }), 2);
  await first.close();
  const again = closing(t, await openPeerStore(file));
  t.deepEqual(
    (await again.find('cup', 5)).map((message) => message.text),
    ['one cup', 'two cups'],
  );
});

// Full-text search over every stored message, for `/find`. The index is SQLite's FTS4 over the text that is shown, which every
// build of SQLite that this project runs on has. It is brought up to date when something is looked for: kept by triggers it would
// double what storing a message costs.
import type { Sql } from '../connection.js';
import type { StoredMessage } from '../peer-store.js';
import { conversationColumns } from './conversations.js';
import { type StoredRow, toStoredMessages } from './inbox.js';

/** Letters and digits with their marks: what the index holds. */
const token = /[\p{L}\p{N}\p{M}]+/gu;
/** Written without blanks: a word of it begins anywhere in what the index takes for one. */
const withoutBlanks =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** So many messages are added to the index at once: other work of the store goes between. */
const indexedAtOnce = 5000;

/** Adds some of what is not in the index yet; whether there may be more. Texts never change, and ids only rise. */
export async function indexSome(sql: Sql): Promise<boolean> {
  const added = await sql.run(
    `INSERT INTO message_text (docid, text)
     SELECT id, text FROM message WHERE id > (SELECT coalesce(max(docid), 0) FROM message_text_docsize) ORDER BY id LIMIT ?`,
    indexedAtOnce,
  );
  return added === indexedAtOnce;
}

/** The newest `limit` messages that have words which begin with all of these, oldest first; blank words find nothing. */
export async function find(sql: Sql, words: string, limit: number): Promise<StoredMessage[]> {
  const { indexed, scanned } = partsOf(words);
  if (indexed === '' && scanned.length === 0) return [];
  const conditions = [
    ...(indexed === '' ? [] : ['message.id IN (SELECT docid FROM message_text WHERE message_text MATCH ?)']),
    ...scanned.map(() => "text LIKE ? ESCAPE '\\'"),
  ];
  const newestFirst = await sql.all<StoredRow>(
    `SELECT message.id, author, author_name, message_id, message.stream, seq, sent_at, stored_at, text, ${conversationColumns}
       FROM message JOIN conversation ON conversation.id = message.conversation
      WHERE ${conditions.join(' AND ')} ORDER BY message.id DESC LIMIT ?`,
    ...(indexed === '' ? [] : [indexed]),
    ...scanned,
    limit,
  );
  return toStoredMessages(sql, newestFirst.reverse());
}

/** What the index is asked, every token quoted so that none is an operator; and what it cannot answer, as patterns of LIKE. */
function partsOf(words: string): { readonly indexed: string; readonly scanned: readonly string[] } {
  const tokens: string[] = [];
  const scanned: string[] = [];
  for (const word of words.split(/\s+/u).filter((each) => each !== '')) {
    const found = word.match(token) ?? [];
    if (found.length === 0 || withoutBlanks.test(word)) scanned.push(`%${word.replace(/[\\%_]/g, '\\$&')}%`);
    else tokens.push(...found);
  }
  return { indexed: tokens.map((each) => `"${each}*"`).join(' '), scanned };
}

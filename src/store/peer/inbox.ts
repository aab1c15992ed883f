// Messages of others, each stored once (section 5, "SUCCESS means stored durably"), and the history of all.
import { nameKey } from '../../protocol/names.js';
import type { Sql } from '../connection.js';
import type { Conversation, IncomingMessage, StoredMessage } from '../peer-store.js';
import { contentsOf } from './contents.js';
import { type ConversationRow, conversationColumns, conversationId, conversationOf, endStream, findConversation } from './conversations.js';
import { deliveriesOf } from './outbox.js';

export interface Incoming {
  readonly outcome: 'stored' | 'duplicate' | 'seq-conflict';
  readonly expected: number;
}

export async function addIncoming(sql: Sql, message: IncomingMessage, at: number): Promise<Incoming> {
  const conversation = await conversationId(sql, message.conversation);
  const author = message.isOwn ? '' : nameKey(message.author);
  const { stream, seq, messageId } = message;
  const place = [conversation, author, stream, seq] as const;
  const last = await sql.get<{ seq: number }>(
    'SELECT seq FROM message WHERE conversation = ? AND author = ? AND stream = ? ORDER BY seq DESC LIMIT 1',
    ...place.slice(0, 3),
  );
  const expected = last ? last.seq + 1 : seq;
  const taken = await sql.get<{ message_id: string }>(
    'SELECT message_id FROM message WHERE conversation = ? AND author = ? AND stream = ? AND seq = ?',
    ...place,
  );
  const isThere = taken?.message_id === messageId;
  // Others have a message of this user's that this device has not: it cannot prove its last Seq.
  if (message.isOwn && !isThere) await endStream(sql, conversation, stream);
  if (taken) return { outcome: isThere ? 'duplicate' : 'seq-conflict', expected };
  const elsewhere = await sql.get<{ id: number }>(
    'SELECT id FROM message WHERE conversation = ? AND author = ? AND message_id = ?',
    ...[conversation, author, messageId],
  );
  if (elsewhere) {
    await sql.run('INSERT OR IGNORE INTO other_place (conversation, author, stream, seq) VALUES (?, ?, ?, ?)', ...place);
    return { outcome: 'duplicate', expected };
  }
  const { text, payload } = contentsOf(message.payload);
  await sql.run(
    `INSERT INTO message (conversation, author, author_name, stream, seq, message_id, sent_at, stored_at, text, payload,
       signature, author_certificate, forwarded_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    conversation,
    author,
    message.isOwn ? '' : message.author,
    stream,
    seq,
    messageId,
    message.sentAt,
    at,
    text,
    payload,
    message.signature ?? null,
    message.authorCertificate ?? null,
    message.forwardedBy ?? null,
  );
  return { outcome: 'stored', expected };
}

/** The columns of a message that is shown. */
export interface StoredRow extends ConversationRow {
  id: number;
  author: string;
  author_name: string;
  message_id: string;
  stream: string;
  seq: number;
  sent_at: string;
  stored_at: number;
  text: string;
}

/** In the order in which this device stored them: the one clock that no author can set. */
export async function history(sql: Sql, conversation: Conversation | undefined, limit: number): Promise<StoredMessage[]> {
  const id = conversation && (await findConversation(sql, conversation));
  if (conversation && id === undefined) return [];
  const newestFirst = await sql.all<StoredRow>(
    `SELECT message.id, author, author_name, message_id, message.stream, seq, sent_at, stored_at, text, ${conversationColumns}
       FROM message JOIN conversation ON conversation.id = message.conversation
      ${id === undefined ? '' : 'WHERE message.conversation = ?'} ORDER BY message.id DESC LIMIT ?`,
    ...(id === undefined ? [limit] : [id, limit]),
  );
  return toStoredMessages(sql, newestFirst.reverse());
}

/** Rows in their order, with what became of this user's own. */
export async function toStoredMessages(sql: Sql, rows: readonly StoredRow[]): Promise<StoredMessage[]> {
  const own = rows.filter((row) => row.author === '').map((row) => row.id);
  const deliveries = await deliveriesOf(sql, own);
  return rows.map((row) => ({
    conversation: conversationOf(row),
    author: row.author === '' ? undefined : row.author_name,
    messageId: row.message_id,
    stream: row.stream,
    seq: row.seq,
    sentAt: row.sent_at,
    at: row.stored_at,
    text: row.text,
    deliveries: deliveries.get(row.id) ?? [],
  }));
}

// Messages of others, each stored once (section 5, "SUCCESS means stored durably"), and the history of all.
import { nameKey } from '../../protocol/names.js';
import type { Sql } from '../connection.js';
import type { Conversation, IncomingMessage, StoredMessage } from '../peer-store.js';
import { contentsOf } from './contents.js';
import { type ConversationRow, conversationColumns, conversationId, conversationOf, findConversation } from './conversations.js';
import { deliveriesOf } from './outbox.js';

export interface Incoming {
  readonly outcome: 'stored' | 'duplicate' | 'seq-conflict';
  readonly expected: number;
}

export async function addIncoming(sql: Sql, message: IncomingMessage, at: number): Promise<Incoming> {
  const conversation = await conversationId(sql, message.conversation);
  const author = nameKey(message.author);
  const { stream, seq, messageId } = message;
  const last = await sql.get<{ seq: number }>(
    'SELECT seq FROM message WHERE conversation = ? AND author = ? AND stream = ? ORDER BY seq DESC LIMIT 1',
    conversation,
    author,
    stream,
  );
  const expected = last ? last.seq + 1 : seq;
  const taken = await sql.get<{ message_id: string }>(
    'SELECT message_id FROM message WHERE conversation = ? AND author = ? AND stream = ? AND seq = ?',
    conversation,
    author,
    stream,
    seq,
  );
  if (taken) return { outcome: taken.message_id === messageId ? 'duplicate' : 'seq-conflict', expected };
  const { text, payload } = contentsOf(message.payload);
  await sql.run(
    `INSERT INTO message (conversation, author, author_name, stream, seq, message_id, sent_at, stored_at, text, payload,
       signature, author_certificate, forwarded_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    conversation,
    author,
    message.author,
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

interface StoredRow extends ConversationRow {
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
  const rows = newestFirst.reverse();
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

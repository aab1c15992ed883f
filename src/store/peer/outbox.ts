// This user's messages and what has become of each for each recipient (XI, XVI).
import { nameKey } from '../../protocol/names.js';
import type { Sql } from '../connection.js';
import type { Conversation, Delivery, DeliveryState, Draft, OutgoingMessage, Proof, Waiting } from '../peer-store.js';
import { contentsOf, payloadOf } from './contents.js';
import {
  type ConversationRow,
  conversationColumns,
  conversationId,
  conversationOf,
  endStream,
  findConversation,
  takeSeq,
} from './conversations.js';

interface OutgoingRow extends ConversationRow {
  id: number;
  stream: string;
  seq: number;
  message_id: string;
  sent_at: string;
  text: string;
  payload: Uint8Array | null;
  signature: string | null;
  author_certificate: Uint8Array | null;
}

const outgoingColumns = `message.id, message.stream, seq, message_id, sent_at, text, payload, signature, author_certificate,
  ${conversationColumns}`;
const isOwed = `state IN ('queued', 'sent')`; // as the index `owed` has it

export async function addOutgoing(sql: Sql, draft: Draft, newStream: () => string, at: number): Promise<OutgoingMessage> {
  const conversation = await conversationId(sql, draft.conversation);
  const { stream, seq } = await takeSeq(sql, conversation, newStream);
  const { text, payload } = contentsOf(Buffer.from(draft.text));
  const [made] = await sql.all<{ id: number }>(
    `INSERT INTO message (conversation, author, author_name, stream, seq, message_id, sent_at, stored_at, text, payload)
     VALUES (?, '', '', ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    conversation,
    stream,
    seq,
    draft.messageId,
    draft.sentAt,
    at,
    text,
    payload,
  );
  if (!made) throw new Error('INSERT … RETURNING gave no row');
  for (const recipient of draft.recipients) {
    await sql.run(
      `INSERT INTO delivery (message, recipient, recipient_name, state) VALUES (?, ?, ?, 'queued') ON CONFLICT DO NOTHING`,
      made.id,
      nameKey(recipient),
      recipient,
    );
  }
  return stored(await findOutgoing(sql, draft.messageId));
}

function stored(message: OutgoingMessage | undefined): OutgoingMessage {
  if (!message) throw new Error('a message is missing right after it was stored');
  return message;
}

export async function findOutgoing(sql: Sql, messageId: string): Promise<OutgoingMessage | undefined> {
  const rows = await sql.all<OutgoingRow>(
    `SELECT ${outgoingColumns} FROM message JOIN conversation ON conversation.id = message.conversation
      WHERE message_id = ? AND author = ''`,
    messageId,
  );
  const [message] = await withRecipients(sql, rows);
  return message;
}

export async function owedTo(
  sql: Sql,
  recipient: string,
  page: { readonly afterMessageId?: string | undefined; readonly limit: number },
): Promise<OutgoingMessage[]> {
  const rows = await sql.all<OutgoingRow>(
    `SELECT ${outgoingColumns} FROM delivery
       JOIN message ON message.id = delivery.message JOIN conversation ON conversation.id = message.conversation
      WHERE delivery.recipient = ? AND ${isOwed}
        AND delivery.message > coalesce((SELECT id FROM message WHERE message_id = ? AND author = ''), 0)
      ORDER BY delivery.message LIMIT ?`,
    nameKey(recipient),
    page.afterMessageId ?? null,
    page.limit,
  );
  return withRecipients(sql, rows);
}

async function withRecipients(sql: Sql, rows: readonly OutgoingRow[]): Promise<OutgoingMessage[]> {
  const deliveries = await deliveriesOf(
    sql,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    conversation: conversationOf(row),
    messageId: row.message_id,
    sentAt: row.sent_at,
    text: row.text,
    payload: payloadOf(row),
    recipients: (deliveries.get(row.id) ?? []).map((delivery) => delivery.recipient),
    stream: row.stream,
    seq: row.seq,
    ...(row.signature !== null && row.author_certificate !== null
      ? { proof: { signature: row.signature, certificate: row.author_certificate } }
      : {}),
  }));
}

/** By the id of the message's row; each sorted by name. */
export async function deliveriesOf(sql: Sql, messages: readonly number[]): Promise<Map<number, Delivery[]>> {
  const rows = await sql.all<{ message: number; recipient: string; state: DeliveryState; reason: string | null }>(
    `SELECT message, recipient_name AS recipient, state, reason FROM delivery
      WHERE message IN (SELECT value FROM json_each(?)) ORDER BY message, delivery.recipient`,
    JSON.stringify(messages),
  );
  const byMessage = new Map<number, Delivery[]>(messages.map((message) => [message, []]));
  for (const { message, recipient, state, reason } of rows) {
    byMessage.get(message)?.push({ recipient, state, reason: reason ?? undefined });
  }
  return byMessage;
}

export async function deliveries(sql: Sql, messageId: string): Promise<Delivery[]> {
  const row = await sql.get<{ id: number }>(`SELECT id FROM message WHERE message_id = ? AND author = ''`, messageId);
  if (!row) return [];
  return (await deliveriesOf(sql, [row.id])).get(row.id) ?? [];
}

/** The names of those to whom something is owed, sorted. */
export async function owedPeers(sql: Sql): Promise<string[]> {
  const rows = await sql.all<{ name: string }>(
    `SELECT min(recipient_name) AS name FROM delivery WHERE ${isOwed} GROUP BY recipient ORDER BY recipient`,
  );
  return rows.map((row) => row.name);
}

/** The reason why a message still waits stays until there is another, or it is delivered. */
export async function setDelivery(sql: Sql, messageId: string, { recipient, state, reason }: Delivery): Promise<boolean> {
  const changed = await sql.run(
    `UPDATE delivery SET state = ?1, reason = CASE ?1 WHEN 'delivered' THEN NULL ELSE coalesce(?2, reason) END
      WHERE message = (SELECT id FROM message WHERE message_id = ?3 AND author = '') AND recipient = ?4 AND ${isOwed}`,
    state,
    reason ?? null,
    messageId,
    nameKey(recipient),
  );
  return changed > 0;
}

export async function holdOwed(
  sql: Sql,
  recipient: string,
  { kind, reason, isUnsent }: { kind?: Conversation['kind'] | undefined; reason: string; isUnsent?: boolean | undefined },
): Promise<Waiting[]> {
  const rows = await sql.all<ConversationRow & { message: number; message_id: string }>(
    `SELECT delivery.message, message_id, ${conversationColumns} FROM delivery
       JOIN message ON message.id = delivery.message JOIN conversation ON conversation.id = message.conversation
      WHERE delivery.recipient = ?1 AND ${isOwed} AND NOT (state = 'queued' AND reason IS ?2) AND (?3 IS NULL OR kind = ?3)
        AND (NOT ?4 OR state = 'queued')
      ORDER BY delivery.message`,
    ...[nameKey(recipient), reason, kind ?? null, Number(isUnsent === true)],
  );
  await sql.run(
    `UPDATE delivery SET state = 'queued', reason = ? WHERE recipient = ? AND message IN (SELECT value FROM json_each(?))`,
    ...[reason, nameKey(recipient), JSON.stringify(rows.map(({ message }) => message))],
  );
  return rows.map((row) => ({ messageId: row.message_id, conversation: conversationOf(row) }));
}

export async function requeueSent(sql: Sql): Promise<void> {
  await sql.run(`UPDATE delivery SET state = 'queued' WHERE state = 'sent'`);
}

export async function moveToNewStream(
  sql: Sql,
  messageId: string,
  recipient: string,
  from: string,
  newStream: () => string,
): Promise<{ outcome: 'moved' | 'refused'; hasChanged: boolean }> {
  const message = await sql.get<{ id: number; conversation: number; stream: string; seq: number; moved: number }>(
    `SELECT id, conversation, stream, seq, moved FROM message WHERE message_id = ? AND author = ''`,
    messageId,
  );
  const isMovedSince = message !== undefined && message.stream !== from;
  const isHopeless = !message || (!isMovedSince && message.moved === 1);
  const state = isHopeless ? 'refused' : 'queued';
  const hasChanged = await setDelivery(sql, messageId, { recipient, state, reason: 'seq-conflict' });
  if (isHopeless || isMovedSince || !hasChanged) return { outcome: isHopeless ? 'refused' : 'moved', hasChanged };
  const { id, conversation, stream, seq } = message;
  await endStream(sql, conversation, stream);
  const place = await takeSeq(sql, conversation, newStream);
  await sql.run(
    `INSERT OR IGNORE INTO other_place (conversation, author, stream, seq) VALUES (?, '', ?, ?)`,
    ...[conversation, stream, seq],
  );
  await sql.run(
    'UPDATE message SET stream = ?, seq = ?, moved = 1, signature = NULL, author_certificate = NULL WHERE id = ?',
    ...[place.stream, place.seq, id],
  );
  return { outcome: 'moved', hasChanged };
}

export async function keepProof(sql: Sql, messageId: string, { signature, certificate }: Proof, isBetter: boolean): Promise<void> {
  await sql.run(
    `UPDATE message SET signature = ?, author_certificate = ? WHERE message_id = ? AND author = '' AND (signature IS NULL OR ?)`,
    ...[signature, certificate, messageId, Number(isBetter)],
  );
}

export async function refuseOwed(sql: Sql, recipient: string, conversation: Conversation, reason: string): Promise<string[]> {
  const id = await findConversation(sql, conversation);
  if (id === undefined) return [];
  const refused = await refuse(sql, 'message.conversation = ? AND delivery.recipient = ?', reason, id, nameKey(recipient));
  return refused.map((each) => each.messageId);
}

export function expireOwed(sql: Sql, before: number): Promise<{ messageId: string; recipient: string }[]> {
  return refuse(sql, 'message.stored_at < ?', 'expired', before);
}

/** Refuses what is owed and meets the condition; gives it in the order of making. */
async function refuse(sql: Sql, condition: string, reason: string, ...values: (string | number)[]) {
  const owed = await sql.all<{ message: number; key: string; messageId: string; recipient: string }>(
    `SELECT message, delivery.recipient AS key, message_id AS messageId, recipient_name AS recipient
       FROM delivery JOIN message ON message.id = delivery.message
      WHERE ${isOwed} AND ${condition} ORDER BY message, delivery.recipient`,
    ...values,
  );
  for (const { message, key } of owed) {
    await sql.run(`UPDATE delivery SET state = 'refused', reason = ? WHERE message = ? AND recipient = ?`, reason, message, key);
  }
  return owed.map(({ messageId, recipient }) => ({ messageId, recipient }));
}

// Conversations and the stream that this device writes in each (section 5, `Stream` and `Seq`).
import { nameKey } from '../../protocol/names.js';
import type { Sql } from '../connection.js';
import type { Conversation } from '../peer-store.js';

/** The columns of `conversation` that `conversationOf` reads. */
export const conversationColumns =
  'conversation.kind AS kind, conversation.key AS conversation_key, conversation.name AS conversation_name';

export interface ConversationRow {
  kind: string;
  conversation_key: string;
  conversation_name: string;
}

export function conversationOf(row: ConversationRow): Conversation {
  return row.kind === 'room'
    ? { kind: 'room', roomId: row.conversation_key, room: row.conversation_name }
    : { kind: 'direct', peer: row.conversation_name };
}

function keyOf(conversation: Conversation): string {
  return conversation.kind === 'room' ? conversation.roomId : nameKey(conversation.peer);
}

/** Its row's id, if it has one yet. */
export async function findConversation(sql: Sql, conversation: Conversation): Promise<number | undefined> {
  const row = await sql.get<{ id: number }>(
    'SELECT id FROM conversation WHERE kind = ? AND key = ?',
    conversation.kind,
    keyOf(conversation),
  );
  return row?.id;
}

/** Its row's id; the row is made where there is none. */
export async function conversationId(sql: Sql, conversation: Conversation): Promise<number> {
  const known = await findConversation(sql, conversation);
  if (known !== undefined) return known;
  const name = conversation.kind === 'room' ? conversation.room : conversation.peer;
  const [made] = await sql.all<{ id: number }>(
    'INSERT INTO conversation (kind, key, name) VALUES (?, ?, ?) RETURNING id',
    conversation.kind,
    keyOf(conversation),
    name,
  );
  if (!made) throw new Error('INSERT … RETURNING gave no row');
  return made.id;
}

/** Takes the next Seq of the stream, which is begun where there is none. */
export async function takeSeq(sql: Sql, conversation: number, newStream: () => string): Promise<{ stream: string; seq: number }> {
  const current = await sql.get<{ stream: string | null; last_seq: number }>(
    'SELECT stream, last_seq FROM conversation WHERE id = ?',
    conversation,
  );
  const place = current?.stream ? { stream: current.stream, seq: current.last_seq + 1 } : { stream: newStream(), seq: 1 };
  await sql.run('UPDATE conversation SET stream = ?, last_seq = ? WHERE id = ?', place.stream, place.seq, conversation);
  return place;
}

/** The next message begins a new stream, if that one is still the current one. */
export async function endStream(sql: Sql, conversation: number, stream: string): Promise<void> {
  await sql.run('UPDATE conversation SET stream = NULL, last_seq = 0 WHERE id = ? AND stream = ?', conversation, stream);
}

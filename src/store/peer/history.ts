// What two members of a room lack of each other's messages (section 5, "History"), and what was handed on before.
import { nameKey } from '../../protocol/names.js';
import type { Sql } from '../connection.js';
import type { ForwardableMessage, HistoryComparison, StreamSummary } from '../peer-store.js';
import { payloadOf } from './contents.js';
import { findConversation } from './conversations.js';

/** ms after which a peer is given once more what it was given above a gap: its disk may be an older copy. */
const forwardedLife = 86_400_000;

interface Held {
  readonly author: string;
  readonly stream: string;
  readonly through: number;
  readonly last: number;
}

interface Candidate {
  readonly id: number;
  readonly seq: number;
  readonly stream: string;
}

export async function historySummary(sql: Sql, roomId: string): Promise<StreamSummary[]> {
  const conversation = await findConversation(sql, roomOf(roomId));
  if (conversation === undefined) return [];
  const held = await heldStreams(sql, conversation);
  return held.map(({ author, stream, through }) => ({ author: author === '' ? undefined : author, stream, through }));
}

export async function compareHistory(
  sql: Sql,
  roomId: string,
  peer: string,
  theirs: readonly StreamSummary[],
  at: number,
): Promise<HistoryComparison> {
  const conversation = await findConversation(sql, roomOf(roomId));
  const held = conversation === undefined ? [] : await heldStreams(sql, conversation);
  const said = new Map(theirs.map((each) => [keyOf(authorKey(each.author), each.stream), each.through]));
  const candidates: (Candidate & { readonly order: number })[] = [];
  for (const ours of conversation === undefined ? [] : held) {
    const through = said.get(keyOf(ours.author, ours.stream)) ?? -1;
    if (conversation === undefined || through >= ours.last) continue;
    let order = 0; // a stream goes in its order, and else what came first here goes first
    for (const each of await lackedByThem(sql, { conversation, peer, ours, through, at })) {
      order = Math.max(order, each.id);
      candidates.push({ ...each, order });
    }
  }
  candidates.sort((one, other) => one.order - other.order || one.seq - other.seq);
  const missing: HistoryComparison['missing'][number][] = [];
  const known = new Map(held.map((each) => [keyOf(each.author, each.stream), each]));
  for (const { author, stream, through } of theirs) {
    const ours = known.get(keyOf(authorKey(author), stream));
    const above = ours && conversation !== undefined ? await seqsAbove(sql, conversation, ours, through) : [];
    let from = (ours?.through ?? 0) + 1;
    for (const seq of [...above, through + 1]) {
      if (seq > from) missing.push({ author, stream, from, to: seq - 1 });
      from = seq + 1;
    }
  }
  return { forward: candidates.map(({ id }) => id), missing };
}

export async function forwardable(sql: Sql, ids: readonly number[]): Promise<ForwardableMessage[]> {
  const rows = await sql.all<{
    id: number;
    author: string;
    author_name: string;
    stream: string;
    seq: number;
    message_id: string;
    sent_at: string;
    text: string;
    payload: Uint8Array | null;
    signature: string | null;
    author_certificate: Uint8Array | null;
  }>(
    `SELECT message.id, author, author_name, stream, seq, message_id, sent_at, text, payload, signature, author_certificate
       FROM json_each(?) AS wanted JOIN message ON message.id = wanted.value ORDER BY wanted.key`,
    JSON.stringify(ids),
  );
  return rows.map((row) => ({
    id: row.id,
    author: row.author === '' ? undefined : row.author_name,
    stream: row.stream,
    seq: row.seq,
    messageId: row.message_id,
    sentAt: row.sent_at,
    payload: payloadOf(row),
    proof: row.signature !== null && row.author_certificate !== null ? proofOf(row.signature, row.author_certificate) : undefined,
  }));
}

const proofOf = (signature: string, certificate: Uint8Array) => ({ signature, certificate });

export async function noteForwarded(
  sql: Sql,
  roomId: string,
  peer: string,
  { theirs, given, refused, at }: { theirs: readonly StreamSummary[]; given: readonly number[]; refused: readonly number[]; at: number },
): Promise<void> {
  const conversation = await findConversation(sql, roomOf(roomId));
  if (conversation === undefined) return;
  const rows = await sql.all<Candidate & { author: string }>(
    'SELECT id, author, stream, seq FROM message WHERE id IN (SELECT value FROM json_each(?)) ORDER BY author, stream, seq',
    JSON.stringify(given),
  );
  const said = new Map(theirs.map((each) => [keyOf(authorKey(each.author), each.stream), each.through]));
  const streams = new Map<string, { author: string; stream: string; through: number; last: number; upTo: number }>();
  for (const { id, author, stream, seq } of rows) {
    const key = keyOf(author, stream);
    const before = streams.get(key) ?? { author, stream, through: said.get(key) ?? 0, last: 0, upTo: 0 };
    const isNext = seq === before.through + 1 && !refused.includes(id);
    streams.set(key, { ...before, through: isNext ? seq : before.through, last: seq, upTo: Math.max(before.upTo, id) });
  }
  for (const { author, stream, through, last, upTo } of streams.values()) {
    if (through >= last) continue; // it has no gap: its next summary says the same
    await sql.run(
      'INSERT OR REPLACE INTO forwarded (peer, conversation, author, stream, through, up_to, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[nameKey(peer), conversation, author, stream, through, upTo, at],
    );
  }
}

async function heldStreams(sql: Sql, conversation: number): Promise<Held[]> {
  const other = await sql.get('SELECT 1 FROM other_place WHERE conversation = ? LIMIT 1', conversation);
  // Mostly there are none, and an index has all places in their order: as many as the highest says are without a gap.
  if (other) return sql.all<Held>(heldOf('place'), conversation);
  const counted = await sql.all<Omit<Held, 'through'> & { held: number }>(
    `SELECT author, stream, count(*) AS held, max(seq) AS last FROM message WHERE conversation = ?
      GROUP BY author, stream ORDER BY author, stream`,
    conversation,
  );
  if (counted.some(({ held, last }) => held < last)) return sql.all<Held>(heldOf('message'), conversation);
  return counted.map(({ author, stream, last }) => ({ author, stream, through: last, last }));
}

/** By every place: for streams with gaps. */
function heldOf(table: 'place' | 'message'): string {
  return `SELECT author, stream, max(CASE WHEN seq = position THEN seq ELSE 0 END) AS through, max(seq) AS last
    FROM (SELECT author, stream, seq, row_number() OVER (PARTITION BY author, stream ORDER BY seq) AS position
            FROM ${table} WHERE conversation = ?)
   GROUP BY author, stream ORDER BY author, stream`;
}

async function lackedByThem(
  sql: Sql,
  { conversation, peer, ours, through, at }: { conversation: number; peer: string; ours: Held; through: number; at: number },
): Promise<Candidate[]> {
  const known = await sql.get<{ up_to: number }>(
    `SELECT up_to FROM forwarded
      WHERE peer = ? AND conversation = ? AND author = ? AND stream = ? AND through <= ? AND at BETWEEN ? AND ?`,
    ...[nameKey(peer), conversation, ours.author, ours.stream, through, at - forwardedLife, at],
  );
  return sql.all<Candidate>(
    `SELECT id, stream, seq FROM message
      WHERE conversation = ? AND author = ? AND stream = ? AND seq > ? AND id > ?
        AND (author = '' OR signature IS NOT NULL)
        AND NOT (lower(coalesce(forwarded_by, '')) = ? AND ? >= 0 AND stored_at BETWEEN ? AND ?)
        AND NOT EXISTS (SELECT 1 FROM delivery WHERE message = message.id AND recipient = ? AND state IN ('queued', 'sent'))
      ORDER BY seq`,
    ...[conversation, ours.author, ours.stream, through, known?.up_to ?? 0],
    ...[nameKey(peer), through, at - forwardedLife, at], // what it gave itself
    nameKey(peer),
  );
}

/** What is there above the gap, up to a Seq. */
async function seqsAbove(sql: Sql, conversation: number, { author, stream, through, last }: Held, upTo: number): Promise<number[]> {
  if (through === last || upTo <= through) return [];
  const rows = await sql.all<{ seq: number }>(
    'SELECT seq FROM place WHERE conversation = ? AND author = ? AND stream = ? AND seq > ? AND seq <= ? ORDER BY seq',
    ...[conversation, author, stream, through, upTo],
  );
  return rows.map(({ seq }) => seq);
}

/** Its name does not matter: a room is found by its id. */
function roomOf(roomId: string) {
  return { kind: 'room', roomId, room: '' } as const;
}

function authorKey(author: string | undefined): string {
  return author === undefined ? '' : nameKey(author);
}

function keyOf(author: string, stream: string): string {
  return `${author} ${stream}`;
}

// The lists of the registry as the library gives them out: users (X), rooms (VII), and the search for one (VIII).
import { type Row, readList } from '../../protocol/lists.js';
import { nameKey } from '../../protocol/names.js';
import { parleyError } from '../refusals.js';
import type { OnlineUser, RoomListing } from './api.js';
import type { PeerContext, RegistryAnswer } from './context.js';

type Ask = PeerContext['ask'];
type AnswerOf<Verb> = Extract<RegistryAnswer, { verb: Verb }>;

/** A registry that never comes to the end of a list is not believed. */
const mostPages = 1000;

/** X: everybody else who is online, with the rooms shared with each. */
export async function onlineUsers(ask: Ask): Promise<readonly OnlineUser[]> {
  const users = new Map<string, { name: string; rooms: string[]; address: { host: string; port: number } }>();
  let from: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { message } = expectVerb(await ask('DISCOVER_PEERS', { detailOrRoom: 'DETAILED', from }), 'PEER_LIST');
    if (message.status !== 'SUCCESS') {
      if (message.reason === 'nobody-online') break;
      throw refused(message);
    }
    for (const [name = '', room = '', port = '', host = ''] of rowsOf(message.payload)) {
      const user = users.get(nameKey(name)) ?? { name, rooms: [], address: { host, port: Number(port) } };
      if (room !== '') user.rooms.push(room);
      users.set(nameKey(name), user);
    }
    from = message.next;
    if (from === undefined) break;
  }
  return [...users.values()];
}

/** VII */
export async function listRooms(ask: Ask, isDetailed: boolean): Promise<readonly RoomListing[]> {
  const rooms: RoomListing[] = [];
  let from: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await ask('SHOW_ROOMS_LIST', { detail: isDetailed ? 'DETAILED' : 'PARTIAL', from });
    const { message } = expectVerb(answer, 'ROOMS_LIST');
    if (message.status !== 'FOUND') {
      if (message.reason === 'no-rooms') break;
      throw refused(message);
    }
    const locked = new Set((message.locked ?? '').split(',').map(nameKey));
    for (const [room = '', description = '', members = '', capacity = ''] of rowsOf(message.payload)) {
      const details = { description, members: Number(members), capacity: Number(capacity), isLocked: locked.has(nameKey(room)) };
      rooms.push({ room, details: isDetailed ? details : undefined });
    }
    from = message.next;
    if (from === undefined) break;
  }
  return rooms;
}

/**
 * VIII
 * @throws ParleyError `user-unknown`
 */
export async function searchUser(ask: Ask, name: string): Promise<{ readonly name: string; readonly isOnline: boolean }> {
  const { message } = expectVerb(await ask('SEARCH_USER', { username: name }), 'SEARCH_USER_RESPONSE');
  if (message.status === 'NOT_FOUND') throw refused({ ...message, reason: message.reason ?? 'user-unknown' });
  const [row] = rowsOf(message.payload);
  return { name: row?.[0] ?? name, isOnline: message.status === 'SUCCESS' };
}

function expectVerb<Verb extends RegistryAnswer['verb']>(answer: RegistryAnswer, verb: Verb): AnswerOf<Verb> {
  if (answer.verb !== verb) throw parleyError('wrong-fields');
  return answer as AnswerOf<Verb>; // its verb says so; the type cannot be narrowed by a type parameter
}

function rowsOf(payload: Uint8Array): readonly Row[] {
  const rows = readList(payload);
  if (!rows) throw parleyError('malformed-frame');
  return rows;
}

function refused({ reason, retryAfter }: { readonly reason?: string | undefined; readonly retryAfter?: number | undefined }) {
  return parleyError(reason ?? 'internal', retryAfter);
}

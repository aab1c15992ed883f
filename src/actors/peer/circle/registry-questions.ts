// What the circle asks the registry: where somebody is (VIII), and rooms (IV, V, VI, XV).
import type { Member, RoomNews, RoomState } from '../../../machines/membership-events.js';
import { type Row, readList } from '../../../protocol/lists.js';
import { sameName } from '../../../protocol/names.js';
import { wireRoomPassword } from '../../../security/passwords.js';
import type { Endpoint } from '../../../transport/link.js';
import type { ParleyError } from '../../errors.js';
import { parleyError } from '../../refusals.js';
import type { PeerContext, RegistryAnswer } from '../context.js';

type Ask = PeerContext['ask'];
type AnswerOf<Verb> = Extract<RegistryAnswer, { verb: Verb }>;

/** A registry that never comes to the end of a list is not believed. */
const mostPages = 1000;
const standardCapacity = 100;

export type Whereabouts =
  | { readonly is: 'online'; readonly name: string; readonly address: Endpoint }
  | { readonly is: 'offline' }
  | { readonly is: 'unknown' };

/** VIII */
export async function findUser(ask: Ask, username: string): Promise<Whereabouts> {
  const { message } = expectVerb(await ask('SEARCH_USER', { username }), 'SEARCH_USER_RESPONSE');
  if (message.status === 'NOT_ONLINE') return { is: 'offline' };
  const [member] = message.status === 'SUCCESS' ? membersIn(message.payload) : [];
  if (member?.address && sameName(member.name, username)) return { is: 'online', name: member.name, address: member.address };
  if (message.reason !== undefined && message.reason !== 'user-unknown') throw parleyError(message.reason, message.retryAfter);
  return { is: 'unknown' };
}

export interface NewRoom {
  readonly capacity?: number;
  readonly password?: string;
  readonly description?: string;
}

/** IV */
export async function createRoom(ask: Ask, room: string, host: string, options: NewRoom): Promise<RoomState> {
  const { capacity = standardCapacity, password = '', description = '' } = options;
  const answer = await ask('CREATE_CHAT_ROOM', {
    room,
    roomPassword: wireRoomPassword(room, password),
    capacity: String(capacity),
    description,
  });
  const { message } = expectVerb(answer, 'CREATION');
  if (message.status !== 'SUCCESS') throw refused(message);
  if (message.roomId === undefined) throw parleyError('wrong-fields');
  return { room, roomId: message.roomId, host: message.host ?? host, members: [] };
}

/** V: who is a member already, is in. */
export async function joinRoom(ask: Ask, room: string, password: string): Promise<RoomState> {
  const answer = await ask('JOIN_CHAT_ROOM', { room, roomPassword: wireRoomPassword(room, password), increment: 'increment' });
  const { message } = expectVerb(answer, 'JOIN');
  if (message.status !== 'SUCCESS' && message.reason !== 'already-a-member') throw refused(message);
  if (message.roomId === undefined) throw parleyError('wrong-fields');
  const first = membersIn(message.payload);
  const rest = message.next === undefined ? [] : await furtherMembers(ask, room, message.next);
  return { room, roomId: message.roomId, host: message.host ?? '', members: [...first, ...rest] };
}

/** VI: who is no member any more, is out. */
export async function leaveRoom(ask: Ask, username: string, room: string): Promise<void> {
  const { message } = expectVerb(await ask('ROOM_EXIT', { username, room }), 'ROOM_EXIT_RESPONSE');
  if (message.status !== 'SUCCESS' && !isGone(message.reason)) throw refused(message);
}

/** XV; a room of the same name that is another room is not this one. */
export async function listMembers(ask: Ask, room: string, roomId: string): Promise<RoomNews> {
  const { message } = expectVerb(await ask('DISCOVER_PEERS', { detailOrRoom: room }), 'PEER_LIST');
  if (message.status !== 'SUCCESS' && message.reason !== 'nobody-online') {
    if (isGone(message.reason)) return { is: 'over', reason: message.reason ?? 'not-a-member' };
    throw refused(message);
  }
  const found = message.roomId ?? roomId;
  if (roomId !== '' && found !== roomId) return { is: 'over', reason: 'room-unknown' };
  const first = membersIn(message.payload);
  const rest = message.next === undefined ? [] : await furtherMembers(ask, room, message.next);
  return { is: 'known', state: { room, roomId: found, host: message.host ?? '', members: [...first, ...rest] } };
}

async function furtherMembers(ask: Ask, room: string, token: string): Promise<Member[]> {
  const members: Member[] = [];
  let from: string | undefined = token;
  for (let page = 0; from !== undefined && page < mostPages; page += 1) {
    const { message }: AnswerOf<'PEER_LIST'> = expectVerb(await ask('DISCOVER_PEERS', { detailOrRoom: room, from }), 'PEER_LIST');
    if (message.status !== 'SUCCESS' && message.reason !== 'nobody-online') throw refused(message);
    members.push(...membersIn(message.payload));
    from = message.next;
  }
  return members;
}

/** Lines `<username> <port> <ip>`, or `<username>` alone of somebody who is not online. */
function membersIn(payload: Uint8Array): Member[] {
  const rows = readList(payload);
  if (!rows) throw parleyError('malformed-frame');
  return rows.map(([name = '', port, host]: Row) => ({
    name,
    address: port !== undefined && host !== undefined ? { host, port: Number(port) } : undefined,
  }));
}

function isGone(reason: string | undefined): boolean {
  return reason === 'not-a-member' || reason === 'room-unknown';
}

function expectVerb<Verb extends RegistryAnswer['verb']>(answer: RegistryAnswer, verb: Verb): AnswerOf<Verb> {
  if (answer.verb !== verb) throw parleyError('wrong-fields');
  return answer as AnswerOf<Verb>; // its verb says so; the type cannot be narrowed by a type parameter
}

function refused({ reason, retryAfter }: { readonly reason?: string | undefined; readonly retryAfter?: number | undefined }): ParleyError {
  return parleyError(reason ?? 'internal', retryAfter);
}

// Rooms: CREATE_CHAT_ROOM (IV), JOIN_CHAT_ROOM (V), ROOM_EXIT (VI), SHOW_ROOMS_LIST (VII).
import type { Request } from '../../machines/registry-connection/events.js';
import { isRoomName, nameKey, sameName } from '../../protocol/names.js';
import type { Reason } from '../../protocol/reasons.js';
import { integer } from '../../protocol/values.js';
import { isWireHash } from '../../security/passwords.js';
import type { LeaveOutcome, RoomInfo } from '../../store/registry-store.js';
import { newId16 } from '../../support/runtime.js';
import { answer } from './answers.js';
import { type Asking, refuser } from './asking.js';
import { membersPage } from './member-lists.js';
import type { Office } from './office.js';
import { pageRows, readToken, writePage } from './pages.js';

type CreateRoom = Extract<Request, { verb: 'CREATE_CHAT_ROOM' }>;
type JoinRoom = Extract<Request, { verb: 'JOIN_CHAT_ROOM' }>;
type ExitRoom = Extract<Request, { verb: 'ROOM_EXIT' }>;
type ListRooms = Extract<Request, { verb: 'SHOW_ROOMS_LIST' }>;

const capacities = integer(2, 1000);
/** Code points. */
const longestDescription = 256;
const lineBreak = /[\n\v\f\r\u0085\u2028\u2029]/;

export async function createRoom(asking: Asking, request: CreateRoom): Promise<void> {
  const { store, rooms, runtime } = asking.office;
  const { room, roomPassword, capacity, description, requestId } = request.message;
  const { session } = asking.visitor;
  const refuse = refuser(asking, request);
  if (!session) return refuse('internal');
  if (!isRoomName(room)) return refuse('name-invalid');
  const fault = faultOf(request);
  // Whether it exists is checked before the rest.
  if (fault) return refuse((await store.room(room)) ? 'room-exists' : fault);
  const row = {
    room,
    roomId: newId16(runtime),
    host: session.name,
    password: roomPassword,
    capacity: Number(capacity),
    description,
  };
  const created = await store.createRoom(row, runtime.now());
  if (created.outcome !== 'created') return refuse(created.outcome);
  session.rooms.set(nameKey(room), created.info.room);
  const frame = answer('CREATION', { status: 'SUCCESS', roomId: created.info.roomId, host: created.info.host, requestId });
  asking.tell({ type: 'desk.answered', frame });
  rooms.tell(room, { type: 'member.joined', name: session.name, presence: session.presence });
}

function faultOf({ message }: CreateRoom): Reason | undefined {
  const { capacity, description, roomPassword } = message;
  if (capacities.read(capacity) === undefined) return 'capacity-invalid';
  if ([...description].length > longestDescription || lineBreak.test(description)) return 'description-invalid';
  return roomPassword === '' || isWireHash(roomPassword) ? undefined : 'hash-invalid';
}

export async function joinRoom(asking: Asking, request: JoinRoom): Promise<void> {
  const { store, rooms, sessions, attempts, runtime } = asking.office;
  const { room, roomPassword, requestId } = request.message;
  const { session } = asking.visitor;
  const refuse = refuser(asking, request);
  if (!session) return refuse('internal');
  if (!isRoomName(room)) return refuse('room-unknown');
  const attempt = await attempts.roomPasswords.enter(`${nameKey(session.name)} ${nameKey(room)}`);
  if (typeof attempt === 'number') return refuse('rate-limited', attempt);
  let isCounted = false;
  try {
    const joined = await store.joinRoom({ room, name: session.name, password: roomPassword }, runtime.now());
    isCounted = joined.outcome === 'wrong-room-password';
    if (joined.outcome !== 'joined' && joined.outcome !== 'already-a-member') return refuse(joined.outcome);
    const { info } = joined;
    const { payload, next } = membersPage(joined.members, session.name, undefined);
    const facts = { roomId: info.roomId, host: info.host, next, requestId };
    if (joined.outcome === 'already-a-member') {
      const frame = answer('JOIN', { status: 'FAILURE', reason: 'already-a-member', ...facts }, payload);
      return asking.tell({ type: 'desk.answered', frame });
    }
    session.rooms.set(nameKey(room), info.room);
    asking.tell({ type: 'desk.answered', frame: answer('JOIN', { status: 'SUCCESS', ...facts }, payload) });
    const { host: ip, port } = session.address;
    const notice = sessions.notice('USER_JOIN', { username: session.name, room: info.room, port, ip });
    rooms.tell(room, { type: 'member.joined', name: session.name, presence: session.presence, notice });
  } finally {
    attempt.leave(isCounted);
  }
}

export async function exitRoom(asking: Asking, request: ExitRoom): Promise<void> {
  const { store } = asking.office;
  const { username, room, requestId } = request.message;
  const { session } = asking.visitor;
  const refuse = refuser(asking, request);
  if (!session || !sameName(username, session.name)) return refuse('not-yourself');
  if (!isRoomName(room)) return refuse('room-unknown');
  const left = await store.leaveRoom({ room, name: session.name });
  if (left.outcome !== 'left') return refuse(left.outcome);
  asking.tell({ type: 'desk.answered', frame: answer('ROOM_EXIT_RESPONSE', { status: 'SUCCESS', requestId }) });
  tellOfExit(asking.office, left);
}

/** Tells those who remain that a member has left, and who is host now; where nobody does, the room is gone. */
export function tellOfExit({ sessions, rooms }: Office, left: Extract<LeaveOutcome, { outcome: 'left' }>): void {
  const { room, name, host, isGone } = left;
  sessions.byName(name)?.rooms.delete(nameKey(room));
  if (isGone) {
    rooms.tell(room, { type: 'room.emptied' });
    return;
  }
  rooms.tell(room, { type: 'member.left', name, notice: sessions.notice('USER_EXIT', { username: name, room }) });
  if (host !== undefined) {
    rooms.tell(room, { type: 'host.changed', name: host, notice: sessions.notice('ROOM_HOST', { username: host, room }) });
  }
}

export async function listRooms(asking: Asking, request: ListRooms): Promise<void> {
  const { detail, from, requestId } = request.message;
  const after = from === undefined ? undefined : readToken('rooms', from);
  if (from !== undefined && after === undefined) return asking.tell({ type: 'desk.refused', reason: 'wrong-fields', requestId });
  const isDetailed = detail === 'DETAILED';
  const infos = await asking.office.store.rooms({ after, limit: isDetailed ? pageRows.detailed : pageRows.short });
  if (infos.length === 0 && from === undefined) return refuser(asking, request)('no-rooms');
  const { payload, next, locked } = writePage('rooms', infos.map(isDetailed ? detailedRoom : shortRoom));
  const frame = answer('ROOMS_LIST', { status: 'FOUND', next, locked, requestId }, payload);
  asking.tell({ type: 'desk.answered', frame });
}

function detailedRoom({ room, description, memberCount, capacity, isLocked }: RoomInfo) {
  return { name: room, rows: [[room, description, String(memberCount), String(capacity)]], isLocked };
}

function shortRoom({ room, isLocked }: RoomInfo) {
  return { name: room, rows: [[room]], isLocked };
}

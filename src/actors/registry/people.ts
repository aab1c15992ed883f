// Who is there: SEARCH_USER (VIII), DISCOVER_PEERS (X, XV); and LOGOUT (XII).
import type { Request } from '../../machines/registry-connection/events.js';
import { writeList } from '../../protocol/lists.js';
import { isName, isRoomName, sameName } from '../../protocol/names.js';
import type { OnlinePeer } from '../../store/registry-store.js';
import { answer, refusal } from './answers.js';
import { type Asking, refuser } from './asking.js';
import { membersPage } from './member-lists.js';
import { pageRows, readToken, writePage } from './pages.js';

type Search = Extract<Request, { verb: 'SEARCH_USER' }>;
type Discover = Extract<Request, { verb: 'DISCOVER_PEERS' }>;
type Logout = Extract<Request, { verb: 'LOGOUT' }>;

export async function search(asking: Asking, request: Search): Promise<void> {
  const { store } = asking.office;
  const { username, requestId } = request.message;
  const tell = (frame: ReturnType<typeof answer>) => asking.tell({ type: 'desk.answered', frame });
  if (!isName(username)) return refuser(asking, request)('user-unknown');
  const found = await store.whereabouts(username);
  if (!found) return tell(answer('SEARCH_USER_RESPONSE', { status: 'NOT_FOUND', reason: 'user-unknown', requestId }));
  const { name, address } = found;
  if (!address) return tell(answer('SEARCH_USER_RESPONSE', { status: 'NOT_ONLINE', reason: 'user-offline', requestId }));
  const payload = writeList([[name, String(address.port), address.host]]);
  tell(answer('SEARCH_USER_RESPONSE', { status: 'SUCCESS', requestId }, payload));
}

export async function discover(asking: Asking, request: Discover): Promise<void> {
  const { detailOrRoom } = request.message;
  if (detailOrRoom === 'DETAILED' || detailOrRoom === 'PARTIAL') return discoverEverybody(asking, request, detailOrRoom === 'DETAILED');
  return discoverMembers(asking, request, detailOrRoom);
}

async function discoverEverybody(asking: Asking, request: Discover, isDetailed: boolean): Promise<void> {
  const { from, requestId } = request.message;
  const { session } = asking.visitor;
  const after = from === undefined ? undefined : readToken('peers', from);
  if (from !== undefined && after === undefined) return asking.tell({ type: 'desk.refused', reason: 'wrong-fields', requestId });
  const limit = isDetailed ? pageRows.detailed : pageRows.short;
  const peers = await asking.office.store.onlinePeers(session?.name ?? '', { after, limit });
  if (peers.length === 0 && from === undefined) return refuser(asking, request)('nobody-online');
  const { payload, next } = writePage('peers', peers.map(isDetailed ? detailedPeer : shortPeer));
  asking.tell({ type: 'desk.answered', frame: answer('PEER_LIST', { status: 'SUCCESS', next, requestId }, payload) });
}

function detailedPeer({ name, address, rooms }: OnlinePeer) {
  const shared = rooms.length > 0 ? rooms : [''];
  return { name, rows: shared.map((room) => [name, room, String(address.port), address.host]) };
}

function shortPeer({ name }: OnlinePeer) {
  return { name, rows: [[name]] };
}

async function discoverMembers(asking: Asking, request: Discover, asked: string): Promise<void> {
  const { from, requestId } = request.message;
  const { session } = asking.visitor;
  const refuse = refuser(asking, request);
  if (!session || !isRoomName(asked)) return refuse('room-unknown');
  const after = from === undefined ? undefined : readToken('members', from);
  if (from !== undefined && after === undefined) return asking.tell({ type: 'desk.refused', reason: 'wrong-fields', requestId });
  const found = await asking.office.store.room(asked);
  if (!found) return refuse('room-unknown');
  const { info, members } = found;
  const { room, roomId, host } = info;
  if (!members.some(({ name }) => sameName(name, session.name))) {
    const frame = answer('PEER_LIST', { status: 'FAILURE', room, reason: 'not-a-member', requestId });
    return asking.tell({ type: 'desk.answered', frame });
  }
  const { payload, next } = membersPage(members, session.name, after);
  const isAnybodyOnline = members.some(({ name, address }) => address !== undefined && !sameName(name, session.name));
  const status = isAnybodyOnline ? ({ status: 'SUCCESS' } as const) : ({ status: 'FAILURE', reason: 'nobody-online' } as const);
  const frame = answer('PEER_LIST', { ...status, room, roomId, host, next, requestId }, payload);
  asking.tell({ type: 'desk.answered', frame });
}

export async function logout(asking: Asking, request: Logout): Promise<void> {
  const { sessions } = asking.office;
  const { session } = asking.visitor;
  if (!session) return asking.tell({ type: 'desk.answered', frame: refusal(request, 'internal') });
  await sessions.end(session.number);
  // Another session may have followed it meanwhile.
  if (session.presence.getSnapshot().status === 'active') session.presence.send({ type: 'session.closed' });
  const frame = answer('LOGOUT', { status: 'SUCCESS', requestId: request.message.requestId });
  asking.tell({ type: 'desk.loggedOut', frame });
}

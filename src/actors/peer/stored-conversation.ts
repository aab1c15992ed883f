// Which stored conversation a name or a room of the user's means.
import { sameName } from '../../protocol/names.js';
import type { Conversation, PeerStore } from '../../store/peer-store.js';
import { parleyError } from '../refusals.js';

/** @throws ParleyError `not-a-member` for a room that the user is not in. */
export async function findConversation(
  store: PeerStore,
  wanted: { readonly peer: string } | { readonly room: string } | undefined,
): Promise<Conversation | undefined> {
  if (wanted === undefined) return undefined;
  if ('peer' in wanted) return { kind: 'direct', peer: wanted.peer };
  const joined = (await store.joinedRooms()).find(({ room }) => sameName(room, wanted.room));
  if (!joined) throw parleyError('not-a-member');
  return { kind: 'room', roomId: joined.roomId, room: joined.room };
}

// What a user is told, in lines.
import type { PeerEvents } from '../../../src/actors/peer/api.js';

/** The events of a peer that are seen, and what of them. */
export const told: { readonly [Name in keyof PeerEvents]?: (event: Parameters<PeerEvents[Name]>[0]) => string } = {
  message: ({ from, text, isHistory }) => `${from} ${JSON.stringify(text)}${isHistory ? ' history' : ''}`,
  delivery: ({ recipient, messageId, state, reason }) => `${recipient} ${messageId} ${state}${reason === undefined ? '' : ` (${reason})`}`,
  'chat-request': ({ from }) => from,
  'chat-open': ({ peer }) => peer,
  'chat-refused': ({ peer, reason }) => `${peer} (${reason})`,
  'user-online': ({ name }) => name,
  'user-offline': ({ name }) => name,
  'room-join': ({ room, name }) => `${room} ${name}`,
  'room-leave': ({ room, name }) => `${room} ${name}`,
  'room-host': ({ room, name }) => `${room} ${name}`,
  'room-open': ({ room, host }) => `${room} of ${host}`,
  'key-changed': ({ name }) => name,
  warning: ({ reason }) => reason,
};

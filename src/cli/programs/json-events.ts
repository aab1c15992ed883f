// The events of the JSON mode: every event of the library as one object a line.
import type { ChatMessage, DeliveryChange, Peer, PeerEvents, PeerState, RoomView } from '../../index.js';
import { inWords } from '../sentences.js';
import {
  conversation,
  count,
  type Field,
  flag,
  id,
  inOrder,
  type Json,
  listOf,
  name,
  objectOf,
  oneOf,
  optional,
  room,
  type Shape,
  text,
  time,
  word,
} from './shapes.js';

/** How a member of a room is shown. */
const member = objectOf({ name, isOnline: flag });
/** Those of a room, wherever one is shown. */
export const roomFields = { room, roomId: word, host: name, members: listOf(member) } satisfies Record<string, Field>;

/** `event` comes first, then these in this order. `result` and `end` are told by json-chat.ts. */
export const eventShapes = {
  state: {
    what: 'How the program stands with the registry. `retryAt` is when it is dialled again.',
    fields: {
      state: oneOf('connecting', 'online', 'offline', 'signed-out'),
      name,
      registry: optional(word),
      reason: optional(word),
      message: optional(text),
      retryAt: optional(time),
    },
  },
  registered: { what: 'The name is registered.', fields: { name } },
  'registry-trusted': {
    what: 'The registry is met for the first time; its fingerprint is trusted from now on.',
    fields: { address: word, fingerprint: word, link: word },
  },
  message: {
    what: 'A message. `isHistory`: from before this user came, or from while it was away.',
    fields: { id, conversation, from: name, text, sentAt: time, isHistory: flag },
  },
  delivery: {
    what: 'What became of a message of this user at one recipient. `reason`: why refused, or why it still waits.',
    fields: { id, conversation, recipient: name, state: oneOf('queued', 'sent', 'delivered', 'refused'), reason: optional(word) },
  },
  'chat-request': { what: 'Somebody asks to chat; answer with `accept` or `reject`.', fields: { from: name } },
  'chat-open': { what: 'A chat is open: messages go both ways.', fields: { name } },
  'chat-refused': { what: 'No chat. `no-answer` is passing: a late yes still opens it.', fields: { name, reason: word } },
  'user-online': { what: 'A user of shared rooms is online.', fields: { name, rooms: listOf(room) } },
  'user-offline': { what: 'A user of shared rooms is online no more.', fields: { name, rooms: listOf(room) } },
  'room-open': { what: 'This user is in a room: just joined or made, or again after a restart.', fields: roomFields },
  'room-join': { what: 'Somebody joined a room.', fields: { room, name } },
  'room-leave': { what: 'Somebody left a room.', fields: { room, name } },
  'room-host': { what: 'A room has another host.', fields: { room, name } },
  'key-changed': {
    what: 'A user shows another key; nothing is sent there or shown from there until the command `trust`.',
    fields: { name, remembered: word, shown: word },
  },
  warning: { what: 'Something went wrong that no command waits for.', fields: { reason: word, message: text } },
  result: {
    what: 'The answer to a command. `ref` is as the command gave it; `value` is the answer, `reason` and `message` say why not.',
    fields: {
      command: word,
      ref: optional({ schema: { type: ['string', 'number'] }, isOptional: true }),
      ok: flag,
      value: optional({ schema: { type: 'object' }, isOptional: true }),
      reason: optional(word),
      message: optional(text),
    },
  },
  end: {
    what: 'The last line. `owed`: messages that are kept and sent when this user is here again.',
    fields: {
      how: oneOf('quit', 'logout', 'signed-out', 'signal', 'failure'),
      exitCode: count,
      owed: listOf(objectOf({ name, count })),
      reason: optional(word),
      message: optional(text),
    },
  },
} as const satisfies Record<string, Shape>;

export type EventName = keyof typeof eventShapes;
export type WriteEvent = (event: EventName, values: Readonly<Record<string, Json | undefined>>) => void;

/** The object of an event. */
export function eventOf(event: EventName, values: Readonly<Record<string, Json | undefined>>): Json {
  const shape: Shape = eventShapes[event];
  return { event, ...inOrder(shape.fields, values) };
}

/** `NAME` or `#ROOM`. */
export function conversationName(of: ChatMessage['conversation']): string {
  return of.kind === 'room' ? `#${of.room}` : of.peer;
}

/** Others only: this user is in it too. */
export function roomValues({ room, roomId, host, members }: RoomView): Record<string, Json> {
  return { room, roomId, host, members: members.map(({ name, isOnline }) => ({ name, isOnline })) };
}

/** Writes everything that the peer reports, until the function given back is called. */
export function writeEvents(peer: Peer, write: WriteEvent): () => void {
  const named = (event: 'user-online' | 'user-offline') => (given: { readonly name: string; readonly rooms: readonly string[] }) =>
    write(event, { name: given.name, rooms: given.rooms });
  const inRoom = (event: 'room-join' | 'room-leave' | 'room-host') => (given: { readonly room: string; readonly name: string }) =>
    write(event, { room: given.room, name: given.name });
  const listeners: Partial<PeerEvents> = {
    state: (state) => write('state', stateValues(peer, state)),
    registered: ({ name }) => write('registered', { name }),
    'registry-trusted': ({ address, fingerprint, link }) => write('registry-trusted', { address, fingerprint, link }),
    message: (message) => write('message', messageValues(message)),
    delivery: (change) => write('delivery', deliveryValues(change)),
    'chat-request': ({ from }) => write('chat-request', { from }),
    'chat-open': (event) => write('chat-open', { name: event.peer }),
    'chat-refused': (event) => write('chat-refused', { name: event.peer, reason: event.reason }),
    'user-online': named('user-online'),
    'user-offline': named('user-offline'),
    'room-open': (view) => write('room-open', roomValues(view)),
    'room-join': inRoom('room-join'),
    'room-leave': inRoom('room-leave'),
    'room-host': inRoom('room-host'),
    'key-changed': ({ name, remembered, shown }) => write('key-changed', { name, remembered, shown }),
    warning: ({ reason, message }) => write('warning', { reason, message }),
  };
  // The emitter's types tie a listener to the name of its event, which is lost when both come from a table of PeerEvents.
  const emitter = peer as unknown as Emitter;
  const entries = Object.entries(listeners) as [string, Listener][];
  for (const [event, listener] of entries) emitter.on(event, listener);
  return () => {
    for (const [event, listener] of entries) emitter.off(event, listener);
  };
}

type Listener = (argument: never) => void;

interface Emitter {
  on(event: string, listener: Listener): unknown;
  off(event: string, listener: Listener): unknown;
}

export function stateValues({ name, status }: Peer, state: PeerState): Record<string, Json | undefined> {
  const reason = 'reason' in state ? state.reason : undefined;
  return {
    state: state.state,
    name,
    registry: status.registryLink || undefined,
    reason,
    message: reason === undefined ? undefined : inWords(reason),
    retryAt: state.state === 'offline' ? state.retryAt : undefined,
  };
}

function messageValues({ id, conversation, from, text, sentAt, isHistory }: ChatMessage): Record<string, Json> {
  return { id, conversation: conversationName(conversation), from, text, sentAt, isHistory };
}

function deliveryValues({ messageId, conversation, recipient, state, reason }: DeliveryChange): Record<string, Json | undefined> {
  return { id: messageId, conversation: conversationName(conversation), recipient, state, reason };
}

// The commands of the JSON mode, once: what each takes and gives, and what it does. The schema and the pages come from this table.
import { type Peer, type StoredMessage, stripControls } from '../../index.js';
import { nameFrom, targetFrom } from '../commands/arguments.js';
import type { Session } from '../session.js';
import { conversationName, roomFields, roomValues, stateValues } from './json-events.js';
import { netFields, netValues, whyFields, whyValues } from './json-net.js';
import {
  conversation,
  count,
  type Fields,
  flag,
  id,
  type Json,
  listOf,
  name,
  objectOf,
  oneOf,
  optional,
  room,
  text,
  word,
} from './shapes.js';

export interface JsonCommand {
  readonly what: string;
  readonly fields: Fields;
  /** What `value` of the result holds. */
  readonly gives: Fields;
  /** Waits until the registry is there. */
  readonly needsRegistry?: boolean;
  /** Others may take long to answer it: later commands do not wait for it. */
  readonly isSlow?: boolean;
  readonly run: (session: Session, given: Given) => Promise<Readonly<Record<string, Json | undefined>>>;
}

/** The fields of a command, which have been checked. */
export interface Given {
  text(field: string): string;
  optionalText(field: string): string | undefined;
  number(field: string): number | undefined;
}

const usualHistory = 20;
const usualFlush = 10;
const password = optional(word);
const nothing = {};
const delivery = objectOf({ recipient: name, state: word, reason: optional(word) });

export const jsonCommands = {
  send: {
    what: 'Sends text; answered when it is stored. What becomes of it comes as events `delivery`.',
    fields: { to: conversation, text },
    gives: { id },
    run: async ({ peer }, given) => {
      const target = targetFrom(given.text('to'));
      const words = given.text('text');
      const { id } = await (target.kind === 'room' ? peer.sendRoom(target.room, words) : peer.sendDirect(target.name, words));
      return { id };
    },
  },
  chat: {
    what: 'Asks for a chat; answered when the other one does.',
    fields: { name },
    gives: { outcome: oneOf('open', 'rejected', 'no-answer') },
    isSlow: true,
    run: async ({ peer }, given) => ({ outcome: await peer.chat(given.text('name')) }),
  },
  accept: done('Lets somebody who asked chat with this user.', { name }, (peer, given) => peer.accept(given.text('name'))),
  reject: done('Refuses a chat.', { name }, (peer, given) => peer.reject(given.text('name'))),
  close: done('Ends a chat; it takes a new request to go on.', { name }, (peer, given) => peer.closeChat(given.text('name'))),
  block: done('Takes nothing from somebody any more.', { name }, (peer, given) => peer.block(given.text('name'))),
  unblock: done('Takes requests of somebody again.', { name }, (peer, given) => peer.unblock(given.text('name'))),
  trust: done('Accepts the new key of somebody.', { name }, (peer, given) => peer.acceptKey(given.text('name'))),
  create: {
    what: 'Makes a room, and is in it.',
    fields: { room, capacity: optional(count), password, description: optional(text) },
    gives: roomFields,
    needsRegistry: true,
    run: async ({ peer }, given) => {
      const [capacity, secret, description] = [given.number('capacity'), given.optionalText('password'), given.optionalText('description')];
      const options = {
        ...(capacity === undefined ? {} : { capacity }),
        ...(secret === undefined ? {} : { password: secret }),
        ...(description === undefined ? {} : { description }),
      };
      return roomValues(await peer.createRoom(given.text('room'), options));
    },
  },
  join: {
    what: 'Goes into a room.',
    fields: { room, password },
    gives: roomFields,
    needsRegistry: true,
    run: async ({ peer }, given) => roomValues(await peer.joinRoom(given.text('room'), given.optionalText('password'))),
  },
  leave: { ...done('Goes out of a room for good.', { room }, (peer, given) => peer.leaveRoom(given.text('room'))), needsRegistry: true },
  members: {
    what: 'Who is in a room, besides this user.',
    fields: { room },
    gives: roomFields,
    needsRegistry: true,
    run: async ({ peer }, given) => roomValues(await peer.members(given.text('room'))),
  },
  rooms: {
    what: 'All rooms of the registry.',
    fields: nothing,
    gives: { rooms: listOf(objectOf({ room, description: word, members: count, capacity: count, isLocked: flag })) },
    needsRegistry: true,
    run: async ({ peer }) => {
      const rooms = await peer.rooms(true);
      return { rooms: rooms.flatMap(({ room, details }) => (details ? [{ room, ...details }] : [])) };
    },
  },
  users: {
    what: 'Who else is online, and the rooms shared with them.',
    fields: nothing,
    gives: { users: listOf(objectOf({ name, rooms: listOf(room) })) },
    needsRegistry: true,
    run: async ({ peer }) => ({ users: (await peer.users()).map(({ name, rooms }) => ({ name, rooms })) }),
  },
  search: {
    what: 'Whether there is such a user, and online.',
    fields: { name },
    gives: { name, isOnline: flag },
    needsRegistry: true,
    run: async ({ peer }, given) => peer.search(given.text('name')),
  },
  contacts: {
    what: 'People this user has met.',
    fields: nothing,
    gives: { contacts: listOf(objectOf({ name, isAccepted: flag, hasAccepted: flag, keyFingerprint: optional(word) })) },
    run: async ({ peer }) => ({
      contacts: (await peer.contacts()).map(({ name, isAccepted, hasAccepted, keyFingerprint }) => ({
        name,
        isAccepted,
        hasAccepted,
        keyFingerprint,
      })),
    }),
  },
  verify: {
    what: 'The safety number shared with somebody: 60 digits, the same on both sides.',
    fields: { name },
    gives: { number: word },
    run: async ({ peer }, given) => ({ number: await peer.safetyNumber(given.text('name')) }),
  },
  history: {
    what: `The last messages of a conversation, or of all; ${usualHistory} if not said otherwise.`,
    fields: { conversation: optional(conversation), limit: optional(count) },
    gives: { messages: listOf(objectOf({ id, conversation, from: name, text, sentAt: word, deliveries: listOf(delivery) })) },
    run: async ({ peer }, given) => {
      const of = given.optionalText('conversation');
      const target = of === undefined ? undefined : targetFrom(of);
      const wanted = target && (target.kind === 'room' ? { room: target.room } : { peer: nameFrom(target.name) });
      const messages = await peer.history(wanted, given.number('limit') ?? usualHistory);
      return { messages: messages.map((message) => storedValues(peer, message)) };
    },
  },
  status: {
    what: 'How things stand. Of what is owed: why it waits, as far as that is known.',
    fields: nothing,
    gives: { state: word, name, registry: optional(word), owed: listOf(objectOf({ name, count, ...whyFields })), rooms: listOf(room) },
    run: async ({ peer }) => {
      const { state, name, registry } = stateValues(peer, peer.state);
      const { owed, rooms } = peer.status;
      return {
        state,
        name,
        registry,
        owed: owed.map(({ recipient, count, reason }) => ({ name: recipient, count, ...whyValues(reason) })),
        rooms: rooms.map((one) => one.room),
      };
    },
  },
  net: {
    what: 'Which way is up to the registry and to every peer and member of rooms, since when, and why not.',
    fields: nothing,
    gives: netFields,
    run: async ({ peer }) => netValues(peer.status),
  },
  flush: {
    what: `Waits until nothing is owed to anybody who can be reached, or so many seconds (${usualFlush}).`,
    fields: { seconds: optional(count) },
    gives: { isDone: flag },
    isSlow: true,
    run: async ({ peer }, given) => ({ isDone: await peer.flush((given.number('seconds') ?? usualFlush) * 1000) }),
  },
  logout: {
    what: 'Logs out and ends at once; what is not delivered is kept.',
    fields: nothing,
    gives: nothing,
    run: async (session) => {
      session.isUnderWay = false;
      await session.peer.logout();
      session.end({ how: 'logout' });
      return {};
    },
  },
  quit: {
    what: 'Delivers what can be delivered within 10 s, then ends. So does the end of the input.',
    fields: nothing,
    gives: nothing,
    run: async (session) => {
      session.end({ how: 'quit' });
      return {};
    },
  },
} as const satisfies Record<string, JsonCommand>;

/** One of the table by its name. */
export function findJsonCommand(wanted: string): JsonCommand | undefined {
  const table: Readonly<Record<string, JsonCommand>> = jsonCommands;
  return Object.hasOwn(table, wanted) ? table[wanted] : undefined;
}

function done(what: string, fields: Fields, act: (peer: Peer, given: Given) => Promise<void>): JsonCommand {
  return {
    what,
    fields,
    gives: nothing,
    run: async ({ peer }, given) => {
      await act(peer, given);
      return {};
    },
  };
}

function storedValues(peer: Peer, { messageId, conversation, author, text, sentAt, deliveries }: StoredMessage): Record<string, Json> {
  return {
    id: messageId,
    conversation: conversationName(conversation),
    from: author ?? peer.name,
    text: stripControls(text),
    sentAt,
    deliveries: deliveries.map(({ recipient, state, reason }) => ({ recipient, state, ...(reason === undefined ? {} : { reason }) })),
  };
}

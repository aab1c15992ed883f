// Commands about rooms (IV to VII, XV).
import { ParleyError, type Peer, type RoomView } from '../../index.js';
import { counted } from '../sentences.js';
import type { Session } from '../session.js';
import { roomFrom, roomMeant, wholeNumber } from './arguments.js';
import { type Command, command } from './command.js';

export const roomCommands: readonly Command[] = [
  command({
    name: 'rooms',
    aliases: ['list'],
    help: 'all rooms of this registry',
    needsRegistry: true,
    run: async (session) => {
      const rooms = await session.peer.rooms(true);
      session.view.notice(rooms.length === 0 ? 'There are no rooms yet. /create ROOM makes one.' : `${counted(rooms.length, 'room')}:`);
      session.view.list(
        rooms.map(({ room, details }) => {
          if (!details) return `#${room}`;
          const { members, capacity, isLocked, description } = details;
          return `#${room} (${members} of ${capacity}${isLocked ? ', password' : ''})${description ? ` ${description}` : ''}`;
        }),
      );
    },
  }),
  command({
    name: 'create',
    arguments: [
      { name: 'ROOM', kind: 'name' },
      { name: 'CAPACITY', kind: 'number', isOptional: true },
      { name: 'PASSWORD', kind: 'secret', isOptional: true },
      { name: 'ABOUT', kind: 'text', isOptional: true },
    ],
    help: 'makes a room; - is no password',
    needsRegistry: true,
    run: (session, word = '', capacityWord = '', password = '', description = '') => {
      const capacity = wholeNumber(capacityWord);
      if (capacityWord !== '' && capacity === undefined) {
        session.view.notice(`${capacityWord} is no capacity; that is a number from 2 to 1000. The password comes after it.`);
        return;
      }
      const options = {
        ...(capacity === undefined ? {} : { capacity }),
        ...(password === '' || password === '-' ? {} : { password }),
        ...(description === '' ? {} : { description }),
      };
      return enter(session, roomFrom(word), (room) => session.peer.createRoom(room, options), 'You made');
    },
  }),
  command({
    name: 'join',
    arguments: [
      { name: 'ROOM', kind: 'room' },
      { name: 'PASSWORD', kind: 'secret', isOptional: true },
    ],
    help: 'goes into a room and talks there',
    run: async (session, word = '', password) => {
      const known = session.openRooms.get(roomFrom(word).toLowerCase());
      if (known) {
        session.talkTo({ kind: 'room', room: known.room });
        session.view.notice(`What you type goes to #${known.room}.`);
        return;
      }
      await session.registryIsThere();
      await enter(session, roomFrom(word), (room) => joinOrReturn(session.peer, room, password), 'You joined');
    },
  }),
  command({
    name: 'leave',
    aliases: ['part'],
    arguments: [{ name: 'ROOM', kind: 'room', isOptional: true }],
    help: 'goes out of a room for good',
    needsRegistry: true,
    run: async (session, word) => {
      const room = roomMeant(session, word, 'Usage: /leave ROOM');
      if (room === undefined) return;
      await session.peer.leaveRoom(room);
      session.openRooms.delete(room.toLowerCase());
      session.leaveTarget({ kind: 'room', room });
      session.view.notice(`You left #${room}.`);
    },
  }),
  command({
    name: 'who',
    aliases: ['members'],
    arguments: [{ name: 'ROOM', kind: 'room', isOptional: true }],
    help: 'who is in a room',
    needsRegistry: true,
    run: async (session, word) => {
      const room = roomMeant(session, word, 'Usage: /who ROOM');
      if (room === undefined) return;
      const view = await session.peer.members(room);
      session.meet(...view.members.map(({ name }) => name));
      session.view.notice(`In #${view.room}, besides you, ${counted(view.members.length, 'member')}; its host is ${view.host}.`);
      session.view.list(view.members.map(({ name, isOnline }) => (isOnline ? name : `${name} (not online)`)));
    },
  }),
];

/** A room that one never left, but that was not heard of again yet, is joined all the same. */
async function joinOrReturn(peer: Peer, room: string, password: string | undefined): Promise<RoomView> {
  try {
    return await peer.joinRoom(room, password);
  } catch (error) {
    const known = peer.status.rooms.find((other) => other.room.toLowerCase() === room.toLowerCase());
    if (known && error instanceof ParleyError && error.reason === 'already-a-member') return known;
    throw error;
  }
}

/** Creates or joins; the event that goes with it is not told a second time. */
async function enter(session: Session, name: string, how: (room: string) => Promise<RoomView>, done: string): Promise<void> {
  const key = name.toLowerCase();
  session.roomsUnderWay.add(key);
  try {
    const view = await how(name);
    session.openRooms.set(key, view);
    session.meet(...view.members.map((member) => member.name));
    session.talkTo({ kind: 'room', room: view.room });
    session.view.notice(`${done} #${view.room}. ${companySentence(session, view)}`);
  } finally {
    session.roomsUnderWay.delete(key);
  }
}

function companySentence({ peer }: Session, { members }: RoomView): string {
  const others = members.filter(({ name }) => name.toLowerCase() !== peer.name.toLowerCase());
  if (others.length === 0) return 'Nobody else is there yet.';
  return `Also there: ${others.map(({ name, isOnline }) => (isOnline ? name : `${name} (not online)`)).join(', ')}.`;
}

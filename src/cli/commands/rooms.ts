// Commands about rooms (IV to VII, XV).
import { ParleyError, type Peer, type RoomView } from '../../index.js';
import type { Session } from '../session.js';
import { roomFrom, roomMeant, wholeNumber } from './arguments.js';
import { type Command, command } from './command.js';

export const roomCommands: readonly Command[] = [
  command({
    name: 'rooms',
    aliases: ['list'],
    needsRegistry: true,
    run: async (session) => {
      const { say, view } = session;
      const rooms = await session.peer.rooms(true);
      view.notice(rooms.length === 0 ? say('roomsNone') : say('roomsList', { count: rooms.length }));
      view.list(
        rooms.map(({ room, details }) => {
          if (!details) return `#${room}`;
          const { members, capacity, isLocked, description } = details;
          const item = say(isLocked ? 'roomItemLocked' : 'roomItem', { room, members, capacity });
          return description ? `${item} ${description}` : item;
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
    needsRegistry: true,
    run: (session, word = '', capacityWord = '', password = '', description = '') => {
      const capacity = wholeNumber(capacityWord);
      if (capacityWord !== '' && capacity === undefined) {
        session.view.notice(session.say('noCapacity', { word: capacityWord }));
        return;
      }
      const options = {
        ...(capacity === undefined ? {} : { capacity }),
        ...(password === '' || password === '-' ? {} : { password }),
        ...(description === '' ? {} : { description }),
      };
      return enter(session, roomFrom(word), (room) => session.peer.createRoom(room, options), 'youMade');
    },
  }),
  command({
    name: 'join',
    arguments: [
      { name: 'ROOM', kind: 'room' },
      { name: 'PASSWORD', kind: 'secret', isOptional: true },
    ],
    run: async (session, word = '', password) => {
      const known = session.openRooms.get(roomFrom(word).toLowerCase());
      if (known) {
        session.talkTo({ kind: 'room', room: known.room });
        session.view.notice(session.say('talksTo', { where: `#${known.room}` }));
        return;
      }
      await session.registryIsThere();
      await enter(session, roomFrom(word), (room) => joinOrReturn(session.peer, room, password), 'youJoined');
    },
  }),
  command({
    name: 'leave',
    aliases: ['part'],
    arguments: [{ name: 'ROOM', kind: 'room', isOptional: true }],
    needsRegistry: true,
    run: async (session, word) => {
      const room = roomMeant(session, word, '/leave ROOM');
      if (room === undefined) return;
      await session.peer.leaveRoom(room);
      session.openRooms.delete(room.toLowerCase());
      session.leaveTarget({ kind: 'room', room });
      session.view.notice(session.say('youLeft', { room }));
    },
  }),
  command({
    name: 'who',
    aliases: ['members'],
    arguments: [{ name: 'ROOM', kind: 'room', isOptional: true }],
    needsRegistry: true,
    run: async (session, word) => {
      const room = roomMeant(session, word, '/who ROOM');
      if (room === undefined) return;
      const view = await session.peer.members(room);
      session.meet(...view.members.map(({ name }) => name));
      const { say } = session;
      session.view.notice(say('membersOf', { room: view.room, count: view.members.length, host: view.host }));
      session.view.list(view.members.map(({ name, isOnline }) => (isOnline ? name : say('notOnline', { name }))));
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
async function enter(
  session: Session,
  name: string,
  how: (room: string) => Promise<RoomView>,
  done: 'youMade' | 'youJoined',
): Promise<void> {
  const key = name.toLowerCase();
  session.roomsUnderWay.add(key);
  try {
    const view = await how(name);
    session.openRooms.set(key, view);
    session.meet(...view.members.map((member) => member.name));
    session.talkTo({ kind: 'room', room: view.room });
    session.view.notice(session.say(done, { room: view.room, company: companySentence(session, view) }));
  } finally {
    session.roomsUnderWay.delete(key);
  }
}

function companySentence({ peer, say }: Session, { members }: RoomView): string {
  const others = members.filter(({ name }) => name.toLowerCase() !== peer.name.toLowerCase());
  if (others.length === 0) return say('companyNone');
  return say('companyIs', { names: others.map(({ name, isOnline }) => (isOnline ? name : say('notOnline', { name }))).join(', ') });
}

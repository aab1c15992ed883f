// The circle: everything between this user and other users (section 5). Puts its parts together and answers the calls of the
// library; what goes on by itself is in circle/.
import { createActor } from 'xstate';
import { outboxExpiryMachine } from '../../machines/outbox-expiry.js';
import type { Location } from '../../machines/peer-wire.js';
import { isRoomName, nameKey } from '../../protocol/names.js';
import type { Endpoint } from '../../transport/link.js';
import { type Census, countActors } from '../census.js';
import { parleyError } from '../refusals.js';
import { createAccept } from './circle/accepting.js';
import { Chats } from './circle/chats.js';
import { Companion } from './circle/companion.js';
import { Contacts } from './circle/contacts.js';
import { Dialler } from './circle/dialling.js';
import { explain } from './circle/explain.js';
import { Historian } from './circle/historian.js';
import { Inbox } from './circle/inbox.js';
import { actorOptions, turnAway, work } from './circle/logics.js';
import { Outbox } from './circle/outbox.js';
import { createRoom, findUser, joinRoom } from './circle/registry-questions.js';
import { Rooms } from './circle/rooms.js';
import type { Surroundings } from './circle/surroundings.js';
import { PastWays } from './circle/ways.js';
import type { PeerCircle, PeerContext } from './context.js';
import { PendingWork } from './pending-work.js';

/** A circle that can say what it holds. */
export interface CountedCircle extends PeerCircle {
  census(): Census;
}

export const createCircle = (context: PeerContext): CountedCircle => {
  const companions = new Map<string, Companion>();
  const past = new PastWays();
  let isClosed = false;
  const dialler = new Dialler(context);
  const pending = new PendingWork(context, () => rooms.catchUpAgain());
  const keep = (writing: Promise<unknown>): void => pending.keep(writing);
  const insist: PendingWork['insist'] = (write, what) => pending.insist(write, what);
  const contacts = new Contacts({ context, insist });
  const existing = (name: string): Companion | undefined => companions.get(nameKey(name));

  const rooms = new Rooms({
    context,
    insist,
    seen: (name, address) => {
      const companion = existing(name);
      companion?.spell(name);
      companion?.link.send({ type: 'circle.seen', address });
      companion?.delivery.send({ type: 'outbox.looked' });
    },
    ended: (name, room) => {
      outbox.leftRoom(name, room);
      // Nobody tells any more when it comes online. After the transition that told of it.
      queueMicrotask(() => rooms.sharedWith(name).length === 0 && existing(name)?.link.send({ type: 'circle.look' }));
    },
    catchUp: (room) => historian.catchUp(room),
    over: (roomId) => historian.left(roomId),
  });
  const historian: Historian = new Historian({
    context,
    rooms,
    keep,
    companion,
    existing,
    received: (from, roomId) => inbox.exchanged(from, roomId),
  });
  const outbox: Outbox = new Outbox({ context, rooms, keep, insist, existing, companion });
  const inbox: Inbox = new Inbox({ context, rooms, historian, keep });
  const expiry = createActor(
    outboxExpiryMachine.provide({ actors: { expire: work(() => outbox.expire()) } }),
    actorOptions(context, 'outboxExpiry'),
  );

  const surroundings: Surroundings<Companion> = {
    context,
    contacts,
    locate,
    received: (from, connection, event) => inbox.receive({ companion: from, connection, event }),
    transmit: (to, connection, message) => outbox.transmit(to, connection, message),
    settled: (to, change) => outbox.settle(to, change),
    conflicted: (to, message) => outbox.conflicted(to, message),
    waits: (to, reason, kind) => outbox.waits(to, reason, kind),
    keyChanged: (of) => {
      outbox.waits(of, 'key-changed');
      chats.keyChanged(of);
    },
    historian: {
      chosen: (to, connection, dialledBy) => historian.chosen(to, connection, dialledBy),
      disconnected(of, connection) {
        historian.disconnected(of, connection);
        inbox.disconnected(of, connection);
      },
      hear: (from, connection, event) => historian.hear(from, connection, event),
      settle: (from, event) => historian.settle(from, event),
    },
    unreached: (of, reason, attempts) => {
      historian.unreached(of);
      chats.unreached(of, reason, attempts);
      if (reason === 'user-unknown') insist(() => outbox.refuse(of.name, { kind: 'direct', peer: of.name }, reason));
      // After the transition that told of it.
      queueMicrotask(() => of.awayFor !== undefined && outbox.waits(of, of.awayFor));
    },
    changed: (of) => {
      pending.changed();
      queueMicrotask(() => dismiss(of));
    },
  };
  const chats: Chats = new Chats({ context, contacts, companion, existing, companions, findUser: (name) => findUser(context.ask, name) });

  function companion(name: string): Companion {
    const known = existing(name);
    if (known) return known;
    const made = new Companion(contacts.isKnown(name) ? contacts.get(name).name : name, surroundings, past.take(name));
    companions.set(made.key, made);
    return made.start();
  }

  /** Who has nothing left to do goes; the store remembers what there is to remember. */
  function dismiss(idle: Companion): void {
    if (companions.get(idle.key) !== idle || !idle.isIdle) return;
    companions.delete(idle.key);
    if (idle.hasBeenUp) past.note(idle.path);
    idle.stop();
  }

  async function locate(of: Companion, seen: Endpoint | undefined): Promise<Location> {
    if (!context.identity()) return { found: 'nothing', reason: 'offline', isTold: true };
    const at = (address: Endpoint): Location => ({
      found: 'address',
      source: dialler.source(of.name, address),
      wait: dialler.wait(address),
    });
    const known = seen ?? (context.isOnline() ? rooms.addressOf(of.name) : undefined);
    if (known) return at(known);
    if (context.isOnline()) {
      const found = await findUser(context.ask, of.name);
      if (found.is === 'unknown') return { found: 'nothing', reason: 'user-unknown', isTold: false };
      // Only those who share a room are told when somebody comes.
      if (found.is === 'offline') return { found: 'nothing', reason: 'user-offline', isTold: rooms.sharedWith(of.name).length > 0 };
      of.spell(found.name);
      return at(found.address);
    }
    // The registry is away: it is where it said last, or where this user reached it last.
    const lastAddress = rooms.addressOf(of.name) ?? contacts.get(of.name).lastAddress;
    return lastAddress ? at(lastAddress) : { found: 'nothing', reason: 'offline', isTold: true };
  }

  const checkRoomName = (room: string): void => {
    if (!isRoomName(room)) throw parleyError('name-invalid');
  };

  return {
    async open() {
      await contacts.load();
      await outbox.expire();
      await rooms.restore();
      await outbox.restore();
      expiry.start();
    },
    accept: createAccept(context, (name, source) => {
      if (isClosed) turnAway(source);
      else companion(name).offer(source);
    }),
    online(names) {
      rooms.online(names);
      for (const each of companions.values()) {
        each.link.send({ type: 'circle.look' });
        each.delivery.send({ type: 'outbox.looked' });
      }
    },
    offline: () => rooms.offline(),
    notice: (event) => rooms.notice(event),

    chat: (name) => chats.ask(name),
    acceptChat: async (name) => chats.answer(name, 'user.accept'),
    rejectChat: async (name) => chats.answer(name, 'user.reject'),
    closeChat: async (name) => chats.close(name),
    get requests() {
      return chats.requests;
    },
    async sendDirect(name, text) {
      await chats.checkRecipient(name);
      if (isClosed) throw parleyError('closed');
      const to = companion(name).name;
      const message = await outbox.add({ kind: 'direct', peer: to }, [to], text);
      if (!isClosed) chats.askAgain(name);
      return message;
    },
    async sendRoom(room, text) {
      const { members, roomId, room: name } = rooms.get(room).state;
      return outbox.add(
        { kind: 'room', roomId, room: name },
        members.map((member) => member.name),
        text,
      );
    },
    async createRoom(room, options) {
      checkRoomName(room);
      const create = () => createRoom(context.ask, room, context.identity()?.name ?? '', options);
      // One that this user is in exists: the registry says so.
      if (rooms.has(room)) await create();
      return rooms.enter(room, create);
    },
    async joinRoom(room, password) {
      checkRoomName(room);
      return rooms.enter(room, () => joinRoom(context.ask, room, password ?? ''));
    },
    leaveRoom: (room) => rooms.leave(room),
    async members(room) {
      const known = rooms.get(room);
      if (!context.isOnline()) throw parleyError('offline');
      await known.look();
      return rooms.get(room).view;
    },
    acceptKey: (name) => chats.acceptKey(name),
    block: (name) => chats.block(name),
    unblock: (name) => chats.unblock(name),
    verify: (name) => chats.verify(name),
    explain: (of) => explain({ context, existing }, of),

    flush: (ms) => pending.flush(ms, () => [...companions.values()].some((each) => each.isBusy)),
    status: () => ({
      rooms: rooms.views,
      owed: outbox.owed,
      paths: [...companions.values()].map((each) => each.path),
      pastPaths: past.all,
    }),
    census: () => ({
      companions: companions.size,
      ...countActors(
        'actors of companions',
        [...companions.values()].flatMap(({ link, conversation, delivery }) => [link, conversation, delivery]),
      ),
      ...contacts.census,
      ...rooms.census,
      ...historian.census,
      ...inbox.census,
      ...outbox.census,
      ...chats.census,
      ...dialler.census,
      ...pending.census,
      ...past.census,
    }),
    async close() {
      isClosed = true;
      expiry.stop();
      historian.stop();
      inbox.stop();
      chats.stop();
      outbox.stop();
      await Promise.all([...companions.values()].map((each) => each.close()));
      companions.clear();
      past.stop();
      rooms.stop();
      pending.stop();
      await pending.done();
    },
  };
};

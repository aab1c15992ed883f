// The rooms that this user is in (IV, V, VI, XV), one membership actor each, and who of their members is online.
import { createActor } from 'xstate';
import { membershipMachine } from '../../../machines/membership.js';
import type { Member, RoomState } from '../../../machines/membership-events.js';
import { nameKey, sameName } from '../../../protocol/names.js';
import type { JoinedRoom } from '../../../store/peer-store.js';
import type { Endpoint } from '../../../transport/link.js';
import { type Census, countActors } from '../../census.js';
import { parleyError } from '../../refusals.js';
import type { RoomView } from '../api.js';
import type { PeerContext, RegistryNotice } from '../context.js';
import type { PendingWork } from '../pending-work.js';
import { toParleyError } from '../store-failure.js';
import { actorOptions, work } from './logics.js';
import { leaveRoom, listMembers } from './registry-questions.js';
import { Room } from './room.js';

/** What the rooms need of the circle. */
export interface RoomSurroundings {
  readonly context: PeerContext;
  /** The registry said that somebody is there. */
  seen(name: string, address: Endpoint): void;
  /** Nothing is owed to somebody in a room any more. */
  ended(name: string, room: RoomState): void;
  /** Exchanges history with members who are online. */
  catchUp(room: Room): Promise<boolean>;
  /** This user is in it no more. */
  over(roomId: string): void;
  /** Keeps what must be written before the circle is closed; tried again while the disk fails. */
  readonly insist: PendingWork['insist'];
}

export class Rooms {
  readonly #surroundings: RoomSurroundings;
  readonly #rooms = new Map<string, Room>();
  /** Members who are online, as the user was told. */
  readonly #online = new Set<string>();

  constructor(surroundings: RoomSurroundings) {
    this.#surroundings = surroundings;
  }

  async restore(): Promise<void> {
    for (const { members, ...room } of await this.#surroundings.context.store.joinedRooms()) {
      const names = members.map((name): Member => ({ name, address: undefined }));
      this.#make(room.room, { ...room, members: names }, () => Promise.reject(parleyError('not-a-member')));
    }
  }

  /** @throws ParleyError `not-a-member` */
  get(room: string): Room {
    const found = this.#rooms.get(nameKey(room));
    if (!found?.isKnown) throw parleyError('not-a-member');
    return found;
  }

  byId(roomId: string): Room | undefined {
    for (const room of this.#rooms.values()) if (room.isKnown && room.state.roomId === roomId) return room;
    return undefined;
  }

  get views(): readonly RoomView[] {
    return [...this.#rooms.values()].filter((room) => room.isKnown).map((room) => room.view);
  }

  get census(): Census {
    const rooms = [...this.#rooms.values()];
    return {
      rooms: rooms.length,
      ...countActors(
        'actors of rooms',
        rooms.map(({ actor }) => actor),
      ),
      'rooms behind': rooms.filter((room) => room.isBehind).length,
      'calls to rooms': rooms.reduce((sum, { waiting }) => sum + waiting, 0),
      'members online': this.#online.size,
    };
  }

  /** Those that somebody is in as well. */
  shared(name: string): readonly Room[] {
    return [...this.#rooms.values()].filter((room) => room.isKnown && room.member(name));
  }

  /** Their names. */
  sharedWith(name: string): readonly string[] {
    return this.shared(name).map((room) => room.state.room);
  }

  /** Where a member is, as the registry told last. */
  addressOf(name: string): Endpoint | undefined {
    for (const room of this.#rooms.values()) {
      const address = room.isKnown ? room.member(name)?.address : undefined;
      if (address) return address;
    }
    return undefined;
  }

  /** Creates or joins one; a second call while the first goes on has its result. */
  async enter(room: string, ask: () => Promise<RoomState>): Promise<RoomView> {
    const { store } = this.#surroundings.context;
    const known = this.#rooms.get(nameKey(room));
    const entered =
      known ??
      this.#make(room, undefined, async () => {
        const state = await ask();
        // The registry has taken this user in, whatever the disk says: what cannot be stored now is stored when it can be.
        await store.saveRoom(rowOf(state)).catch(() => {});
        return state;
      });
    try {
      // One that was remembered opens when the registry confirms it; to say so it need not be online.
      if (!entered.isKnown) await entered.opened;
    } catch (error) {
      throw toParleyError(error);
    }
    return entered.view;
  }

  has(room: string): boolean {
    return this.#rooms.has(nameKey(room));
  }

  async leave(room: string): Promise<void> {
    await this.get(room).leave();
  }

  /** This user is online, and in these rooms. */
  online(names: readonly string[]): void {
    const wanted = new Set(names.map(nameKey));
    for (const [key, room] of this.#rooms) if (room.isLive) room.actor.send({ type: wanted.has(key) ? 'circle.back' : 'circle.dropped' });
    for (const name of names) {
      if (this.has(name)) continue;
      const unknown: RoomState = { room: name, roomId: '', host: '', members: [] };
      this.#make(name, unknown, () => Promise.reject(parleyError('not-a-member'))).actor.send({ type: 'circle.back' });
    }
  }

  /** There is no session with the registry now. */
  offline(): void {
    for (const room of this.#rooms.values()) room.actor.send({ type: 'circle.away' });
  }

  notice(event: RegistryNotice): void {
    for (const room of [...this.#rooms.values()]) room.actor.send(event);
  }

  /** Whoever could not store anything has turned others away, who do not ask again: now it asks them. */
  catchUpAgain(): void {
    for (const room of this.#rooms.values()) room.actor.send({ type: 'history.due' });
  }

  stop(): void {
    for (const room of this.#rooms.values()) room.stop();
    this.#rooms.clear();
  }

  #make(name: string, remembered: RoomState | undefined, enter: () => Promise<RoomState>): Room {
    const { context, catchUp } = this.#surroundings;
    const machine = membershipMachine.provide({
      actors: {
        enter: work(enter),
        listMembers: work(({ room, roomId }: { room: string; roomId: string }) => listMembers(context.ask, room, roomId)),
        catchUp: work(() => catchUp(room)),
        exit: work(({ room }: { room: string }) => leaveRoom(context.ask, context.identity()?.name ?? '', room)),
      },
    });
    const options = actorOptions(context, `membership ${nameKey(name)}`);
    const room: Room = new Room(createActor(machine, { ...options, input: { room: name, limits: context.limits, remembered } }));
    this.#rooms.set(nameKey(name), room);
    this.#listen(room);
    room.actor.start();
    return room;
  }

  #listen(room: Room): void {
    const { context, insist } = this.#surroundings;
    const { actor } = room;
    const forget = () => {
      if (this.#rooms.get(nameKey(room.state.room)) === room) this.#rooms.delete(nameKey(room.state.room));
    };
    actor.on('opened', () => {
      for (const { name, address } of room.state.members) if (address) this.#online.add(nameKey(name));
      context.emit('room-open', room.view);
    });
    actor.on('refused', forget);
    actor.on('over', ({ reason, isOwnWish }) => {
      forget();
      const { roomId } = room.state;
      const forgetUnlessBack = async () => {
        if (!this.byId(roomId)) await context.store.forgetRoom(roomId);
      };
      if (roomId !== '') insist(forgetUnlessBack);
      this.#surroundings.over(room.state.roomId);
      for (const { name } of room.state.members) this.#left(room, name);
      if (isOwnWish) return;
      const message = `You are no longer in the room ${room.state.room}.`;
      context.emit('warning', { reason, message });
    });
    actor.on('joined', ({ member }) => {
      if (member.address) this.#seenOnline(member.name, member.address);
      if (room.hasOpened) context.emit('room-join', { room: room.state.room, name: member.name });
    });
    actor.on('left', ({ name }) => {
      this.#left(room, name);
      if (room.hasOpened) context.emit('room-leave', { room: room.state.room, name });
    });
    actor.on('hostChanged', ({ name }) => context.emit('room-host', { room: room.state.room, name }));
    actor.on('online', ({ name, address }) => {
      const isNews = !this.#online.has(nameKey(name)) && room.hasOpened;
      this.#seenOnline(name, address);
      if (isNews) context.emit('user-online', { name, rooms: this.sharedWith(name) });
    });
    actor.on('offline', ({ name }) => {
      if (this.#online.delete(nameKey(name))) context.emit('user-offline', { name, rooms: this.sharedWith(name) });
    });
    let saved = room.state;
    actor.subscribe(({ context: state }) => {
      const isSame = state.members === saved.members && state.host === saved.host && state.roomId === saved.roomId;
      if (!room.isLive || state.roomId === '' || isSame) return;
      saved = state;
      insist(async () => {
        if (room.isKnown) await context.store.saveRoom(rowOf(room.state));
      }, `room ${state.roomId}`);
    });
  }

  #seenOnline(name: string, address: Endpoint): void {
    this.#online.add(nameKey(name));
    this.#surroundings.seen(name, address);
  }

  #left(room: Room, name: string): void {
    if (this.sharedWith(name).every((each) => sameName(each, room.state.room))) this.#online.delete(nameKey(name));
    this.#surroundings.ended(name, room.state);
  }
}

function rowOf({ room, roomId, host, members }: RoomState): JoinedRoom {
  return { room, roomId, host, members: members.map(({ name }) => name) };
}

// The rooms that have members online here: an actor each, made when the first of them comes and gone with the last.
import { type Actor, createActor } from 'xstate';
import { roomMachine } from '../../machines/room.js';
import type { RoomEvent } from '../../machines/session-events.js';
import { nameKey } from '../../protocol/names.js';
import { type Census, countActors } from '../census.js';
import type { ActorSurroundings } from './actor-surroundings.js';

export class Rooms {
  readonly #surroundings: ActorSurroundings;
  readonly #rooms = new Map<string, Actor<typeof roomMachine>>();

  constructor(surroundings: ActorSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Rooms with members online. */
  get size(): number {
    return this.#rooms.size;
  }

  get census(): Census {
    return { rooms: this.#rooms.size, ...countActors('actors of rooms', this.#rooms.values()) };
  }

  /** Tells a room what happened in it; of one without anybody online only a coming member is news. */
  tell(room: string, event: RoomEvent): void {
    const key = nameKey(room);
    const isComing = event.type === 'member.joined' || event.type === 'member.online';
    const actor = this.#rooms.get(key) ?? (isComing ? this.#open(key, room) : undefined);
    if (!actor) return;
    actor.send(event);
    if (actor.getSnapshot().matches('lively')) return;
    actor.stop();
    this.#rooms.delete(key);
  }

  close(): void {
    for (const actor of this.#rooms.values()) actor.stop();
    this.#rooms.clear();
  }

  #open(key: string, room: string): Actor<typeof roomMachine> {
    const { logger, ...options } = this.#surroundings;
    const actor = createActor(roomMachine, { ...options, id: `room ${key}`, input: { room } });
    actor.subscribe({ error: (error) => logger.error({ room, error: String(error) }, 'a room failed') });
    this.#rooms.set(key, actor);
    return actor.start();
  }
}

// One room as the rest of the circle sees it: its membership actor, and promises of what it will tell.
import type { ActorRefFrom } from 'xstate';
import type { membershipMachine } from '../../../machines/membership.js';
import type { Member, RoomState } from '../../../machines/membership-events.js';
import { sameName } from '../../../protocol/names.js';
import { parleyError } from '../../refusals.js';
import type { RoomView } from '../api.js';

export class Room {
  readonly actor: ActorRefFrom<typeof membershipMachine>;
  /** Fulfilled when this user is in it. */
  readonly opened: Promise<void>;
  #waiting: (() => void)[] = [];
  /** Rejects what the actor will not tell any more. */
  readonly #fails = new Set<(error: unknown) => void>();

  constructor(actor: ActorRefFrom<typeof membershipMachine>) {
    this.actor = actor;
    this.opened = new Promise((resolve, reject) => {
      this.#fails.add(reject);
      actor.on('opened', () => resolve());
      actor.on('refused', ({ error }) => reject(error));
      actor.on('over', () => resolve());
    });
    this.opened.catch(() => {}); // who entered it is told; after a restart nobody did
    actor.on('checked', () => this.#wake());
    actor.on('over', () => this.#wake());
  }

  get state(): RoomState {
    return this.actor.getSnapshot().context;
  }

  get isLive(): boolean {
    return this.actor.getSnapshot().matches('live');
  }

  /** This user is in it, and the registry has said which room it is. */
  get isKnown(): boolean {
    return this.isLive && this.state.roomId !== '';
  }

  /** What was said before is being asked for, or is to be asked for again. */
  get isBehind(): boolean {
    return this.isLive && !this.actor.getSnapshot().matches({ live: { history: 'caughtUp' } });
  }

  get hasOpened(): boolean {
    return this.actor.getSnapshot().context.hasOpened;
  }

  get view(): RoomView {
    const { room, roomId, host, members } = this.state;
    return { room, roomId, host, members: members.map(({ name, address }) => ({ name, isOnline: address !== undefined })) };
  }

  /** Calls that wait for what it will tell. */
  get waiting(): number {
    return this.#waiting.length;
  }

  member(name: string): Member | undefined {
    return this.state.members.find((each) => sameName(each.name, name));
  }

  /** Asks the registry who is in it, and waits for the answer, or for its failure. */
  look(): Promise<void> {
    return this.#checked('circle.look');
  }

  /** The same because of somebody who is not known: at most every so often. */
  lookForStranger(): Promise<void> {
    return this.#checked('inbox.strange');
  }

  /** @throws what ROOM_EXIT failed with */
  leave(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#fails.add(reject);
      this.actor.on('over', () => resolve());
      const kept = this.actor.on('kept', ({ error }) => {
        kept.unsubscribe();
        this.#fails.delete(reject);
        reject(error);
      });
      this.actor.send({ type: 'user.leave' });
    });
  }

  stop(): void {
    this.actor.stop();
    this.#wake();
    for (const fail of this.#fails) fail(parleyError('closed'));
  }

  #checked(type: 'circle.look' | 'inbox.strange'): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.actor.send({ type });
    });
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

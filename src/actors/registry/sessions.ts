// The sessions that are live here, and what the others are told of them (III, XII to XIV; section 3, "Notifications"). What is
// told is told in the first continuation of the store's promise, so that every link hears of changes in their order.
import { type Actor, createActor, fromPromise } from 'xstate';
import { presenceMachine, type SessionNumber } from '../../machines/presence.js';
import type { ConnectionOrder, DatagramCommand, Notice, Recipient } from '../../machines/session-events.js';
import { type Contents, writeMessage } from '../../protocol/message-codec.js';
import { registryNotices } from '../../protocol/messages.js';
import { nameKey } from '../../protocol/names.js';
import type { Address, OpenOutcome, RegistryStore } from '../../store/registry-store.js';
import type { Runtime } from '../../support/runtime.js';
import { type Census, countActors } from '../census.js';
import type { ActorSurroundings } from './actor-surroundings.js';
import type { Rooms } from './rooms.js';

export interface LiveSession {
  readonly number: number;
  /** As registered. */
  readonly name: string;
  readonly token: string;
  /** Of the Macs of its keep-alives. */
  readonly key: Uint8Array;
  readonly address: Address;
  readonly presence: Actor<typeof presenceMachine>;
  /** By lower-case name, as first created. */
  readonly rooms: Map<string, string>;
}

export interface SessionsOptions {
  readonly store: RegistryStore;
  readonly runtime: Runtime;
  readonly rooms: Rooms;
  readonly surroundings: ActorSurroundings;
  readonly datagrams: () => Recipient<DatagramCommand>;
  /** ms. */
  readonly timeout: number;
  /** The last session is over. */
  readonly emptied: () => void;
}

interface NewSession {
  readonly token: string;
  readonly key: Uint8Array;
  readonly address: Address;
  readonly connection: Recipient<ConnectionOrder>;
}

type Notices = typeof registryNotices;

export class Sessions {
  readonly #options: SessionsOptions;
  readonly #byName = new Map<string, LiveSession>();
  readonly #byNumber = new Map<number, LiveSession>();
  readonly #machine: typeof presenceMachine;
  #lastNumber = 0;
  #lastChange = 0;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#machine = presenceMachine.provide({
      actors: {
        suspendSession: fromPromise<void, SessionNumber>(({ input }) => this.#logged(this.#suspend(input.session))),
        endSession: fromPromise<void, SessionNumber>(({ input }) => this.#logged(this.end(input.session))),
      },
    });
  }

  /** Users who count as online. */
  get size(): number {
    return this.#byName.size;
  }

  get census(): Census {
    const sessions = [...this.#byNumber.values()];
    return {
      sessions: this.#byName.size,
      ...countActors(
        'actors of sessions',
        sessions.map(({ presence }) => presence),
      ),
    };
  }

  byName(name: string): LiveSession | undefined {
    return this.#byName.get(nameKey(name));
  }

  byNumber(number: number): LiveSession | undefined {
    return this.#byNumber.get(number);
  }

  /** The store has opened a session: from now on it is watched over, and room-mates are told unless it follows another. */
  begin(opened: Extract<OpenOutcome, { outcome: 'opened' }>, { token, key, address, connection }: NewSession): LiveSession {
    const { name, replaced } = opened;
    const rooms = new Map(opened.rooms.map((room) => [nameKey(room), room]));
    this.#lastNumber++;
    const presence = this.#watch(name, connection);
    const session: LiveSession = { number: this.#lastNumber, name, token, key, address, presence, rooms };
    const former = this.#byName.get(nameKey(name));
    this.#byName.set(nameKey(name), session);
    this.#byNumber.set(session.number, session);
    if (former) {
      this.#byNumber.delete(former.number);
      former.presence.send({ type: 'session.replaced' });
    }
    this.#options.surroundings.logger.info({ name, isReplacing: replaced !== undefined }, 'a user is online');
    const isMoved = replaced?.address.host !== address.host || replaced.address.port !== address.port;
    const notice = isMoved ? this.notice('USER_LOGIN', { username: name, port: address.port, ip: address.host }) : undefined;
    for (const room of rooms.values()) this.#options.rooms.tell(room, { type: 'member.online', name, presence, notice });
    return session;
  }

  /** Ends a session and tells the others; false when another one has followed it. */
  async end(number: number): Promise<boolean> {
    const session = this.#byNumber.get(number);
    if (!session) return false;
    const isEnded = await this.#options.store.closeSession(session.token, this.#options.runtime.now());
    this.#forget(session);
    if (isEnded) {
      this.#options.surroundings.logger.info({ name: session.name }, 'a user is offline');
      const notice = this.notice('USER_LOGOUT', { username: session.name });
      for (const room of session.rooms.values()) this.#options.rooms.tell(room, { type: 'member.offline', name: session.name, notice });
    }
    if (this.#byName.size === 0) this.#options.emptied();
    return isEnded;
  }

  /** A notification of a change of its own. */
  notice<Verb extends keyof Notices & string>(verb: Verb, contents: Contents<Notices[Verb]>): Notice {
    this.#lastChange++;
    return { change: this.#lastChange, frame: writeMessage(registryNotices, verb, contents) };
  }

  close(): void {
    for (const { presence } of this.#byNumber.values()) presence.stop();
    this.#byNumber.clear();
    this.#byName.clear();
  }

  async #logged(ending: Promise<unknown>): Promise<void> {
    try {
      await ending;
    } catch (error) {
      this.#options.surroundings.logger.error({ error: String(error) }, 'a session could not be ended');
      throw error;
    }
  }

  async #suspend(number: number): Promise<void> {
    const session = this.#byNumber.get(number);
    if (!session) return;
    for (const room of session.rooms.values()) this.#options.rooms.tell(room, { type: 'member.suspended', name: session.name });
    await this.#options.store.suspendSession(session.token);
  }

  #forget(session: LiveSession): void {
    this.#byNumber.delete(session.number);
    if (this.#byName.get(nameKey(session.name)) === session) this.#byName.delete(nameKey(session.name));
  }

  #watch(name: string, connection: Recipient<ConnectionOrder>): LiveSession['presence'] {
    const { surroundings, datagrams, timeout } = this.#options;
    const { logger, ...options } = surroundings;
    const input = { session: this.#lastNumber, name, timeout, connection, datagrams: datagrams() };
    const presence = createActor(this.#machine, { ...options, id: `presence ${name}`, input });
    presence.subscribe({ error: (error) => logger.error({ name, error: String(error) }, 'a presence failed') });
    return presence.start();
  }
}

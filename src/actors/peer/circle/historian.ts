// History with all others (section 5): who exchanges what with whom, and when. Each exchange is an actor; on one link only one
// of them forwards at a time.
import type { SummaryRequest } from '../../../machines/history-events.js';
import { type Dialler, type PeerMessageEvent, peerWire } from '../../../machines/peer-wire.js';
import { writeMessage } from '../../../protocol/message-codec.js';
import { sameName } from '../../../protocol/names.js';
import type { Reason } from '../../../protocol/reasons.js';
import { type Census, sizeOf } from '../../census.js';
import type { PeerContext } from '../context.js';
import { AuthorCertificates } from './certificates.js';
import type { Companion } from './companion.js';
import { Exchange, refusal } from './exchange.js';
import { readLines } from './history-lines.js';
import type { Room } from './room.js';
import type { Rooms } from './rooms.js';
import type { HistoryEvent, LinkHistory } from './surroundings.js';

export interface HistorianSurroundings {
  readonly context: PeerContext;
  readonly rooms: Rooms;
  /** Who deals with somebody; made where there is none. */
  companion(name: string): Companion;
  existing(name: string): Companion | undefined;
  keep(writing: Promise<unknown>): void;
  /** Nothing more comes by this exchange: what was held back for it need wait no longer. */
  received(companion: Companion, roomId: string): void;
}

const askedAtOnce = 3;
/** Request-Ids of history are beyond those of IX. */
const firstRequestId = 1_000_000;

/** What there is with one other peer. */
interface Dealings {
  readonly exchanges: Map<string, Exchange>;
  /** Wait for an exchange of a room to end. */
  readonly waiting: Map<string, ((isComplete: boolean) => void)[]>;
  /** By link: who forwards, and who is next. */
  readonly turns: Map<string, Exchange[]>;
  /** By link: certificates that the other side was given. */
  readonly certificates: Map<string, AuthorCertificates>;
}

export class Historian implements LinkHistory<Companion> {
  readonly #surroundings: HistorianSurroundings;
  readonly #dealings = new Map<Companion, Dealings>();
  /** Rooms of which something came that could not be stored, by their ids. */
  readonly #lacking = new Set<string>();
  /** The latest catching up of each room: an earlier one that goes on beside it has no say. */
  readonly #latest = new WeakMap<Room, object>();
  #requests = firstRequestId;
  #isOver = false;

  constructor(surroundings: HistorianSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Exchanges history with members who are online; false when there are some and none of them could, or not all could be stored. */
  async catchUp(room: Room): Promise<boolean> {
    const { companion, context, existing } = this.#surroundings;
    const turn = {};
    this.#latest.set(room, turn);
    const online = room.state.members.filter(({ address }) => address).map(({ name }) => name);
    const isLinked = (name: string): boolean => existing(name)?.connection !== undefined;
    const others = online.filter((name) => !isLinked(name));
    const shuffled = others.map((name) => ({ name, at: context.runtime.random() })).sort((one, other) => one.at - other.at);
    const names = [...online.filter(isLinked), ...shuffled.slice(0, context.limits.catchUpDials).map(({ name }) => name)];
    let isAny = names.length === 0;
    const askNext = async (): Promise<void> => {
      for (let name = names.shift(); name !== undefined; name = names.shift()) {
        if (this.#isOver || !room.isKnown || !room.member(name)) continue;
        if (await this.#exchangeWith(companion(name), room)) isAny = true;
      }
    };
    await Promise.all(Array.from({ length: askedAtOnce }, askNext));
    return this.#latest.get(room) === turn && !this.#lacking.delete(room.state.roomId) && isAny;
  }

  /** What somebody has handed on could not be stored, and is not handed on again by itself. */
  notStored(companion: Companion, roomId: string): void {
    if (this.#isOver) return;
    this.#lacking.add(roomId);
    if (!this.isExchanging(companion, roomId)) this.#supply(roomId);
  }

  /** Messages go by this link from now on: its dialler begins, for every room that both are in. */
  chosen(companion: Companion, connection: string, dialledBy: Dialler): void {
    const wished = this.#dealings.get(companion)?.waiting;
    for (const room of this.#surroundings.rooms.shared(companion.name)) {
      if (dialledBy === 'self' || wished?.has(room.state.roomId)) this.#begin(companion, connection, room, undefined);
    }
    // Who is in the room no more by now is not asked.
    for (const roomId of [...(wished?.keys() ?? [])]) if (!this.isExchanging(companion, roomId)) this.#tell(companion, roomId, false);
    companion.wishHistory(false);
  }

  disconnected(companion: Companion, connection: string): void {
    const dealings = this.#dealings.get(companion);
    if (!dealings) return;
    dealings.certificates.delete(connection);
    dealings.turns.delete(connection);
    for (const exchange of [...dealings.exchanges.values()]) if (exchange.connection === connection) exchange.send({ type: 'circle.stop' });
    this.#tidy(companion);
  }

  /** It cannot be reached: whoever waits for it is told. */
  unreached(companion: Companion): void {
    companion.wishHistory(false);
    for (const roomId of [...(this.#dealings.get(companion)?.waiting.keys() ?? [])]) this.#tell(companion, roomId, false);
  }

  /** This user is in the room no more. */
  left(roomId: string): void {
    this.#lacking.delete(roomId);
    for (const [companion, { exchanges }] of [...this.#dealings]) {
      exchanges.get(roomId)?.send({ type: 'circle.stop' });
      this.#tell(companion, roomId, false);
    }
  }

  stop(): void {
    this.#isOver = true;
    for (const [companion, { exchanges, waiting }] of [...this.#dealings]) {
      for (const { actor } of exchanges.values()) actor.stop();
      for (const roomId of [...waiting.keys()]) this.#tell(companion, roomId, false);
    }
    this.#dealings.clear();
    this.#lacking.clear();
  }

  hear(companion: Companion, connection: string, event: HistoryEvent): void {
    if (event.verb === 'HISTORY_SUMMARY') this.#surroundings.keep(this.#judge(companion, connection, event));
    else this.#take(companion, connection, event);
  }

  /** Answers to requests of this side. */
  #take(companion: Companion, connection: string, event: Exclude<HistoryEvent, { verb: 'HISTORY_SUMMARY' }>): void {
    for (const exchange of this.#dealings.get(companion)?.exchanges.values() ?? []) {
      if (exchange.connection !== connection) continue;
      if (event.verb === 'ERROR') exchange.send(event);
      else exchange.send({ ...event, lines: readLines(event.message.payload, this.#self) ?? [] });
    }
  }

  /** Whether the answer was to a message that was forwarded. */
  settle(companion: Companion, event: Extract<PeerMessageEvent, { verb: 'DIRECT_BROADCAST_NOTIFICATION' }>): boolean {
    const { sender, messageId } = event.message;
    const exchanges = [...(this.#dealings.get(companion)?.exchanges.values() ?? [])];
    const exchange = exchanges.find((each) => each.isAbout(sender, messageId));
    exchange?.send(event);
    return exchange !== undefined;
  }

  /** A message of a room came by a link, whatever became of it. */
  arrived(companion: Companion, roomId: string, place: { author: string; stream: string; seq: number }): void {
    const author = sameName(place.author, this.#self) ? undefined : place.author.toLowerCase();
    this.#dealings
      .get(companion)
      ?.exchanges.get(roomId)
      ?.send({ ...place, type: 'inbox.arrived', author });
  }

  isExchanging(companion: Companion, roomId: string): boolean {
    return this.#dealings.get(companion)?.exchanges.has(roomId) ?? false;
  }

  get census(): Census {
    const all = [...this.#dealings.values()];
    return {
      dealings: all.length,
      exchanges: sizeOf(all.map(({ exchanges }) => exchanges)),
      'calls for history': sizeOf(all.map(({ waiting }) => waiting)),
      'rooms that lack something': this.#lacking.size,
      'turns of history': sizeOf(all.map(({ turns }) => turns)),
      'certificates given': sizeOf(all.map(({ certificates }) => certificates)),
    };
  }

  get #self(): string {
    return this.#surroundings.context.identity()?.name ?? '';
  }

  async #judge(companion: Companion, connection: string, event: HistoryEvent & { verb: 'HISTORY_SUMMARY' }): Promise<void> {
    const { rooms } = this.#surroundings;
    const { room: name, roomId, requestId, from } = event.message;
    const refuse = (reason: Reason): void =>
      companion.send(connection, writeMessage(peerWire, 'HISTORY_SUMMARY_RESPONSE', { status: 'FAILURE', room: name, reason, requestId }));
    const lines = readLines(event.message.payload, this.#self);
    if (!lines) return companion.send(connection, refusal(requestId));
    const room = rooms.byId(roomId);
    if (!room || !sameName(room.state.room, name)) return refuse('room-unknown');
    if (!room.member(companion.name)) await room.lookForStranger();
    if (!room.isKnown || !room.member(companion.name)) return refuse(room.isKnown ? 'not-a-member' : 'room-unknown');
    if (!companion.certificate(connection)) return; // the link is gone meanwhile
    const request = { ...event, lines };
    const exchange = this.#dealings.get(companion)?.exchanges.get(roomId);
    const isOnLink = exchange?.connection === connection;
    if (from !== undefined && !(isOnLink && exchange.takesPages)) companion.send(connection, refusal(requestId));
    else if (isOnLink) exchange.send(request);
    else this.#begin(companion, connection, room, request);
  }

  #exchangeWith(companion: Companion, room: Room): Promise<boolean> {
    const { roomId } = room.state;
    const { waiting } = this.#of(companion);
    return new Promise((resolve) => {
      waiting.set(roomId, [...(waiting.get(roomId) ?? []), resolve]);
      const { connection } = companion;
      if (connection === undefined) companion.wishHistory(true);
      else if (!this.isExchanging(companion, roomId)) this.#begin(companion, connection, room, undefined);
    });
  }

  #begin(companion: Companion, connection: string, room: Room, request: SummaryRequest | undefined): void {
    if (this.#isOver) return;
    const { context } = this.#surroundings;
    const { roomId } = room.state;
    const dealings = this.#of(companion);
    const before = dealings.exchanges.get(roomId);
    if (before?.connection === connection && !request) return;
    const certificates = dealings.certificates.get(connection) ?? new AuthorCertificates();
    dealings.certificates.set(connection, certificates);
    const newRequestId = (): string => String(++this.#requests);
    const exchange = new Exchange({ context, companion, connection, room: room.state, request, certificates, newRequestId });
    dealings.exchanges.set(roomId, exchange);
    before?.send({ type: 'circle.stop' });
    exchange.actor.on('ready', () => this.#queue(dealings, exchange));
    exchange.actor.on('forwarded', () => this.#pass(dealings, exchange));
    exchange.actor.on('received', () => this.#surroundings.received(companion, roomId));
    exchange.actor.subscribe({ complete: () => this.#end(companion, dealings, exchange) });
    exchange.actor.start();
  }

  #end(companion: Companion, dealings: Dealings, exchange: Exchange): void {
    const { roomId } = exchange;
    this.#pass(dealings, exchange);
    if (dealings.exchanges.get(roomId) !== exchange) return; // another one goes on in its place
    dealings.exchanges.delete(roomId);
    const { isComplete = false, postponed } = exchange.actor.getSnapshot().output ?? {};
    this.#tell(companion, roomId, isComplete);
    this.#supply(roomId);
    if (postponed && !this.#isOver) this.hear(companion, exchange.connection, postponed);
    this.#tidy(companion);
  }

  /** Members are asked for what is lacking, unless they just are or will be. */
  #supply(roomId: string): void {
    const room = this.#surroundings.rooms.byId(roomId);
    if (!room || room.isBehind || !this.#lacking.delete(roomId)) return;
    // After the transition that told of it.
    queueMicrotask(() => room.actor.send({ type: 'history.due' }));
  }

  #queue({ turns }: Dealings, exchange: Exchange): void {
    const queue = [...(turns.get(exchange.connection) ?? []), exchange];
    turns.set(exchange.connection, queue);
    // After the transition that told of it.
    if (queue[0] === exchange) queueMicrotask(() => exchange.send({ type: 'history.turn' }));
  }

  #pass({ turns }: Dealings, exchange: Exchange): void {
    const queue = turns.get(exchange.connection);
    if (!queue?.includes(exchange)) return;
    const [before] = queue;
    const rest = queue.filter((each) => each !== exchange);
    turns.set(exchange.connection, rest);
    const [next] = rest;
    if (next && before !== next) queueMicrotask(() => next.send({ type: 'history.turn' }));
  }

  #tell(companion: Companion, roomId: string, isComplete: boolean): void {
    const { waiting } = this.#of(companion);
    const told = waiting.get(roomId) ?? [];
    waiting.delete(roomId);
    for (const resolve of told) resolve(isComplete);
    this.#tidy(companion);
  }

  #of(companion: Companion): Dealings {
    const known = this.#dealings.get(companion);
    if (known) return known;
    const made = { exchanges: new Map(), waiting: new Map(), turns: new Map(), certificates: new Map() };
    this.#dealings.set(companion, made);
    return made;
  }

  /** Nothing of somebody with whom nothing goes on stays behind. */
  #tidy(companion: Companion): void {
    const dealings = this.#dealings.get(companion);
    if (!dealings || dealings.exchanges.size + dealings.waiting.size + dealings.certificates.size > 0) return;
    this.#dealings.delete(companion);
  }
}

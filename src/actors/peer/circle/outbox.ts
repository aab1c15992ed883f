// Messages of this user (XI, XVI): on the disk before the wire, then handed to whoever they are for, and what becomes of each.
import type { RoomState } from '../../../machines/membership-events.js';
import { maxText } from '../../../protocol/limits.js';
import { nameKey } from '../../../protocol/names.js';
import { stripControls } from '../../../protocol/text.js';
import type { Conversation, OutgoingMessage } from '../../../store/peer-store.js';
import { newId16, newMessageId } from '../../../support/runtime.js';
import type { Census } from '../../census.js';
import { parleyError } from '../../refusals.js';
import type { ChatMessage, DeliveryChange, PeerStatus } from '../api.js';
import type { PeerContext } from '../context.js';
import type { PendingWork } from '../pending-work.js';
import { toParleyError } from '../store-failure.js';
import type { Companion } from './companion.js';
import { MessageWriter, toOwed } from './frames.js';
import type { Rooms } from './rooms.js';
import type { Settlement } from './surroundings.js';

export interface OutboxSurroundings {
  readonly context: PeerContext;
  readonly rooms: Rooms;
  /** Who deals with somebody; made where there is none. */
  companion(name: string): Companion;
  /** The same, where there is one. */
  existing(name: string): Companion | undefined;
  keep(writing: Promise<unknown>): void;
  /** The same, tried again while the disk fails. */
  readonly insist: PendingWork['insist'];
}

const dayMs = 86_400_000;
const countedAtOnce = 500;

export class Outbox {
  readonly #surroundings: OutboxSurroundings;
  readonly #writer = new MessageWriter();
  /** How many are owed, by lower-case name. */
  readonly #owed = new Map<string, { readonly recipient: string; readonly count: number }>();

  /** Why what is owed waits, as its author was told last, by lower-case name; nothing where that has changed since. */
  readonly #waits = new Map<string, string>();

  #isStopped = false;

  constructor(surroundings: OutboxSurroundings) {
    this.#surroundings = surroundings;
  }

  /** What is still being stored is told to nobody: it goes when the program runs again. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Takes up what was owed when the program ended. */
  async restore(): Promise<void> {
    const { companion, context } = this.#surroundings;
    await context.store.requeueSent();
    for (const recipient of await context.store.owedPeers()) {
      let after: string | undefined;
      for (;;) {
        const page = await context.store.owedTo(recipient, { afterMessageId: after, limit: countedAtOnce });
        this.#count(recipient, page.length);
        if (page.length < countedAtOnce) break;
        after = page.at(-1)?.messageId;
      }
      companion(recipient);
    }
  }

  get owed(): PeerStatus['owed'] {
    const { existing } = this.#surroundings;
    return [...this.#owed.values()].map((entry) => ({ ...entry, reason: existing(entry.recipient)?.waitsFor }));
  }

  get census(): Census {
    return { 'owed to': this.#owed.size, 'reasons to wait': this.#waits.size };
  }

  /** @throws ParleyError `not-text`, `too-large`, `storage`, … */
  async add(conversation: Conversation, recipients: readonly string[], text: string): Promise<ChatMessage> {
    const { companion, context } = this.#surroundings;
    const { identity, runtime, store } = context;
    const self = identity();
    if (!self) throw parleyError('offline');
    checkText(text);
    const now = runtime.now();
    const draft = {
      conversation,
      messageId: newMessageId(runtime),
      sentAt: new Date(now).toISOString(),
      text,
      recipients,
    };
    const adding = store.addOutgoing(draft, () => newId16(runtime), now);
    this.#surroundings.keep(adding);
    const message = await adding.catch((error: unknown) => Promise.reject(toParleyError(error)));
    for (const recipient of recipients) {
      this.#count(recipient, 1);
      if (this.#isStopped) continue;
      const to = companion(recipient);
      to.tellOutbox({ type: 'outbox.added', owed: toOwed(message) });
      if (to.awayFor !== undefined) this.waits(to, to.awayFor);
    }
    return { id: message.messageId, conversation, from: self.name, text: stripControls(text), sentAt: now, isHistory: false };
  }

  transmit(companion: Companion, connection: string, message: OutgoingMessage): void {
    const { identity } = this.#surroundings.context;
    const self = identity();
    if (!self) return;
    const { messageId, conversation } = message;
    const { frame, made } = this.#writer.write(message, companion.name, self);
    companion.send(connection, frame);
    if (made) this.#surroundings.keep(this.#surroundings.context.store.keepProof(messageId, made));
    this.#record(companion.name, { messageId, conversation, state: 'sent' });
  }

  settle(companion: Companion, { messageId, lane, state, reason }: Settlement): void {
    const { rooms } = this.#surroundings;
    const room = rooms.byId(lane)?.state.room;
    const conversation: Conversation =
      lane === 'direct' ? { kind: 'direct', peer: companion.name } : { kind: 'room', roomId: lane, room: room ?? '' };
    this.#record(companion.name, { messageId, conversation, state, reason });
  }

  /** Its place is taken by another message: it goes again with a new one, in a new stream. */
  conflicted(companion: Companion, { messageId, conversation, recipients, stream }: OutgoingMessage): void {
    // Nobody has it in hand until it is moved.
    this.#surroundings.insist(async () => {
      await this.#move(companion.name, { messageId, conversation, stream });
      for (const name of recipients) this.#surroundings.existing(name)?.tellOutbox({ type: 'outbox.moved' });
    });
  }

  /** What is owed to somebody, or what is direct of it, waits for a reason; its author is told of each. */
  waits(companion: Companion, reason: string, kind?: 'direct'): void {
    const { context, keep } = this.#surroundings;
    const { name, key } = companion;
    if (!this.#owed.has(key) || this.#waits.get(key) === reason) return;
    this.#waits.set(key, reason);
    const hold = async () => {
      const waiting = await context.store.holdOwed(name, { kind, reason, isUnsent: kind !== undefined });
      for (const each of waiting) context.emit('delivery', { ...each, recipient: name, state: 'queued', reason });
    };
    const untold = (error: unknown) => {
      // The next attempt to reach somebody says it again.
      if (this.#waits.get(key) === reason) this.#waits.delete(key);
      context.logger.warn({ peer: name, error: String(error) }, 'why messages wait could not be stored');
    };
    keep(hold().catch(untold));
  }

  /** Nothing is owed to somebody in a conversation any more; whoever wrote it is told why. */
  async refuse(recipient: string, conversation: Conversation, reason: string): Promise<void> {
    const { context, existing } = this.#surroundings;
    for (const messageId of await context.store.refuseOwed(recipient, conversation, reason)) {
      this.#count(recipient, -1);
      context.emit('delivery', { messageId, conversation, recipient, state: 'refused', reason });
    }
    const lane = conversation.kind === 'room' ? conversation.roomId : 'direct';
    existing(recipient)?.tellOutbox({ type: 'outbox.ended', lane });
  }

  /** Somebody is no member of a room any more. */
  leftRoom(name: string, { room, roomId }: RoomState): void {
    this.#surroundings.insist(() => this.refuse(name, { kind: 'room', roomId, room }, 'not-a-member'));
  }

  /** Gives up what was owed for too long. */
  async expire(): Promise<void> {
    const { context, existing } = this.#surroundings;
    const { limits, runtime, store } = context;
    for (const { messageId, recipient } of await store.expireOwed(runtime.now() - limits.messageLifeDays * dayMs)) {
      this.#count(recipient, -1);
      existing(recipient)?.tellOutbox({ type: 'outbox.ended', lane: undefined });
      const message = await store.outgoing(messageId);
      if (!message) continue;
      context.emit('delivery', { messageId, conversation: message.conversation, recipient, state: 'refused', reason: 'expired' });
    }
  }

  async #move(recipient: string, message: Pick<OutgoingMessage, 'messageId' | 'conversation' | 'stream'>): Promise<void> {
    const { context } = this.#surroundings;
    const { messageId, conversation, stream } = message;
    const { outcome, hasChanged } = await context.store.moveToNewStream(messageId, recipient, stream, () => newId16(context.runtime));
    if (!hasChanged) return;
    const state = outcome === 'moved' ? 'queued' : 'refused';
    if (state === 'refused') this.#count(recipient, -1);
    context.emit('delivery', { messageId, conversation, recipient, state, reason: 'seq-conflict' });
  }

  #record(recipient: string, change: Omit<DeliveryChange, 'recipient'>): void {
    this.#waits.delete(nameKey(recipient));
    const { context, keep, insist } = this.#surroundings;
    const { messageId, state, reason } = change;
    const isOver = state === 'delivered' || state === 'refused';
    const record = async () => {
      if (!(await context.store.setDelivery(messageId, { recipient, state, reason }))) return;
      if (isOver) this.#count(recipient, -1);
      context.emit('delivery', { ...change, recipient });
    };
    // Nobody will say it again.
    if (isOver) insist(record);
    else keep(record());
  }

  #count(recipient: string, change: number): void {
    this.#waits.delete(nameKey(recipient));
    const count = (this.#owed.get(nameKey(recipient))?.count ?? 0) + change;
    if (count > 0) this.#owed.set(nameKey(recipient), { recipient, count });
    else this.#owed.delete(nameKey(recipient));
  }
}

function checkText(text: string): void {
  if (typeof text !== 'string' || text === '' || !text.isWellFormed()) throw parleyError('not-text');
  if (Buffer.byteLength(text, 'utf8') > maxText) throw parleyError('too-large');
}

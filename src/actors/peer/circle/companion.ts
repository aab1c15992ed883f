// One other peer, as this user deals with it: the link to it, the chat with it, and what is owed to it. Three actors that
// know nothing of each other, and what passes between them.
import { createActor } from 'xstate';
import { conversationMachine } from '../../../machines/conversation.js';
import { deliveryMachine, outboxPage } from '../../../machines/delivery.js';
import type { Owed } from '../../../machines/delivery-events.js';
import { peerConnectionMachine } from '../../../machines/peer-connection.js';
import { peerLinkMachine } from '../../../machines/peer-link.js';
import { type LinkSource, type Location, type PeerMessageEvent, peerWire } from '../../../machines/peer-wire.js';
import type { Frame } from '../../../protocol/frame.js';
import { writeMessage } from '../../../protocol/message-codec.js';
import { nameKey, sameName } from '../../../protocol/names.js';
import type { OutgoingMessage } from '../../../store/peer-store.js';
import type { Endpoint } from '../../../transport/link.js';
import type { PathStatus } from '../api.js';
import type { PeerContext } from '../context.js';
import type { Contacts } from './contacts.js';
import { fromOwed, toOwed } from './frames.js';
import { judgePeer, spelledName } from './judge.js';
import { actorOptions, linkLogic, turnAway, work } from './logics.js';

/** What it needs of the circle. */
export interface Surroundings {
  readonly context: PeerContext;
  readonly contacts: Contacts;
  /** Where it is to be found. */
  locate(companion: Companion, address: Endpoint | undefined): Promise<Location>;
  /** XI and XVI. */
  received(companion: Companion, connection: string, event: InboxEvent): void;
  /** Sends a message that is owed, and remembers that it was. */
  transmit(companion: Companion, connection: string, message: OutgoingMessage): void;
  /** What has become of a message of this user's. */
  settled(companion: Companion, change: Settlement): void;
  /** An attempt to reach it has failed. */
  unreached(companion: Companion, reason: string, attempts: number): void;
  /** Its state has changed: it may be that nothing is left to do. */
  changed(companion: Companion): void;
}

export type InboxEvent = Extract<PeerMessageEvent, { verb: 'DIRECT_MESSAGE' | 'DIRECT_BROADCAST' }>;

export interface Settlement {
  readonly messageId: string;
  readonly lane: string;
  readonly state: 'queued' | 'delivered' | 'refused';
  readonly reason: string | undefined;
}

export class Companion {
  readonly key: string;
  /** As registered, as far as known. */
  name: string;
  readonly #surroundings: Surroundings;
  readonly #certificates = new Map<string, Uint8Array>();
  readonly link;
  readonly conversation;
  readonly delivery;
  #isWanted = false;
  #isOver = false;
  #path: Pick<PathStatus, 'state' | 'since'>;

  constructor(name: string, surroundings: Surroundings) {
    this.name = name;
    this.key = nameKey(name);
    this.#surroundings = surroundings;
    const { context, contacts } = surroundings;
    const { limits, runtime } = context;
    const { isAccepted, hasAccepted, isBlocked = false, changedKey } = contacts.get(name);
    const random = () => runtime.random();
    this.#path = { state: 'down', since: runtime.now() };

    const connection = peerConnectionMachine.provide({
      actors: { link: linkLogic, judge: work((input) => judgePeer(context, contacts, this.name, input)) },
    });
    const link = peerLinkMachine.provide({
      actors: { connection, locate: work(({ address }) => surroundings.locate(this, address)) },
    });
    const isSmaller = (): boolean => nameKey(this.#self) < this.key;
    this.link = createActor(link, {
      ...actorOptions(context, `peerLink ${this.key}`),
      input: { name, isSmaller, limits, random, hasChangedKey: changedKey !== undefined },
    });
    this.conversation = createActor(conversationMachine, {
      ...actorOptions(context, `conversation ${this.key}`),
      input: { limits, isAccepted, hasAccepted, isBlocked },
    });
    const readOutbox = work(async ({ after }: { readonly after: string | undefined }): Promise<readonly Owed[]> => {
      const page = await context.store.owedTo(this.name, { afterMessageId: after, limit: outboxPage });
      return page.map(toOwed);
    });
    this.delivery = createActor(deliveryMachine.provide({ actors: { readOutbox } }), {
      ...actorOptions(context, `delivery ${this.key}`),
      input: { limits, random, isChatOpen: isAccepted && hasAccepted },
    });
  }

  /** Begins; before that nothing happens. */
  start(): this {
    this.#wireLink();
    this.#wireConversation();
    this.#wireDelivery();
    for (const actor of [this.link, this.conversation, this.delivery]) actor.start();
    return this;
  }

  stop(): void {
    this.#isOver = true;
    for (const actor of [this.delivery, this.conversation, this.link]) actor.stop();
  }

  /** GOODBYE on every link; fulfilled when they are closed. */
  async close(): Promise<void> {
    this.#isOver = true;
    for (const actor of [this.delivery, this.conversation]) actor.stop();
    await new Promise<void>((resolve) => {
      this.link.subscribe({ complete: resolve });
      this.link.send({ type: 'circle.close' });
    });
  }

  get isChatOpen(): boolean {
    return this.conversation.getSnapshot().matches('open');
  }

  /** Its messages are taken (XI). */
  get isAccepted(): boolean {
    return this.conversation.getSnapshot().context.isAccepted;
  }

  /** This user wants nothing from there. */
  get isBlocked(): boolean {
    return this.conversation.getSnapshot().matches('blocked');
  }

  /** Nothing is going on that the store does not know. */
  get isIdle(): boolean {
    const conversation = this.conversation.getSnapshot();
    return (
      this.link.getSnapshot().matches('resting') &&
      this.link.getSnapshot().context.paths.length === 0 &&
      this.delivery.getSnapshot().matches('settled') &&
      (conversation.matches('closed') || conversation.matches('open') || conversation.matches('blocked'))
    );
  }

  /** It may be that it can be reached, and something is owed to it. */
  get isBusy(): boolean {
    const link = this.link.getSnapshot();
    const isAway = link.matches('backingOff') && notThere.has(link.context.reason);
    const canBeReached = !(isAway || link.matches('unreachable') || link.matches('distrusting'));
    return canBeReached && !this.delivery.getSnapshot().matches('settled');
  }

  get path(): PathStatus {
    const { reason } = this.link.getSnapshot().context;
    return { peer: this.name, ...this.#path, detail: this.#path.state === 'up' ? undefined : reason };
  }

  /** Why what is owed still waits. */
  get waitsFor(): string | undefined {
    const { held, isWaitingForChat } = this.delivery.getSnapshot().context;
    const refusal = Object.values(held).find((lane) => lane.isHeld)?.reason;
    return refusal ?? (isWaitingForChat ? 'not-accepted' : this.link.getSnapshot().context.reason);
  }

  /** The certificate (DER) that the link was made with. */
  certificate(connection: string): Uint8Array | undefined {
    return this.#certificates.get(connection);
  }

  send(connection: string, frame: Frame, isAnswer = false): void {
    if (!this.#isOver) this.link.send({ type: 'circle.send', connection, frame, isAnswer });
  }

  /** The registered spelling was learnt. */
  spell(name: string): void {
    if (sameName(name, this.key)) this.name = name;
  }

  offer(source: LinkSource): void {
    this.link.send({ type: 'circle.offer', source });
  }

  get #self(): string {
    return this.#surroundings.context.identity()?.name ?? '';
  }

  #wireLink(): void {
    const { context } = this.#surroundings;
    this.link.on('connected', ({ connection, certificate }) => {
      this.#certificates.set(connection, certificate);
      this.spell(spelledName(certificate, this.name));
    });
    this.link.on('disconnected', ({ connection }) => {
      this.#certificates.delete(connection);
      if (this.#isOver) return;
      this.conversation.send({ type: 'peerLink.disconnected', connection });
      this.delivery.send({ type: 'peerLink.disconnected', connection });
    });
    this.link.on('chosen', ({ connection }) => {
      if (this.#isOver) return;
      this.conversation.send({ type: 'peerLink.chosen', connection });
      this.delivery.send({ type: 'peerLink.chosen', connection });
    });
    this.link.on('received', ({ connection, event }) => {
      if (!this.#isOver) this.#receive(connection, event);
    });
    this.link.on('unreached', ({ reason, attempts }) => this.#surroundings.unreached(this, reason, attempts));
    this.link.on('keyChanged', ({ remembered, shown }) => context.emit('key-changed', { name: this.name, remembered, shown }));
    this.link.on('surplus', ({ source }) => turnAway(source));
    this.link.subscribe((snapshot) => {
      const state = snapshot.context.chosen !== undefined ? 'up' : pathStates[String(snapshot.value)];
      if (state !== undefined && state !== this.#path.state) this.#path = { state, since: context.runtime.now() };
      this.#surroundings.changed(this);
    });
  }

  #wireConversation(): void {
    const { context, contacts } = this.#surroundings;
    let wasOpen = this.isChatOpen;
    this.conversation.on('ask', ({ connection, requestId }) => {
      this.send(connection, writeMessage(peerWire, 'CHAT_REQUEST', { recipient: this.name, requestId }));
    });
    this.conversation.on('answer', ({ connection, requestId, status, reason }) => {
      this.#answerChat(connection, requestId, status, reason);
    });
    this.conversation.on('accepted', (acceptance) => {
      contacts.note(this.name, { isAccepted: acceptance.isAccepted, hasAccepted: acceptance.hasAccepted });
    });
    this.conversation.on('requested', () => context.emit('chat-request', { from: this.name }));
    this.conversation.on('opened', () => context.emit('chat-open', { peer: this.name }));
    this.conversation.on('refused', ({ reason }) => context.emit('chat-refused', { peer: this.name, reason }));
    this.conversation.subscribe((snapshot) => {
      const isOpen = snapshot.matches('open');
      if (isOpen !== wasOpen) this.delivery.send({ type: isOpen ? 'conversation.opened' : 'conversation.closed' });
      wasOpen = isOpen;
      this.#want();
    });
  }

  #wireDelivery(): void {
    this.delivery.on('transmit', ({ connection, owed }) => {
      this.#surroundings.transmit(this, connection, fromOwed(owed));
    });
    this.delivery.on('changed', (change) => this.#surroundings.settled(this, change));
    this.delivery.on('unanswered', ({ connection }) => this.link.send({ type: 'circle.drop', connection }));
    this.delivery.on('waiting', () => this.conversation.send({ type: 'delivery.waiting' }));
    this.delivery.on('notAccepted', () => this.conversation.send({ type: 'delivery.notAccepted' }));
    this.delivery.subscribe(() => this.#want());
  }

  /** A link is wanted while there is something to say. */
  #want(): void {
    const { queue, flying } = this.delivery.getSnapshot().context;
    const isWanted = queue.length + flying.length > 0 || this.conversation.getSnapshot().matches('requested');
    if (isWanted !== this.#isWanted) this.link.send({ type: 'circle.want', isWanted });
    this.#isWanted = isWanted;
    this.#surroundings.changed(this);
  }

  #receive(connection: string, event: PeerMessageEvent): void {
    const { message, verb } = event;
    if (verb === 'DIRECT_MESSAGE' || verb === 'DIRECT_BROADCAST') {
      this.#surroundings.received(this, connection, event);
    } else if (verb === 'CHAT_REQUEST') {
      if (sameName(message.recipient, this.#self)) this.conversation.send({ ...event, connection });
      else this.#answerChat(connection, message.requestId, 'REJECT', 'wrong-recipient');
    } else if (verb === 'CHAT_REQUEST_RESPONSE') {
      if (sameName(message.answerer, this.key)) this.conversation.send({ ...event, connection });
    } else if (sameName(message.sender, this.#self)) {
      this.delivery.send(event);
    }
  }

  #answerChat(connection: string, requestId: string | undefined, status: 'ACCEPT' | 'REJECT', reason: string | undefined): void {
    this.send(connection, writeMessage(peerWire, 'CHAT_REQUEST_RESPONSE', { status, answerer: this.#self, reason, requestId }));
  }
}

/** Why somebody cannot be reached, however often one tries. */
const notThere: ReadonlySet<string | undefined> = new Set(['user-offline', 'user-unknown', 'offline']);

const pathStates: Readonly<Record<string, PathStatus['state']>> = {
  resting: 'down',
  locating: 'connecting',
  awaitingTurn: 'connecting',
  dialling: 'connecting',
  up: 'up',
  backingOff: 'waiting',
  unreachable: 'waiting',
  distrusting: 'down',
  closing: 'down',
  closed: 'down',
};

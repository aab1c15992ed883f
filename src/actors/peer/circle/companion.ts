// One other peer, as this user deals with it: the link to it, the chat with it, and what is owed to it. Three actors that
// know nothing of each other, and what passes between them.
import { createActor } from 'xstate';
import { conversationMachine } from '../../../machines/conversation.js';
import { outboxPage } from '../../../machines/delivery.js';
import type { DeliveryEvent } from '../../../machines/delivery-events.js';
import { type Dialler, type LinkSource, type PeerMessageEvent, peerWire } from '../../../machines/peer-wire.js';
import type { Frame } from '../../../protocol/frame.js';
import { writeMessage } from '../../../protocol/message-codec.js';
import { nameKey, sameName } from '../../../protocol/names.js';
import { overheard } from '../../inspection.js';
import type { PathStatus } from '../api.js';
import { fromOwed, toOwed } from './frames.js';
import { type CompanionHands, companionHands, deliveryOfCompanion, linkOfCompanion } from './hands.js';
import { judgePeer, spelledName } from './judge.js';
import { actorOptions, turnAway } from './logics.js';
import { awayFor, canBeReached, pathState } from './reach.js';
import type { Surroundings } from './surroundings.js';
import { Way } from './ways.js';

export class Companion {
  readonly key: string;
  /** As registered, as far as known. */
  name: string;
  readonly #surroundings: Surroundings<Companion>;
  readonly #links = new Map<string, { readonly certificate: Uint8Array; readonly dialledBy: Dialler }>();
  readonly link;
  readonly conversation;
  readonly delivery;
  #isWanted = false;
  #wishesHistory = false;
  #isOver = false;
  readonly #way: Way;

  /** `past`: what is remembered of an earlier way there. */
  constructor(name: string, surroundings: Surroundings<Companion>, past?: PathStatus) {
    this.name = name;
    this.key = nameKey(name);
    this.#surroundings = surroundings;
    const { context, contacts } = surroundings;
    const { limits, runtime } = context;
    const { isAccepted, hasAccepted, isBlocked = false, changedKey } = contacts.get(name);
    const random = overheard(context.inspect, 'random', () => runtime.random());
    this.#way = new Way(runtime.now(), past);

    const hands: CompanionHands = {
      judge: (shown) => judgePeer(context, contacts, this.name, shown),
      locate: (address) => surroundings.locate(this, address),
      readOutbox: async (after) => (await context.store.owedTo(this.name, { afterMessageId: after, limit: outboxPage })).map(toOwed),
    };
    const isSmaller = overheard(context.inspect, 'isSmaller', () => nameKey(this.#self) < this.key);
    this.link = createActor(linkOfCompanion, {
      ...actorOptions(context, `peerLink ${this.key}`),
      input: { name, isSmaller, limits, random, hasChangedKey: changedKey !== undefined },
    });
    this.conversation = createActor(conversationMachine, {
      ...actorOptions(context, `conversation ${this.key}`),
      input: { limits, isAccepted, hasAccepted, isBlocked },
    });
    this.delivery = createActor(deliveryOfCompanion, {
      ...actorOptions(context, `delivery ${this.key}`),
      input: { limits, random, isChatOpen: isAccepted && hasAccepted },
    });
    for (const root of [this.link, this.delivery]) companionHands.own(root, hands);
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
    return canBeReached(this.link.getSnapshot()) && !this.delivery.getSnapshot().matches('settled');
  }

  get path(): PathStatus & { readonly peer: string } {
    return { peer: this.name, ...this.#way.status(this.link.getSnapshot().context.reason) };
  }

  get hasBeenUp(): boolean {
    return this.#way.hasBeenUp;
  }

  /** The link that messages go by. */
  get connection(): string | undefined {
    return this.#isOver ? undefined : this.link.getSnapshot().context.chosen;
  }

  /** Why it cannot be reached now, as far as that is known. */
  get awayFor(): string | undefined {
    return awayFor(this.link.getSnapshot());
  }

  /** Why what is owed still waits. */
  get waitsFor(): string | undefined {
    const { held, isWaitingForChat } = this.delivery.getSnapshot().context;
    const refusal = Object.values(held).find((lane) => lane.isHeld)?.reason;
    return refusal ?? (isWaitingForChat ? 'not-accepted' : this.link.getSnapshot().context.reason);
  }

  /** The certificate (DER) that the link was made with. */
  certificate(connection: string): Uint8Array | undefined {
    return this.#links.get(connection)?.certificate;
  }

  /** A link is wanted for history. */
  wishHistory(wishes: boolean): void {
    if (this.#isOver || wishes === this.#wishesHistory) return;
    this.#wishesHistory = wishes;
    this.#want();
  }

  send(connection: string, frame: Frame, isAnswer = false): void {
    if (!this.#isOver) this.link.send({ type: 'circle.send', connection, frame, isAnswer });
  }

  /** What is owed to it has changed in the outbox. */
  tellOutbox(event: Extract<DeliveryEvent, { readonly type: `outbox.${string}` }>): void {
    if (!this.#isOver) this.delivery.send(event);
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
    const { context, historian } = this.#surroundings;
    this.link.on('connected', ({ connection, certificate, dialledBy }) => {
      this.#links.set(connection, { certificate, dialledBy });
      this.spell(spelledName(certificate, this.name));
    });
    this.link.on('disconnected', ({ connection }) => {
      this.#links.delete(connection);
      if (this.#isOver) return;
      historian.disconnected(this, connection);
      this.conversation.send({ type: 'peerLink.disconnected', connection });
      this.delivery.send({ type: 'peerLink.disconnected', connection });
    });
    this.link.on('chosen', ({ connection }) => {
      if (this.#isOver) return;
      this.conversation.send({ type: 'peerLink.chosen', connection });
      this.delivery.send({ type: 'peerLink.chosen', connection });
      const dialledBy = connection === undefined ? undefined : this.#links.get(connection)?.dialledBy;
      if (connection !== undefined && dialledBy) queueMicrotask(() => this.#greet(connection, dialledBy));
    });
    this.link.on('received', ({ connection, event }) => {
      if (!this.#isOver) this.#receive(connection, event);
    });
    this.link.on('unreached', ({ reason, attempts }) => this.#surroundings.unreached(this, reason, attempts));
    this.link.on('keyChanged', ({ remembered, shown }) => {
      context.emit('key-changed', { name: this.name, remembered, shown });
      this.#surroundings.keyChanged(this);
    });
    this.link.on('surplus', ({ source }) => turnAway(source));
    this.link.subscribe((snapshot) => {
      this.#way.look(pathState(snapshot), context.runtime.now());
      this.#surroundings.changed(this);
    });
  }

  #wireConversation(): void {
    const { context, contacts } = this.#surroundings;
    let wasOpen = this.isChatOpen;
    let wasClosed = this.conversation.getSnapshot().matches('closed');
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
      const isClosed = snapshot.matches('closed');
      // Whatever else it waited for: that nobody has accepted is what it waits for now.
      if (isClosed && !wasClosed && this.delivery.getSnapshot().context.isWaitingForChat) {
        this.#surroundings.waits(this, 'not-accepted', 'direct');
      }
      wasClosed = isClosed;
      this.#want();
    });
  }

  #wireDelivery(): void {
    this.delivery.on('transmit', ({ connection, owed }) => {
      this.#surroundings.transmit(this, connection, fromOwed(owed));
    });
    this.delivery.on('changed', (change) => this.#surroundings.settled(this, change));
    this.delivery.on('doubtful', () => this.link.send({ type: 'circle.doubt' }));
    this.delivery.on('unanswered', ({ connection }) => this.link.send({ type: 'circle.drop', connection }));
    this.delivery.on('conflict', ({ owed }) => this.#surroundings.conflicted(this, fromOwed(owed)));
    this.delivery.on('waiting', () => {
      this.#surroundings.waits(this, 'not-accepted', 'direct');
      this.conversation.send({ type: 'delivery.waiting' });
    });
    this.delivery.on('notAccepted', () => this.conversation.send({ type: 'delivery.notAccepted' }));
    this.delivery.subscribe(() => this.#want());
  }

  /** It is there: what was said in common rooms is exchanged, after what was owed. */
  #greet(connection: string, dialledBy: Dialler): void {
    if (this.connection === connection) this.#surroundings.historian.chosen(this, connection, dialledBy);
  }

  /** A link is wanted while there is something to say. */
  #want(): void {
    const { queue, flying } = this.delivery.getSnapshot().context;
    const isAsking = this.#wishesHistory || this.conversation.getSnapshot().matches('requested');
    const isWanted = queue.length + flying.length > 0 || isAsking;
    if (isWanted !== this.#isWanted) this.link.send({ type: 'circle.want', isWanted });
    this.#isWanted = isWanted;
    this.#surroundings.changed(this);
  }

  #receive(connection: string, event: PeerMessageEvent): void {
    const { historian } = this.#surroundings;
    const { message, verb } = event;
    if (verb === 'DIRECT_MESSAGE' || verb === 'DIRECT_BROADCAST') {
      this.#surroundings.received(this, connection, event);
    } else if (verb === 'CHAT_REQUEST') {
      if (sameName(message.recipient, this.#self)) this.conversation.send({ ...event, connection });
      else this.#answerChat(connection, message.requestId, 'REJECT', 'wrong-recipient');
    } else if (verb === 'CHAT_REQUEST_RESPONSE') {
      if (sameName(message.answerer, this.key)) this.conversation.send({ ...event, connection });
    } else if (verb === 'HISTORY_SUMMARY' || verb === 'HISTORY_SUMMARY_RESPONSE' || verb === 'ERROR') {
      historian.hear(this, connection, event);
    } else if (verb === 'DIRECT_BROADCAST_NOTIFICATION' && historian.settle(this, event)) {
      // It was to a message that was handed on.
    } else if (sameName(message.sender, this.#self)) {
      this.delivery.send(event);
    }
  }

  #answerChat(connection: string, requestId: string | undefined, status: 'ACCEPT' | 'REJECT', reason: string | undefined): void {
    this.send(connection, writeMessage(peerWire, 'CHAT_REQUEST_RESPONSE', { status, answerer: this.#self, reason, requestId }));
  }
}

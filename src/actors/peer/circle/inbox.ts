// Messages of others (XI, XVI, history): judged, stored, answered, shown; in this order.
import { peerWire } from '../../../machines/peer-wire.js';
import { maxText } from '../../../protocol/limits.js';
import { writeMessage } from '../../../protocol/message-codec.js';
import { nameKey, sameName } from '../../../protocol/names.js';
import { passingReasons, type Reason } from '../../../protocol/reasons.js';
import { stripControls } from '../../../protocol/text.js';
import { verifyBroadcast } from '../../../security/broadcast-signature.js';
import { verifyAuthorCertificate } from '../../../security/trust.js';
import type { Conversation, IncomingMessage } from '../../../store/peer-store.js';
import type { Census } from '../../census.js';
import type { PeerContext } from '../context.js';
import { AuthorCertificates } from './certificates.js';
import type { Companion } from './companion.js';
import type { Historian } from './historian.js';
import type { Rooms } from './rooms.js';
import { ShowOrder } from './show-order.js';
import type { InboxEvent } from './surroundings.js';

/** A message as it came: from whom and by which link, which is the one to answer on. */
interface Arrival {
  readonly companion: Companion;
  readonly connection: string;
  readonly event: InboxEvent;
}

type Broadcast = InboxEvent & { readonly verb: 'DIRECT_BROADCAST' };

export interface InboxSurroundings {
  readonly context: PeerContext;
  readonly rooms: Rooms;
  readonly historian: Pick<Historian, 'arrived' | 'isExchanging' | 'notStored'>;
  keep(writing: Promise<unknown>): void;
}

export class Inbox {
  readonly #surroundings: InboxSurroundings;
  readonly #order: ShowOrder;
  /** Of authors of forwarded messages, by link. */
  readonly #certificates = new Map<string, AuthorCertificates>();

  constructor(surroundings: InboxSurroundings) {
    this.#surroundings = surroundings;
    this.#order = new ShowOrder(surroundings.context);
  }

  receive(arrival: Arrival): void {
    const judgement = this.#judge(arrival);
    if (judgement === 'stranger') this.#surroundings.keep(this.#askFirst(arrival));
    else if (typeof judgement === 'string') this.#refuse(arrival, judgement);
    else this.#surroundings.keep(this.#store(arrival, judgement));
  }

  /** A link is gone, with the certificates that came by it. */
  disconnected(companion: Companion, connection: string): void {
    this.#certificates.delete(linkKey(companion, connection));
  }

  /** Nothing more comes by an exchange of history. */
  exchanged(companion: Companion, roomId: string): void {
    this.#order.exchanged(exchangeKey(companion, roomId));
  }

  get census(): Census {
    return { ...this.#order.census, 'certificates taken': this.#certificates.size };
  }

  stop(): void {
    this.#order.stop();
    this.#certificates.clear();
  }

  /** Where it belongs, why it is refused, or that its author is not known in the room. */
  #judge(arrival: Arrival): Conversation | Reason | 'stranger' {
    const { companion, event } = arrival;
    const { sender, ...message } = event.message;
    const forwarder = forwarderOf(event);
    if (!sameName(forwarder ?? sender, companion.name)) return 'wrong-sender';
    if (event.verb === 'DIRECT_MESSAGE' && !this.#isSelf(event.message.recipient)) return 'wrong-recipient';
    if (message.payload.length > maxText) return 'too-large';
    if (textOf(message.payload) === undefined) return 'not-text';
    if (event.verb === 'DIRECT_MESSAGE') {
      if (companion.isBlocked) return 'rejected';
      return companion.isAccepted ? { kind: 'direct', peer: companion.name } : 'not-accepted';
    }
    return this.#judgeBroadcast(arrival, event);
  }

  /** Who hands it on must be a member now; its author may have left. */
  #judgeBroadcast(arrival: Arrival, event: Broadcast): Conversation | Reason | 'stranger' {
    const { sender: author, room, roomId, stream, seq, messageId, sentAt, payload, signature } = event.message;
    const certificate = this.#certificateOf(arrival, event);
    const parts = { author, roomId, stream, seq, messageId, sentAt, text: payload };
    if (!certificate || !verifyBroadcast(parts, signature, certificate)) return 'bad-signature';
    const known = this.#surroundings.rooms.byId(roomId);
    if (!known || !sameName(known.state.room, room)) return 'room-unknown';
    if (!known.member(arrival.companion.name)) return 'stranger';
    return { kind: 'room', roomId, room: known.state.room };
  }

  /** That of the link, or of a forwarded message's author, if it is to be believed. */
  #certificateOf({ companion, connection }: Arrival, { message }: Broadcast): Uint8Array | undefined {
    const own = companion.certificate(connection);
    // Without one the link is gone: nothing more is learnt by it.
    if (message.forwardedBy === undefined || !own) return own;
    const key = linkKey(companion, connection);
    const certificates = this.#certificates.get(key) ?? new AuthorCertificates();
    this.#certificates.set(key, certificates);
    const author = nameKey(message.sender);
    const certificate = certificates.taken(author, message.authorCertificate) ?? (author === companion.key ? own : undefined);
    const authority = this.#surroundings.context.identity()?.authority;
    if (!certificate || !authority) return undefined;
    const verdict = verifyAuthorCertificate(certificate, authority, Date.parse(message.sentAt));
    return verdict.ok && verdict.name === author ? certificate : undefined;
  }

  /** The registry may know a member whom this user does not know yet; the message waits for its word. */
  async #askFirst(arrival: Arrival): Promise<void> {
    const { event } = arrival;
    if (event.verb === 'DIRECT_BROADCAST') await this.#surroundings.rooms.byId(event.message.roomId)?.lookForStranger();
    const judgement = this.#judge(arrival);
    if (typeof judgement === 'object') return this.#store(arrival, judgement);
    this.#refuse(arrival, judgement === 'stranger' ? 'not-a-member' : judgement);
  }

  async #store(arrival: Arrival, conversation: Conversation): Promise<void> {
    const { context, historian } = this.#surroundings;
    const { companion, event } = arrival;
    const { sender, stream, seq, messageId, sentAt, payload } = event.message;
    const forwardedBy = forwarderOf(event);
    const from = forwardedBy === undefined ? companion.name : sender;
    const isOwn = this.#isSelf(from);
    const proof = event.verb === 'DIRECT_BROADCAST' ? this.#proofOf(arrival, event) : {};
    const incoming: IncomingMessage = { conversation, author: from, isOwn, stream, seq, messageId, sentAt, payload, forwardedBy, ...proof };
    try {
      const { outcome, expected } = await context.store.addIncoming(incoming, context.runtime.now());
      if (outcome === 'seq-conflict') return this.#refuse(arrival, 'seq-conflict');
      this.#answer(arrival, 'SUCCESS', undefined);
      if (outcome === 'stored') {
        const text = stripControls(textOf(payload) ?? '');
        const isHistory = forwardedBy !== undefined;
        const message = { id: messageId, conversation, from, text, sentAt: Date.parse(sentAt), isHistory };
        const exchange =
          conversation.kind === 'room' && historian.isExchanging(companion, conversation.roomId) ? conversation.roomId : undefined;
        const place = { seq, expected, exchange: exchange === undefined ? undefined : exchangeKey(companion, exchange) };
        this.#order.stored(streamKey(arrival), place, message);
      }
      this.#arrived(arrival);
    } catch (error) {
      context.logger.warn({ peer: companion.name, error: String(error) }, 'a message could not be stored');
      if (conversation.kind === 'room' && forwardedBy !== undefined) historian.notStored(companion, conversation.roomId);
      this.#refuse(arrival, 'storage-failed');
    }
  }

  #proofOf(arrival: Arrival, event: Broadcast): Pick<IncomingMessage, 'signature' | 'authorCertificate'> {
    return { signature: event.message.signature, authorCertificate: this.#certificateOf(arrival, event) };
  }

  /** An exchange of history may have waited for it. */
  #arrived({ companion, event }: Arrival): void {
    if (event.verb !== 'DIRECT_BROADCAST') return;
    const { sender: author, stream, seq, roomId } = event.message;
    this.#surroundings.historian.arrived(companion, roomId, { author, stream, seq });
  }

  /** What somebody else hands on says nothing of its author's stream. */
  #refuse(arrival: Arrival, reason: Reason): void {
    this.#answer(arrival, 'FAILURE', reason);
    const isFinal = !passingReasons.has(reason) && reason !== 'seq-conflict';
    if (isFinal && forwarderOf(arrival.event) === undefined) this.#order.refused(streamKey(arrival), arrival.event.message.seq);
    this.#arrived(arrival);
  }

  #answer({ companion, connection, event }: Arrival, status: 'SUCCESS' | 'FAILURE', reason: Reason | undefined): void {
    const { sender, messageId, requestId } = event.message;
    const verb = event.verb === 'DIRECT_MESSAGE' ? 'DIRECT_UNICAST_NOTIFICATION' : 'DIRECT_BROADCAST_NOTIFICATION';
    companion.send(connection, writeMessage(peerWire, verb, { status, sender, messageId, reason, requestId }), true);
  }

  #isSelf(name: string): boolean {
    const self = this.#surroundings.context.identity()?.name;
    return self !== undefined && sameName(self, name);
  }
}

/** A stream belongs to one author in one conversation. */
function streamKey({ event }: Arrival): string {
  const where = event.verb === 'DIRECT_BROADCAST' ? event.message.roomId : 'direct';
  return `${where} ${nameKey(event.message.sender)} ${event.message.stream}`;
}

/** Who handed it on; `undefined`: it is from its author. */
function forwarderOf(event: InboxEvent): string | undefined {
  return event.verb === 'DIRECT_BROADCAST' ? event.message.forwardedBy : undefined;
}

function linkKey(companion: Companion, connection: string): string {
  return `${companion.key} ${connection}`;
}

function exchangeKey(companion: Companion, roomId: string): string {
  return `${companion.key} ${roomId}`;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a payload; `undefined` when it is none, or empty. */
function textOf(payload: Uint8Array): string | undefined {
  if (payload.length === 0) return undefined;
  try {
    return utf8.decode(payload);
  } catch {
    return undefined;
  }
}

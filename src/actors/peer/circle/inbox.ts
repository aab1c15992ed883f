// Messages of others (XI, XVI): judged, stored, answered, shown; in this order.
import { peerWire } from '../../../machines/peer-wire.js';
import { maxText } from '../../../protocol/limits.js';
import { writeMessage } from '../../../protocol/message-codec.js';
import { nameKey, sameName } from '../../../protocol/names.js';
import { passingReasons, type Reason } from '../../../protocol/reasons.js';
import { stripControls } from '../../../protocol/text.js';
import { verifyBroadcast } from '../../../security/broadcast-signature.js';
import type { Conversation, IncomingMessage } from '../../../store/peer-store.js';
import type { PeerContext } from '../context.js';
import type { Companion, InboxEvent } from './companion.js';
import type { Rooms } from './rooms.js';
import { ShowOrder } from './show-order.js';

/** A message as it came: from whom and by which link, which is the one to answer on. */
interface Arrival {
  readonly companion: Companion;
  readonly connection: string;
  readonly event: InboxEvent;
}

export interface InboxSurroundings {
  readonly context: PeerContext;
  readonly rooms: Rooms;
  keep(writing: Promise<unknown>): void;
}

export class Inbox {
  readonly #surroundings: InboxSurroundings;
  readonly #order: ShowOrder;

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

  stop(): void {
    this.#order.stop();
  }

  /** Where it belongs, why it is refused, or that its author is not known in the room. */
  #judge(arrival: Arrival): Conversation | Reason | 'stranger' {
    const { companion, event } = arrival;
    const { sender, ...message } = event.message;
    if (!sameName(sender, companion.name)) return 'wrong-sender';
    if (event.verb === 'DIRECT_MESSAGE' && !this.#isSelf(event.message.recipient)) return 'wrong-recipient';
    if (message.payload.length > maxText) return 'too-large';
    if (textOf(message.payload) === undefined) return 'not-text';
    if (event.verb === 'DIRECT_MESSAGE') {
      if (companion.isBlocked) return 'rejected';
      return companion.isAccepted ? { kind: 'direct', peer: companion.name } : 'not-accepted';
    }
    return this.#judgeBroadcast(arrival, event);
  }

  #judgeBroadcast(
    { companion, connection }: Arrival,
    event: InboxEvent & { verb: 'DIRECT_BROADCAST' },
  ): Conversation | Reason | 'stranger' {
    const { sender: author, room, roomId, stream, seq, messageId, sentAt, payload, signature } = event.message;
    const certificate = companion.certificate(connection);
    const parts = { author, roomId, stream, seq, messageId, sentAt, text: payload };
    if (!certificate || !verifyBroadcast(parts, signature, certificate)) return 'bad-signature';
    const known = this.#surroundings.rooms.byId(roomId);
    if (!known || !sameName(known.state.room, room)) return 'room-unknown';
    if (!known.member(author)) return 'stranger';
    return { kind: 'room', roomId, room: known.state.room };
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
    const { context } = this.#surroundings;
    const { companion, connection, event } = arrival;
    const { stream, seq, messageId, sentAt, payload } = event.message;
    const signed =
      event.verb === 'DIRECT_BROADCAST' ? { signature: event.message.signature, authorCertificate: companion.certificate(connection) } : {};
    const incoming: IncomingMessage = { conversation, author: companion.name, stream, seq, messageId, sentAt, payload, ...signed };
    try {
      const { outcome, expected } = await context.store.addIncoming(incoming, context.runtime.now());
      if (outcome === 'seq-conflict') return this.#refuse(arrival, 'seq-conflict');
      this.#answer(arrival, 'SUCCESS', undefined);
      if (outcome === 'duplicate') return;
      const message = {
        id: messageId,
        conversation,
        from: companion.name,
        text: stripControls(textOf(payload) ?? ''),
        sentAt: Date.parse(sentAt),
        isHistory: false,
      };
      this.#order.stored(streamKey(arrival), seq, expected, message);
    } catch (error) {
      context.logger.warn({ peer: companion.name, error: String(error) }, 'a message could not be stored');
      this.#refuse(arrival, 'storage-failed');
    }
  }

  #refuse(arrival: Arrival, reason: Reason): void {
    this.#answer(arrival, 'FAILURE', reason);
    if (!passingReasons.has(reason) && reason !== 'seq-conflict') this.#order.refused(streamKey(arrival), arrival.event.message.seq);
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
function streamKey({ companion, event }: Arrival): string {
  const where = event.verb === 'DIRECT_BROADCAST' ? event.message.roomId : 'direct';
  return `${where} ${nameKey(companion.name)} ${event.message.stream}`;
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

// The frames of section 5 that a peer sends.
import { directLane, type Owed } from '../../../machines/delivery-events.js';
import { peerWire } from '../../../machines/peer-wire.js';
import type { Frame } from '../../../protocol/frame.js';
import { writeMessage } from '../../../protocol/message-codec.js';
import { signBroadcast } from '../../../security/broadcast-signature.js';
import type { OutgoingMessage } from '../../../store/peer-store.js';
import type { PeerIdentity } from '../context.js';

/** What stands before the payload, bytes, about. */
const headSize = 1024;

/** An owed message, as the delivery machine carries it. */
export function toOwed(message: OutgoingMessage): Owed {
  const { conversation, messageId, payload } = message;
  const lane = conversation.kind === 'room' ? conversation.roomId : directLane;
  return { messageId, lane, size: payload.length + headSize, parcel: message };
}

/** The message in what `toOwed` made. */
export function fromOwed({ parcel }: Owed): OutgoingMessage {
  return parcel as OutgoingMessage; // toOwed, the only one that makes them, put it there
}

/** Broadcasts that were signed lately, by id: one goes to many. */
const rememberedSignatures = 64;

export class MessageWriter {
  readonly #signatures = new Map<string, string>();

  /** XI, or XVI with its signature. */
  write(message: OutgoingMessage, recipient: string, identity: PeerIdentity): Frame {
    const { conversation, messageId, stream, seq, sentAt, payload } = message;
    const sender = identity.name;
    if (conversation.kind === 'direct') {
      return writeMessage(peerWire, 'DIRECT_MESSAGE', { sender, recipient, messageId, stream, seq, sentAt }, payload);
    }
    const { room, roomId } = conversation;
    const signature = this.#sign(message, roomId, identity);
    return writeMessage(peerWire, 'DIRECT_BROADCAST', { sender, messageId, stream, seq, sentAt, room, roomId, signature }, payload);
  }

  #sign({ messageId, stream, seq, sentAt, payload }: OutgoingMessage, roomId: string, identity: PeerIdentity): string {
    const known = this.#signatures.get(messageId);
    if (known !== undefined) return known;
    const parts = { author: identity.name, roomId, stream, seq, messageId, sentAt, text: payload };
    const signature = signBroadcast(parts, identity.credentials.key);
    const [oldest] = this.#signatures.keys();
    if (oldest !== undefined && this.#signatures.size >= rememberedSignatures) this.#signatures.delete(oldest);
    this.#signatures.set(messageId, signature);
    return signature;
  }
}

// The frames of section 5 that a peer sends.
import { directLane, type Owed } from '../../../machines/delivery-events.js';
import { peerWire } from '../../../machines/peer-wire.js';
import type { Frame } from '../../../protocol/frame.js';
import { writeMessage } from '../../../protocol/message-codec.js';
import { signBroadcast } from '../../../security/broadcast-signature.js';
import { certificateFingerprint, parseChain, verifyAuthorCertificate } from '../../../security/trust.js';
import type { OutgoingMessage, Proof } from '../../../store/peer-store.js';
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

/** A frame, and the proof that was made for it, if it was. */
export interface Written {
  readonly frame: Frame;
  readonly made?: Proof | undefined;
}

/** Broadcasts that were signed lately, by id: one goes to many. */
const rememberedProofs = 64;

export class MessageWriter {
  readonly #proofs = new Map<string, Proof>();

  /** XI, or XVI with its signature. */
  write(message: OutgoingMessage, recipient: string, identity: PeerIdentity): Written {
    const { conversation, messageId, stream, seq, sentAt, payload } = message;
    const sender = identity.name;
    if (conversation.kind === 'direct') {
      return { frame: writeMessage(peerWire, 'DIRECT_MESSAGE', { sender, recipient, messageId, stream, seq, sentAt }, payload) };
    }
    const { room, roomId } = conversation;
    const { proof, isMade } = this.#prove(message, roomId, identity);
    const contents = { sender, messageId, stream, seq, sentAt, room, roomId, signature: proof.signature };
    return { frame: writeMessage(peerWire, 'DIRECT_BROADCAST', contents, payload), ...(isMade ? { made: proof } : {}) };
  }

  /** By the key that the link shows: that of an earlier one would not fit. */
  #prove(message: OutgoingMessage, roomId: string, identity: PeerIdentity): { readonly proof: Proof; readonly isMade: boolean } {
    const key = `${identity.keyFingerprint} ${message.messageId} ${message.stream}`;
    const known = this.#proofs.get(key);
    if (known) return { proof: known, isMade: false };
    const { proof: stored } = message;
    const isFit = stored && certificateFingerprint(stored.certificate) === identity.keyFingerprint;
    const proof = isFit ? stored : prove(message, roomId, identity);
    const [oldest] = this.#proofs.keys();
    if (oldest !== undefined && this.#proofs.size >= rememberedProofs) this.#proofs.delete(oldest);
    this.#proofs.set(key, proof);
    return { proof, isMade: !isFit };
  }
}

type Provable = Pick<OutgoingMessage, 'stream' | 'seq' | 'messageId' | 'sentAt' | 'payload'>;

/** A better proof of one's own message where others would not take the one that there is: there is none, or it had expired. */
export function proveAgain(message: Provable & { readonly proof: Proof | undefined }, roomId: string, identity: PeerIdentity) {
  const { proof, sentAt } = message;
  const verdict = proof && verifyAuthorCertificate(proof.certificate, identity.authority, Date.parse(sentAt));
  return verdict?.ok ? undefined : prove(message, roomId, identity);
}

function prove({ stream, seq, messageId, sentAt, payload }: Provable, roomId: string, { name, credentials }: PeerIdentity): Proof {
  const parts = { author: name, roomId, stream, seq, messageId, sentAt, text: payload };
  const [certificate] = parseChain(credentials.chain);
  if (!certificate) throw new Error('an identity without a certificate'); // the registry's chain has been checked at login
  return { signature: signBroadcast(parts, credentials.key), certificate };
}

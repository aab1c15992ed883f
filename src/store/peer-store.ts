// What a peer remembers of one user at one registry: its key, contacts, rooms, and every message sent and received. All of
// it is on the disk before a promise says so. `at` is ms since 1970; names are compared without case.
//
// Operations take effect in the order in which they were called, and their promises settle in that order. Rejected with a
// StoreError (store-error.ts). Of every message the exact bytes are kept (signatures are made over them) beside the text
// without control and bidirectional-override characters, which is what is shown.

/** Where a message belongs: a chat with one peer, or a room (by its id: a room made anew under an old name is another). */
export type Conversation =
  | { readonly kind: 'direct'; readonly peer: string }
  | { readonly kind: 'room'; readonly roomId: string; readonly room: string };

/** What has become of a message for one recipient: exactly one of these. */
export type DeliveryState = 'queued' | 'sent' | 'delivered' | 'refused';

export interface Delivery {
  readonly recipient: string;
  readonly state: DeliveryState;
  /** The Reason of a refusal, or of the last passing one. */
  readonly reason?: string | undefined;
}

/** A message that waits anew, or for another reason. */
export interface Waiting {
  readonly messageId: string;
  readonly conversation: Conversation;
}

/** A message of this user, before it has a place in a stream. */
export interface Draft {
  readonly conversation: Conversation;
  readonly messageId: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly sentAt: string;
  /** As it is to be sent: `payload` is its UTF-8. */
  readonly text: string;
  readonly recipients: readonly string[];
}

/**
 * A message that has its place, and who it is for. A broadcast's signature is made over these very values: `payload`, not
 * `text`, which is stripped.
 */
export interface OutgoingMessage extends Draft {
  readonly stream: string;
  readonly seq: number;
  /** The exact bytes to send. */
  readonly payload: Uint8Array;
  /** Of a broadcast, once it was sent. */
  readonly proof?: Proof | undefined;
}

/** Who wrote a broadcast: its signature (base64url), and the certificate (DER) of the key that made it. */
export interface Proof {
  readonly signature: string;
  readonly certificate: Uint8Array;
}

/** A message of somebody else. `stream`, `seq` and `sentAt` as the author wrote them. */
export interface IncomingMessage {
  readonly conversation: Conversation;
  readonly author: string;
  /** It is this user's own, handed back by another member: this device has lost it, or never had it. */
  readonly isOwn?: boolean | undefined;
  readonly stream: string;
  readonly seq: number;
  readonly messageId: string;
  readonly sentAt: string;
  /** The exact bytes that came, UTF-8; the store derives the text from them. */
  readonly payload: Uint8Array;
  /** Of a broadcast, base64url. */
  readonly signature?: string | undefined;
  /** Of a broadcast: the author's certificate (DER) that the signature was checked with, needed to hand it on. */
  readonly authorCertificate?: Uint8Array | undefined;
  /** Who handed it on, when not the author. */
  readonly forwardedBy?: string | undefined;
}

/** How much somebody has of one stream of a room. */
export interface StreamSummary {
  /** `undefined`: this user. */
  readonly author: string | undefined;
  readonly stream: string;
  /** The highest Seq below which nothing is missing; 0 when the first is. */
  readonly through: number;
}

/** What two members of a room lack of each other's. */
export interface HistoryComparison {
  /** What the other lacks: ids for `forwardable`, each stream in its order. */
  readonly forward: readonly number[];
  /** What this device lacks: of each stream the Seqs from `from` to `to`. */
  readonly missing: readonly (Omit<StreamSummary, 'through'> & { readonly from: number; readonly to: number })[];
}

/** A broadcast to be handed on. */
export interface ForwardableMessage extends Omit<StreamSummary, 'through'> {
  readonly id: number;
  readonly seq: number;
  readonly messageId: string;
  readonly sentAt: string;
  readonly payload: Uint8Array;
  /** Without it, it cannot be handed on; but one's own can be signed. */
  readonly proof: Proof | undefined;
}

/** A message as `/history` shows it. */
export interface StoredMessage {
  readonly conversation: Conversation;
  /** `undefined`: this user. */
  readonly author: string | undefined;
  readonly messageId: string;
  readonly stream: string;
  readonly seq: number;
  readonly sentAt: string;
  /** When this device stored it. */
  readonly at: number;
  readonly text: string;
  /** Of a message of this user: one for each recipient. */
  readonly deliveries: readonly Delivery[];
}

export interface Contact {
  readonly name: string;
  /** SHA-256 of the public key (SubjectPublicKeyInfo), base64url; `undefined` until the first link. */
  readonly keyFingerprint: string | undefined;
  /** A key that was shown instead of that one and waits for the user's word. */
  readonly changedKey: string | undefined;
  /** This user accepted the other (section 5, IX). */
  readonly isAccepted: boolean;
  /** The other accepted this user. */
  readonly hasAccepted: boolean;
  readonly lastAddress: { readonly host: string; readonly port: number } | undefined;
  /** This user wants nothing from there: requests are refused, direct messages not taken. */
  readonly isBlocked?: boolean;
  /** The fingerprint of the key whose safety number the user has compared; of another key it says nothing. */
  readonly verifiedKey?: string | undefined;
}

export interface JoinedRoom {
  readonly room: string;
  readonly roomId: string;
  readonly host: string;
  /** The others, as last told. */
  readonly members: readonly string[];
}

export interface PeerStore {
  /** The private key, PEM (PKCS#8), if there is one yet. */
  identityKey(): Promise<string | undefined>;
  saveIdentityKey(pem: string): Promise<void>;
  /** The last session's token, for `Resume`. */
  sessionToken(): Promise<string | undefined>;
  saveSessionToken(token: string | undefined): Promise<void>;

  contact(name: string): Promise<Contact | undefined>;
  contacts(): Promise<readonly Contact[]>;
  /** Changes what is given, makes the contact if there is none, and gives it as it now is. */
  saveContact(name: string, change: Partial<Omit<Contact, 'name'>>): Promise<Contact>;

  joinedRooms(): Promise<readonly JoinedRoom[]>;
  saveRoom(room: JoinedRoom): Promise<void>;
  forgetRoom(roomId: string): Promise<void>;

  /**
   * Stores a message of this user with the next Seq of its conversation's stream, `queued` for every recipient. A stream is
   * begun by `newStream` where there is none that this device can prove the last Seq of.
   */
  addOutgoing(draft: Draft, newStream: () => string, at: number): Promise<OutgoingMessage>;
  /** What is owed to a peer: queued or sent, in the order of their making, those after `afterMessageId` if it is given. */
  owedTo(
    recipient: string,
    page: { readonly afterMessageId?: string | undefined; readonly limit: number },
  ): Promise<readonly OutgoingMessage[]>;
  /** Names to whom something is owed. */
  owedPeers(): Promise<readonly string[]>;
  /** Never leaves `delivered` or `refused`: a later change of such a delivery is left out, and the answer is false. */
  setDelivery(messageId: string, delivery: Delivery): Promise<boolean>;
  /** Refuses with `reason` what is still owed to the recipient in the conversation; gives the ids. */
  refuseOwed(recipient: string, conversation: Conversation, reason: string): Promise<readonly string[]>;
  /**
   * What is owed to the recipient (in one conversation, or all) waits for this reason; gives those of which that is news. With
   * `isUnsent`, only what is not on its way.
   */
  holdOwed(
    recipient: string,
    hold: { readonly kind?: Conversation['kind'] | undefined; readonly reason: string; readonly isUnsent?: boolean | undefined },
  ): Promise<readonly Waiting[]>;
  /** What was on its way when the program ended is queued again. */
  requeueSent(): Promise<void>;
  /**
   * After `seq-conflict` of what was sent in the stream `from`: the message, and what comes after it, goes in a new stream
   * (`moved`). One that was moved before is refused for good.
   */
  moveToNewStream(
    messageId: string,
    recipient: string,
    from: string,
    newStream: () => string,
  ): Promise<{ readonly outcome: 'moved' | 'refused'; readonly hasChanged: boolean }>;
  /** Of a broadcast of this user; what is there already stays unless `isBetter`. */
  keepProof(messageId: string, proof: Proof, isBetter?: boolean): Promise<void>;
  /** Refuses with `expired` what was made before; gives id and recipient of each. */
  expireOwed(before: number): Promise<readonly { readonly messageId: string; readonly recipient: string }[]>;
  outgoing(messageId: string): Promise<OutgoingMessage | undefined>;
  /** One for each recipient, sorted by name. */
  deliveries(messageId: string): Promise<readonly Delivery[]>;

  /**
   * `duplicate`: the same conversation, author and id are there already; if that is in another place, its author has moved it,
   * and this place is taken as well. `seq-conflict`: the place is taken by another id. `expected` is the Seq after the highest one stored of its stream before this one, or this one's own when the
   * stream was unknown: a larger Seq has missing predecessors, a smaller one fills a gap or comes from history.
   */
  addIncoming(
    message: IncomingMessage,
    at: number,
  ): Promise<{ readonly outcome: 'stored' | 'duplicate' | 'seq-conflict'; readonly expected: number }>;

  /** What there is of a room, sorted by author (this user's own first) and stream. */
  historySummary(roomId: string): Promise<readonly StreamSummary[]>;
  /**
   * Compares what there is of a room with what a peer says that it has. Left out of `forward`: what is owed to it anyhow, and
   * what it was given above a gap that it still has.
   */
  compareHistory(roomId: string, peer: string, theirs: readonly StreamSummary[], at: number): Promise<HistoryComparison>;
  forwardable(ids: readonly number[]): Promise<readonly ForwardableMessage[]>;
  /** All of `given` was taken or refused for good by a peer that had said that it had `theirs`; `refused` of them were refused. */
  noteForwarded(
    roomId: string,
    peer: string,
    given: {
      readonly theirs: readonly StreamSummary[];
      readonly given: readonly number[];
      readonly refused: readonly number[];
      readonly at: number;
    },
  ): Promise<void>;

  /** The newest `limit` messages of one conversation, or of all, oldest first. */
  history(conversation: Conversation | undefined, limit: number): Promise<readonly StoredMessage[]>;
  /** The newest `limit` messages that have words which begin with all of these, without case, oldest first. */
  find(words: string, limit: number): Promise<readonly StoredMessage[]>;

  /** Waits for what is under way. */
  close(): Promise<void>;
}

/** Registries that this machine's user has met, by `host:port` in lower case (section 1, trust on first use). */
export interface KnownRegistries {
  fingerprint(address: string): Promise<string | undefined>;
  /** False, and nothing changed, when another fingerprint is remembered. */
  remember(address: string, fingerprint: string): Promise<boolean>;
  forget(address: string): Promise<boolean>;
  /** The newest used first. */
  list(): Promise<readonly { readonly address: string; readonly fingerprint: string }[]>;
  close(): Promise<void>;
}

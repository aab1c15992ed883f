// The library's face of a peer: its options, calls and events. src/index.ts gives it out; the command line uses nothing else.
import type { EventEmitter } from 'eventemitter3';
import type { PeerLimits } from '../../protocol/limits.js';
import type { Contact, Conversation, Delivery, DeliveryState, StoredMessage } from '../../store/peer-store.js';
import type { Logger } from '../../support/logger.js';
import type { Runtime } from '../../support/runtime.js';
import type { Network } from '../../transport/link.js';
import type { Inspector } from '../inspection.js';

export interface PeerOptions {
  /** `parley://HOST:PORT[#FINGERPRINT]`, `parley+plain://HOST:PORT` or HOST:PORT. */
  readonly registry: string;
  readonly name: string;
  readonly password: string;
  /** Registers the name first. With `'if-free'` a name that exists is no error. Default: false. */
  readonly register?: boolean | 'if-free';
  /** Everything that lasts is kept below it. Default: the platform's own place. */
  readonly dataDirectory?: string;
  /** Where other peers dial to. Default: every interface, a free port. */
  readonly listen?: { readonly host: string; readonly port: number };
  /** The address told to the registry, if not the one that it sees. */
  readonly publicHost?: string;
  /** The port told to the registry, if not the one listened on: where a router forwards another. 1 to 65535. */
  readonly publicPort?: number;
  readonly limits?: Partial<PeerLimits>;
  readonly logger?: Logger;
  readonly runtime?: Runtime;
  readonly network?: Network;
  /** Receives every inspection event of every actor (XState's `inspect`). */
  readonly inspect?: Inspector;
}

/** How a peer stands with its registry. */
export type PeerState =
  | { readonly state: 'connecting' }
  | { readonly state: 'online'; readonly since: number }
  /** `retryAt` is ms since 1970. Chats with peers go on meanwhile. */
  | { readonly state: 'offline'; readonly reason: string; readonly retryAt: number }
  /** Over: by `logout`, `close`, or for a reason that dialling again does not mend. */
  | { readonly state: 'signed-out'; readonly reason: string };

export interface ChatMessage {
  readonly id: string;
  readonly conversation: Conversation;
  /** The author's name; this user's own for what it sent itself. */
  readonly from: string;
  readonly text: string;
  /** By the author's clock, ms since 1970. */
  readonly sentAt: number;
  /** Handed on by another member, from before this one joined or while it was away. */
  readonly isHistory: boolean;
}

export interface DeliveryChange {
  readonly messageId: string;
  readonly conversation: Conversation;
  readonly recipient: string;
  readonly state: DeliveryState;
  /** Why refused, or why it still waits. */
  readonly reason?: string | undefined;
}

export interface RoomListing {
  readonly room: string;
  /** Undefined in a short list. */
  readonly details:
    | { readonly description: string; readonly members: number; readonly capacity: number; readonly isLocked: boolean }
    | undefined;
}

export interface OnlineUser {
  readonly name: string;
  /** Rooms shared with this user. */
  readonly rooms: readonly string[];
  readonly address: { readonly host: string; readonly port: number };
}

export interface RoomView {
  readonly room: string;
  readonly roomId: string;
  readonly host: string;
  readonly members: readonly { readonly name: string; readonly isOnline: boolean }[];
}

/** Which path is up to somebody, for `/status` and `/net`. */
export interface PathStatus {
  /** `undefined`: the registry. */
  readonly peer: string | undefined;
  readonly state: 'up' | 'connecting' | 'waiting' | 'down';
  /** ms since 1970. */
  readonly since: number;
  /** Why it is not up, or that UDP is blocked. */
  readonly detail?: string | undefined;
  /** What the link is, while it is up. */
  readonly over?: 'tls' | 'tcp';
  /** The registry's, while it is up: what the signs of life go over (`tls` or `tcp`: the link itself), and why not UDP. */
  readonly keepAlive?: { readonly over: 'udp' | 'tls' | 'tcp'; readonly since: number; readonly detail?: string };
  /** The registry's, while it is away: when it is dialled again, ms since 1970. */
  readonly retryAt?: number;
}

export interface PeerStatus {
  readonly state: PeerState;
  readonly name: string;
  /** To share: `parley://HOST:PORT#FINGERPRINT`. */
  readonly registryLink: string;
  /** Where other peers dial to. */
  readonly listening: { readonly host: string; readonly port: number } | undefined;
  readonly paths: readonly PathStatus[];
  /** The latest of the ways to others that there were and are no more, while nobody has anything to say: since when, and why. */
  readonly pastPaths: readonly PathStatus[];
  /** Messages not yet delivered, by recipient. */
  readonly owed: readonly { readonly recipient: string; readonly count: number; readonly reason?: string | undefined }[];
  readonly rooms: readonly RoomView[];
}

/** What keeps a message from somebody: the actors that have to do with it, and what each waits for. */
export interface Explanation {
  readonly recipient: string;
  readonly state: DeliveryState;
  /** Of a refusal, or the last passing one. */
  readonly reason?: string | undefined;
  readonly actors: readonly ExplainedActor[];
}

export interface ExplainedActor {
  readonly actor: 'delivery' | 'conversation' | 'peerLink';
  /** As its chart names it: `held`, `requested.sent`. */
  readonly state: string;
  /** Why it is there, where it knows. */
  readonly reason?: string | undefined;
  /** What it does by itself next, and in how many ms. */
  readonly next?: { readonly event: string; readonly inMs: number } | undefined;
}

/** What happens, as it happens. One argument each. */
export interface PeerEvents {
  state: (state: PeerState) => void;
  /** A registry met for the first time: its fingerprint is trusted from now on. */
  'registry-trusted': (event: { readonly address: string; readonly fingerprint: string; readonly link: string }) => void;
  registered: (event: { readonly name: string }) => void;
  message: (message: ChatMessage) => void;
  /**
   * What became of a message of this user: queued from when the call that wrote it is fulfilled, until this says otherwise. It may
   * come before that; `messageId` is the id that the call gives.
   */
  delivery: (change: DeliveryChange) => void;
  /** Somebody asks to chat; `accept` or `reject` it. */
  'chat-request': (event: { readonly from: string }) => void;
  /** A chat is open from now on: messages go both ways. */
  'chat-open': (event: { readonly peer: string }) => void;
  /** `no-answer` is passing: a late ACCEPT still opens the chat. */
  'chat-refused': (event: { readonly peer: string; readonly reason: string }) => void;
  'user-online': (event: { readonly name: string; readonly rooms: readonly string[] }) => void;
  'user-offline': (event: { readonly name: string; readonly rooms: readonly string[] }) => void;
  'room-join': (event: { readonly room: string; readonly name: string }) => void;
  'room-leave': (event: { readonly room: string; readonly name: string }) => void;
  'room-host': (event: { readonly room: string; readonly name: string }) => void;
  /** This user is in a room: just joined or created, or again after a restart. */
  'room-open': (view: RoomView) => void;
  /** The peer showed another key than the remembered one: nothing is sent or shown until `acceptKey`. */
  'key-changed': (event: { readonly name: string; readonly remembered: string; readonly shown: string }) => void;
  /** Something went wrong that no call is waiting for; `message` is a sentence for people. */
  warning: (event: { readonly reason: string; readonly message: string }) => void;
}

/** One user at one registry. Every call may be rejected with a ParleyError. */
export interface Peer extends EventEmitter<PeerEvents> {
  /** As registered, once known. */
  readonly name: string;
  readonly state: PeerState;
  readonly status: PeerStatus;
  /** Where what lasts of this user at this registry is kept, readable by its owner only; undefined until that is known. */
  readonly profileDirectory: string | undefined;

  /** Connects, registers if asked, and logs in. Rejected when that fails for good; `closed` when closed meanwhile. */
  start(): Promise<void>;

  users(): Promise<readonly OnlineUser[]>;
  search(name: string): Promise<{ readonly name: string; readonly isOnline: boolean }>;
  rooms(detailed?: boolean): Promise<readonly RoomListing[]>;
  members(room: string): Promise<RoomView>;
  createRoom(
    room: string,
    options?: { readonly capacity?: number; readonly password?: string; readonly description?: string },
  ): Promise<RoomView>;
  joinRoom(room: string, password?: string): Promise<RoomView>;
  leaveRoom(room: string): Promise<void>;

  /** Asks to chat, and waits for the answer; at once when the chat is accepted already. */
  chat(name: string): Promise<'open' | 'rejected' | 'no-answer'>;
  /** @throws ParleyError `no-such-chat` when nobody of that name asked. */
  accept(name: string): Promise<void>;
  reject(name: string): Promise<void>;
  /** Ends a chat and its link; it takes a new request to go on. */
  closeChat(name: string): Promise<void>;
  /** The names of those who wait for an answer. */
  readonly requests: readonly string[];

  /** Stored when the promise is fulfilled; what becomes of it comes as `delivery`. Asks to chat first where that is due. */
  sendDirect(name: string, text: string): Promise<ChatMessage>;
  /** @throws ParleyError `not-a-member`. */
  sendRoom(room: string, text: string): Promise<ChatMessage>;
  history(
    conversation: { readonly peer: string } | { readonly room: string } | undefined,
    limit: number,
  ): Promise<readonly StoredMessage[]>;
  /** The newest `limit` of all stored messages that have words which begin with all of these, oldest first. */
  find(words: string, limit: number): Promise<readonly StoredMessage[]>;
  /** What has become of a message of this user for each recipient, sorted by name; empty of an unknown one. */
  deliveries(messageId: string): Promise<readonly Delivery[]>;
  contacts(): Promise<readonly Contact[]>;
  /** Nothing comes from there any more to this user alone: requests are rejected, direct messages refused. Ends the chat. */
  block(name: string): Promise<void>;
  /** It takes a new request to chat. @throws ParleyError `invalid` when that user was not blocked */
  unblock(name: string): Promise<void>;
  /**
   * The safety number was compared, and is equal: remembered with the key, and lost with it.
   * @throws ParleyError `no-such-chat` when no key is known yet
   */
  verify(name: string): Promise<void>;
  /** What a message of this user waits for, one entry a recipient that lacks it; without an id what is owed to that user. */
  explain(of: { readonly messageId: string } | { readonly name: string }): Promise<readonly Explanation[]>;
  /** From now on the shown key is the remembered one. */
  acceptKey(name: string): Promise<void>;
  /** 60 digits, the same on both sides, to be compared aloud. */
  safetyNumber(name: string): Promise<string>;

  /** Fulfilled when nothing is owed to anybody who can be reached, or after `ms`; false when something still is. */
  flush(ms: number): Promise<boolean>;
  /** Logs out: the others are told. The peer is over afterwards. */
  logout(): Promise<void>;
  /** Logs out when online, says goodbye to everybody, closes the store. Never rejected. */
  close(): Promise<void>;
}

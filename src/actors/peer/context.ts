// What the two halves of a peer share: the session half (registry-session, keep-alive, the root) makes it, the circle half
// (links, conversations, rooms, deliveries) lives on it.

import type { PeerLimits } from '../../protocol/limits.js';
import type { Contents, WireEvent } from '../../protocol/message-codec.js';
import type { registryAnswers, registryNotices, registryRequests } from '../../protocol/messages.js';
import type { PeerStore } from '../../store/peer-store.js';
import type { Logger } from '../../support/logger.js';
import type { Runtime } from '../../support/runtime.js';
import type { Accept, Credentials, Network } from '../../transport/link.js';
import type { Inspector } from '../inspection.js';
import type { ChatMessage, Explanation, PathStatus, PeerEvents, PeerStatus, RoomView } from './api.js';

/** What the registry answered: the verb says which of the answers it is. */
export type RegistryAnswer = Extract<WireEvent<typeof registryAnswers>, { verb: string }>;
export type RegistryNotice = WireEvent<typeof registryNotices>;

/** The peer's own certificate and key, and the CA that it trusts. */
export interface PeerIdentity {
  /** As registered. */
  readonly name: string;
  /** PEM; the chain is the newest that the registry gave. */
  readonly credentials: Credentials;
  /** The pinned CA, DER. */
  readonly authority: Uint8Array;
  /** SHA-256 of the own public key, base64url. */
  readonly keyFingerprint: string;
}

export interface PeerContext {
  readonly store: PeerStore;
  readonly network: Network;
  readonly runtime: Runtime;
  readonly limits: PeerLimits;
  readonly logger: Logger;
  readonly inspect: Inspector | undefined;
  /** `undefined` until the first login of this run. */
  identity(): PeerIdentity | undefined;
  isOnline(): boolean;
  /**
   * Sends a request to the registry and gives its answer, whatever its status; a list is one page.
   * @throws ParleyError `offline` when there is no session, `timeout` when no answer comes, or the Reason of an ERROR.
   */
  ask<Verb extends keyof typeof registryRequests & string>(
    verb: Verb,
    contents: Contents<(typeof registryRequests)[Verb]>,
    payload?: string,
  ): Promise<RegistryAnswer>;
  /** Tells whoever uses the library. */
  emit<Name extends keyof PeerEvents>(name: Name, event: Parameters<PeerEvents[Name]>[0]): void;
}

/** The circle: everything between this user and other users. */
export interface PeerCircle {
  /** Reads rooms, contacts and the outbox from the store; `context.identity()` may still be undefined. */
  open(): Promise<void>;
  /** For the listener that other peers dial. */
  readonly accept: Accept;
  /** A login succeeded; `rooms` as the registry named them. Rooms and deliveries look at the world anew. */
  online(rooms: readonly string[]): void;
  offline(): void;
  notice(event: RegistryNotice): void;

  chat(name: string): Promise<'open' | 'rejected' | 'no-answer'>;
  acceptChat(name: string): Promise<void>;
  rejectChat(name: string): Promise<void>;
  closeChat(name: string): Promise<void>;
  readonly requests: readonly string[];
  sendDirect(name: string, text: string): Promise<ChatMessage>;
  sendRoom(room: string, text: string): Promise<ChatMessage>;
  createRoom(
    room: string,
    options: { readonly capacity?: number; readonly password?: string; readonly description?: string },
  ): Promise<RoomView>;
  joinRoom(room: string, password: string | undefined): Promise<RoomView>;
  leaveRoom(room: string): Promise<void>;
  members(room: string): Promise<RoomView>;
  acceptKey(name: string): Promise<void>;
  block(name: string): Promise<void>;
  unblock(name: string): Promise<void>;
  /** The key that is shown now was compared. */
  verify(name: string): Promise<void>;
  explain(of: { readonly messageId: string } | { readonly name: string }): Promise<readonly Explanation[]>;
  flush(ms: number): Promise<boolean>;
  status(): Pick<PeerStatus, 'rooms' | 'owed' | 'pastPaths'> & { readonly paths: readonly PathStatus[] };
  /** GOODBYE on every link; resolved when they are closed. */
  close(): Promise<void>;
}

/** Made by circle.ts. */
export type CreateCircle = (context: PeerContext) => PeerCircle;

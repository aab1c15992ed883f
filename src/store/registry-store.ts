// What a registry knows: accounts, rooms and memberships, which last, and who is online, which does not. The one interface
// whose operations are atomic on their own; nothing outside store/ may assume that this process is the only registry.
//
// Operations take effect in the order in which they were called, and their promises settle in that order, after the disk.
// A caller that needs the order of changes does its work in the first continuation of the promise.
// Rejected with a StoreError (store-error.ts) when the disk fails; then nothing of the operation has happened.
// Every name is compared without case and given back as first registered; `at` is ms since 1970.

export interface Account {
  readonly name: string;
  /** Salted and memory-hard, as security/ made it. */
  readonly passwordHash: string;
}

/** Where a user's program takes links from other peers. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** One user's session: a row of presence. */
export interface Session {
  readonly name: string;
  readonly token: string;
  readonly address: Address;
  /** Its link is gone, and the time for coming back is running (section 3, "Sessions"). */
  readonly isPending: boolean;
}

export interface Member {
  readonly name: string;
  /** `undefined` when not online. */
  readonly address: Address | undefined;
}

export interface RoomInfo {
  /** As first created. */
  readonly room: string;
  /** 16 hex digits, made with the room. */
  readonly roomId: string;
  /** The host's name. */
  readonly host: string;
  readonly description: string;
  readonly capacity: number;
  /** All, offline ones too. */
  readonly memberCount: number;
  readonly isLocked: boolean;
}

export interface NewRoom {
  readonly room: string;
  readonly roomId: string;
  /** The creator: host and first member. */
  readonly host: string;
  /** SHA-256 hex as the wire has it (salted and hashed again before it is kept), or '' for an open room. */
  readonly password: string;
  readonly capacity: number;
  readonly description: string;
}

export type OpenOutcome =
  /** `replaced`: the session that this one follows, when there was one. `rooms`: names, sorted. */
  | { readonly outcome: 'opened'; readonly name: string; readonly rooms: readonly string[]; readonly replaced: Session | undefined }
  | { readonly outcome: 'already-online' }
  /** The key was last certified for another name. */
  | { readonly outcome: 'key-of-another' };

export type CreateRoomOutcome =
  | { readonly outcome: 'created'; readonly info: RoomInfo }
  | { readonly outcome: 'room-exists' | 'too-many-rooms' };

export type JoinOutcome =
  /** `members` without the one who asked, sorted. */
  | { readonly outcome: 'joined' | 'already-a-member'; readonly info: RoomInfo; readonly members: readonly Member[] }
  | { readonly outcome: 'room-unknown' | 'wrong-room-password' | 'room-full' | 'too-many-rooms' };

export type LeaveOutcome =
  /** `host` is the new host, when it changed; `isGone` when nobody is left. `room` as first created. */
  | { readonly outcome: 'left'; readonly room: string; readonly name: string; readonly host: string | undefined; readonly isGone: boolean }
  | { readonly outcome: 'room-unknown' | 'not-a-member' };

/** A page of a sorted list: what comes after the name `after`, at most `limit` rows. */
export interface Page {
  readonly after?: string | undefined;
  readonly limit: number;
}

/** One line of X: a user who is online and a room that both share, if any. */
export interface OnlinePeer {
  readonly name: string;
  readonly address: Address;
  /** Rooms shared with the one who asked, sorted. */
  readonly rooms: readonly string[];
}

export interface RegistryStore {
  createAccount(account: Account, at: number): Promise<'created' | 'exists'>;
  account(name: string): Promise<Account | undefined>;

  /**
   * Begins a session, if there is none, or the one there is is pending or has the token `resume`. `keyFingerprint` is the
   * SHA-256 of the certificate's public key, base64url; it is remembered as last certified for this name.
   */
  openSession(
    session: Session & { readonly keyFingerprint: string; readonly resume?: string | undefined },
    at: number,
  ): Promise<OpenOutcome>;
  /** The key of a RENEW. `key-of-another` changes nothing. */
  rememberKey(name: string, keyFingerprint: string): Promise<'remembered' | 'key-of-another'>;
  /** Its link is gone. Nothing happens when the token is not that of a live session. */
  suspendSession(token: string): Promise<boolean>;
  /** Ends it, and notes `at` as when the user was last online. False when there is no such session. */
  closeSession(token: string, at: number): Promise<boolean>;
  session(name: string): Promise<Session | undefined>;
  /** Of an account: its name, and its session's address when it is online; `undefined` when there is none. In one read. */
  whereabouts(name: string): Promise<Member | undefined>;

  createRoom(room: NewRoom, at: number): Promise<CreateRoomOutcome>;
  /** Checks in the order of section 3, V: unknown, already a member, password, full (and rooms of the user). */
  joinRoom(request: { readonly room: string; readonly name: string; readonly password: string }, at: number): Promise<JoinOutcome>;
  leaveRoom(request: { readonly room: string; readonly name: string }): Promise<LeaveOutcome>;
  /** All members, sorted, with the room as it is; `undefined` when there is none. */
  room(room: string): Promise<{ readonly info: RoomInfo; readonly members: readonly Member[] } | undefined>;
  rooms(page: Page): Promise<readonly RoomInfo[]>;
  onlinePeers(asker: string, page: Page): Promise<readonly OnlinePeer[]>;
  /** Names of those online (pending sessions too) who share a room with this user, each once, never the user. */
  roommatesOnline(name: string): Promise<readonly string[]>;
  /**
   * Takes out every member not online since `before`, as if by ROOM_EXIT; the outcomes in their order. Who never had a session
   * counts from joining; whose session a crash cut off, from when the store was opened again.
   */
  expireMembers(before: number): Promise<readonly Extract<LeaveOutcome, { outcome: 'left' }>[]>;

  /** Waits for what is under way. */
  close(): Promise<void>;
}

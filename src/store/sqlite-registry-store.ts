// The registry's store on SQLite: registry-store.ts says what each operation means, registry/ holds them by concern.
// Only one program may have the file open: presence is in this one's memory.
import { type OpenDatabase, openDatabase } from './database.js';
import { createAccount, findAccount, registeredName, rememberKey } from './registry/accounts.js';
import { expireMembers, joinRoom, leaveRoom } from './registry/memberships.js';
import { createRoom, findRoom, listRooms, membersOf } from './registry/rooms.js';
import { presenceTable, registryMigrations } from './registry/schema.js';
import {
  closeSession,
  findSession,
  findWhereabouts,
  forgetLostSessions,
  onlinePeers,
  openSession,
  roommatesOnline,
  suspendSession,
} from './registry/sessions.js';
import type { RegistryStore } from './registry-store.js';

export interface RegistryStoreOptions {
  /** Rooms that one user may be in. */
  readonly roomsPerUser?: number | undefined;
  /** The time now: members whose sessions a crash cut off count as online until then. */
  readonly at?: number | undefined;
  readonly openDatabase?: OpenDatabase | undefined;
}

/** @throws StoreError: `in-use`, `corrupt`, `newer`, `read-only`, … */
export async function openRegistryStore(file: string, options: RegistryStoreOptions = {}): Promise<RegistryStore> {
  const { roomsPerUser = 100, at: openedAt = Date.now(), openDatabase: open = openDatabase } = options;
  const database = await open({ file, migrations: registryMigrations, exclusive: true, setup: presenceTable });
  try {
    await database.write((sql) => forgetLostSessions(sql, openedAt));
  } catch (error) {
    await database.close();
    throw error;
  }

  // None of these is an async function: promises of equal depth are what keeps the callers' continuations in order.
  return {
    createAccount: (account, at) => database.write((sql) => createAccount(sql, account, at)),
    account: (name) => database.read((sql) => findAccount(sql, name)),

    openSession: (session, at) => database.write((sql) => openSession(sql, session, at)),
    rememberKey: (name, keyFingerprint) => database.write(async (sql) => rememberKey(sql, await registeredName(sql, name), keyFingerprint)),
    suspendSession: (token) => database.write((sql) => suspendSession(sql, token)),
    closeSession: (token, at) => database.write((sql) => closeSession(sql, token, at)),
    session: (name) => database.read((sql) => findSession(sql, name)),
    whereabouts: (name) => database.read((sql) => findWhereabouts(sql, name)),

    createRoom: (room, at) => database.write((sql) => createRoom(sql, room, at, roomsPerUser)),
    joinRoom: (request, at) => database.write((sql) => joinRoom(sql, request, at, roomsPerUser)),
    leaveRoom: (request) => database.write((sql) => leaveRoom(sql, request)),
    room: (room) =>
      database.read(async (sql) => {
        const found = await findRoom(sql, room);
        return found && { info: found.info, members: await membersOf(sql, room) };
      }),
    rooms: (page) => database.read((sql) => listRooms(sql, page)),
    onlinePeers: (asker, page) => database.read((sql) => onlinePeers(sql, asker, page)),
    roommatesOnline: (name) => database.read((sql) => roommatesOnline(sql, name)),
    expireMembers: (before) => database.write((sql) => expireMembers(sql, before)),

    close: () => database.close(),
  };
}

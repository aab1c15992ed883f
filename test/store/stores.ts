// Stores for tests: in memory or in a directory of the test's own, closed and removed when it is over.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { RegistryStore } from '../../src/store/registry-store.js';
import { openRegistryStore, type RegistryStoreOptions } from '../../src/store/sqlite-registry-store.js';

/** The path of a file that does not exist yet, in a new directory. */
export async function freshFile(t: ExecutionContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-store-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return join(directory, 'data', 'store.db');
}

/** Closes it when the test is over, before its file is removed. */
export function closing<T extends { close(): Promise<void> }>(t: ExecutionContext, store: T): T {
  t.teardown(() => store.close());
  return store;
}

/** One test for each place that a store may be in. */
export function overEachPlace(title: string, run: (t: ExecutionContext, file: string) => Promise<void>): void {
  test(`${title} (memory)`, (t) => run(t, ':memory:'));
  test(`${title} (file)`, async (t) => run(t, await freshFile(t)));
}

export interface RegistryFixture {
  readonly store: RegistryStore;
  /** Registers each name at 0. */
  register(...names: string[]): Promise<void>;
  /** Begins a session with token `NAME-token` and address 10.0.0.1:PORT (default 5000). */
  login(
    name: string,
    options?: { token?: string; port?: number; resume?: string; key?: string; at?: number },
  ): ReturnType<RegistryStore['openSession']>;
  /** Makes a room; its id is the name's first letter 16 times. */
  create(
    room: string,
    host: string,
    options?: { password?: string; capacity?: number; at?: number },
  ): ReturnType<RegistryStore['createRoom']>;
  join(room: string, name: string, options?: { password?: string; at?: number }): ReturnType<RegistryStore['joinRoom']>;
}

/** A registry's store, and short ways to fill it. */
export async function registryFixture(t: ExecutionContext, file: string, options: RegistryStoreOptions = {}): Promise<RegistryFixture> {
  const store = closing(t, await openRegistryStore(file, { at: 0, ...options }));
  return {
    store,
    async register(...names) {
      for (const name of names) await store.createAccount({ name, passwordHash: `${name}-hash` }, 0);
    },
    login: (name, { token = `${name}-token`, port = 5000, resume, key = `${name.toLowerCase()}-key`, at = 0 } = {}) =>
      store.openSession({ name, token, address: { host: '10.0.0.1', port }, isPending: false, keyFingerprint: key, resume }, at),
    create: (room, host, { password = '', capacity = 10, at = 0 } = {}) =>
      store.createRoom({ room, roomId: room.charAt(0).repeat(16), host, password, capacity, description: `about ${room}` }, at),
    join: (room, name, { password = '', at = 0 } = {}) => store.joinRoom({ room, name, password }, at),
  };
}

/** A room as `create` makes it. */
export function roomInfo(room: string, host: string, memberCount: number, more: { capacity?: number; isLocked?: boolean } = {}) {
  return {
    room,
    roomId: room.charAt(0).repeat(16),
    host,
    description: `about ${room}`,
    capacity: 10,
    memberCount,
    isLocked: false,
    ...more,
  };
}

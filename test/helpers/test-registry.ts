// A registry over real sockets for one test, with passwords that cost nothing, torn down with the test.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { Registry, RegistryOptions } from '../../src/actors/registry/api.js';
import type { BuildingParts } from '../../src/actors/registry/building.js';
import { createRegistryWith } from '../../src/actors/registry/create-registry.js';
import { certificateRequest } from '../../src/security/identity.js';
import type { PasswordHasher } from '../../src/security/password-hasher.js';
import { hashed, newKey, type Received, WireClient } from './wire-client.js';

export const fastHasher: PasswordHasher = {
  hash: async (secret) => `fast ${secret}`,
  verify: async (secret, stored) => stored === `fast ${secret}`,
  close: async () => {},
};

export interface TestRegistry {
  readonly registry: Registry;
  readonly port: number;
  connect(): Promise<WireClient>;
  greeted(): Promise<WireClient>;
  /** Registered if need be, and logged in; `auth` is the answer. */
  online(name: string, headers?: Readonly<Record<string, string | number>>): Promise<{ client: WireClient; auth: Received }>;
}

export async function testRegistry(
  t: ExecutionContext,
  options: Partial<RegistryOptions> = {},
  parts: BuildingParts = {},
): Promise<TestRegistry> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'parley-registry-'));
  const registry = await createRegistryWith(
    { dataDirectory, listen: { host: '127.0.0.1', port: 0 }, ...options },
    { hasher: fastHasher, ...parts },
  );
  t.teardown(async () => {
    await registry.close();
    rmSync(dataDirectory, { recursive: true, force: true, maxRetries: 3 });
  });
  const { port } = registry.address;
  const kept = (client: WireClient) => {
    t.teardown(() => client.close());
    return client;
  };
  return {
    registry,
    port,
    connect: async () => kept(await WireClient.connect(port)),
    greeted: async () => kept(await WireClient.greeted(port)),
    online: async (name, headers = {}) => {
      const client = kept(await WireClient.greeted(port));
      await client.ask(`REGISTER <${name}> <${hashed(name, 'secret')}>`);
      const auth = await logIn(client, name, headers);
      return { client, auth };
    },
  };
}

/** LOGIN with a key of its own for each name. */
export async function logIn(client: WireClient, name: string, headers: Readonly<Record<string, string | number>> = {}): Promise<Received> {
  return client.ask(`LOGIN <${name}> <${hashed(name, 'secret')}>`, { 'Peer-Port': 4000, ...headers }, await requestFor(name));
}

const requests = new Map<string, Promise<string>>();

/** The same key for the same name, all through a test file. */
export function requestFor(name: string): Promise<string> {
  const request = requests.get(name) ?? certificateRequest(newKey(), name);
  requests.set(name, request);
  return request;
}

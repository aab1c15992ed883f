// Keys and certificates, made once in a thread and used by all of its tests on turned clocks: making them takes longer than most of
// the tests.
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PeerIdentity } from '../../src/actors/peer/context.js';
import type { KeyMaking } from '../../src/actors/peer/identity-keeper.js';
import { openCertificateAuthority } from '../../src/security/certificate-authority.js';
import { certificateRequest, newIdentityKey } from '../../src/security/identity.js';
import type { Runtime } from '../../src/support/runtime.js';

let authority: Promise<string> | undefined;
const identities = new Map<string, Promise<PeerIdentity>>();
const keys = new Map<string, Promise<string>>();
const requests = new Map<string, Promise<string>>();

/** Puts the authority's files into a directory; the clock must be at the beginning of a test's time. */
export async function placeAuthority(directory: string, runtime: Runtime): Promise<void> {
  authority ??= makeAuthority(runtime);
  cpSync(await authority, directory, { recursive: true });
}

/** The same for every test that asks for the same person's papers as the same one of that name. */
export function papersOf(name: string, number: number, make: () => Promise<PeerIdentity>): Promise<PeerIdentity> {
  return kept(identities, `${name} ${number}`, make);
}

/** Makes the keys of one user of one test: the same in every test. */
export function stockedKeys(name: string): KeyMaking {
  let number = 0;
  return {
    newIdentityKey: () => {
      number++;
      return kept(keys, `${name} ${number}`, newIdentityKey);
    },
    certificateRequest: (key, subject) => kept(requests, `${subject} ${key}`, () => certificateRequest(key, subject)),
  };
}

function kept<T>(stock: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const one = stock.get(key) ?? make();
  stock.set(key, one);
  return one;
}

async function makeAuthority(runtime: Runtime): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'parley-authority-'));
  process.once('exit', () => {
    if (existsSync(directory)) rmSync(directory, { recursive: true });
  });
  await openCertificateAuthority(directory, runtime);
  return directory;
}

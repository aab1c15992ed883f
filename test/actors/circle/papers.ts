// The papers of circles, made once in a thread and used by all of its tests: making keys and certificates takes longer than most of them.
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PeerIdentity } from '../../../src/actors/peer/context.js';
import { openCertificateAuthority } from '../../../src/security/certificate-authority.js';
import type { Runtime } from '../../../src/support/runtime.js';

let authority: Promise<string> | undefined;
const identities = new Map<string, Promise<PeerIdentity>>();

/** Puts the authority's files into a directory; the clock must be at the beginning of a test's time. */
export async function placeAuthority(directory: string, runtime: Runtime): Promise<void> {
  authority ??= makeAuthority(runtime);
  cpSync(await authority, directory, { recursive: true });
}

/** The same for every test that asks for the same person's papers as the same one of that name. */
export function papersOf(name: string, number: number, make: () => Promise<PeerIdentity>): Promise<PeerIdentity> {
  const key = `${name} ${number}`;
  const papers = identities.get(key) ?? make();
  identities.set(key, papers);
  return papers;
}

async function makeAuthority(runtime: Runtime): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'parley-authority-'));
  process.once('exit', () => {
    if (existsSync(directory)) rmSync(directory, { recursive: true });
  });
  await openCertificateAuthority(directory, runtime);
  return directory;
}

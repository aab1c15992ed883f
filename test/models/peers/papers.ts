// Keys and certificates of everybody in the models' worlds, made once a process: making them takes real time.
import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import type { PeerIdentity } from '../../../src/actors/peer/context.js';
import type { KeyMaking } from '../../../src/actors/peer/identity-keeper.js';
import {
  makeAuthorityCertificate,
  makePeerCertificate,
  makeServerCertificate,
  type Signer,
  signerFrom,
  spkiOf,
} from '../../../src/security/certificates.js';
import { keyFingerprint, newIdentityKey } from '../../../src/security/identity.js';
import { certificateFingerprint } from '../../../src/security/trust.js';
import { type Runtime, systemRuntime } from '../../../src/support/runtime.js';
import type { Credentials } from '../../../src/transport/link.js';

/** When every world begins, as `turnedRuntime` has it. */
export const epoch = Date.UTC(2026, 0, 1);

interface Authority {
  readonly signer: Signer;
  /** PEM. */
  readonly certificate: string;
  readonly server: Credentials;
  readonly fingerprint: string;
}

let made: Promise<Authority> | undefined;
const keys = new Map<string, Promise<string>>();
const identities = new Map<string, Promise<PeerIdentity>>();

export function authority(): Promise<Authority> {
  made ??= makeAuthority();
  return made;
}

export interface PaperOptions {
  /** Which of a user's keys: the first is 0. */
  readonly key?: number;
  /** When the certificate was made, ms after the world's beginning. It lasts for a day. */
  readonly at?: number;
}

export function identityOf(name: string, { key = 0, at = 0 }: PaperOptions = {}): Promise<PeerIdentity> {
  const id = `${name} ${key} ${at}`;
  const identity = identities.get(id) ?? makeIdentity(name, key, at);
  identities.set(id, identity);
  return identity;
}

/** A user's program has its key from here, too. */
export function keyMaking(name: string): KeyMaking {
  return { newIdentityKey: () => keyOf(name, 0), certificateRequest: async () => `a request of ${name}` };
}

async function makeAuthority(): Promise<Authority> {
  const signer = await signerFrom(await newIdentityKey());
  const certificate = await makeAuthorityCertificate(signer, runtimeAt(0));
  const key = await newIdentityKey();
  const leaf = await makeServerCertificate(signer, spkiOf(key), runtimeAt(0));
  const fingerprint = certificateFingerprint(new X509Certificate(certificate).raw);
  return { signer, certificate, server: { key, chain: leaf + certificate }, fingerprint };
}

async function makeIdentity(name: string, number: number, at: number): Promise<PeerIdentity> {
  const { signer, certificate } = await authority();
  const key = await keyOf(name, number);
  const leaf = await makePeerCertificate(signer, spkiOf(key), name, runtimeAt(at));
  return {
    name,
    credentials: { key, chain: leaf + certificate },
    authority: new X509Certificate(certificate).raw,
    keyFingerprint: keyFingerprint(key),
  };
}

function keyOf(name: string, number: number): Promise<string> {
  const id = `${name} ${number}`;
  const key = keys.get(id) ?? newIdentityKey();
  keys.set(id, key);
  return key;
}

function runtimeAt(at: number): Runtime {
  return { ...systemRuntime, now: () => epoch + at };
}

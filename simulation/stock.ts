// Keys and certificates, made once in a process and outside of any simulation: making them takes real time and real chance.
import 'reflect-metadata';
import { createPrivateKey, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import type { KeyMaking } from '../src/actors/peer/identity-keeper.js';
import { nameKey } from '../src/protocol/names.js';
import type { CertificateAuthority, Credentials } from '../src/security/certificate-authority.js';
import {
  makeAuthorityCertificate,
  makePeerCertificate,
  makeServerCertificate,
  type Signer,
  signerFrom,
  spkiOf,
} from '../src/security/certificates.js';
import { keyFingerprint, newIdentityKey } from '../src/security/identity.js';
import { certificateFingerprint } from '../src/security/trust.js';
import { type Runtime, systemRuntime } from '../src/support/runtime.js';
import { epoch } from './life.js';
import { redated } from './redate.js';

/** Certificates begin an hour before the simulation and last for a day of it. */
const runtime: Runtime = { ...systemRuntime, now: () => epoch, randomBytes: (length) => randomBytes(length) };

interface Papers extends Credentials {
  readonly leaf: string;
  readonly fingerprint: string;
}

interface Authority {
  readonly key: KeyObject;
  readonly signer: Signer;
  readonly certificate: string;
  readonly server: Credentials;
  readonly fingerprint: string;
}

let authority: Promise<Authority> | undefined;
const papers = new Map<string, Papers>();
/** Two worlds that are opened at once have the same papers. */
const making = new Map<string, Promise<void>>();

/** What a request for a certificate says in a simulation: whose key it is. Really it would be signed, which takes a thread. */
const requestOf = (name: string): string => `${requestStart}${nameKey(name)}`;
const requestStart = 'the key of ';

/**
 * All that the users of these names need. `isEven`: the certificates of all runs in all processes are of one length, which
 * takes four times as long.
 */
export async function stockFor(names: readonly string[], isEven: boolean): Promise<Stock> {
  authority ??= makeAuthority();
  const { key: authorityKey, signer, certificate, server, fingerprint } = await authority;
  for (const name of names) {
    const made = making.get(nameKey(name)) ?? makePapers(name, { signer, certificate }, isEven);
    making.set(nameKey(name), made);
    await made;
  }
  return new Stock({ key: authorityKey, fingerprint, certificate, server });
}

async function makePapers(
  name: string,
  { signer, certificate }: Pick<Authority, 'signer' | 'certificate'>,
  isEven: boolean,
): Promise<void> {
  const key = await newIdentityKey();
  const make = () => makePeerCertificate(signer, spkiOf(key), name, runtime);
  const leaf = isEven ? await evenly(make) : await make();
  papers.set(nameKey(name), { key, leaf, chain: leaf + certificate, fingerprint: keyFingerprint(key) });
}

export class Stock {
  /** As the registry of a simulation opens it. */
  readonly authority: CertificateAuthority;
  readonly #authority: Omit<Authority, 'signer'>;

  constructor(authority: Omit<Authority, 'signer'>) {
    this.#authority = authority;
    this.authority = this.authorityOf(
      () => epoch,
      () => undefined,
    );
  }

  /** One whose certificates last `lifeNow()` ms, and begin as long before they were issued; without, they are the made ones. */
  authorityOf(now: () => number, lifeNow: () => number | undefined): CertificateAuthority {
    const { key, fingerprint, certificate, server } = this.#authority;
    return {
      fingerprint,
      certificate,
      serverCredentials: server,
      inspect: async (request) => {
        const owner = request.startsWith(requestStart) ? papers.get(request.slice(requestStart.length)) : undefined;
        return owner && { keyFingerprint: owner.fingerprint };
      },
      issue: async (name) => {
        const { leaf, chain } = this.papersOf(name);
        const life = lifeNow();
        if (life === undefined) return chain;
        return redated(leaf, key, { notBefore: now() - life, notAfter: now() + life }) + certificate;
      },
    };
  }

  papersOf(name: string): Papers {
    const found = papers.get(nameKey(name));
    if (!found) throw new Error(`no papers were made for ${name}`);
    return found;
  }

  keyMaking(name: string): KeyMaking {
    return { newIdentityKey: async () => this.papersOf(name).key, certificateRequest: async () => requestOf(name) };
  }

  requestOf(name: string): string {
    return requestOf(name);
  }
}

async function makeAuthority(): Promise<Authority> {
  const key = await newIdentityKey();
  const signer = await signerFrom(key);
  const certificate = await evenly(() => makeAuthorityCertificate(signer, runtime));
  const serverKey = await newIdentityKey();
  const leaf = await evenly(() => makeServerCertificate(signer, spkiOf(serverKey), runtime));
  const fingerprint = certificateFingerprint(new X509Certificate(certificate).raw);
  return { key: createPrivateKey(key), signer, certificate, server: { key: serverKey, chain: leaf + certificate }, fingerprint };
}

/** The DER of a signature is 70 to 72 bytes long; one length for all, lest a cut at some byte fall elsewhere each time. */
async function evenly(make: () => Promise<string>): Promise<string> {
  for (;;) {
    const pem = await make();
    const { raw } = new X509Certificate(pem);
    const bitString = raw.subarray(-75);
    if (bitString[0] === 0x03 && bitString[1] === 73 && bitString[3] === 0x30 && bitString[4] === 70) return pem;
  }
}

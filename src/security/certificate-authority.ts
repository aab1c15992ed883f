// The registry's certificate authority: its key and certificate, the registry's own certificate, and what it issues to peers
// (docs/protocol.md, section 1, "Certificates"; section 3: III, RENEW).
//
// Each key lies in one file with its certificate, so that no crash can leave one without the other.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import type { Runtime } from '../support/runtime.js';
import { type CertificateRequest, InspectedRequest, inspectRequest } from './certificate-request.js';
import {
  makeAuthorityCertificate,
  makePeerCertificate,
  makeServerCertificate,
  renewServerBefore,
  type Signer,
  signerFrom,
  spkiOf,
} from './certificates.js';
import { isP256, newIdentityKey } from './identity.js';
import { createPrivateFile, openPrivateDirectory, readPrivateFile, replacePrivateFile } from './private-files.js';
import { SecurityError } from './security-error.js';
import { certificateFingerprint, parseChain, verifyRegistryChain } from './trust.js';

export type { CertificateRequest } from './certificate-request.js';

/** A private key and its certificates, PEM, leaf first. */
export interface Credentials {
  readonly key: string;
  readonly chain: string;
}

export interface CertificateAuthority {
  /** What stands in the registry's link: SHA-256 of the DER SubjectPublicKeyInfo, base64url. */
  readonly fingerprint: string;
  /** PEM. */
  readonly certificate: string;
  /** The registry's own; ask anew at every link, for they are renewed in time. */
  readonly serverCredentials: Credentials;
  /** What a peer handed in (PEM PKCS#10), when it is signed by its own key and that is on P-256. Never rejected. */
  inspect(csrPem: string): Promise<CertificateRequest | undefined>;
  /**
   * A certificate for the request's key in the name as registered: PEM, leaf then CA. It takes the main thread 3 ms, the first
   * few 10.
   */
  issue(name: string, request: CertificateRequest): Promise<string>;
}

/**
 * Opens the authority of a directory, or makes one where there is none; makes or renews the server certificate where due.
 * @throws SecurityError when the authority's file is damaged or the authority has expired; it is left as it is.
 * @throws the system's error when the directory cannot be read or written.
 */
export async function openCertificateAuthority(directory: string, runtime: Runtime): Promise<CertificateAuthority> {
  await openPrivateDirectory(directory);
  const authority = await openAuthority(join(directory, 'ca.pem'), runtime);
  const signer = await signerFrom(authority.key);
  let server = await openServer(join(directory, 'server.pem'), authority, signer, runtime);
  return {
    fingerprint: certificateFingerprint(derOf(authority.chain)),
    certificate: authority.chain,
    get serverCredentials() {
      return { key: server.key, chain: server.certificate.toString() + authority.chain };
    },
    inspect: inspectRequest,
    issue: async (name, request) => {
      if (!(request instanceof InspectedRequest)) throw new TypeError('a request that was not inspected');
      // Peers log in every day, so a registry that runs for a year has its certificate renewed too. Not written to the file:
      // that can fail, and the next start does it.
      if (isDue(server.certificate, runtime)) server = await makeServer(signer, runtime);
      return (await makePeerCertificate(signer, request.spki, name, runtime)) + authority.chain;
    },
  };
}

async function openAuthority(file: string, runtime: Runtime): Promise<Credentials> {
  const stored = await readPrivateFile(file);
  if (stored !== undefined) return readAuthority(stored, file, runtime);
  const key = await newIdentityKey();
  const chain = await makeAuthorityCertificate(await signerFrom(key), runtime);
  return readAuthority(await createPrivateFile(file, key + chain), file, runtime);
}

function readAuthority(stored: string, file: string, runtime: Runtime): Credentials {
  const why = (fault: string) =>
    new SecurityError(
      `The registry's certificate authority in ${file} cannot be used: ${fault}. It was left as it is. Bring it back from a copy, ` +
        'or move it away to get a new authority, which peers must then be told to trust.',
    );
  const credentials = readCredentials(stored);
  if (!credentials) throw why('it must hold one private key and one certificate');
  const { key, certificate } = credentials;
  if (!certificate.checkPrivateKey(createPrivateKey(key)) || !isP256(certificate.publicKey))
    throw why('the key is not that of the certificate');
  if (!certificate.ca || !certificate.verify(certificate.publicKey)) throw why("the certificate is not an authority's");
  if (Date.parse(certificate.validTo) < runtime.now()) throw why(`it expired on ${certificate.validTo}`);
  return { key, chain: certificate.toString() };
}

async function openServer(file: string, authority: Credentials, signer: Signer, runtime: Runtime): Promise<KeyAndCertificate> {
  const stored = readCredentials((await readPrivateFile(file)) ?? '');
  // One that is damaged, or another authority's, is simply made anew: nobody remembers its key.
  if (stored && isGoodServer(stored, authority, runtime)) return stored;
  const made = await makeServer(signer, runtime);
  await replacePrivateFile(file, made.key + made.certificate.toString());
  return made;
}

async function makeServer(signer: Signer, runtime: Runtime): Promise<KeyAndCertificate> {
  const key = await newIdentityKey();
  return { key, certificate: new X509Certificate(await makeServerCertificate(signer, spkiOf(key), runtime)) };
}

function isGoodServer({ key, certificate }: KeyAndCertificate, authority: Credentials, runtime: Runtime): boolean {
  const anchor = derOf(authority.chain);
  return (
    certificate.checkPrivateKey(createPrivateKey(key)) &&
    !isDue(certificate, runtime) &&
    verifyRegistryChain([certificate.raw, anchor], certificateFingerprint(anchor), runtime.now()).ok
  );
}

function isDue(certificate: X509Certificate, runtime: Runtime): boolean {
  return Date.parse(certificate.validTo) - runtime.now() < renewServerBefore;
}

interface KeyAndCertificate {
  readonly key: string;
  readonly certificate: X509Certificate;
}

/** The one key and the one certificate of a file's text, or `undefined`. */
function readCredentials(text: string): KeyAndCertificate | undefined {
  const [der, ...more] = parseChain(text);
  if (!der || more.length > 0) return undefined;
  try {
    const key = createPrivateKey(text).export({ type: 'pkcs8', format: 'pem' }).toString();
    return { key, certificate: new X509Certificate(der) };
  } catch {
    return undefined;
  }
}

function derOf(pem: string): Uint8Array {
  return new X509Certificate(pem).raw;
}

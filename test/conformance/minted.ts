// Certificates in which one thing is wrong, for registries that are wrong on purpose.
import { createPrivateKey, webcrypto } from 'node:crypto';
import { loadX509 } from '../../src/security/x509.js';

const hour = 3_600_000;
const day = 24 * hour;
const serverAuth = '1.3.6.1.5.5.7.3.1';
const clientAuth = '1.3.6.1.5.5.7.3.2';

export interface Minted {
  /** PKCS#8 PEM. */
  readonly key: string;
  readonly certificate: string;
  readonly keys: webcrypto.CryptoKeyPair;
}

export interface Wishes {
  readonly cn?: string;
  readonly uri?: string;
  readonly days?: number;
  readonly since?: number;
  readonly isAuthority?: boolean;
  readonly pathLength?: number | undefined;
  readonly usage?: number;
  readonly extended?: readonly string[];
  readonly curve?: 'P-256' | 'P-384';
  readonly serial?: string;
  readonly withoutKeyIds?: true;
  /** Named as who signs, but it was somebody else. */
  readonly signedBy?: Minted;
}

/** Right in everything but what is wished otherwise. */
export async function mint(by: Minted | undefined, wishes: Wishes): Promise<Minted> {
  const x509 = await loadX509();
  const { curve = 'P-256', isAuthority = false, uri } = wishes;
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: curve }, true, ['sign', 'verify']);
  const usage =
    wishes.usage ?? (isAuthority ? x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign : x509.KeyUsageFlags.digitalSignature);
  const signer = wishes.signedBy ?? by;
  const since = wishes.since ?? Date.now() - hour;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber:
      wishes.serial ??
      Buffer.from(webcrypto.getRandomValues(new Uint8Array(15)))
        .toString('hex')
        .replace(/^./, '4'),
    subject: [{ CN: [wishes.cn ?? 'parley registry CA'] }],
    issuer: [{ CN: ['parley registry CA'] }],
    notBefore: new Date(since),
    notAfter: new Date(Date.now() + (wishes.days ?? 1) * day),
    publicKey: keys.publicKey,
    signingKey: (signer?.keys ?? keys).privateKey,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions: [
      new x509.BasicConstraintsExtension(isAuthority, wishes.pathLength, true),
      new x509.KeyUsagesExtension(usage, true),
      ...(isAuthority ? [] : [new x509.ExtendedKeyUsageExtension([...(wishes.extended ?? [clientAuth, serverAuth])])]),
      ...(uri === undefined ? [] : [new x509.SubjectAlternativeNameExtension([{ type: 'url', value: uri }])]),
      ...(wishes.withoutKeyIds ? [] : [await x509.SubjectKeyIdentifierExtension.create(keys.publicKey)]),
      ...(by && !wishes.withoutKeyIds ? [await x509.AuthorityKeyIdentifierExtension.create(by.keys.publicKey)] : []),
    ],
  });
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ type: 'pkcs8', format: 'pem' }).toString();
  return { key, certificate: `${certificate.toString('pem')}\n`, keys };
}

export const mintAuthority = (wishes: Wishes = {}): Promise<Minted> =>
  mint(undefined, { isAuthority: true, pathLength: 0, days: 3652, ...wishes });

/** What a registry shows in its handshake. */
export async function mintedServer(leaf: Wishes, authority: Wishes = {}): Promise<{ key: string; cert: string }> {
  const ca = await mintAuthority(authority);
  const made = await mint(ca, { cn: 'parley registry', uri: 'parley-registry:1', extended: [serverAuth], days: 365, ...leaf });
  return { key: made.key, cert: made.certificate + ca.certificate };
}

/** The payload of an AUTH. */
export async function mintedPeer(name: string, leaf: Wishes): Promise<string> {
  const ca = await mintAuthority();
  const made = await mint(ca, { cn: name, uri: `parley:${name.toLowerCase()}`, ...leaf });
  return made.certificate + ca.certificate;
}

/** Of an authority that nobody knows. */
export async function mintPeerIdentity(name: string): Promise<{ key: string; chain: string }> {
  const ca = await mintAuthority();
  const made = await mint(ca, { cn: name, uri: `parley:${name.toLowerCase()}` });
  return { key: made.key, chain: made.certificate + ca.certificate };
}

// The user's key and certificate: made and asked for when a login needs them, checked and kept when the registry gives one
// (III, RENEW).
import type { Admission, Admitted, Preparation } from '../../machines/registry-session/events.js';
import { sameName } from '../../protocol/names.js';
import { certificateRequest, keyFingerprint, newIdentityKey } from '../../security/identity.js';
import { commonName, parseChain, verifyPeerChain } from '../../security/trust.js';
import type { PeerStore } from '../../store/peer-store.js';
import type { Runtime } from '../../support/runtime.js';
import { parleyError } from '../refusals.js';
import type { PeerIdentity } from './context.js';
import type { PendingWork } from './pending-work.js';
import type { RegistryTrust } from './registry-trust.js';

interface Key {
  readonly pem: string;
  readonly fingerprint: string;
  readonly certificateRequest: string;
}

/** How keys are made and shown: really, or in a simulation from a stock. */
export interface KeyMaking {
  /** PEM. */
  readonly newIdentityKey: () => Promise<string>;
  readonly certificateRequest: (keyPem: string, name: string) => Promise<string>;
}

export interface KeeperOptions {
  readonly name: string;
  readonly store: PeerStore;
  readonly trust: RegistryTrust;
  readonly runtime: Runtime;
  readonly keyMaking?: KeyMaking | undefined;
  /** What is good to have stored could not be; the session goes on without. */
  readonly onStorageTrouble: (error: unknown) => void;
  /** Tries a write again while the disk fails. */
  readonly insist: PendingWork['insist'];
}

export class IdentityKeeper {
  readonly #name: string;
  readonly #store: PeerStore;
  readonly #trust: RegistryTrust;
  readonly #runtime: Runtime;
  readonly #keyMaking: KeyMaking;
  readonly #onStorageTrouble: (error: unknown) => void;
  readonly #insist: KeeperOptions['insist'];
  #sessionToken: string | undefined;
  #key: Promise<Key> | undefined;
  #identity: PeerIdentity | undefined;
  #keepAliveKey: Uint8Array = new Uint8Array(0);

  constructor({
    name,
    store,
    trust,
    runtime,
    keyMaking = { newIdentityKey, certificateRequest },
    onStorageTrouble,
    insist,
  }: KeeperOptions) {
    this.#name = name;
    this.#store = store;
    this.#trust = trust;
    this.#runtime = runtime;
    this.#keyMaking = keyMaking;
    this.#onStorageTrouble = onStorageTrouble;
    this.#insist = insist;
  }

  /** `undefined` until the first login of this run. */
  get identity(): PeerIdentity | undefined {
    return this.#identity;
  }

  /** Of the session that is, or was last. */
  get keepAliveKey(): Uint8Array {
    return this.#keepAliveKey;
  }

  /** What LOGIN needs; the key is made at the first one. */
  async prepare(): Promise<Preparation> {
    this.#key ??= this.#openKey().catch((error: unknown) => {
      this.#key = undefined; // so that the next dial tries again
      throw error;
    });
    const key = await this.#key;
    return { certificateRequest: key.certificateRequest, secrets: { resume: this.#sessionToken ?? (await this.#store.sessionToken()) } };
  }

  /**
   * Checks a new certificate as other peers will, and keeps it with the session's secrets.
   * @throws ParleyError `registry-changed`, or `unreachable` when this is no certificate to go by.
   */
  async admit({ chain: pem, secrets }: Admission): Promise<Admitted> {
    const chain = parseChain(pem);
    const [leaf, issuer] = chain;
    if (!leaf || !issuer) throw nonsense('it sent no certificate');
    if (!this.#trust.authority) this.#trust.takeAuthority(issuer);
    const authority = this.#trust.authority ?? issuer;
    const verdict = verifyPeerChain(chain, authority, this.#runtime.now());
    if (!verdict.ok) throw nonsense(verdict.why);
    const { pem: key, fingerprint: ownFingerprint } = await this.#openedKey();
    if (verdict.keyFingerprint !== ownFingerprint) throw nonsense('the certificate is for another key');
    if (!sameName(verdict.name, this.#name)) throw nonsense('the certificate is for another name');
    await this.#trust.remember();
    if (secrets) {
      this.#sessionToken = secrets.session;
      await this.#saveToken();
      this.#keepAliveKey = Buffer.from(secrets.keepAliveKey, 'base64url');
    }
    const name = registeredName(leaf, this.#name);
    this.#identity = { name, credentials: { key, chain: pem }, authority, keyFingerprint: ownFingerprint };
    return { name, notBefore: verdict.notBefore, notAfter: verdict.notAfter };
  }

  /** Only a restart has a use for the stored one: a full disk keeps nobody offline, and has it when it takes writes again. */
  async #saveToken(): Promise<void> {
    const save = () => this.#store.saveSessionToken(this.#sessionToken);
    try {
      await save();
    } catch (error) {
      this.#onStorageTrouble(error);
      this.#insist(save, 'session token');
    }
  }

  #openedKey(): Promise<Key> {
    this.#key ??= this.#openKey();
    return this.#key;
  }

  async #openKey(): Promise<Key> {
    let pem = await this.#store.identityKey();
    if (pem === undefined) {
      pem = await this.#keyMaking.newIdentityKey();
      await this.#store.saveIdentityKey(pem);
    }
    return { pem, fingerprint: keyFingerprint(pem), certificateRequest: await this.#keyMaking.certificateRequest(pem, this.#name) };
  }
}

function nonsense(why: string) {
  return parleyError('unreachable', undefined, `The registry answered in a way that makes no sense: ${why}.`);
}

/** The certificate's CN is the name as registered; its URI, which was checked, is the same in lower case. */
function registeredName(leaf: Uint8Array, name: string): string {
  const common = commonName(leaf);
  return common !== undefined && sameName(common, name) ? common : name;
}

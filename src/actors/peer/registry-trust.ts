// Which CA a registry must have (section 1): the one that its link names, or the one remembered, or the first one seen.

import { otherRegistry } from '../../machines/registry-session/troubles.js';
import { addressKey, printRegistryLink, type RegistryAddress } from '../../protocol/addresses.js';
import { certificateFingerprint, verifyRegistryChain } from '../../security/trust.js';
import type { KnownRegistries } from '../../store/peer-store.js';
import type { Runtime } from '../../support/runtime.js';
import type { Verify } from '../../transport/link.js';
import { parleyError } from '../refusals.js';

export interface TrustOptions {
  readonly address: RegistryAddress;
  readonly known: KnownRegistries;
  readonly runtime: Runtime;
  /** A CA was met for the first time, and is remembered. */
  readonly onTrusted: (event: { readonly address: string; readonly fingerprint: string; readonly link: string }) => void;
}

export class RegistryTrust {
  readonly #options: TrustOptions;
  /** `HOST:PORT` in lower case. */
  readonly #key: string;
  #expected: string | undefined;
  #authority: Uint8Array | undefined;
  #isRemembered = false;

  constructor(options: TrustOptions) {
    this.#options = options;
    this.#key = addressKey(options.address.host, options.address.port);
    this.#expected = options.address.fingerprint;
  }

  /** The CA's, once known. */
  get fingerprint(): string | undefined {
    return this.#expected;
  }

  /** The pinned CA, DER, once it was shown. */
  get authority(): Uint8Array | undefined {
    return this.#authority;
  }

  /** To share. */
  get link(): string {
    const { host, port, isPlain } = this.#options.address;
    return printRegistryLink({ host, port, isPlain, ...(isPlain || !this.#expected ? {} : { fingerprint: this.#expected }) });
  }

  /** @throws ParleyError `registry-changed` when the link names another CA than the one remembered for its address. */
  async load(): Promise<void> {
    const remembered = await this.#options.known.fingerprint(this.#key);
    if (remembered === undefined) return;
    if (this.#expected !== undefined && this.#expected !== remembered) throw parleyError(otherRegistry);
    this.#expected = remembered;
    this.#isRemembered = true;
  }

  /** For a link over TLS. */
  readonly verify: Verify = (chain) => {
    const verdict = verifyRegistryChain(chain, this.#expected, this.#options.runtime.now());
    if (!verdict.ok) return verdict.isOtherAuthority ? otherRegistry : verdict.why;
    this.#expected = verdict.fingerprint;
    this.#authority = verdict.authority;
    return undefined;
  };

  /**
   * Without TLS the CA is the one that issued the own certificate.
   * @throws ParleyError `registry-changed`
   */
  takeAuthority(authority: Uint8Array): void {
    const shown = certificateFingerprint(authority);
    if (this.#expected !== undefined && shown !== this.#expected) throw parleyError(otherRegistry);
    this.#expected = shown;
    this.#authority = authority;
  }

  /**
   * Remembers the CA that was shown under the registry's address.
   * @throws ParleyError `registry-changed` when another program has met another one there meanwhile.
   */
  async remember(): Promise<void> {
    const fingerprint = this.#expected;
    if (this.#isRemembered || fingerprint === undefined) return;
    if (!(await this.#options.known.remember(this.#key, fingerprint))) throw parleyError(otherRegistry);
    this.#isRemembered = true;
    if (this.#options.address.fingerprint === undefined) this.#options.onTrusted({ address: this.#key, fingerprint, link: this.link });
  }
}

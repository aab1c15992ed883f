// How another peer is dialled (section 5): mutual TLS with the newest certificate, and no address more than once in a while.
import type { LinkSource } from '../../../machines/peer-wire.js';
import { nameKey } from '../../../protocol/names.js';
import { verifyPeerChain } from '../../../security/trust.js';
import type { Endpoint, Link, LinkHandlers } from '../../../transport/link.js';
import type { Census } from '../../census.js';
import type { PeerContext } from '../context.js';

/** What the link actor of a connection is given. */
export interface OpenableSource extends LinkSource {
  readonly open: (handlers: LinkHandlers) => Link;
}

/** Dials peers, and remembers when which address was dialled last. */
export class Dialler {
  readonly #context: PeerContext;
  readonly #dialledAt = new Map<string, number>();

  constructor(context: PeerContext) {
    this.#context = context;
  }

  /** ms until the address may be dialled. */
  wait(address: Endpoint): number {
    const { limits, runtime } = this.#context;
    const interval = limits.dialInterval * 1000;
    const passed = runtime.now() - (this.#dialledAt.get(keyOf(address)) ?? -interval);
    // A wall clock that was set back must not keep anybody waiting longer.
    return passed >= 0 && passed < interval ? interval - passed : 0;
  }

  get census(): Census {
    return { 'addresses dialled': this.#dialledAt.size };
  }

  /** Dials `name` there when it is opened. */
  source(name: string, address: Endpoint): OpenableSource {
    return { open: (handlers) => this.#dial(name, address, handlers) };
  }

  #dial(name: string, address: Endpoint, handlers: LinkHandlers): Link {
    const { identity, limits, network, runtime } = this.#context;
    const known = identity();
    if (!known) throw new Error('dialled without an identity'); // nothing is located before there is one
    this.#note(address);
    const verify = (chain: readonly Uint8Array[]): string | undefined => {
      const verdict = verifyPeerChain(chain, known.authority, runtime.now());
      if (!verdict.ok) return verdict.why;
      return verdict.name === nameKey(name) ? undefined : `it is ${verdict.name}, not ${nameKey(name)}`;
    };
    const options = {
      ...address,
      tls: { alpn: 'parley-peer/1', credentials: () => known.credentials, verify },
      timeout: limits.helloTimeout * 1000,
      unsentBytes: limits.unsentBytes,
    };
    return network.dial(options, handlers);
  }

  #note(address: Endpoint): void {
    const { limits, runtime } = this.#context;
    const now = runtime.now();
    for (const [key, at] of this.#dialledAt) if (Math.abs(now - at) >= limits.dialInterval * 1000) this.#dialledAt.delete(key);
    this.#dialledAt.set(keyOf(address), now);
  }
}

function keyOf({ host, port }: Endpoint): string {
  return `${host} ${port}`;
}

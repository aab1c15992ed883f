// The port that other peers dial (section 5): mutual TLS with the newest certificate, refused until there is one.
import { isUsablePeerHost } from '../../protocol/addresses.js';
import { verifyPeerChain } from '../../security/trust.js';
import type { Accept, Listener, ListenOptions } from '../../transport/link.js';
import { parleyError } from '../refusals.js';
import type { PeerContext } from './context.js';

/** Every interface, a free port. */
const anywhere = { host: '::', port: 0 } as const;

export interface PeerListenerOptions {
  readonly context: PeerContext;
  readonly accept: Accept;
  readonly at: { readonly host: string; readonly port: number } | undefined;
}

/** @throws ParleyError `invalid` when the address cannot be had. */
export async function listenForPeers({ context, accept, at = anywhere }: PeerListenerOptions): Promise<Listener> {
  const { identity, limits, network, runtime } = context;
  const current = () => {
    const known = identity();
    if (!known) throw new Error('no certificate yet'); // `accept` below lets no link come so far
    return known;
  };
  const options: ListenOptions = {
    ...at,
    tls: {
      alpn: 'parley-peer/1',
      mutual: true,
      credentials: () => current().credentials,
      verify: (chain) => {
        const verdict = verifyPeerChain(chain, current().authority, runtime.now());
        return verdict.ok ? undefined : verdict.why;
      },
    },
    timeout: limits.helloTimeout * 1000,
    unsentBytes: limits.unsentBytes,
  };
  const acceptOnceKnown: Accept = (link) => (identity() ? accept(link) : undefined);
  try {
    return await network.listen(options, acceptOnceKnown);
  } catch (error) {
    if (at.host !== '::') throw cannotListen(at, error);
    // A machine without IPv6 has no `::`.
    return network.listen({ ...options, host: '0.0.0.0' }, acceptOnceKnown).catch(() => Promise.reject(cannotListen(at, error)));
  }
}

/** What to tell the registry as `Peer-Host`: the address asked for, or the only one that is listened on, else what it sees. */
export function announcedHost(publicHost: string | undefined, listening: string): string | undefined {
  if (publicHost !== undefined) return publicHost;
  return isUsablePeerHost(listening) ? listening : undefined;
}

function cannotListen(at: { readonly host: string; readonly port: number }, error: unknown) {
  const detail = error instanceof Error ? error.message : String(error);
  return parleyError('invalid', undefined, `Other peers cannot be listened for at ${at.host} port ${at.port}: ${detail}`);
}

// Links that others dial (section 5): at most so many a minute from one address, and handed to whom they are from once the
// handshake has said so.
import { verifyPeerChain } from '../../../security/trust.js';
import type { Accept, Link, LinkHandlers } from '../../../transport/link.js';
import type { PeerContext } from '../context.js';
import type { OpenableSource } from './dialling.js';

const minute = 60_000;

/** `offer` is called with a link that is up and the name (lower case) in its certificate. */
export function createAccept(context: PeerContext, offer: (name: string, source: OpenableSource) => void): Accept {
  const { limits, runtime } = context;
  const arrivals = new Map<string, number[]>();
  return (link) => {
    const now = runtime.now();
    for (const [host, times] of arrivals) if (!times.some((at) => Math.abs(now - at) < minute)) arrivals.delete(host);
    const recent = (arrivals.get(link.remote.host) ?? []).filter((at) => Math.abs(now - at) < minute);
    if (recent.length >= limits.newLinksPerMinute) return undefined;
    arrivals.set(link.remote.host, [...recent, now]);
    return awaitName(context, link, offer);
  };
}

/** Nobody owns the link until its handshake has said whose it is. */
function awaitName(context: PeerContext, link: Link, offer: (name: string, source: OpenableSource) => void): LinkHandlers {
  let owner: LinkHandlers | undefined;
  return {
    up: (info) => {
      const identity = context.identity();
      const verdict = identity && verifyPeerChain(info.chain, identity.authority, context.runtime.now());
      if (!verdict?.ok) return link.destroy();
      const open = (handlers: LinkHandlers): Link => {
        owner = handlers;
        queueMicrotask(() => handlers.up(info));
        return link;
      };
      offer(verdict.name, { open });
    },
    frame: (received) => owner?.frame(received),
    fault: (error) => owner?.fault(error),
    closed: (end) => owner?.closed(end),
  };
}

// Dials the registry, for its session and for a first look at its certificates.

import type { CallbackActorLogic } from 'xstate';
import { troubleOfEnd } from '../../machines/registry-session/troubles.js';
import type { RegistryAddress } from '../../protocol/addresses.js';
import type { PeerLimits } from '../../protocol/limits.js';
import type { Link, LinkHandlers, Network } from '../../transport/link.js';
import type { ParleyError } from '../errors.js';
import { type LinkCommand, linkActor } from '../link-actor.js';
import { parleyError, sentenceFor } from '../refusals.js';
import type { RegistryTrust } from './registry-trust.js';

export interface RegistryDial {
  readonly network: Network;
  readonly address: RegistryAddress;
  readonly trust: RegistryTrust;
  readonly limits: PeerLimits;
}

/** The link actor of a registry session: each time that it is started it dials. */
export function registryLinkLogic(dial: () => RegistryDial): CallbackActorLogic<LinkCommand, undefined> {
  const open = (handlers: LinkHandlers): Link => dialRegistry(dial(), handlers);
  const logic: typeof linkActor = { ...linkActor, getInitialSnapshot: (scope) => linkActor.getInitialSnapshot(scope, { open }) };
  // The input has been given just above, so that the machine, which knows no network, needs to give none.
  return logic as unknown as CallbackActorLogic<LinkCommand, undefined>;
}

/**
 * Trust on first use (section 1): dials once only to see which CA the registry has. The profile lies under its fingerprint,
 * so it must be known before anything is opened.
 * @throws ParleyError `unreachable`; `signal` gives it up.
 */
export function meetRegistry(dial: RegistryDial, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = dialRegistry(dial, {
      up: () => {
        resolve();
        link.destroy();
      },
      frame: () => {},
      fault: () => {},
      closed: (end) => {
        const { reason } = troubleOfEnd(end);
        reject(unreachable(reason, end.detail));
      },
    });
    signal.addEventListener('abort', () => link.destroy());
    if (signal.aborted) link.destroy();
  });
}

function unreachable(reason: string, detail: string): ParleyError {
  return parleyError(reason, undefined, `${sentenceFor(reason)} (${detail})`);
}

function dialRegistry({ network, address, trust, limits }: RegistryDial, handlers: LinkHandlers): Link {
  const { host, port, isPlain } = address;
  const options = {
    host,
    port,
    tls: isPlain ? undefined : { alpn: 'parley-registry/1', verify: trust.verify },
    timeout: limits.helloTimeout * 1000,
    unsentBytes: limits.unsentBytes,
  };
  return network.dial(options, handlers);
}

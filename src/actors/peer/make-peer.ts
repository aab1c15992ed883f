// Checks a peer's options, fills in what was not given, and puts its parts together.

import { parseRegistryLink } from '../../protocol/addresses.js';
import { isWithin, limitsFrom, type PeerLimits, peerSettings } from '../../protocol/limits.js';
import { isName } from '../../protocol/names.js';
import { wirePassword } from '../../security/passwords.js';
import { agentName } from '../../support/agent.js';
import { silentLogger } from '../../support/logger.js';
import { systemRuntime } from '../../support/runtime.js';
import { wakeful } from '../../support/wakeful-clock.js';
import { createSystemNetwork } from '../../transport/system-network.js';
import { overheard, withStateLog } from '../inspection.js';
import { parleyError } from '../refusals.js';
import type { PeerOptions } from './api.js';
import { Asks } from './asks.js';
import type { CreateCircle } from './context.js';
import { defaultDataDirectory } from './data-directory.js';
import type { FoundationParts } from './foundation.js';
import { ParleyPeer } from './parley-peer.js';

/** How long closing waits for LOGOUT's answer, ms. */
const logoutTimeout = 2000;

/** `createPeer` with a circle, and other parts, of one's own. */
export function makePeer(options: PeerOptions, createCircle: CreateCircle, parts: FoundationParts = {}): ParleyPeer {
  const address = parseRegistryLink(options.registry);
  if (!address) throw parleyError('invalid', undefined, 'A registry is given as parley://HOST:PORT#FINGERPRINT or HOST:PORT.');
  if (!isName(options.name)) throw parleyError('name-invalid');
  const limits = checkedLimits(options.limits);
  const runtime = wakeful(options.runtime ?? systemRuntime);
  const logger = options.logger ?? silentLogger;
  const inspect = withStateLog(logger, options.inspect);
  return new ParleyPeer(
    {
      name: options.name,
      agent: agentName(),
      register: options.register ?? false,
      secrets: { hashedPassword: wirePassword(options.name, options.password) },
      times: {
        hello: limits.helloTimeout * 1000,
        pingInterval: limits.pingInterval * 1000,
        pingTimeout: limits.pingTimeout * 1000,
        request: limits.requestTimeout * 1000,
        logout: logoutTimeout,
      },
      world: {
        now: overheard(inspect, 'now', () => runtime.now()),
        random: overheard(inspect, 'random', () => runtime.random()),
      },
    },
    {
      address,
      name: options.name,
      dataDirectory: options.dataDirectory ?? defaultDataDirectory(),
      listen: options.listen,
      publicHost: options.publicHost,
      publicPort: options.publicPort,
      limits,
      logger,
      runtime,
      network: options.network ?? createSystemNetwork(),
      inspect,
      asks: new Asks(runtime, limits.requestTimeout * 1000),
      createCircle,
      parts,
    },
  );
}

function checkedLimits(given: Partial<PeerLimits> = {}): PeerLimits {
  const limits = limitsFrom(peerSettings, given);
  for (const [name, setting] of Object.entries(peerSettings)) {
    const value = limits[name as keyof PeerLimits]; // the table's own names
    if (!isWithin(setting, value))
      throw parleyError('invalid', undefined, `${name} must be ${setting.min} to ${setting.max}, not ${value}.`);
  }
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(peerSettings, name));
  if (unknown !== undefined) throw parleyError('invalid', undefined, `There is no limit of the name ${unknown}.`);
  return limits;
}

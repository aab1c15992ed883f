// The registry put together: store, certificate authority, ports, and the actors that live on them.
import { createActor, fromPromise, waitFor } from 'xstate';
import { registryMachine } from '../../machines/registry.js';
import { isLoopback, parseRegistryLink, printRegistryLink, registryPort } from '../../protocol/addresses.js';
import { isWithin, limitsFrom, registrySettings } from '../../protocol/limits.js';
import { silentLogger } from '../../support/logger.js';
import { systemRuntime } from '../../support/runtime.js';
import { createSystemNetwork } from '../../transport/system-network.js';
import type { Census } from '../census.js';
import { ParleyError } from '../errors.js';
import { withStateLog } from '../inspection.js';
import type { CreateRegistry, Registry, RegistryOptions } from './api.js';
import { type Building, type BuildingParts, openBuilding } from './building.js';
import { createExpiry } from './expiry.js';

export const createRegistry: CreateRegistry = (options) => createRegistryWith(options);

/** As many names fit into the `Rooms` of AUTH. */
const mostRooms = 200;

/** A registry that can say what it holds. */
export interface CountedRegistry extends Registry {
  readonly census: Census;
}

/** `createRegistry` with parts of one's own. */
export async function createRegistryWith(options: RegistryOptions, parts: BuildingParts = {}): Promise<CountedRegistry> {
  check(options);
  const runtime = options.runtime ?? systemRuntime;
  const logger = options.logger ?? silentLogger;
  const inspector = withStateLog(logger, options.inspect);
  const inspect = inspector && { inspect: inspector };
  const limits = limitsFrom(registrySettings, options.limits);
  let opened: Building | undefined;
  const building = openBuilding(
    {
      ...options,
      ...inspect,
      runtime,
      logger,
      network: options.network ?? createSystemNetwork(),
      limits,
      changed: () => tellOfVisitors(),
    },
    parts,
  );
  const machine = registryMachine.provide({
    actors: {
      openRegistry: fromPromise<void>(async () => {
        opened = await building;
      }),
      expiry: createExpiry(() => opened?.office),
      dismissEverybody: fromPromise<void>(async () => opened?.dismiss(limits.closingRetryAfter)),
      closeRegistry: fromPromise<void>(async () => opened?.close()),
    },
  });
  const actor = createActor(machine, { id: 'registry', clock: runtime.clock, ...inspect, input: { idleTime: options.idle?.ms } });
  const tellOfVisitors = () => actor.send({ type: opened?.isVacant ? 'visitors.gone' : 'visitor.arrived' });
  const idle = actor.on('idle', () => {
    idle.unsubscribe();
    options.idle?.onIdle();
  });
  actor.subscribe({ error: (error) => logger.error({ error: String(error) }, 'the registry failed') });
  actor.start();
  const { address, fingerprint, office, publicHost } = await building;
  await waitFor(actor, (snapshot) => snapshot.matches('serving'));

  const host = options.publicHost ?? publicHost;
  const plain = options.plain === true;
  const link = printRegistryLink({ host, port: address.port, isPlain: plain, ...(!plain && { fingerprint }) });
  logger.info({ link, host: address.host, port: address.port }, 'the registry is listening');
  let closing: Promise<void> | undefined;
  return {
    link,
    address,
    get online() {
      return office.sessions.size;
    },
    get census() {
      return opened?.census ?? {};
    },
    close: () => {
      if (closing) return closing;
      actor.send({ type: 'registry.close' });
      closing = waitFor(actor, (snapshot) => snapshot.status !== 'active').then(
        () => logger.info({}, 'the registry is closed'),
        (error: unknown) => logger.error({ error: String(error) }, 'the registry could not be closed in order'),
      );
      return closing;
    },
  };
}

/** @throws ParleyError `invalid`. */
function check({ limits = {}, plain, listen, publicHost, idle }: RegistryOptions): void {
  const { roomsPerUser = 0 } = limits;
  if (roomsPerUser > mostRooms) throw new ParleyError('invalid', `roomsPerUser cannot be more than ${mostRooms}`);
  for (const [name, value] of Object.entries(limits)) {
    const setting = Object.entries(registrySettings).find(([known]) => known === name)?.[1];
    if (value === undefined) continue;
    if (!setting || !isWithin(setting, value)) throw new ParleyError('invalid', `${name} cannot be ${value}`);
  }
  if (listen && !(Number.isInteger(listen.port) && listen.port >= 0 && listen.port <= 65_535)) {
    throw new ParleyError('invalid', `${listen.port} is no port`);
  }
  if (publicHost !== undefined && !parseRegistryLink(printRegistryLink({ host: publicHost, port: registryPort, isPlain: false }))) {
    throw new ParleyError('invalid', `${publicHost} is no host that others can dial`);
  }
  if (plain && listen && !isLoopback(listen.host)) {
    throw new ParleyError('invalid', `without TLS a registry listens on loopback only, not on ${listen.host}`);
  }
  if (idle && !(idle.ms > 0)) throw new ParleyError('invalid', `a registry cannot be idle after ${idle.ms} ms`);
}

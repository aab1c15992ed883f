// What a registry opens when it starts, and closes in the reverse order when it stops.
import { join } from 'node:path';
import { type CallbackActorLogic, createActor } from 'xstate';
import type { LinkCommand } from '../../machines/registry-connection/events.js';
import { registryConnectionMachine } from '../../machines/registry-connection/registry-connection.js';
import type { ConnectionInput } from '../../machines/registry-connection/setup.js';
import { goodbye } from '../../machines/registry-connection/words.js';
import { frameLimits } from '../../protocol/frame.js';
import type { RegistryLimits } from '../../protocol/limits.js';
import { openCertificateAuthority } from '../../security/certificate-authority.js';
import { createPasswordHasher, type PasswordHasher } from '../../security/password-hasher.js';
import type { OpenDatabase } from '../../store/database.js';
import type { RegistryStore } from '../../store/registry-store.js';
import { openRegistryStore } from '../../store/sqlite-registry-store.js';
import { agentName } from '../../support/agent.js';
import type { Logger } from '../../support/logger.js';
import type { Runtime } from '../../support/runtime.js';
import type { DatagramPort, Endpoint, Network } from '../../transport/link.js';
import type { Census } from '../census.js';
import { linkActor } from '../link-actor.js';
import { storageError } from '../storage-error.js';
import type { ActorSurroundings } from './actor-surroundings.js';
import type { RegistryOptions } from './api.js';
import { createDesk } from './desk.js';
import { FrontDoor } from './front-door.js';
import { createKeepAliveDesk } from './keep-alive-desk.js';
import { attemptTables, type Office } from './office.js';
import { Patience } from './patience.js';
import { openPorts, publicHostOf } from './ports.js';
import { Rooms } from './rooms.js';
import { Sessions } from './sessions.js';

export interface BuildingOptions extends RegistryOptions {
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly network: Network;
  readonly limits: RegistryLimits;
  /** Somebody came, or the last link or session is gone. */
  readonly changed: () => void;
}

/** What tests and simulations put in the place of the real thing. */
export interface BuildingParts {
  readonly hasher?: PasswordHasher;
  readonly store?: RegistryStore;
  readonly openDatabase?: OpenDatabase;
  readonly openAuthority?: typeof openCertificateAuthority;
}

export interface Building {
  readonly office: Office;
  readonly address: Endpoint;
  readonly publicHost: string;
  readonly fingerprint: string;
  readonly isVacant: boolean;
  readonly census: Census;
  /** GOODBYE to everybody; fulfilled when every link is closed. */
  dismiss(retryAfter: number): Promise<void>;
  close(): Promise<void>;
}

/** @throws ParleyError `storage`, or the system's error when the address cannot be had; nothing stays open then. */
export async function openBuilding(options: BuildingOptions, parts: BuildingParts): Promise<Building> {
  const { runtime, limits, logger, network, changed } = options;
  const { authority, store } = await openData(options, parts);
  const hasher = parts.hasher ?? createPasswordHasher({ atOnce: limits.hashesAtOnce, waiting: limits.hashesWaiting });
  const surroundings: ActorSurroundings = { clock: runtime.clock, logger, ...(options.inspect && { inspect: options.inspect }) };

  let port: DatagramPort | undefined;
  const keepAliveDesk = createKeepAliveDesk({
    port: () => port,
    sessions: () => sessions,
    runtime,
    timeout: limits.keepAliveTimeout,
  });
  const { logger: _, ...actorOptions } = surroundings;
  const datagrams = createActor(keepAliveDesk, { ...actorOptions, id: 'keepAliveDesk' });
  datagrams.subscribe({ error: (error) => logger.error({ error: String(error) }, 'the keep-alive desk failed') });
  datagrams.start();

  const rooms = new Rooms(surroundings);
  const sessions = new Sessions({
    store,
    runtime,
    rooms,
    surroundings,
    datagrams: () => datagrams,
    timeout: limits.keepAliveTimeout * 1000,
    emptied: changed,
  });
  const office: Office = {
    store,
    authority,
    hasher,
    runtime,
    limits,
    logger,
    attempts: attemptTables(limits, runtime),
    hashPatience: new Patience({ perSecond: limits.hashesWaiting, now: () => runtime.now() }),
    sessions,
    rooms,
    visitor: (number) => door?.visitor(number),
    admit: ({ number }) => door?.admit(number),
  };
  // Machines know no transport, so theirs leaves open what `open` takes and gives: the front door's is what this actor wants.
  const link = linkActor as unknown as CallbackActorLogic<LinkCommand, Pick<ConnectionInput, 'open'>>;
  const machine = registryConnectionMachine.provide({ actors: { link, desk: createDesk(office) } });
  let door: FrontDoor | undefined;

  const close = async () => {
    door?.close();
    sessions.close();
    rooms.close();
    datagrams.stop();
    await Promise.allSettled([listening?.listener.close(), port?.close(), hasher.close()]);
    await store.close();
  };
  let listening: Awaited<ReturnType<typeof openPorts>> | undefined;
  try {
    listening = await openPorts({
      network,
      listen: options.listen,
      isPlain: options.plain === true,
      accept: (link) => door?.accept(link),
      received: (bytes, from) => datagrams.send({ type: 'datagram.received', bytes, from }),
      settings: {
        tls: options.plain ? undefined : { alpn: 'parley-registry/1', credentials: () => authority.serverCredentials },
        timeout: limits.helloTimeout * 1000,
        unsentBytes: limits.unsentBytes,
        tooSlow: goodbye('too-slow'),
      },
    });
  } catch (error) {
    await close();
    throw error;
  }
  const { address } = listening.listener;
  port = listening.datagrams;
  const ms = { hello: limits.helloTimeout * 1000, login: limits.loginTimeout * 1000, delay: limits.loginDelay * 1000 };
  door = new FrontDoor({
    machine,
    input: {
      limits: { ...limits, helloTimeout: ms.hello, loginTimeout: ms.login, loginDelay: ms.delay },
      greeting: {
        protocol: '1',
        agent: agentName(),
        keepAliveTimeout: limits.keepAliveTimeout,
        keepAlivePort: address.port,
        maxPayload: frameLimits.payload,
      },
    },
    linksPerAddress: limits.linksPerAddress,
    surroundings,
    changed,
  });
  const entrance = door;
  return {
    office,
    address,
    publicHost: publicHostOf(address.host),
    fingerprint: authority.fingerprint,
    get isVacant() {
      return entrance.size === 0 && sessions.size === 0;
    },
    get census() {
      const attempts = Object.values(office.attempts).reduce((sum, { underWay }) => sum + underWay, 0);
      return { ...entrance.census, ...sessions.census, ...rooms.census, attempts };
    },
    dismiss: async (retryAfter) => {
      await listening.listener.close();
      await entrance.dismiss(retryAfter);
    },
    close,
  };
}

/** @throws ParleyError `storage`. */
async function openData({ dataDirectory, runtime, limits }: BuildingOptions, parts: BuildingParts) {
  try {
    const authority = await (parts.openAuthority ?? openCertificateAuthority)(dataDirectory, runtime);
    const file = join(dataDirectory, 'registry.sqlite');
    const storeOptions = { roomsPerUser: limits.roomsPerUser, at: runtime.now(), openDatabase: parts.openDatabase };
    const store = parts.store ?? (await openRegistryStore(file, storeOptions));
    return { authority, store };
  } catch (error) {
    throw storageError(error);
  }
}

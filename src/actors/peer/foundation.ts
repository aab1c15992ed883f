// What a peer stands on, opened in order and closed in the reverse: known registries, trust, profile, circle, listener.
import { dirname } from 'node:path';
import type { Opened } from '../../machines/peer.js';
import { addressKey, isUsablePeerHost, type RegistryAddress } from '../../protocol/addresses.js';
import type { PeerLimits } from '../../protocol/limits.js';
import { port as dialledPort } from '../../protocol/values.js';
import type { OpenDatabase } from '../../store/database.js';
import type { KnownRegistries, PeerStore } from '../../store/peer-store.js';
import { openKnownRegistries } from '../../store/sqlite-known-registries.js';
import { openPeerStore } from '../../store/sqlite-peer-store.js';
import type { Logger } from '../../support/logger.js';
import type { Runtime } from '../../support/runtime.js';
import type { Listener, Network } from '../../transport/link.js';
import type { Inspector } from '../inspection.js';
import { parleyError } from '../refusals.js';
import type { Asks } from './asks.js';
import type { CreateCircle, PeerCircle, PeerContext } from './context.js';
import { knownRegistriesFile, profileFile } from './data-directory.js';
import { IdentityKeeper, type KeyMaking } from './identity-keeper.js';
import { announcedHost, listenForPeers } from './peer-listener.js';
import { PendingWork } from './pending-work.js';
import { meetRegistry, type RegistryDial } from './registry-dial.js';
import { RegistryTrust } from './registry-trust.js';
import { toParleyError } from './store-failure.js';

export interface FoundationOptions {
  readonly address: RegistryAddress;
  readonly name: string;
  readonly dataDirectory: string;
  readonly listen: { readonly host: string; readonly port: number } | undefined;
  readonly publicHost: string | undefined;
  readonly publicPort: number | undefined;
  readonly limits: PeerLimits;
  readonly logger: Logger;
  readonly runtime: Runtime;
  readonly network: Network;
  readonly inspect: Inspector | undefined;
  readonly asks: Asks;
  readonly emit: PeerContext['emit'];
  readonly createCircle: CreateCircle;
  readonly parts: FoundationParts;
}

/** What simulations put in the place of the real thing. */
export interface FoundationParts {
  readonly openDatabase?: OpenDatabase;
  readonly keyMaking?: KeyMaking;
}

/** All that is there once a peer is open. */
export interface Ground {
  readonly trust: RegistryTrust;
  readonly dial: RegistryDial;
  readonly store: PeerStore;
  readonly keeper: IdentityKeeper;
  readonly circle: PeerCircle;
  readonly listener: Listener;
  readonly profileDirectory: string;
}

export class Foundation {
  readonly #options: FoundationOptions;
  readonly #abort = new AbortController();
  /** How to close what has been opened, the first opened first. */
  readonly #closers: (() => Promise<void>)[] = [];
  #opening: Promise<Opened> | undefined;
  #retired: Promise<void> | undefined;
  #ground: Ground | undefined;
  #circle: PeerCircle | undefined;
  #isRetired = false;

  constructor(options: FoundationOptions) {
    this.#options = options;
  }

  get ground(): Ground | undefined {
    return this.#ground;
  }

  /** The circle has been left, or is just being left. */
  get isRetired(): boolean {
    return this.#isRetired;
  }

  /** @throws ParleyError */
  open(): Promise<Opened> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      throw toParleyError(error);
    });
    return this.#opening;
  }

  /** Leaves the other peers; the store stays readable. Never rejected. */
  retire(): Promise<void> {
    this.#isRetired = true;
    this.#retired ??= this.#retire();
    return this.#retired;
  }

  /** Closes everything, also while it is being opened. Never rejected. */
  async close(): Promise<void> {
    this.#abort.abort();
    await this.#opening?.catch(() => {}); // told to whoever opened it
    await this.retire();
    for (const close of this.#closers.reverse()) await this.#quietly(close);
    this.#closers.length = 0;
  }

  async #open(): Promise<Opened> {
    const { address, asks, createCircle, dataDirectory, inspect, limits, logger, name, network, parts, publicHost, publicPort, runtime } =
      this.#options;
    if (publicHost !== undefined && !isUsablePeerHost(publicHost)) {
      throw parleyError('invalid', undefined, 'The address for other peers has to be an IP address that they can reach.');
    }
    if (publicPort !== undefined && dialledPort.read(String(publicPort)) === undefined) {
      throw parleyError('invalid', undefined, 'The port for other peers has to be a whole number from 1 to 65535.');
    }
    const known = await this.#opened(openKnownRegistries(knownRegistriesFile(dataDirectory), parts.openDatabase));
    const dial = { network, address, limits, trust: this.#makeTrust(known) };
    await dial.trust.load();
    if (!address.isPlain && dial.trust.fingerprint === undefined) {
      await meetRegistry(dial, this.#abort.signal);
      await dial.trust.remember();
    }
    this.#checkGoingOn();
    const registry = address.isPlain ? addressKey(address.host, address.port) : (dial.trust.fingerprint ?? '');
    const profile = profileFile(dataDirectory, registry, name);
    const store = await this.#opened(openPeerStore(profile, parts.openDatabase));
    const onStorageTrouble = (error: unknown) => {
      const { reason, message } = toParleyError(error);
      this.#options.emit('warning', { reason, message });
    };
    const pending = new PendingWork(this.#options);
    this.#closers.push(async () => {
      pending.stop();
      await pending.done();
    });
    const insist: PendingWork['insist'] = (write, what) => pending.insist(write, what);
    const keeper = new IdentityKeeper({ name, store, trust: dial.trust, runtime, keyMaking: parts.keyMaking, onStorageTrouble, insist });
    const context: PeerContext = {
      store,
      network,
      runtime,
      limits,
      logger,
      inspect,
      identity: () => keeper.identity,
      isOnline: () => asks.isOnline,
      ask: (verb, contents, payload) => asks.ask(verb, contents, payload),
      emit: this.#options.emit,
    };
    const circle = createCircle(context);
    this.#circle = circle;
    await circle.open();
    this.#checkGoingOn();
    const listener = await this.#opened(listenForPeers({ context, accept: circle.accept, at: this.#options.listen }));
    this.#ground = { trust: dial.trust, dial, store, keeper, circle, listener, profileDirectory: dirname(profile) };
    const { host, port } = listener.address;
    return { peerPort: publicPort ?? port, peerHost: announcedHost(publicHost, host) };
  }

  #makeTrust(known: KnownRegistries): RegistryTrust {
    const { address, emit, runtime } = this.#options;
    return new RegistryTrust({ address, known, runtime, onTrusted: (event) => emit('registry-trusted', event) });
  }

  async #retire(): Promise<void> {
    const [circle, listener] = [this.#circle, this.#ground?.listener];
    if (listener) await this.#quietly(() => listener.close());
    if (circle) await this.#quietly(() => circle.close());
  }

  async #opened<T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> {
    const opened = await opening;
    this.#closers.push(() => opened.close());
    this.#checkGoingOn();
    return opened;
  }

  #checkGoingOn(): void {
    if (this.#abort.signal.aborted) throw parleyError('closed');
  }

  async #quietly(close: () => Promise<void>): Promise<void> {
    try {
      await close();
    } catch (error) {
      this.#options.logger.warn({ error: String(error) }, 'closing failed');
    }
  }
}

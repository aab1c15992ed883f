// A registry and peers as they are, over memory links and with a clock that the test turns, for what goes wrong between
// them: crashes, pulled cables, clocks that jump, addresses that change. While a disk or a key is at work, time stands still.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { ChatMessage, Peer, PeerOptions } from '../../../src/actors/peer/api.js';
import { createCircle } from '../../../src/actors/peer/circle.js';
import { makePeer } from '../../../src/actors/peer/make-peer.js';
import type { Registry, RegistryOptions } from '../../../src/actors/registry/api.js';
import { createRegistryWith } from '../../../src/actors/registry/create-registry.js';
import { openCertificateAuthority } from '../../../src/security/certificate-authority.js';
import { type OpenDatabase, openDatabase } from '../../../src/store/database.js';
import type { StoreError } from '../../../src/store/store-error.js';
import type { Runtime } from '../../../src/support/runtime.js';
import type { Network } from '../../../src/transport/link.js';
import { createMemoryNetwork, type MemoryNetwork } from '../../../src/transport/memory-network.js';
import { placeAuthority, stockedKeys } from '../../helpers/stocked-papers.js';
import { fastHasher } from '../../helpers/test-registry.js';
import { TurnedClock, turnedRuntime } from '../../helpers/turned-clock.js';

export const registryHost = '10.0.0.1';
const registryPort = 7070;

export interface FaultPeer {
  readonly peer: Peer;
  readonly host: string;
  /** What it was shown, as `FROM: TEXT`. */
  readonly texts: string[];
  /** Its state, each time that it changed. */
  readonly states: string[];
  /** While this is set, its disk takes no writes. */
  readonly disk: { failure: StoreError | undefined };
  /** From now on its wall clock is so much ahead, ms. */
  setAhead(ms: number): void;
}

export interface FaultPeerOptions extends Partial<PeerOptions> {
  readonly host?: string;
  /** In the place of its host's network. */
  readonly wrap?: (network: Network) => Network;
}

export class FaultNet {
  readonly clock = new TurnedClock();
  readonly runtime: Runtime = turnedRuntime(this.clock);
  readonly memory: MemoryNetwork = createMemoryNetwork({ runtime: this.runtime });
  readonly directory = mkdtempSync(join(tmpdir(), 'parley-faults-'));
  readonly #nodes: { close(): Promise<void> }[] = [];
  #registry: Registry | undefined;
  #busy = 0;
  #lastHost = 1;

  constructor(t: ExecutionContext) {
    t.teardown(async () => {
      await this.pass(Promise.all(this.#nodes.reverse().map((node) => node.close())));
      rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 });
    });
  }

  get registry(): Registry {
    if (!this.#registry) throw new Error('no registry yet');
    return this.#registry;
  }

  /** Starts the registry, or starts it again on the same data. */
  async startRegistry(options: Partial<RegistryOptions> = {}): Promise<Registry> {
    const dataDirectory = join(this.directory, 'registry');
    if (!existsSync(dataDirectory)) await placeAuthority(dataDirectory, this.runtime);
    const opening = createRegistryWith(
      {
        dataDirectory,
        listen: { host: registryHost, port: registryPort },
        publicHost: registryHost,
        runtime: this.runtime,
        network: this.memory.host(registryHost),
        ...options,
      },
      {
        hasher: fastHasher,
        openDatabase: this.#openDatabase,
        openAuthority: async (...given) => {
          const authority = await openCertificateAuthority(...given);
          return {
            fingerprint: authority.fingerprint,
            certificate: authority.certificate,
            get serverCredentials() {
              return authority.serverCredentials;
            },
            inspect: (pem) => this.#hold(authority.inspect(pem)),
            issue: (name, request) => this.#hold(authority.issue(name, request)),
          };
        },
      },
    );
    this.#registry = await this.until(opening);
    this.#nodes.push(this.#registry);
    return this.#registry;
  }

  /** As `kill -9` does: nobody hears GOODBYE. */
  async crashRegistry(): Promise<void> {
    this.memory.crash(registryHost);
    await this.pass(this.registry.close());
  }

  /** A peer that is not started yet. */
  peer(name: string, { host = this.#freeHost(), wrap = (network) => network, ...options }: FaultPeerOptions = {}): FaultPeer {
    let ahead = 0;
    const keys = stockedKeys(name);
    const disk: FaultPeer['disk'] = { failure: undefined };
    const openFragile: OpenDatabase = async (given) => {
      const database = await this.#openDatabase(given);
      return { ...database, write: (work) => (disk.failure ? Promise.reject(disk.failure) : database.write(work)) };
    };
    const peer = makePeer(
      {
        registry: this.registry.link,
        name,
        password: `${name}'s password`,
        register: 'if-free',
        dataDirectory: join(this.directory, name),
        listen: { host, port: 0 },
        runtime: { ...this.runtime, now: () => this.runtime.now() + ahead },
        network: wrap(this.memory.host(host)),
        ...options,
      },
      createCircle,
      {
        openDatabase: openFragile,
        keyMaking: {
          newIdentityKey: () => this.#hold(keys.newIdentityKey()),
          certificateRequest: (key, subject) => this.#hold(keys.certificateRequest(key, subject)),
        },
      },
    );
    this.#nodes.push(peer);
    const texts: string[] = [];
    const states: string[] = [];
    peer.on('message', ({ from, text }: ChatMessage) => texts.push(`${from}: ${text}`));
    peer.on('state', ({ state }) => states.push(state));
    peer.on('chat-request', ({ from }) => void peer.accept(from));
    return {
      peer,
      host,
      texts,
      states,
      disk,
      setAhead: (ms) => {
        ahead = ms;
      },
    };
  }

  /** A peer that is online. */
  async online(name: string, options: FaultPeerOptions = {}): Promise<FaultPeer> {
    const made = this.peer(name, options);
    await this.until(made.peer.start());
    return made;
  }

  /** Waits without letting time pass. */
  until<T>(promise: Promise<T>): Promise<T> {
    return this.#wait(promise, 0);
  }

  /** Waits while time passes. */
  pass<T>(promise: Promise<T>): Promise<T> {
    return this.#wait(promise, 20);
  }

  /** Lets so much time pass, ms, and all that it brings: one timer after the other. */
  async advance(ms: number): Promise<void> {
    for (let left = ms; left >= 0; ) {
      if (this.#busy === 0) left = this.clock.step(left);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await this.settle();
  }

  /** Waits until disks rest and what they said has been heard. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 8; quiet = this.#busy === 0 ? quiet + 1 : 0) await this.#step(0);
  }

  /** Waits until this is true, with time passing; gives the time that it took, ms. */
  async see(isTrue: () => boolean, longest = 600_000): Promise<number> {
    const start = this.clock.time;
    while (!isTrue()) {
      if (this.clock.time - start > longest) throw new Error(`not seen in ${longest} ms: ${isTrue}`);
      await this.#step(20);
    }
    return this.clock.time - start;
  }

  readonly #openDatabase: OpenDatabase = async (options) => {
    const database = await this.#hold(openDatabase(options));
    return {
      read: (work) => this.#hold(database.read(work)),
      write: (work) => this.#hold(database.write(work)),
      close: () => this.#hold(database.close()),
    };
  };

  #freeHost(): string {
    this.#lastHost += 1;
    return `10.0.0.${this.#lastHost}`;
  }

  /** The same promise, so that continuations keep their order; time stands still until it is settled. */
  #hold<T>(working: Promise<T>): Promise<T> {
    this.#busy += 1;
    const done = () => {
      this.#busy -= 1;
    };
    working.then(done, done);
    return working;
  }

  async #wait<T>(promise: Promise<T>, ms: number): Promise<T> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    while (!isSettled) await this.#step(ms);
    return promise;
  }

  async #step(ms: number): Promise<void> {
    this.clock.advance(this.#busy === 0 ? ms : 0);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

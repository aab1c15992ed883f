// Circles over a memory network with a turned clock, real certificates, real stores and a fake registry; and a stranger's hand
// to write on a peer link as nobody should.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { PeerEvents } from '../../../src/actors/peer/api.js';
import { type CountedCircle, createCircle } from '../../../src/actors/peer/circle.js';
import type { PeerContext, PeerIdentity } from '../../../src/actors/peer/context.js';
import { listenForPeers } from '../../../src/actors/peer/peer-listener.js';
import { limitsFrom, type PeerLimits, peerSettings } from '../../../src/protocol/limits.js';
import { type CertificateAuthority, openCertificateAuthority } from '../../../src/security/certificate-authority.js';
import { certificateRequest, keyFingerprint, newIdentityKey } from '../../../src/security/identity.js';
import { parseChain } from '../../../src/security/trust.js';
import type { PeerStore } from '../../../src/store/peer-store.js';
import { openPeerStore } from '../../../src/store/sqlite-peer-store.js';
import { silentLogger } from '../../../src/support/logger.js';
import type { Runtime } from '../../../src/support/runtime.js';
import type { Listener, Network } from '../../../src/transport/link.js';
import { createMemoryNetwork, type MemoryNetwork, type MemoryNetworkOptions } from '../../../src/transport/memory-network.js';
import { papersOf, placeAuthority } from '../../helpers/stocked-papers.js';
import { TurnedClock, turnedRuntime } from '../../helpers/turned-clock.js';
import { type TappedNetwork, tap, WireLog } from '../../helpers/wire-tap.js';
import { FakeRegistry } from './fake-registry.js';

const peerPort = 5000;

/** An event of a circle, as it was told. */
export type Told = {
  readonly [Name in keyof PeerEvents]: { readonly name: Name; readonly event: Parameters<PeerEvents[Name]>[0] };
}[keyof PeerEvents];

export class CircleNet {
  readonly clock: TurnedClock;
  readonly runtime: Runtime;
  readonly memory: MemoryNetwork;
  readonly registry = new FakeRegistry();
  readonly log = new WireLog();
  readonly directory: string;
  readonly authority: CertificateAuthority;
  readonly #hosts = new Map<string, string>();
  /** How many identities of a name there were. */
  readonly #numbers = new Map<string, number>();
  /** Its authority is that of all tests of the thread. */
  #isStocked = false;
  #storing = 0;

  private constructor(directory: string, authority: CertificateAuthority, clock: TurnedClock, runtime: Runtime, memory: MemoryNetwork) {
    this.clock = clock;
    this.runtime = runtime;
    this.memory = memory;
    this.directory = directory;
    this.authority = authority;
  }

  static async open(t: ExecutionContext, network: Omit<MemoryNetworkOptions, 'runtime'> = {}): Promise<CircleNet> {
    const directory = mkdtempSync(join(tmpdir(), 'parley-circle-'));
    t.teardown(() => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }));
    const clock = new TurnedClock();
    const runtime = turnedRuntime(clock);
    const registryDirectory = join(directory, 'registry');
    await placeAuthority(registryDirectory, runtime);
    const authority = await openCertificateAuthority(registryDirectory, runtime);
    const net = new CircleNet(directory, authority, clock, runtime, createMemoryNetwork({ ...network, runtime }));
    net.#isStocked = true;
    return net;
  }

  /** Another registry's users, on the same clock. */
  static async apart(net: CircleNet): Promise<CircleNet> {
    const authority = await openCertificateAuthority(join(net.directory, 'another'), net.runtime);
    return new CircleNet(net.directory, authority, net.clock, net.runtime, createMemoryNetwork({ runtime: net.runtime }));
  }

  host(name: string): string {
    const host = this.#hosts.get(name) ?? `10.0.0.${this.#hosts.size + 1}`;
    this.#hosts.set(name, host);
    return host;
  }

  async identity(name: string): Promise<PeerIdentity> {
    const make = async () => this.#certify(name, await newIdentityKey());
    const number = (this.#numbers.get(name) ?? 0) + 1;
    this.#numbers.set(name, number);
    return this.#isStocked && this.clock.time === 0 ? papersOf(name, number, make) : make();
  }

  renew({ name, credentials }: PeerIdentity): Promise<PeerIdentity> {
    return this.#certify(name, credentials.key);
  }

  async #certify(name: string, key: string): Promise<PeerIdentity> {
    const request = await this.authority.inspect(await certificateRequest(key, name));
    if (!request) throw new Error('no request');
    const chain = await this.authority.issue(name, request);
    const [, authority] = parseChain(chain);
    if (!authority) throw new Error('no authority');
    return { name, credentials: { key, chain }, authority, keyFingerprint: keyFingerprint(key) };
  }

  async node(t: ExecutionContext, name: string, options: Partial<NodeOptions> = {}): Promise<CircleNode> {
    const node = await CircleNode.open(this, name, { identity: options.identity ?? (await this.identity(name)), ...options });
    t.teardown(() => this.pass(node.close()));
    return node;
  }

  /** Waits without letting time pass. */
  until<T>(promise: Promise<T>): Promise<T> {
    return this.#turn(promise, 0);
  }

  /** Waits while time passes. */
  pass<T>(promise: Promise<T>): Promise<T> {
    return this.#turn(promise, 20);
  }

  /** Lets so much time pass, ms, and all that it brings. */
  async advance(ms: number): Promise<void> {
    const end = this.clock.time + ms;
    while (this.clock.time < end) await this.#step(Math.min(20, end - this.clock.time));
    await this.settle();
  }

  /** Waits until the stores rest and what they said has been heard. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 5; quiet = this.#storing === 0 ? quiet + 1 : 0) await this.#step(0);
  }

  /** Waits until a look at the world is true; at most so much time passes in each turn, and none while a store is at work. */
  async see(look: () => boolean, ms = 0): Promise<void> {
    // A disk may take its time; what else is waited for comes soon or never.
    for (let turns = 0; !look(); turns += this.#storing === 0 ? 1 : 0) {
      if (turns > 20_000) throw new Error(`not seen: ${look}\n${this.log.lines.join('\n')}`);
      await this.#step(ms);
    }
  }

  async #step(ms: number): Promise<void> {
    this.clock.advance(this.#storing === 0 ? ms : 0);
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** The same store, whose work holds up time. */
  watch(store: PeerStore): PeerStore {
    return new Proxy(store, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return (...given: unknown[]) => {
          this.#storing += 1;
          const working: Promise<unknown> = method.apply(target, given);
          return working.finally(() => {
            this.#storing -= 1;
          });
        };
      },
    });
  }

  async #turn<T>(promise: Promise<T>, ms: number): Promise<T> {
    let isSettled = false;
    const end = () => {
      isSettled = true;
    };
    promise.then(end, end);
    await this.see(() => isSettled, ms);
    return promise;
  }
}

export interface NodeOptions {
  readonly identity: PeerIdentity;
  /** `:memory:` when it need not outlive the node. */
  readonly file: string;
  readonly limits: Partial<PeerLimits>;
  readonly wrap: (store: PeerStore) => PeerStore;
}

/** One user: a circle on a host of its own. */
export class CircleNode {
  readonly name: string;
  readonly told: Told[] = [];
  readonly network: TappedNetwork;
  readonly circle: CountedCircle;
  readonly store: PeerStore;
  readonly #net: CircleNet;
  readonly #raw: PeerStore;
  #isOnline = false;
  #listener: Listener | undefined;
  #closed: Promise<void> | undefined;

  private constructor(
    net: CircleNet,
    name: string,
    store: PeerStore,
    raw: PeerStore,
    { identity, limits }: Pick<NodeOptions, 'identity'> & Partial<NodeOptions>,
  ) {
    this.#net = net;
    this.name = name;
    this.identity = identity;
    this.network = tap(net.memory.host(net.host(name)), name, net.log);
    this.store = store;
    this.#raw = raw;
    const context: PeerContext = {
      store,
      network: this.network,
      runtime: net.runtime,
      limits: limitsFrom(peerSettings, limits),
      logger: silentLogger,
      inspect: undefined,
      identity: () => this.identity,
      isOnline: () => this.#isOnline,
      ask: net.registry.asker(name),
      emit: (event, told) => this.told.push({ name: event, event: told } as Told), // the pair is PeerEvents' own
    };
    this.circle = createCircle(context);
    this.context = context;
  }

  readonly context: PeerContext;
  identity: PeerIdentity;

  static async open(net: CircleNet, name: string, options: Pick<NodeOptions, 'identity'> & Partial<NodeOptions>): Promise<CircleNode> {
    const opened = await openPeerStore(options.file ?? ':memory:');
    const node = new CircleNode(net, name, net.watch(options.wrap?.(opened) ?? opened), opened, options);
    await node.circle.open();
    const at = { host: net.host(name), port: peerPort };
    node.#listener = await listenForPeers({ context: node.context, accept: node.circle.accept, at });
    node.login();
    return node;
  }

  login(): void {
    this.#isOnline = true;
    const address = { host: this.#net.host(this.name), port: peerPort };
    const rooms = this.#net.registry.login(this.name, address, (event) => this.circle.notice(event));
    this.circle.online(rooms);
  }

  logout(): void {
    this.#isOnline = false;
    this.#net.registry.logout(this.name);
    this.circle.offline();
  }

  /** Leaves in order, as a program that ends does. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Leaves as a program that was killed does: without a word, and only the file is let go of. */
  crash(): Promise<void> {
    this.#isOnline = false;
    this.network.pull();
    this.#net.memory.crash(this.#net.host(this.name));
    this.#net.registry.logout(this.name);
    this.#closed ??= this.#raw.close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.logout();
    await this.#listener?.close();
    await this.circle.close();
    await this.store.close();
  }

  /** Has a new certificate for its key, as after RENEW. */
  async renew(): Promise<void> {
    this.identity = await this.#net.renew(this.identity);
  }

  /** What was told of one kind. */
  events<Name extends keyof PeerEvents>(name: Name): Parameters<PeerEvents[Name]>[0][] {
    return this.told.filter((each) => each.name === name).map((each) => each.event as Parameters<PeerEvents[Name]>[0]); // the same name
  }

  get texts(): string[] {
    return this.events('message').map(({ from, text }) => `${from}: ${text}`);
  }

  /** Both have accepted each other. */
  async befriend(other: CircleNode): Promise<void> {
    const asking = this.circle.chat(other.name);
    await this.#net.see(() => other.circle.requests.includes(this.name));
    await other.circle.acceptChat(this.name);
    await this.#net.until(asking);
  }
}

export function networkOf(net: CircleNet, name: string): Network {
  return net.memory.host(net.host(name));
}

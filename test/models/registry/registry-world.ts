// The production registry with visitors: over memory links or real sockets, its time turned by the path, its store behind a gate,
// certificates and password hashes ready-made.
import type { Registry, RegistryOptions } from '../../../src/actors/registry/api.js';
import { createRegistryWith } from '../../../src/actors/registry/create-registry.js';
import { encodeFrame, type Frame, frame } from '../../../src/protocol/frame.js';
import { decodeDatagram } from '../../../src/protocol/frame-decoder.js';
import { limitsFrom, type RegistryLimits, registrySettings } from '../../../src/protocol/limits.js';
import type { CertificateAuthority } from '../../../src/security/certificate-authority.js';
import { signFrame } from '../../../src/security/mac.js';
import type { RegistryStore } from '../../../src/store/registry-store.js';
import { openRegistryStore } from '../../../src/store/sqlite-registry-store.js';
import type { DatagramPort, Network } from '../../../src/transport/link.js';
import { createMemoryNetwork, type MemoryNetwork } from '../../../src/transport/memory-network.js';
import { fastHasher } from '../../helpers/test-registry.js';
import { TurnedClock, turnedRuntime } from '../../helpers/turned-clock.js';
import { hashed } from '../../helpers/wire-client.js';
import { withoutChance } from '../../helpers/wire-tap.js';
import { Actors } from '../engine/actors.js';
import type { Place, World } from '../engine/model.js';
import { socketsOn } from '../engine/sockets.js';
import { openInMemory } from '../engine/sql-in-memory.js';
import { authority, identityOf } from '../peers/papers.js';
import { type Forwarder, openForwarder } from './forwarder.js';
import { StoreGate } from './gated-store.js';
import { Visitor } from './visitor.js';

export interface WorldOptions extends Pick<RegistryOptions, 'limits' | 'idle'> {
  /** Which actors a model speaks of: the id of each, by the name that its states have there. */
  readonly actors: Readonly<Record<string, () => string>>;
}

/** While everything is closed, time goes by in steps of so much, ms. */
const stride = 1000;

export class RegistryWorld implements World {
  readonly clock = new TurnedClock();
  readonly gate = new StoreGate();
  readonly visitors = new Map<string, Visitor>();
  readonly #actors = new Actors();
  readonly #seen: string[] = [];
  readonly #options: WorldOptions;
  readonly #memory: MemoryNetwork | undefined;
  readonly #network: Network;
  readonly #visitorsNetwork: Network;
  readonly #numbers = new Map<string, number>();
  readonly #forwarders = new Map<string, Forwarder>();
  readonly #closers: (() => void)[] = [];
  #dials = 0;
  #release: (() => void) | undefined;
  #store: RegistryStore | undefined;
  #datagrams: DatagramPort | undefined;
  #registry: Registry | undefined;

  static async open(place: Place, options: WorldOptions): Promise<RegistryWorld> {
    const world = new RegistryWorld(place, options);
    await world.#start(place);
    return world;
  }

  private constructor({ carrier }: Place, options: WorldOptions) {
    this.#options = options;
    this.#memory = carrier === 'memory' ? createMemoryNetwork({ runtime: { clock: this.clock } }) : undefined;
    const sockets = socketsOn(this.clock);
    this.#network = this.#memory?.host('10.0.0.1') ?? sockets;
    this.#visitorsNetwork = this.#memory?.host('10.0.0.2') ?? sockets;
  }

  get limits(): RegistryLimits {
    return limitsFrom(registrySettings, this.#options.limits);
  }

  get registry(): Registry {
    if (!this.#registry) throw new Error('no registry');
    return this.#registry;
  }

  /** Dials the registry. */
  async connect(name: string): Promise<void> {
    await this.#dial(name, false);
  }

  /** The id of its newest link's actor. */
  connectionOf(name: string): string {
    return `connection ${this.#numbers.get(name) ?? 0}`;
  }

  /** Dials, but the handshake waits for `shakeHands`. */
  async dialSlowly(name: string): Promise<void> {
    if (this.#memory) {
      this.#actors.whenNext(() => {
        this.#release = this.#memory?.block('10.0.0.1', '10.0.0.2');
      });
    }
    const forwarder = await this.#dial(name, true);
    await forwarder?.connected;
  }

  shakeHands(): void {
    this.#release?.();
    this.#release = undefined;
  }

  /** The link of a visitor breaks. */
  cut(name: string): void {
    this.visitor(name).leave();
    this.#forwarders.get(name)?.cut();
    this.shakeHands();
  }

  visitor(name: string): Visitor {
    const visitor = this.visitors.get(name);
    if (!visitor) throw new Error(`no visitor ${name}`);
    return visitor;
  }

  async withAccounts(...names: string[]): Promise<void> {
    for (const name of names) {
      await this.#store?.createAccount({ name, passwordHash: `fast ${hashed(name, 'secret')}` }, turnedRuntime(this.clock).now());
    }
  }

  hello(name: string): void {
    this.visitor(name).send(frame('HELLO_P2P', [], { protocol: '1', agent: 'model/1' }));
  }

  register(name: string): void {
    this.visitor(name).send(frame('REGISTER', [name, hashed(name, 'secret')]));
  }

  /** LOGIN of this user on the link of `visitor`; `resume` is whose token it has. */
  logIn(visitor: string, { user = visitor, password = 'secret', resume }: LoginOptions = {}): void {
    const token = resume === undefined ? undefined : this.visitor(resume).token;
    const headers = { 'peer-port': '4000', resume: token };
    this.visitor(visitor).send(frame('LOGIN', [user, hashed(user, password)], headers, `a request of ${user}`));
  }

  /** KEEP_ALIVE of a visitor's session, with a Mac of its own key or a wrong one. */
  keepAlive(name: string, counter: number, isRight = true): void {
    const key = isRight ? this.visitor(name).key : Buffer.alloc(32);
    const unsigned = frame('KEEP_ALIVE', [name, String(this.limits.keepAliveTimeout)], { counter: String(counter) });
    this.#datagrams?.send(encodeFrame(signFrame(unsigned, key)), this.registry.address);
  }

  /** The registry's time goes on; what a timer leads to happens before the next. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left >= 0; ) {
      left = this.clock.step(left);
      await this.settle();
    }
  }

  see(line: string): void {
    this.#seen.push(line);
  }

  async settle(): Promise<void> {
    for (let turns = 0; turns < 2; turns++) await new Promise((resolve) => setImmediate(resolve));
  }

  seen(): readonly string[] {
    return this.#seen.splice(0);
  }

  states(): readonly string[] {
    return Object.entries(this.#options.actors).flatMap(([name, id]) => this.#actors.states(id(), name));
  }

  async close(): Promise<void> {
    this.gate.heal();
    this.gate.release();
    this.shakeHands();
    for (const visitor of this.visitors.values()) visitor.leave();
    const closing = this.#registry?.close();
    let isClosed = closing === undefined;
    void closing?.then(() => {
      isClosed = true;
    });
    while (!isClosed) {
      this.clock.advance(stride);
      await this.settle();
    }
    await this.#datagrams?.close();
    for (const close of this.#closers) close();
  }

  /** Over sockets by a port of its own, so that the link can be cut. */
  async #dial(name: string, isSlow: boolean): Promise<Forwarder | undefined> {
    const { address } = this.registry;
    this.#dials += 1;
    this.#numbers.set(name, this.#dials);
    const forwarder = this.#memory ? undefined : await openForwarder(address);
    if (forwarder) {
      this.#forwarders.set(name, forwarder);
      this.#closers.push(forwarder.close);
      if (isSlow) this.#release = forwarder.release;
      if (isSlow) forwarder.hold();
    }
    this.visitors.set(name, new Visitor(name, this.#visitorsNetwork, forwarder?.address ?? address, (line) => this.see(line)));
    return forwarder;
  }

  async #start({ inspect }: Place): Promise<void> {
    const host = this.#memory ? '10.0.0.1' : '127.0.0.1';
    const { limits, idle } = this.#options;
    const runtime = turnedRuntime(this.clock);
    const openAuthority = await papers();
    const store = await openRegistryStore('a registry', { at: runtime.now(), openDatabase: openInMemory });
    this.#store = store;
    this.#registry = await createRegistryWith(
      {
        dataDirectory: 'nowhere',
        listen: { host, port: 0 },
        runtime,
        network: this.#network,
        inspect: this.#actors.inspector(inspect),
        ...(limits && { limits }),
        ...(idle && { idle }),
      },
      { hasher: fastHasher, store: this.gate.around(store), openAuthority },
    );
    this.#datagrams = await this.#visitorsNetwork.bind({ host: this.#memory ? '10.0.0.2' : '127.0.0.1', port: 0 }, (bytes) => {
      this.see(`udp: ${describe(decodeDatagram(bytes))}`);
    });
  }
}

export interface LoginOptions {
  readonly user?: string;
  readonly password?: string;
  readonly resume?: string;
}

function describe({ verb, fields, headers }: Frame): string {
  const line = withoutChance([verb, ...fields.map((field) => `<${field}>`)].join(' '));
  return `${line}${headers['counter'] === undefined ? '' : ` (${headers['counter']})`}${headers['mac'] === undefined ? '' : ' signed'}`;
}

/** Users of the models, whose certificates are ready. */
const users = ['alice', 'bob', 'carol'];

/** An authority that has made all its certificates before: making them takes real time. */
async function papers(): Promise<() => Promise<CertificateAuthority>> {
  const { certificate, fingerprint, server } = await authority();
  const chains = new Map<string, string>();
  for (const user of users) chains.set(user, (await identityOf(user)).credentials.chain);
  const owner = (request: string): string | undefined => users.find((user) => request === `a request of ${user}`);
  const made: CertificateAuthority = {
    fingerprint,
    certificate,
    serverCredentials: server,
    inspect: async (request) => {
      const user = owner(request);
      return user === undefined ? undefined : { keyFingerprint: `the key of ${user}` };
    },
    issue: async (name) => chains.get(name) ?? '',
  };
  return async () => made;
}

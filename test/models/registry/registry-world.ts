// The production registry with visitors: over memory links or real sockets, its time turned by the path, its store behind a gate,
// certificates and password hashes ready-made.

import type { Inspector } from '../../../src/actors/inspection.js';
import type { Registry, RegistryOptions } from '../../../src/actors/registry/api.js';
import { createRegistryWith } from '../../../src/actors/registry/create-registry.js';
import { encodeFrame, type Frame, frame } from '../../../src/protocol/frame.js';
import { decodeDatagram } from '../../../src/protocol/frame-decoder.js';
import { limitsFrom, type RegistryLimits, registrySettings } from '../../../src/protocol/limits.js';
import { signFrame } from '../../../src/security/mac.js';
import { openRegistryStore } from '../../../src/store/sqlite-registry-store.js';
import type { DatagramPort, Network } from '../../../src/transport/link.js';
import { createMemoryNetwork, type MemoryNetwork } from '../../../src/transport/memory-network.js';
import { fastHasher } from '../../helpers/test-registry.js';
import { TurnedClock, turnedRuntime } from '../../helpers/turned-clock.js';
import { hashed } from '../../helpers/wire-client.js';
import { Actors } from '../engine/actors.js';
import { type Forwarder, openForwarder } from '../engine/forwarder.js';
import type { Place, World } from '../engine/model.js';
import { socketsOn } from '../engine/sockets.js';
import { openInMemory } from '../engine/sql-in-memory.js';
import { readyAuthority } from './authority.js';
import { StoreGate } from './gated-store.js';
import { PortGate } from './port-gate.js';
import { describeDatagram, type LoginOptions, Visitor } from './visitor.js';

export interface WorldOptions extends Pick<RegistryOptions, 'limits'> {
  /** ms after which its owner is told that nobody is there. */
  readonly idle?: number;
  /** It is for the path to open the registry. */
  readonly isToBeOpened?: boolean;
  /** Which actors a model speaks of: the id of each, by the name that its states have there. */
  readonly actors: Readonly<Record<string, () => string>>;
}

/** Where a user's program takes other peers at first. */
const firstPort = 4000;
/** Of signs of life, ms. */
const rhythm = 2000;
/** While everything is closed, time goes by in steps of so much, ms. */
const stride = 1000;
/** However a path ends, the registry closes within so much, ms. */
const longestClose = 600_000;

export class RegistryWorld implements World {
  readonly clock = new TurnedClock();
  readonly gate = new StoreGate();
  readonly ports = new PortGate();
  readonly visitors = new Map<string, Visitor>();
  readonly #actors = new Actors();
  readonly #seen: string[] = [];
  readonly #options: WorldOptions;
  readonly #inspect: Inspector;
  readonly #memory: MemoryNetwork | undefined;
  readonly #network: Network;
  readonly #visitorsNetwork: Network;
  readonly #numbers = new Map<string, number>();
  readonly #forwarders = new Map<string, Forwarder>();
  readonly #closers: (() => void)[] = [];
  #dials = 0;
  readonly #ports = new Map<string, number>();
  #release: (() => void) | undefined;
  readonly #opened = openRegistryStore('a registry', { at: 0, openDatabase: openInMemory });
  #datagrams: DatagramPort | undefined;
  #registry: Registry | undefined;

  static async open(place: Place, options: WorldOptions): Promise<RegistryWorld> {
    const world = new RegistryWorld(place, options);
    await world.#prepare();
    if (!options.isToBeOpened) await world.openRegistry();
    return world;
  }

  private constructor({ carrier, inspect }: Place, options: WorldOptions) {
    this.#options = options;
    this.#inspect = this.#actors.inspector(inspect);
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

  /** The registry has noticed that somebody's link broke; over sockets that may take a moment. */
  async missed(name: string): Promise<void> {
    const id = `presence ${name}`;
    for (let tries = 0; this.#actors.states(id).includes(`${id} alive`) && tries < 5000; tries++) {
      await new Promise((resolve) => setTimeout(resolve, tries > 2 ? 1 : 0));
    }
  }

  visitor(name: string): Visitor {
    const visitor = this.visitors.get(name);
    if (!visitor) throw new Error(`no visitor ${name}`);
    return visitor;
  }

  /** Before anybody comes. */
  async withAccounts(...names: string[]): Promise<void> {
    const store = await this.#opened;
    for (const name of names) await store.createAccount({ name, passwordHash: `fast ${hashed(name, 'secret')}` }, 0);
  }

  /** Before anybody comes; the first is its host. */
  async withRoom(room: string, host: string, ...others: string[]): Promise<void> {
    const made = { room, roomId: '0123456789abcdef', host, password: '', capacity: 10, description: '' };
    const store = await this.#opened;
    await store.createRoom(made, 0);
    for (const name of others) await store.joinRoom({ room, name, password: '' }, 0);
  }

  /** Somebody of these is online, on a link of its own name. */
  async withOnline(...names: string[]): Promise<void> {
    for (const name of names) {
      await this.connect(name);
      await this.visitor(name).stir();
      this.logIn(name);
      await this.visitor(name).stir();
    }
    for (const name of names) await this.visitor(name).stir();
    this.seen();
  }

  /** From now on the user's program takes other peers elsewhere. */
  moveHouse(user: string): void {
    this.#ports.set(user, (this.#ports.get(user) ?? firstPort) + 1);
  }

  /** Visitors that are there and have not taken their leave. */
  get awake(): readonly string[] {
    return [...this.visitors.values()].filter(({ isOpen }) => isOpen).map(({ name }) => name);
  }

  hello(name: string): void {
    this.visitor(name).send(frame('HELLO_P2P', [], { protocol: '1', agent: 'model/1' }));
  }

  register(name: string): void {
    this.visitor(name).send(frame('REGISTER', [name, hashed(name, 'secret')]));
  }

  /** LOGIN of this user on the link of `visitor`. */
  logIn(visitor: string, { user = visitor, password = 'secret', token }: LoginOptions = {}): void {
    const headers = { 'peer-port': String(this.#ports.get(user) ?? firstPort), resume: token };
    this.visitor(visitor).send(frame('LOGIN', [user, hashed(user, password)], headers, `a request of ${user}`));
  }

  /** KEEP_ALIVE of a visitor's session, with a Mac of its own key or a wrong one. */
  keepAlive(name: string, counter: number, isRight = true): void {
    const key = isRight ? this.visitor(name).key : Buffer.alloc(32);
    const unsigned = frame('KEEP_ALIVE', [name, String(this.limits.keepAliveTimeout)], { counter: String(counter) });
    this.sendDatagram(signFrame(unsigned, key));
  }

  sendDatagram(message: Frame): void {
    this.#datagrams?.send(encodeFrame(message), this.registry.address);
  }

  /** The registry's time goes on; what timers of one moment lead to happens before the next. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left >= 0; ) {
      left = this.clock.step(left);
      if (left >= 0) this.clock.advance(0);
      await this.settle();
    }
  }

  /** The same, while these give signs of life. */
  async passWith(names: readonly string[], ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= rhythm) {
      await this.pass(Math.min(left, rhythm));
      for (const name of names) await this.visitor(name).stir();
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
    const end = this.clock.time + longestClose;
    while (!isClosed && this.clock.time < end) {
      this.clock.advance(stride);
      await this.settle();
    }
    if (!isClosed) throw new Error(`it does not close, but is in ${this.#actors.states('registry').join(', ')}`);
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

  /** @throws what `createRegistry` does */
  async openRegistry(): Promise<void> {
    const { limits, idle } = this.#options;
    const store = await this.#opened;
    this.#registry = await createRegistryWith(
      {
        dataDirectory: 'nowhere',
        listen: { host: this.#memory ? '10.0.0.1' : '127.0.0.1', port: 0 },
        runtime: turnedRuntime(this.clock),
        network: this.ports.around(this.#network),
        inspect: this.#inspect,
        ...(limits && { limits }),
        ...(idle !== undefined && { idle: { ms: idle, onIdle: () => this.see('owner: nobody is there') } }),
      },
      { hasher: fastHasher, store: this.gate.around(store), openAuthority: await readyAuthority() },
    );
  }

  /** Its owner closes it; whoever opened it on the path sees when it is closed. */
  closeRegistry(): void {
    void this.registry.close().then(() => {
      if (this.#options.isToBeOpened) this.see('owner: it is closed');
    });
  }

  async #prepare(): Promise<void> {
    await this.#opened;
    this.#datagrams = await this.#visitorsNetwork.bind({ host: this.#memory ? '10.0.0.2' : '127.0.0.1', port: 0 }, (bytes) => {
      this.see(`udp: ${describeDatagram(decodeDatagram(bytes))}`);
    });
  }
}

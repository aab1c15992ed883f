// A production peer, whole, before a registry that a path plays by hand: over memory links or real sockets, the peer's time
// turned by the path.
import type { Peer, PeerOptions } from '../../../src/actors/peer/api.js';
import { createCircle } from '../../../src/actors/peer/circle.js';
import { makePeer } from '../../../src/actors/peer/make-peer.js';
import type { Runtime } from '../../../src/support/runtime.js';
import { createMemoryNetwork, type MemoryNetwork } from '../../../src/transport/memory-network.js';
import { TurnedClock, turnedRuntime } from '../../helpers/turned-clock.js';
import { Actors } from '../engine/actors.js';
import { type Forwarder, openForwarder } from '../engine/forwarder.js';
import type { Place, World } from '../engine/model.js';
import { socketsOn } from '../engine/sockets.js';
import { loadSql } from '../engine/sql-in-memory.js';
import { authority, identityOf, keyMaking } from '../peers/papers.js';
import { PeerGates } from './gates.js';
import { HandRegistry } from './hand-registry.js';

export interface SessionOptions extends Pick<PeerOptions, 'limits' | 'register'> {
  /** Seconds, as HELLO_BACK says it. */
  readonly keepAliveTimeout?: number;
  /** When the certificates were made that the registry gives, ms after the world's beginning. */
  readonly certificateAt?: number;
}

const hosts = { memory: ['10.0.0.1', '10.0.0.2'], sockets: ['127.0.0.1', '127.0.0.1'] } as const;
/** Once everything is closed, time goes by in steps of so much, ms. */
const stride = 1000;
/** However a path ends, the program closes within so much, ms. */
const longestClose = 600_000;

export class SessionWorld implements World {
  readonly clock = new TurnedClock();
  readonly gates = new PeerGates();
  readonly options: SessionOptions;
  readonly #actors = new Actors();
  readonly #place: Place;
  readonly #memory: MemoryNetwork | undefined;
  readonly #chains = new Map<string, string>();
  readonly #seen: string[] = [];
  /** How far the wall clock is ahead of the timers, ms. */
  #slept = 0;
  #unblock: (() => void) | undefined;
  #forwarder: Forwarder | undefined;
  #registry: HandRegistry | undefined;
  #peer: Peer | undefined;

  static async open(place: Place, options: SessionOptions = {}): Promise<SessionWorld> {
    const world = new SessionWorld(place, options);
    await world.#prepare();
    return world;
  }

  private constructor(place: Place, options: SessionOptions) {
    this.options = options;
    this.#place = place;
    this.#memory = place.carrier === 'memory' ? createMemoryNetwork({ runtime: { clock: this.clock } }) : undefined;
  }

  get registry(): HandRegistry {
    if (!this.#registry) throw new Error('no registry');
    return this.#registry;
  }

  get peer(): Peer {
    if (!this.#peer) throw new Error('no peer');
    return this.#peer;
  }

  /** A chain, PEM, of this user's first key or second one, made so many ms after the world's beginning. */
  chain(user: 'alice' | 'bob', key = 0): string {
    return this.#chains.get(`${user} ${key}`) ?? '';
  }

  start(): void {
    this.peer.start().catch(() => {}); // told as a state
  }

  /** Logged in, and at rest. */
  async bringOnline(): Promise<void> {
    await this.bringToLogin();
    this.registry.admit(this.chain('alice'));
    await this.#saw(/^udp: KEEP_ALIVE/);
    this.seen();
  }

  /** LOGIN is sent. */
  async bringToLogin(): Promise<void> {
    this.start();
    await this.#saw(/HELLO_P2P/);
    this.registry.greet(this.options.keepAliveTimeout ?? 10);
    await this.#saw(/LOGIN/);
    this.seen();
  }

  /** Nothing gets through between the two. */
  block(): void {
    const [registry, peer] = hosts.memory;
    this.#unblock = this.#memory?.block(peer, registry);
    this.#forwarder?.hold();
  }

  unblock(): void {
    this.#unblock?.();
    this.#unblock = undefined;
    this.#forwarder?.release();
  }

  /** The link breaks. */
  break(): void {
    this.registry.break();
    this.#forwarder?.cut();
  }

  /** The machine sleeps: its timers stand still, the wall clock does not. */
  sleep(ms: number): void {
    this.#slept += ms;
  }

  /** Time goes on; what timers of one moment lead to happens before the next. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left >= 0; ) {
      left = this.clock.step(left);
      if (left >= 0) this.clock.advance(0);
      await this.settle();
    }
  }

  /** Time goes on until such a line is seen. */
  async passUntil(line: RegExp): Promise<void> {
    const end = this.clock.time + 3_600_000;
    while (!this.#isSeen(line) && this.clock.time < end) {
      this.clock.step(stride);
      await this.settle();
    }
  }

  see(line: string): void {
    this.#seen.push(line);
  }

  async settle(): Promise<void> {
    for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve));
  }

  seen(): readonly string[] {
    return this.#seen.splice(0);
  }

  states(): readonly string[] {
    return ['peer', 'session', 'keepAlive'].flatMap((id) => this.#actors.states(id));
  }

  async close(): Promise<void> {
    this.gates.open();
    this.unblock();
    let isClosed = false;
    void this.peer.close().then(() => {
      isClosed = true;
    });
    const end = this.clock.time + longestClose;
    while (!isClosed && this.clock.time < end) {
      this.clock.advance(stride);
      await this.settle();
    }
    if (!isClosed) throw new Error(`it does not close, but is in ${this.states().join(', ')}`);
    await this.#registry?.close();
    this.#forwarder?.close();
  }

  #isSeen(line: RegExp): boolean {
    return this.#seen.some((each) => line.test(each));
  }

  async #saw(line: RegExp): Promise<void> {
    for (let tries = 0; tries < 5000 && !this.#isSeen(line); tries++) {
      await this.settle();
      if (!this.#memory) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  async #prepare(): Promise<void> {
    const { carrier, inspect } = this.#place;
    const [registryHost, peerHost] = hosts[carrier];
    const sockets = socketsOn(this.clock);
    await loadSql();
    const { fingerprint, server } = await authority();
    const { certificateAt = 0, limits, register = false } = this.options;
    for (const key of [0, 1]) {
      this.#chains.set(`alice ${key}`, (await identityOf('alice', { key, at: certificateAt })).credentials.chain);
      this.#chains.set(`bob ${key}`, (await identityOf('bob', { key })).credentials.chain);
    }
    this.#registry = await HandRegistry.open({
      network: this.#memory?.host(registryHost) ?? sockets,
      host: registryHost,
      fingerprint,
      credentials: server,
      see: (line) => this.see(line),
    });
    this.#forwarder = this.#memory ? undefined : await openForwarder(this.registry.address);
    this.#peer = makePeer(
      {
        registry: this.registry.linkAt(this.#forwarder?.address ?? this.registry.address),
        name: 'alice',
        password: 'correct horse',
        register,
        dataDirectory: 'nowhere',
        listen: { host: peerHost, port: 0 },
        runtime: this.#runtime(),
        network: this.gates.network(this.#memory?.host(peerHost) ?? sockets),
        inspect: this.#actors.inspector(inspect),
        ...(limits && { limits }),
      },
      createCircle,
      { openDatabase: this.gates.openDatabase, keyMaking: this.gates.keyMaking(keyMaking('alice')) },
    );
    this.#peer.on('state', (state) => this.see(`user: ${state.state}${'reason' in state ? ` (${state.reason})` : ''}`));
    this.#peer.on('registered', ({ name }) => this.see(`user: registered as ${name}`));
  }

  #runtime(): Runtime {
    const runtime = turnedRuntime(this.clock);
    return { ...runtime, now: () => runtime.now() + this.#slept };
  }
}

// The world of the peer's models: one production peer, whole, and around it a registry and other users who do what a path says;
// over links in memory or real sockets, with a clock that the path turns.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { InspectionEvent } from 'xstate';
import type { Peer, PeerEvents } from '../../../src/actors/peer/api.js';
import { createCircle } from '../../../src/actors/peer/circle.js';
import { makePeer } from '../../../src/actors/peer/make-peer.js';
import type { PeerLimits } from '../../../src/protocol/limits.js';
import type { Runtime } from '../../../src/support/runtime.js';
import type { Endpoint, Network } from '../../../src/transport/link.js';
import { createMemoryNetwork } from '../../../src/transport/memory-network.js';
import { TurnedClock, turnedRuntime } from '../../helpers/turned-clock.js';
import type { Place, World } from '../engine/model.js';
import { socketsOn } from '../engine/sockets.js';
import { FaultyStore } from './faulty-store.js';
import { identityOf, keyMaking, type PaperOptions } from './papers.js';
import { RawPeer } from './raw-peer.js';
import { ScriptedRegistry } from './scripted-registry.js';
import { told } from './told.js';
import { type Side, Traffic } from './traffic.js';
import { WatchedActors } from './watched-actors.js';

export interface WorldOptions {
  /** The machine (of the catalogue) whose states are looked at. */
  readonly machine: string;
  readonly limits?: Partial<PeerLimits>;
  /** As `RawPeerOptions` has it. */
  readonly tellsEndsApart?: boolean;
  /** Ids of messages are left out. */
  readonly hidesIds?: boolean;
  /** What is seen: lines that begin otherwise are left out. All, unless given. */
  readonly watching?: RegExp;
}

/** The user under test. */
const self = 'mia';
/** Nobody answers there. */
const nowhere: Endpoint = { host: '10.9.9.9', port: 9 };
/** Turns of the event loop in a row in which nothing goes on: then nothing will. */
const quietTurns = 2;
/** Nothing that the models speak of pings the registry. */
const quietLimits: Partial<PeerLimits> = { pingInterval: 86_400 };

export class PeerWorld implements World {
  readonly clock: TurnedClock;
  readonly runtime: Runtime;
  readonly store = new FaultyStore();
  /** The age of the user's certificates, from now on, ms. */
  certificateAt = 0;
  readonly #place: Place;
  readonly #watched: WatchedActors;
  readonly #options: WorldOptions;
  readonly #memory;
  readonly #peers: RawPeer[] = [];
  readonly #ids: string[] = [];
  readonly #traffic = new Traffic();
  readonly #closers: (() => Promise<void>)[] = [];
  #watching: RegExp;
  #lines: string[] = [];
  #hosts = 0;
  #registry: ScriptedRegistry | undefined;
  #peer: Peer | undefined;
  /** What the path has asked the peer for and was not told the end of. */
  readonly #calls = new Set<Promise<unknown>>();

  private constructor(place: Place, options: WorldOptions) {
    this.#place = place;
    this.#options = options;
    this.#watched = new WatchedActors(options.machine);
    this.#watching = options.watching ?? /./;
    this.clock = new TurnedClock();
    this.runtime = turnedRuntime(this.clock);
    this.#memory = createMemoryNetwork({ runtime: this.runtime });
  }

  /** The peer is not started yet. */
  static async open(place: Place, options: WorldOptions): Promise<PeerWorld> {
    const world = new PeerWorld(place, options);
    const { network, host } = world.#host('others');
    world.#registry = await ScriptedRegistry.open({
      network,
      host,
      user: self,
      asked: (line) => world.tell(`registry: ${line}`),
      certificateAt: () => world.certificateAt,
    });
    world.#make();
    return world;
  }

  get registry(): ScriptedRegistry {
    if (!this.#registry) throw new Error('no registry');
    return this.#registry;
  }

  get peer(): Peer {
    if (!this.#peer) throw new Error('no peer');
    return this.#peer;
  }

  get isOverSockets(): boolean {
    return this.#place.carrier === 'sockets';
  }

  /** Online, and at rest. */
  async start(): Promise<this> {
    await this.until(this.peer.start());
    await this.settle();
    this.seen();
    return this;
  }

  /** Another user, who listens and is known to the registry as online. */
  async other(name: string, papers: PaperOptions = {}): Promise<RawPeer> {
    const { network, host } = this.#host('others');
    const identity = await identityOf(name, papers);
    const tell = (line: string): void => this.tell(line);
    const peer = new RawPeer({
      network,
      host,
      identity,
      runtime: this.runtime,
      subject: self,
      tellsEndsApart: this.#options.tellsEndsApart ?? false,
      tell,
    });
    this.#peers.push(peer);
    await peer.listen();
    this.registry.users.set(name, peer.address);
    return peer;
  }

  /** It dials the user, and is linked. */
  async dials(peer: RawPeer): Promise<void> {
    const count = peer.links.length;
    peer.dial(this.address);
    await this.see(() => peer.links[count]?.isUp === true || peer.links[count]?.isOver === true);
    await this.settle();
  }

  /** Where the user is dialled. */
  get address(): Endpoint {
    const { listening } = this.peer.status;
    if (!listening) throw new Error('not listening');
    return listening;
  }

  /** An address where nobody answers. */
  async nowhere(): Promise<Endpoint> {
    if (!this.isOverSockets) return nowhere;
    const held = new Set<Socket>();
    const server = createServer((socket) => held.add(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#closers.push(async () => {
      for (const socket of held) socket.destroy();
      server.close();
    });
    return { host: '127.0.0.1', port: (server.address() as AddressInfo).port }; // it listens on TCP
  }

  /** From now on nothing else is seen. Gives what was before. */
  watch(watching: RegExp): RegExp {
    const before = this.#watching;
    this.#watching = watching;
    return before;
  }

  tell(line: string): void {
    if (this.#watching.test(line)) this.#lines.push(line);
  }

  /** The user asks for something; how it ends is seen. */
  call(what: string, call: Promise<unknown>): void {
    const ended = call.then(
      (result) => this.tell(`call ${what}: ${typeof result === 'string' ? result : 'done'}`),
      (error: { readonly reason?: string }) => this.tell(`call ${what}: ${error.reason ?? String(error)}`),
    );
    this.#calls.add(ended);
    void ended.then(() => this.#calls.delete(ended));
  }

  /** Lets so much time pass, ms, and all that it brings. */
  async pass(ms: number): Promise<void> {
    await this.settle();
    for (let left = ms; left >= 0; ) {
      left = this.clock.step(left);
      await this.settle();
    }
  }

  async settle(): Promise<void> {
    if (this.isOverSockets) await this.#traffic.rest();
    for (let quiet = 0; quiet < quietTurns; quiet = this.store.isQuiet ? quiet + 1 : 0) {
      this.clock.advance(0);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** From now on the user takes no frames. */
  expectUnread(): void {
    this.#traffic.isUnread = true;
  }

  /** Waits until a look at the world is true; no time passes. */
  async see(look: () => boolean): Promise<void> {
    const since = Date.now();
    while (!look()) {
      this.clock.advance(0);
      if (Date.now() - since > 5000) throw new Error(`not seen: ${look}\n${this.#lines.join('\n')}`);
      await new Promise((resolve) => (this.isOverSockets ? setTimeout(resolve, 1) : setImmediate(resolve)));
    }
  }

  seen(): readonly string[] {
    const lines = this.#lines.map((line) => this.#named(line));
    this.#lines = [];
    return lines;
  }

  /** Of the newest actor that is there. */
  states(): readonly string[] {
    return this.#watched.states;
  }

  async until<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const end = (): void => {
      isSettled = true;
    };
    promise.then(end, end);
    await this.see(() => isSettled);
    return promise;
  }

  /** Ends the peer, and what it remembers with it. */
  async close(): Promise<void> {
    this.store.heal();
    for (const peer of this.#peers) await peer.close();
    let isClosed = false;
    const closing = this.peer.close().then(() => {
      isClosed = true;
    });
    for (let turns = 0; !isClosed; turns++) {
      this.clock.advance(turns > 20 ? 500 : 0);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await closing;
    for (const close of this.#closers) await close();
    await this.registry.close();
  }

  #make(): void {
    const { network, host } = this.#host('subject');
    const options = {
      registry: this.registry.link,
      name: self,
      password: 'a password',
      register: 'if-free',
      dataDirectory: 'nowhere',
      listen: { host, port: 0 },
      limits: { ...quietLimits, ...this.#options.limits },
      runtime: this.runtime,
      network,
      inspect: (event: InspectionEvent) => {
        this.#place.inspect(event);
        this.#watched.note(event);
      },
    } as const;
    const peer = makePeer(options, createCircle, { openDatabase: this.store.open, keyMaking: keyMaking(self) });
    for (const [name, describe] of Object.entries(told)) {
      const listen = (event: never): void => this.tell(`user: ${name} ${describe(event)}`);
      peer.on(name as keyof PeerEvents, listen as never); // the table's own pairs
    }
    this.#peer = peer;
  }

  #host(side: Side): { readonly network: Network; readonly host: string } {
    this.#hosts += 1;
    if (this.isOverSockets) return { network: this.#traffic.tap(socketsOn(this.clock), side), host: '127.0.0.1' };
    const host = `10.0.0.${this.#hosts}`;
    return { network: this.#memory.host(host), host };
  }

  /** Ids of messages in the order in which they came up: `<m1>`. */
  #named(line: string): string {
    if (this.#options.hidesIds) return line.replace(/ <?[0-9a-f]{8}-[0-9a-f-]{27}>?/g, '');
    return line.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => {
      if (!this.#ids.includes(id)) this.#ids.push(id);
      return `m${this.#ids.indexOf(id) + 1}`;
    });
  }
}

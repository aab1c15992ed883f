// A whole network in one process: a registry, its users, a stranger who sends nonsense, and the faults that befall them.
import type { PeerLimits, RegistryLimits } from '../src/protocol/limits.js';
import { createMemoryNetwork } from '../src/transport/memory-network.js';
import { Chance } from './chance.js';
import type { Disk } from './disk.js';
import { Hostile, hostileName } from './hostile.js';
import { Ledger } from './ledger.js';
import type { Node } from './node.js';
import { PeerNode } from './peer-node.js';
import type { Happening } from './plan.js';
import { RegistryNode } from './registry-node.js';
import { loadSql } from './sql-file.js';
import { stockFor } from './stock.js';
import { registryName, type Surroundings } from './surroundings.js';
import { Trace } from './trace.js';
import { VirtualClock } from './virtual-clock.js';

export interface WorldOptions {
  readonly seed: number;
  readonly names: readonly string[];
  /** Need not come out the same in another process: quicker to set up. */
  readonly isOnce?: boolean;
  /** ms that a certificate lasts; a day where it is not given. */
  readonly certificateLife?: number | undefined;
  /** Links that were interrupted go on as TCP's do: when something is sent again. */
  readonly retransmits?: boolean;
  readonly registryLimits?: Partial<RegistryLimits>;
  readonly peerLimits?: Partial<PeerLimits>;
}

/** ms one way, when the network is well. */
const usualLatency = 20;
/** ms a sync takes on a disk that is slow. */
const slowSync = [200, 2500] as const;
const usualSync = [0.5, 3] as const;

const roomsQuery = 'SELECT name, room_id AS roomId FROM room ORDER BY key';

/** Timers that are fired in one turn of the event loop. */
const together = 64;

export class World {
  readonly clock = new VirtualClock();
  readonly trace = new Trace();
  readonly ledger = new Ledger();
  readonly registry: RegistryNode;
  readonly peers: readonly PeerNode[];
  readonly #around: Surroundings;
  readonly #hostile: Hostile;
  readonly #rates = { loss: 0, doubling: 0, latency: usualLatency };

  static async open(options: WorldOptions): Promise<World> {
    await loadSql();
    return new World(options, await stockFor([...options.names, hostileName], options.isOnce !== true));
  }

  private constructor(options: WorldOptions, stock: Surroundings['stock']) {
    const { seed, names, registryLimits = {}, peerLimits = {}, certificateLife } = options;
    const chance = new Chance(`world ${seed}`);
    const weather = chance.fork('weather');
    const clock = { setTimeout: (task: () => void, ms: number) => this.clock.set(task, ms), clearTimeout: clear(this.clock) };
    // Loopback too takes a while: a whole conversation in no time is not what a machine does.
    const latency = () => weather.between(0.1, this.#rates.latency);
    const memory = createMemoryNetwork({ runtime: { clock }, latency, retransmits: options.retransmits ?? false });
    memory.dropDatagrams(() => this.#rates.loss > 0 && weather.happens(this.#rates.loss));
    memory.doubleDatagrams(() => this.#rates.doubling > 0 && weather.happens(this.#rates.doubling));
    this.#around = { clock: this.clock, memory, chance, stock, trace: this.trace, ledger: this.ledger, names: new Map() };
    this.registry = new RegistryNode(this.#around, registryLimits, certificateLife);
    this.peers = names.map((name, index) => {
      const host = `10.${1 + Math.floor(index / 60_000)}.${Math.floor(index / 250) % 250}.${1 + (index % 250)}`;
      return new PeerNode(name, host, this.#around, { registryLink: this.registry.link, limits: peerLimits });
    });
    const rooms = () => (this.registry.registry ? this.registry.rows<{ name: string; roomId: string }>(roomsQuery) : []);
    this.#hostile = new Hostile(this.#around, { victims: names, rooms });
  }

  get memory(): Surroundings['memory'] {
    return this.#around.memory;
  }

  peer(name: string): PeerNode {
    const found = this.peers.find((each) => each.name === name);
    if (!found) throw new Error(`no peer ${name}`);
    return found;
  }

  /** Lets everything happen until then: from timer to timer, and after each all that follows from it at once. */
  run(until: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let isOver = false;
      const step = (isLast: boolean): void => {
        if (isOver) return;
        try {
          if (this.clock.fireNext(until)) {
            if (isLast) queue();
            return;
          }
          resolve();
        } catch (error) {
          reject(error);
        }
        isOver = true;
      };
      // After each of them all microtasks run, as after a turn of the event loop of its own, which would take longer.
      const queue = (): void => {
        for (let turn = 1; turn < together; turn++) setImmediate(step, false);
        setImmediate(step, true);
      };
      // Not at once: what was done to the world before has still to come to its timers.
      queue();
    });
  }

  /** Lets time pass until a look at the world is true, at most `ms`; gives whether it was. */
  async runUntil(look: () => boolean, ms: number, step = 250): Promise<boolean> {
    const end = this.clock.time + ms;
    while (!look()) {
      if (this.clock.time >= end) return false;
      await this.run(Math.min(end, this.clock.time + step));
    }
    return true;
  }

  /** Waits while time passes, at most `ms`; `undefined` when that was not enough. */
  async wait<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
    let isSettled = false;
    const end = () => {
      isSettled = true;
    };
    promise.then(end, end);
    await settled();
    return (await this.runUntil(() => isSettled, ms, 50)) ? promise : undefined;
  }

  async start(): Promise<void> {
    this.registry.start();
    for (const peer of this.peers) peer.start();
    await settled();
  }

  happen(happening: Happening): void {
    const { memory, trace } = this.#around;
    if ('who' in happening) {
      this.peer(happening.who).act(happening);
      return;
    }
    trace.note({ at: this.clock.time, from: 'faults', to: 'faults', text: JSON.stringify(happening) });
    switch (happening.kind) {
      case 'crash': {
        const node = this.#node(happening.node);
        node.crash();
        this.clock.set(() => node.start(), happening.ms);
        break;
      }
      case 'partition':
        this.clock.set(memory.partition(happening.group.map((name) => this.#node(name).host)), happening.ms);
        break;
      case 'cut':
        memory.cut(this.#node(happening.node).host, this.#node(happening.other).host);
        break;
      case 'cut-after':
        memory.cutAfter(this.#node(happening.node).host, this.#node(happening.other).host, happening.bytes);
        break;
      case 'loss':
      case 'doubling':
        this.#rates[happening.kind] = happening.rate;
        this.clock.set(() => {
          this.#rates[happening.kind] = 0;
        }, happening.ms);
        break;
      case 'latency':
        this.#rates.latency = happening.most;
        this.clock.set(() => {
          this.#rates.latency = usualLatency;
        }, happening.ms);
        break;
      case 'clock':
        this.ledger.jumps.push({ who: happening.node, at: this.clock.time });
        this.#node(happening.node).wall.offset = happening.offset;
        break;
      case 'sleep': {
        this.ledger.jumps.push({ who: happening.node, at: this.clock.time });
        const { wall, host } = this.#node(happening.node);
        wall.asleepUntil = Math.max(wall.asleepUntil, this.clock.time + happening.ms);
        this.clock.set(memory.block(host), happening.ms);
        break;
      }
      case 'disk':
        this.#spoil(this.#node(happening.node).disk, happening.trouble, happening.ms);
        break;
      case 'forget':
        this.peer(happening.node).forgetLast();
        break;
      case 'nonsense':
        this.#hostile.act(happening.to, happening.seed);
        break;
    }
  }

  /** When the last sleeper wakes up. */
  get awake(): number {
    return Math.max(...[this.registry, ...this.peers].map(({ wall }) => wall.asleepUntil));
  }

  /** Ends every fault but sleep, and starts every program. */
  heal(): void {
    this.trace.note({ at: this.clock.time, from: 'faults', to: 'faults', text: 'heal' });
    this.memory.heal();
    Object.assign(this.#rates, { loss: 0, doubling: 0, latency: usualLatency });
    for (const node of [this.registry, ...this.peers]) {
      node.disk.sync = usualSync;
      node.disk.trouble = undefined;
      node.start();
    }
    this.#hostile.leave();
    this.registry.certificateLife = undefined;
  }

  /** Ends every program in order; afterwards nothing may be left. */
  async close(): Promise<void> {
    const ended = Promise.all(this.peers.map((peer) => peer.retire()));
    if (!(await this.wait(ended, 60_000))) this.ledger.problem('(e) not every peer has closed within 60 s');
    if (
      !(await this.wait(
        this.registry.retire().then(() => true),
        60_000,
      ))
    )
      this.ledger.problem('(e) the registry has not closed within 60 s');
  }

  /** Frees what a garbage collector cannot. */
  free(): void {
    for (const node of [this.registry, ...this.peers]) node.disk.free();
  }

  #node(name: string): Node {
    return name === registryName ? this.registry : this.peer(name);
  }

  #spoil(disk: Disk, trouble: 'full' | 'read-only' | 'slow', ms: number): void {
    if (trouble === 'slow') disk.sync = slowSync;
    else disk.trouble = trouble;
    this.clock.set(() => {
      disk.sync = usualSync;
      disk.trouble = undefined;
    }, ms);
  }
}

/** All that follows at once has happened: nothing in a simulation waits for anything but microtasks and its clock. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function clear(clock: VirtualClock): (timer: unknown) => void {
  // FramedLink hands in what it was given, or nothing.
  return (timer) => timer && clock.clear(timer as ReturnType<VirtualClock['set']>);
}

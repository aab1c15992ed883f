// The whole of a run: a registry, peers, the ways between them, and what a step of the plan does to them.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cannotFill } from './disk.js';
import type { Life } from './evidence.js';
import { Faults } from './faults.js';
import { ChaosNetwork } from './network.js';
import { PeerNode } from './peer-node.js';
import { type Action, closetCapacity, denMembers, type NodeId } from './plan.js';
import { cannotStop, type Guard } from './program.js';
import { RegistryNode } from './registry-node.js';

/** What ends by itself is started anew after this, ms. */
const restartAfter = 500;
export const denPassword = 'sesame';
const roomCapacity = 50;

export interface WorldOptions {
  readonly seed: number;
  readonly peers: number;
  /** Seconds. */
  readonly keepAliveTimeout: number;
  readonly directory: string;
  readonly guard: Guard;
  /** Every node has a tmpfs, where it may be mounted. */
  readonly ownDisks: boolean;
  /** What is worth telling. */
  readonly tell: (sentence: string) => void;
}

export class World {
  readonly registry: RegistryNode;
  readonly peers: PeerNode[] = [];
  readonly network: ChaosNetwork;
  readonly logs: string;
  readonly #options: WorldOptions;
  readonly #faults = new Faults();
  readonly #cannotStop = cannotStop();
  readonly #cannotFill = cannotFill();
  /** Programs that are being ended. */
  readonly #endings = new Set<Promise<unknown>>();
  #isOver = false;
  /** The part of a link after the address, with its mark. */
  #fingerprint = '';

  private constructor(options: WorldOptions, network: ChaosNetwork) {
    const { directory, guard, keepAliveTimeout, ownDisks: hasOwnDisk } = options;
    this.#options = options;
    this.network = network;
    this.logs = join(directory, 'logs');
    mkdirSync(this.logs, { recursive: true });
    const onEnd = (life: Life) => this.#unwished('registry', life);
    this.registry = new RegistryNode({ directory, logs: this.logs, listen: network.registry, guard, hasOwnDisk, keepAliveTimeout, onEnd });
  }

  static async create(options: WorldOptions): Promise<World> {
    return new World(options, await ChaosNetwork.create(options.seed, options.peers + 1));
  }

  /** Starts everything: all are online, and members of their rooms. */
  async start(): Promise<void> {
    const { peers, tell } = this.#options;
    for (const missing of [this.#cannotStop, this.#cannotFill, this.network.cannotProxyDatagrams])
      if (missing) tell(`left out: ${missing}`);
    const link = await this.registry.start();
    if (link === undefined) throw new Error('the registry did not start');
    this.#fingerprint = link.slice(link.indexOf('#'));
    const names = Array.from({ length: peers }, (_, index) => nameOf(index));
    for (const name of names) await this.#add(name, names);
    for (const peer of this.peers) peer.start();
    await Promise.all(this.peers.map((peer) => peer.online()));
    await this.peers[0]?.ask(`/create lobby ${roomCapacity}`);
    await this.peers[0]?.ask(`/create den ${roomCapacity} ${denPassword}`);
    await this.peers[0]?.ask(`/create closet ${closetCapacity}`);
    await Promise.all(this.peers.slice(1).map((peer) => peer.ask('/join lobby')));
    await Promise.all(this.peers.slice(1, denMembers).map((peer) => peer.ask(`/join den ${denPassword}`)));
  }

  /** Somebody who comes when all is over, and is to hear what was said in the lobby. */
  async welcome(): Promise<PeerNode> {
    const newcomer = await this.#add(nameOf(this.peers.length), []);
    newcomer.start();
    await newcomer.online();
    await newcomer.ask('/join lobby');
    return newcomer;
  }

  perform(action: Action): void {
    if (this.network.perform(action, this.#faults)) return;
    switch (action.do) {
      case 'say': {
        const { peer, to, number } = action;
        const target = typeof to === 'number' ? `p${to + 1}` : `#${to}`;
        this.peers[peer]?.say(target, `${number} from p${peer + 1} to ${target}`);
        break;
      }
      case 'enter':
        // Whoever comes after the last one has left makes it anew.
        this.peers[action.peer]?.tell(`/create closet ${closetCapacity}`);
        this.peers[action.peer]?.tell('/join closet');
        break;
      case 'leave':
        this.peers[action.peer]?.tell('/leave closet');
        break;
      case 'kill':
        this.#end(action.node, action.ms, (node) => node.kill());
        break;
      case 'quit':
        this.#end(action.peer, action.ms, (node) => node.quit());
        break;
      case 'stop':
        this.#stop(action.node, action.ms);
        break;
      case 'fill':
        this.#fill(action.node, action.bytes, action.ms);
        break;
    }
  }

  /** Ends every fault; whoever is away is started again. */
  async heal(): Promise<void> {
    this.#faults.endAll();
    this.network.heal();
    await Promise.all(this.#endings);
    this.#faults.endAll();
    await Promise.all(this.#endings);
  }

  /** Ends every program in good order. */
  async quit(): Promise<ReadonlyMap<string, number | string | null>> {
    this.#isOver = true;
    const codes = new Map<string, number | string | null>();
    await Promise.all(this.peers.map(async (peer) => codes.set(peer.name, await peer.quit())));
    codes.set('registry', await this.registry.quit());
    return codes;
  }

  /** Leaves nothing behind, whatever the state. */
  async close(): Promise<void> {
    this.#isOver = true;
    this.#faults.drop();
    await Promise.all([...this.peers.map((peer) => peer.close()), this.registry.close()]);
    await this.network.close();
  }

  async #add(name: string, names: readonly string[]): Promise<PeerNode> {
    const { directory, guard, ownDisks: hasOwnDisk } = this.#options;
    const { listen, announced, registry } = await this.network.add();
    const link = `parley://${registry.host}:${registry.port}${this.#fingerprint}`;
    const others = names.filter((other) => other !== name);
    const onEnd = (life: Life) => this.#unwished(name, life);
    const peer = new PeerNode({ name, others, link, directory, logs: this.logs, listen, announced, guard, hasOwnDisk, onEnd });
    this.peers.push(peer);
    return peer;
  }

  #node(id: NodeId): PeerNode | RegistryNode | undefined {
    return id === 'registry' ? this.registry : this.peers[id];
  }

  #end(id: NodeId, ms: number, how: (node: PeerNode | RegistryNode) => Promise<unknown>): void {
    const node = this.#node(id);
    if (!node?.isWanted) return;
    const isOver = how(node);
    this.#faults.after(ms, () => {
      const again = isOver.then(() => {
        this.#endings.delete(again);
        if (!this.#isOver) void node.start();
      });
      this.#endings.add(again);
    });
  }

  #stop(id: NodeId, ms: number): void {
    if (this.#cannotStop) return;
    const node = this.#node(id);
    this.#faults.last(
      `stop ${id}`,
      ms,
      () => node?.signal('SIGSTOP'),
      () => node?.signal('SIGCONT'),
    );
  }

  #fill(id: NodeId, bytes: number, ms: number): void {
    if (this.#cannotFill) return;
    const node = this.#node(id);
    this.#faults.last(
      `fill ${id}`,
      ms,
      () => node?.fill(bytes),
      () => node?.free(),
    );
  }

  #unwished(name: string, life: Life): void {
    if (this.#isOver) return;
    this.#options.tell(`${name} ${life.end}${life.errors === '' ? '' : `: ${life.errors.trim().split('\n').at(-1)}`}`);
    const node = name === 'registry' ? this.registry : this.peers.find((peer) => peer.name === name);
    this.#faults.after(restartAfter, () => {
      if (!this.#isOver && node?.isWanted) void node.start();
    });
  }
}

function nameOf(index: number): string {
  return `p${index + 1}`;
}

// Every way of a run: peers reach the registry and each other only through these proxies. Traffic stays on 127.0.0.0/8.
import type { Faults } from './faults.js';
import type { Action, PathId } from './plan.js';
import { freePort, hasLoopbacks } from './ports.js';
import { Random } from './random.js';
import { type Place, TcpProxy } from './tcp-proxy.js';
import { fair, UdpProxy, type Weather } from './udp-proxy.js';

const loopback = '127.0.0.1';
/** The registry's limit of links of one address, and a peer's, are not what is tried here: links come from many. */
const sources = 200;

export interface Ways {
  /** Where the peer's program listens. */
  readonly listen: Place;
  /** What it announces: the proxy before it. */
  readonly announced: Place;
  /** Its own way to the registry. */
  readonly registry: Place;
}

interface PeerProxies {
  readonly toPeer: TcpProxy;
  readonly toRegistry: TcpProxy;
  readonly datagrams: UdpProxy | undefined;
}

export class ChaosNetwork {
  readonly registry: Place;
  readonly #seed: number;
  readonly #hasLoopbacks: boolean;
  readonly #proxies: PeerProxies[] = [];
  #connections = 0;

  private constructor(seed: number, registry: Place, hasOthers: boolean) {
    this.#seed = seed;
    this.registry = registry;
    this.#hasLoopbacks = hasOthers;
  }

  static async create(seed: number, peers: number): Promise<ChaosNetwork> {
    const hasOthers = await hasLoopbacks();
    const hosts = hasOthers ? Array.from({ length: peers }, (_, index) => registryHost(index)) : [];
    return new ChaosNetwork(seed, { host: loopback, port: await freePort([loopback, ...hosts]) }, hasOthers);
  }

  /** Why datagrams pass by the proxies, if they do: the registry tells its port of UDP, and a proxy needs the same one. */
  get cannotProxyDatagrams(): string | undefined {
    return this.#hasLoopbacks ? undefined : 'this platform has no second loopback address';
  }

  /** Makes the ways of the next peer. */
  async add(): Promise<Ways> {
    const index = this.#proxies.length;
    const listen = { host: loopback, port: await freePort([loopback]) };
    const ownHost = registryHost(index);
    const toPeer = new TcpProxy({ listen: { host: loopback, port: 0 }, target: listen, source: () => this.#source() });
    const at = this.#hasLoopbacks ? { host: ownHost, port: this.registry.port } : { host: loopback, port: 0 };
    const toRegistry = new TcpProxy({ listen: at, target: this.registry });
    const random = new Random(this.#seed + index + 1);
    const datagrams = this.#hasLoopbacks ? new UdpProxy({ listen: at, target: this.registry, random }) : undefined;
    this.#proxies.push({ toPeer, toRegistry, datagrams });
    const [announced, registry] = await Promise.all([toPeer.open(), toRegistry.open(), datagrams?.open()]);
    return { listen, announced, registry };
  }

  /** False when it is no fault of the network. */
  perform(action: Action, faults: Faults): boolean {
    switch (action.do) {
      case 'cut':
        this.#way(action.path)?.cutAfter(action.bytes, action.how);
        return true;
      case 'stall':
        this.#stall(action.path, action.ms, faults);
        return true;
      case 'refuse':
        this.#change(action.path, 'refuse', action.ms, faults, (way, isOn) => {
          way.isRefusing = isOn;
        });
        return true;
      case 'delay':
        this.#change(action.path, 'delay', action.ms, faults, (way, isOn) => {
          way.delay = isOn ? action.by : 0;
        });
        return true;
      case 'isolate':
        for (const peer of action.peers) {
          this.#stall({ to: 'registry', peer }, action.ms, faults);
          this.#stall({ to: 'peer', peer }, action.ms, faults);
          this.#weather(peer, { lost: 1, doubled: 0, late: 0 }, action.ms, faults);
        }
        return true;
      case 'datagrams':
        this.#weather(action.peer, action, action.ms, faults);
        return true;
      case 'rebind':
        this.#proxies[action.peer]?.datagrams?.rebind();
        return true;
      default:
        return false;
    }
  }

  heal(): void {
    for (const { toPeer, toRegistry, datagrams } of this.#proxies) {
      toPeer.heal();
      toRegistry.heal();
      datagrams?.heal();
    }
  }

  async close(): Promise<void> {
    for (const { datagrams } of this.#proxies) datagrams?.close();
    await Promise.all(this.#proxies.flatMap(({ toPeer, toRegistry }) => [toPeer.close(), toRegistry.close()]));
  }

  #way({ to, peer }: PathId): TcpProxy | undefined {
    const proxies = this.#proxies[peer];
    return to === 'peer' ? proxies?.toPeer : proxies?.toRegistry;
  }

  #stall(path: PathId, ms: number, faults: Faults): void {
    this.#change(path, 'stall', ms, faults, (way, isOn) => {
      way.isStalled = isOn;
    });
  }

  /** Does something to a way, and takes it back after `ms`. */
  #change(path: PathId, what: string, ms: number, faults: Faults, set: (way: TcpProxy, isOn: boolean) => void): void {
    const way = this.#way(path);
    if (!way) return;
    faults.last(
      `${what} ${path.to} ${path.peer}`,
      ms,
      () => set(way, true),
      () => set(way, false),
    );
  }

  #weather(peer: number, weather: Weather, ms: number, faults: Faults): void {
    const datagrams = this.#proxies[peer]?.datagrams;
    if (!datagrams) return;
    const set = (next: Weather) => {
      datagrams.weather = next;
    };
    faults.last(
      `datagrams ${peer}`,
      ms,
      () => set(weather),
      () => set(fair),
    );
  }

  #source(): string | undefined {
    this.#connections += 1;
    return this.#hasLoopbacks ? `127.0.1.${1 + (this.#connections % sources)}` : undefined;
  }
}

function registryHost(peer: number): string {
  return `127.0.0.${peer + 2}`;
}

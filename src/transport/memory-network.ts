// A whole network in memory, for tests and simulations: hosts with an IP each, links whose frames are really encoded and
// decoded, datagrams, and faults. Deterministic: what takes no time runs in microtasks, in the order in which it was begun;
// `latency`, timeouts and the patience of a closing link are timers of the runtime's clock. So with a clock that the test
// turns, a conversation goes on by `await` alone and only what the protocol waits for needs a turn.
import { normalizeHost } from '../protocol/addresses.js';
import type { Runtime } from '../support/runtime.js';
import type { Network } from './link.js';
import { MemoryHost } from './memory-host.js';
import { type Drop, Weather } from './memory-weather.js';

export interface MemoryNetworkOptions {
  readonly runtime: Pick<Runtime, 'clock'>;
  /** ms that everything takes one way, or what says so of each piece anew; 0 by default. A link's bytes stay in order. */
  readonly latency?: number | (() => number);
  /**
   * What is blocked goes on only when it is sent again, as TCP does: at 1, 3, 7 … s where it is to connect, at 0.2, 0.6, 1.4 … s
   * else. By default it goes on as soon as the way is free.
   */
  readonly retransmits?: boolean;
  /** Bytes arrive in pieces of at most so many; 65,536 by default. */
  readonly pieceBytes?: number;
}

/** The network, from above. Where a second IP may be left out, it means everybody. */
export interface MemoryNetwork {
  /** The network as seen by one host; the same host for the same IP. */
  host(ip: string): Network;
  /** Breaks the links between two hosts; new ones can be dialled at once. */
  cut(a: string, b?: string): void;
  /** Breaks the link that carries the byte after the next so many bytes from one host to another; those arrive. */
  cutAfter(from: string, to: string, bytes: number): void;
  /** As a pulled cable: datagrams are lost; links stay, and what they carry waits for `heal`. Returns what ends this one. */
  block(a: string, b?: string): () => void;
  /** Blocks every way from one of these groups to any host outside it. Returns what ends it. */
  partition(...groups: readonly (readonly string[])[]): () => void;
  /** All that a host had open is gone, as when its program was killed; the other ends are told as soon as they can be. */
  crash(ip: string): void;
  /** What is still open at a host: links, and ports that listen. */
  open(ip: string): { readonly links: number; readonly ports: number };
  /** Ends every block and partition, and takes back the cuts that are still to come. */
  heal(): void;
  /** Loses each datagram for which this is true, until it is called again. */
  dropDatagrams(predicate: Drop | undefined): void;
  /** Delivers each datagram twice for which this is true, until it is called again. */
  doubleDatagrams(predicate: Drop | undefined): void;
}

export function createMemoryNetwork(options: MemoryNetworkOptions): MemoryNetwork {
  const weather = new Weather(options.runtime.clock, options.latency ?? 0, options.retransmits ?? false);
  const hosts = new Map<string, MemoryHost>();
  const world = { clock: options.runtime.clock, weather, hosts, pieceBytes: options.pieceBytes ?? 65_536 };
  return {
    host: (ip) => {
      const written = normalizeHost(ip);
      const host = hosts.get(written) ?? new MemoryHost(written, world);
      hosts.set(written, host);
      return host;
    },
    cut: (a, b) => weather.cut(a, b),
    cutAfter: (from, to, bytes) => weather.cutAfter(from, to, bytes),
    block: (a, b) => {
      const [one, other] = [normalizeHost(a), b === undefined ? undefined : normalizeHost(b)];
      return weather.block((x, y) => (x === one && (other ?? y) === y) || (y === one && (other ?? x) === x));
    },
    partition: (...groups) => {
      const ends = groups.map((group) => {
        const inside = new Set(group.map(normalizeHost));
        return weather.block((x, y) => inside.has(x) !== inside.has(y));
      });
      return () => {
        for (const end of ends) end();
      };
    },
    crash: (ip) => {
      hosts.get(normalizeHost(ip))?.crash();
      weather.crash(normalizeHost(ip));
    },
    open: (ip) => ({
      links: [...weather.live].filter(({ ends: [here] }) => here === normalizeHost(ip)).length,
      ports: hosts.get(normalizeHost(ip))?.portsOpen ?? 0,
    }),
    heal: () => weather.heal(),
    dropDatagrams: (predicate) => {
      weather.drop = predicate;
    },
    doubleDatagrams: (predicate) => {
      weather.double = predicate;
    },
  };
}

// Where sequences are recorded and orders of deliveries tried out: the production registry and peers over memory links, with the simulation's clock, disks and
// chance, so that the same scenario is the same to the last frame each time.

import { Chance } from '../../simulation/chance.js';
import { Disk } from '../../simulation/disk.js';
import { simulatedHasher } from '../../simulation/hasher.js';
import { Life } from '../../simulation/life.js';
import { loadSql } from '../../simulation/sql-file.js';
import { stockFor } from '../../simulation/stock.js';
import { VirtualClock } from '../../simulation/virtual-clock.js';
import type { Inspector } from '../../src/actors/inspection.js';
import { createCircle } from '../../src/actors/peer/circle.js';
import { makePeer } from '../../src/actors/peer/make-peer.js';
import { createRegistryWith } from '../../src/actors/registry/create-registry.js';
import type { Peer, RegistryOptions } from '../../src/index.js';
import { limitsFrom, registrySettings } from '../../src/protocol/limits.js';
import { createMemoryNetwork } from '../../src/transport/memory-network.js';
import type { Teardown, TestNet } from './test-net.js';
import { type TappedNetwork, tap, WireLog } from './wire-tap.js';

/** ms one way, unless said otherwise. */
const usualLatency = 1;
/** ms of its clock; nothing takes longer: a certificate's renewal comes after 16 hours. */
const longest = 20 * 3600 * 1000;
const registryHost = '10.0.0.1';

/** The people who appear in the design document, in the order in which they come. */
export const cast: readonly string[] = ['hussien103', 'aly103', 'mahmoud103'];

export interface StageOptions {
  readonly limits?: RegistryOptions['limits'];
  /** Sees what every machine of `who` does; R is the registry. */
  readonly inspect?: (who: string) => Inspector;
  /** ms that what is sent next takes. */
  readonly latency?: () => number;
}

export interface Stage extends TestNet {
  /** ms since the beginning. */
  readonly time: number;
  /** Breaks the links between two. */
  cut(one: string, other: string): void;
  /** Lets so many ms pass, and everything happen meanwhile. */
  wait(ms: number): Promise<void>;
  /** Timers that the programs have set; none when all are closed. */
  readonly pending: number;
  /** Ends every program; the disks stay. */
  close(): Promise<void>;
}

/** A registry, R in the log, and nobody else yet. */
export async function stage(t: Teardown, { limits = {}, inspect, latency = () => usualLatency }: StageOptions = {}): Promise<Stage> {
  await loadSql();
  const stock = await stockFor(cast, true);
  const chance = new Chance('stage');
  const clock = new VirtualClock();
  const memory = createMemoryNetwork({
    runtime: { clock: { setTimeout: (task, ms) => clock.set(task, ms), clearTimeout: (timer) => timer && clock.clear(timer as never) } }, // what set gave
    latency,
  });
  const log = new WireLog();
  const cables = new Map<string, TappedNetwork>();
  const lives: Life[] = [];
  const hosts = new Map<string, string>();
  /** They outlive their programs. */
  const disks = new Map<string, Disk>();
  let lastHost = 1;
  const nodes: { close(): Promise<void> }[] = [];

  const settleIn = async <T>(promise: Promise<T>): Promise<T> => {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    const end = clock.time + longest;
    await turn();
    while (!isSettled) {
      if (!clock.fireNext(end)) throw new Error('this never comes to an end');
      await turn();
    }
    return promise;
  };
  const nodeAt = (who: string, host: string) => {
    const life = new Life(clock, { offset: 0, asleepUntil: 0 }, chance.fork(who));
    lives.push(life);
    hosts.set(who, host);
    const network = tap(memory.host(host), who, log);
    log.place(who, host);
    cables.set(who, network);
    const disk = disks.get(who) ?? new Disk(chance.fork(`disk of ${who}`));
    disks.set(who, disk);
    return { life, network, openDatabase: disk.opener(life) };
  };

  const close = async (): Promise<void> => {
    await settleIn(
      Promise.all(
        nodes
          .splice(0)
          .reverse()
          .map((node) => node.close()),
      ),
    );
  };
  t.teardown(async () => {
    await close();
    for (const disk of disks.values()) disk.free();
  });

  const { life, network, openDatabase } = nodeAt('R', registryHost);
  const { hashesAtOnce, hashesWaiting } = limitsFrom(registrySettings, limits);
  const registry = await settleIn(
    createRegistryWith(
      {
        dataDirectory: 'R',
        listen: { host: registryHost, port: 7070 },
        publicHost: registryHost,
        runtime: life.runtime,
        network,
        limits,
        ...(inspect && { inspect: inspect('R') }),
      },
      {
        hasher: simulatedHasher(life, { atOnce: hashesAtOnce, waiting: hashesWaiting }, { mostWaiting: 0, refused: 0 }),
        openDatabase,
        openAuthority: async () => stock.authority,
      },
    ),
  );
  nodes.push(registry);

  return {
    log,
    registry,
    until: settleIn,
    pass: settleIn,
    get time() {
      return clock.time;
    },
    get pending() {
      return lives.reduce((sum, { pending }) => sum + pending, 0);
    },
    cut: (one, other) => memory.cut(hosts.get(one) ?? one, hosts.get(other) ?? other),
    wait: async (ms) => {
      const end = clock.time + ms;
      await turn();
      while (clock.fireNext(end)) await turn();
    },
    close,
    cable: (name) => {
      const cable = cables.get(name);
      if (!cable) throw new Error(`no peer ${name}`);
      return cable;
    },
    peer: async (name, options = {}): Promise<Peer> => {
      lastHost++;
      const host = `10.0.0.${lastHost}`;
      const its = nodeAt(name, host);
      const user = options.name ?? name;
      const peer = makePeer(
        {
          registry: registry.link,
          name: user,
          password: `${name}'s password`,
          register: 'if-free',
          dataDirectory: name,
          listen: { host, port: 5000 },
          runtime: its.life.runtime,
          network: its.network,
          ...(inspect && { inspect: inspect(name) }),
          ...options,
        },
        createCircle,
        { openDatabase: its.openDatabase, keyMaking: stock.keyMaking(user) },
      );
      nodes.push(peer);
      await settleIn(peer.start());
      return peer;
    },
  };
}

/** All that follows at once has happened. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

// A registry and peers for a scenario: over memory links with a clock that the test turns, or over real sockets on
// 127.0.0.1. Everything is torn down with the test.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createPeer,
  createRegistry,
  type Peer,
  type PeerEvents,
  type PeerOptions,
  type Registry,
  type RegistryOptions,
} from '../../src/index.js';
import { type Runtime, systemRuntime } from '../../src/support/runtime.js';
import type { Network } from '../../src/transport/link.js';
import { createMemoryNetwork } from '../../src/transport/memory-network.js';
import { createSystemNetwork } from '../../src/transport/system-network.js';
import { TurnedClock, turnedRuntime } from './turned-clock.js';
import { type TappedNetwork, tap, WireLog } from './wire-tap.js';

export type NetKind = 'memory' | 'sockets';

/** What a scenario speaks of. */
export interface TestNet {
  readonly log: WireLog;
  readonly registry: Registry;
  /** A peer that is online; its tapped network is `cable(name)`. */
  peer(name: string, options?: Partial<PeerOptions>): Promise<Peer>;
  cable(name: string): TappedNetwork;
  /** Waits without letting time pass, on memory links; with it, on sockets. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** Lets time pass until then: turned on memory links, by so many ms at a time (5), real on sockets. */
  pass<T>(promise: Promise<T>, ms?: number): Promise<T>;
}

/** Where what must be undone is handed in: a test's context. */
export interface Teardown {
  teardown(undo: () => Promise<void>): void;
}

/** The registry stands in the log as R. */
export async function testNet(t: Teardown, kind: NetKind, options: Partial<RegistryOptions> = {}): Promise<TestNet> {
  const clock = new TurnedClock();
  const runtime: Runtime = kind === 'memory' ? turnedRuntime(clock) : systemRuntime;
  const memory = createMemoryNetwork({ runtime });
  const log = new WireLog();
  const cables = new Map<string, TappedNetwork>();
  const nodes: { close(): Promise<void> }[] = [];
  const directory = mkdtempSync(join(tmpdir(), 'parley-test-'));
  let lastHost = 0;

  const networkOf = (who: string): TappedNetwork => {
    lastHost += 1;
    const host = `10.0.0.${lastHost}`;
    const network: Network = kind === 'memory' ? memory.host(host) : createSystemNetwork();
    if (kind === 'memory') log.place(who, host);
    const tapped = tap(network, who, log);
    cables.set(who, tapped);
    return tapped;
  };
  const until = async <T>(promise: Promise<T>, ms = 0): Promise<T> => {
    if (kind === 'sockets') return promise;
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    while (!isSettled) {
      clock.advance(ms);
      // What stores and hashes do takes real time: none passes by the clock meanwhile, or just a little.
      await new Promise((resolve) => (ms > 0 ? setTimeout(resolve, 1) : setImmediate(resolve)));
    }
    return promise;
  };

  t.teardown(async () => {
    await until(Promise.all(nodes.reverse().map((node) => node.close())), 1);
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  });

  const registryHost = kind === 'memory' ? '10.0.0.1' : '127.0.0.1';
  const registry = await until(
    createRegistry({
      dataDirectory: join(directory, 'registry'),
      listen: { host: registryHost, port: 0 },
      publicHost: registryHost,
      runtime,
      network: networkOf('R'),
      ...options,
    }),
  );
  nodes.push(registry);

  return {
    log,
    registry,
    until: (promise) => until(promise),
    pass: (promise, ms = 5) => until(promise, ms),
    cable: (name) => {
      const cable = cables.get(name);
      if (!cable) throw new Error(`no peer ${name}`);
      return cable;
    },
    peer: async (name, peerOptions = {}) => {
      const network = networkOf(name);
      const peer = createPeer({
        registry: registry.link,
        name,
        password: `${name}'s password`,
        register: 'if-free',
        dataDirectory: join(directory, name),
        listen: { host: kind === 'memory' ? `10.0.0.${lastHost}` : '127.0.0.1', port: 0 },
        runtime,
        network,
        ...peerOptions,
      });
      nodes.push(peer);
      await until(peer.start());
      return peer;
    },
  };
}

/** The next event of a name for which `matches` is true. */
export function next<Name extends keyof PeerEvents>(
  peer: Peer,
  name: Name,
  matches: (event: Parameters<PeerEvents[Name]>[0]) => boolean = () => true,
): Promise<Parameters<PeerEvents[Name]>[0]> {
  return new Promise((resolve) => {
    const listen = (event: Parameters<PeerEvents[Name]>[0]): void => {
      if (!matches(event)) return;
      peer.off(name, listen as never); // EventEmitter3 cannot tell that this listener is of this very event
      resolve(event);
    };
    peer.on(name, listen as never); // as above
  });
}

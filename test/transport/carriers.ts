// What carries the links of the contract's suite: each a way to open a pair of probes.
import type { ExecutionContext } from 'ava';
import type { DialOptions, Listener, ListenOptions, Network, TlsOptions } from '../../src/transport/link.js';
import { createMemoryNetwork } from '../../src/transport/memory-network.js';
import { createSystemNetwork } from '../../src/transport/system-network.js';
import { testCertificates } from '../helpers/certificates.js';
import { LinkProbe } from '../helpers/link-probe.js';
import { TurnedClock } from '../helpers/turned-clock.js';

/** Two nodes of one network, as a test needs them. */
export interface Net {
  readonly dialler: Network;
  readonly listener: Network;
  /** Where the listener is. */
  readonly host: string;
  readonly dialTls: TlsOptions | undefined;
  readonly listenTls: TlsOptions | undefined;
}

export interface Carrier {
  readonly name: string;
  net(): Promise<Net>;
}

export interface Pair {
  readonly net: Net;
  readonly dialled: LinkProbe;
  readonly accepted: LinkProbe;
  readonly listening: Listener;
}

export interface PairOptions {
  readonly dial?: Partial<DialOptions>;
  readonly listen?: Partial<ListenOptions>;
}

const overMemory = (): Pick<Net, 'dialler' | 'listener' | 'host'> => {
  const memory = createMemoryNetwork({ runtime: { clock: new TurnedClock() } });
  return { dialler: memory.host('10.0.0.1'), listener: memory.host('10.0.0.2'), host: '10.0.0.2' };
};

const overSockets = (): Pick<Net, 'dialler' | 'listener' | 'host'> => {
  const system = createSystemNetwork();
  return { dialler: system, listener: system, host: '127.0.0.1' };
};

/** Mutual, and each side trusts whatever is shown. */
const mutualTls = async (): Promise<Pick<Net, 'dialTls' | 'listenTls'>> => {
  const { client, server } = await testCertificates();
  return {
    dialTls: { alpn: 'parley-peer/1', credentials: () => client, verify: () => undefined },
    listenTls: { alpn: 'parley-peer/1', credentials: () => server, mutual: true, verify: () => undefined },
  };
};

const noTls = { dialTls: undefined, listenTls: undefined };

export const tls: Carrier = { name: 'tls', net: async () => ({ ...overSockets(), ...(await mutualTls()) }) };
export const tcp: Carrier = { name: 'tcp', net: async () => ({ ...overSockets(), ...noTls }) };
export const memory: Carrier = { name: 'memory', net: async () => ({ ...overMemory(), ...noTls }) };
export const memoryTls: Carrier = { name: 'memory with certificates', net: async () => ({ ...overMemory(), ...(await mutualTls()) }) };

export const carriers: readonly Carrier[] = [tls, tcp, memory, memoryTls];
export const carriersWithTls: readonly Carrier[] = [tls, memoryTls];

/** A listener and a link dialled to it, not waited for. All is torn down with the test. */
export async function dialPair(t: ExecutionContext, carrier: Carrier, options: PairOptions = {}): Promise<Pair> {
  const net = await carrier.net();
  const accepted = new LinkProbe();
  const dialled = new LinkProbe();
  const common = { timeout: 5000, unsentBytes: 1024 * 1024 };
  const listening = await net.listener.listen({ host: net.host, port: 0, tls: net.listenTls, ...common, ...options.listen }, (link) =>
    accepted.on(link),
  );
  const { port } = listening.address;
  dialled.on(net.dialler.dial({ host: net.host, port, tls: net.dialTls, ...common, ...options.dial }, dialled));
  t.teardown(async () => {
    dialled.link.destroy();
    if (accepted.told.length > 0) accepted.link.destroy();
    await listening.close();
  });
  return { net, dialled, accepted, listening };
}

/** The same, with both links up. */
export async function openPair(t: ExecutionContext, carrier: Carrier, options: PairOptions = {}): Promise<Pair> {
  const pair = await dialPair(t, carrier, options);
  await Promise.all([pair.dialled.until('up'), pair.accepted.until('up')]);
  return pair;
}

// Where the registry listens: TCP and UDP on one port number (docs/protocol.md, section 1), and what host its link names.
import { networkInterfaces } from 'node:os';
import { isLoopback, registryPort } from '../../protocol/addresses.js';
import type { Accept, DatagramPort, Endpoint, Listener, ListenOptions, Network } from '../../transport/link.js';

export interface Ports {
  readonly listener: Listener;
  readonly datagrams: DatagramPort;
}

export interface PortsOptions {
  readonly network: Network;
  readonly listen: { readonly host: string; readonly port: number } | undefined;
  readonly isPlain: boolean;
  readonly settings: Omit<ListenOptions, 'host' | 'port'>;
  readonly accept: Accept;
  readonly received: (bytes: Uint8Array, from: Endpoint) => void;
}

/** A free TCP port may be taken for UDP: so often another one is tried. */
const attempts = 10;

/** @throws the system's error when the address cannot be had. */
export async function openPorts(options: PortsOptions): Promise<Ports> {
  const { listen, isPlain } = options;
  if (listen) return openBoth(options, listen);
  if (isPlain) return openBoth(options, { host: '127.0.0.1', port: registryPort });
  try {
    return await openBoth(options, { host: '::', port: registryPort });
  } catch (error) {
    if (!isWithoutIPv6(error)) throw error;
    return openBoth(options, { host: '0.0.0.0', port: registryPort });
  }
}

async function openBoth({ network, settings, accept, received }: PortsOptions, at: Endpoint): Promise<Ports> {
  for (let attempt = 1; ; attempt++) {
    const listener = await network.listen({ ...settings, ...at }, accept);
    try {
      const datagrams = await network.bind(listener.address, received);
      return { listener, datagrams };
    } catch (error) {
      await listener.close();
      if (at.port !== 0 || attempt === attempts || codeOf(error) !== 'EADDRINUSE') throw error;
    }
  }
}

function isWithoutIPv6(error: unknown): boolean {
  return ['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EINVAL', 'ENOTFOUND'].includes(codeOf(error) ?? '');
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What others can dial: the address listened on, or, for all of them, the first of this machine that others may reach. */
export function publicHostOf(listening: string): string {
  if (listening !== '::' && listening !== '0.0.0.0') return listening;
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outside = all.filter(({ internal, address }) => !internal && !isLoopback(address) && !/^fe[89ab]/i.test(address));
  const fitting = outside.find(({ family }) => family === 'IPv4') ?? (listening === '::' ? outside[0] : undefined);
  return fitting?.address ?? '127.0.0.1';
}

// One host of a memory network: its ports, what listens there, and how it reaches others.
import { isIpLiteral, isLoopback, normalizeHost } from '../protocol/addresses.js';
import type { Clock } from '../support/runtime.js';
import { FramedLink, type LinkSettings, nobody } from './framed-link.js';
import type { Accept, DatagramPort, DialOptions, Endpoint, Link, LinkHandlers, Listener, ListenOptions, Network } from './link.js';
import { type Side, shakeHands } from './memory-handshake.js';
import { retransmission, type Weather } from './memory-weather.js';
import { MemoryWire } from './memory-wire.js';

/** What all hosts share. */
export interface MemoryWorld {
  readonly clock: Clock;
  readonly weather: Weather;
  readonly hosts: ReadonlyMap<string, MemoryHost>;
  readonly pieceBytes: number;
}

type Received = (bytes: Uint8Array, from: Endpoint) => void;

/** What is bound to a port, and at which of the host's addresses. */
interface Bound<T> {
  readonly address: Endpoint;
  readonly use: T;
}

interface Service {
  readonly options: ListenOptions;
  readonly accept: Accept;
}

/** The first of the ports that systems give out by themselves (RFC 6335). */
const firstFreePort = 49_152;
const largestDatagram = 65_507;

export class MemoryHost implements Network {
  readonly #ip: string;
  readonly #world: MemoryWorld;
  readonly #services = new Map<number, Bound<Service>>();
  readonly #ports = new Map<number, Bound<Received>>();
  #lastPort = firstFreePort - 1;

  constructor(ip: string, world: MemoryWorld) {
    this.#ip = ip;
    this.#world = world;
  }

  dial(options: DialOptions, handlers: LinkHandlers): Link {
    const host = normalizeHost(options.host);
    const link = new FramedLink({ host, port: options.port }, this.#settings(options));
    link.owner = handlers;
    const credentials = options.tls?.credentials?.();
    const remote = { host: isLoopback(host) ? '127.0.0.1' : host, port: options.port };
    const dialling: Side = { link, remote, tls: options.tls, credentials };
    const { weather, hosts } = this.#world;
    const other = isLoopback(host) ? this : hosts.get(host);
    weather.afterOneWay(() => {
      if (!other && !isIpLiteral(host)) link.fail({ cause: 'unreachable', detail: 'no host has that name (ENOTFOUND)' });
      if (other) weather.whenFree(this.#ip, other.#ip, () => other.#answer(dialling, this), retransmission.connect);
    });
    return link;
  }

  async listen(options: ListenOptions, accept: Accept): Promise<Listener> {
    const bound = this.#bind(this.#services, options, { options, accept }, 'listen');
    return { address: bound.address, close: async () => release(this.#services, bound) };
  }

  async bind(at: Endpoint, received: Received): Promise<DatagramPort> {
    const bound = this.#bind(this.#ports, at, received, 'bind');
    const { address } = bound;
    return {
      address,
      send: (bytes, to) => {
        if (this.#ports.get(address.port) === bound) this.#send(new Uint8Array(bytes), address.port, to);
      },
      close: async () => release(this.#ports, bound),
    };
  }

  /** Ports that are listened or bound to. */
  get portsOpen(): number {
    return this.#services.size + this.#ports.size;
  }

  /** Nothing listens here any more. */
  crash(): void {
    this.#services.clear();
    this.#ports.clear();
  }

  #settings({ timeout, unsentBytes, tooSlow }: DialOptions | ListenOptions): LinkSettings {
    return { clock: this.#world.clock, defer: queueMicrotask, timeout, unsentBytes, tooSlow };
  }

  #bind<T>(bound: Map<number, Bound<T>>, at: Endpoint, use: T, call: string): Bound<T> {
    const host = at.host === 'localhost' ? '127.0.0.1' : normalizeHost(at.host);
    if (!isUnspecified(host) && !isLoopback(host) && host !== this.#ip) throw systemError(call, 'EADDRNOTAVAIL', at);
    const port = at.port === 0 ? this.#freePort((free) => !bound.has(free)) : at.port;
    if (bound.has(port)) throw systemError(call, 'EADDRINUSE', at);
    const made = { address: { host, port }, use };
    bound.set(port, made);
    return made;
  }

  #freePort(isFree: (port: number) => boolean): number {
    do this.#lastPort = this.#lastPort === 65_535 ? firstFreePort : this.#lastPort + 1;
    while (!isFree(this.#lastPort));
    return this.#lastPort;
  }

  /** A connection arrived for one of the services. */
  #answer(dialling: Side, from: MemoryHost): void {
    if (!dialling.link.isOpening) return;
    const { weather, pieceBytes } = this.#world;
    const service = this.#find(this.#services, dialling.remote);
    if (!service) {
      weather.afterOneWay(() => dialling.link.fail({ cause: 'unreachable', detail: 'nothing listens there (ECONNREFUSED)' }));
      return;
    }
    const { options, accept } = service;
    const remote = { host: isLoopback(dialling.remote.host) ? '127.0.0.1' : from.#ip, port: from.#freePort(() => true) };
    const link = new FramedLink(remote, this.#settings(options));
    MemoryWire.pair(weather, pieceBytes, from.#ip, this.#ip, dialling.link, link);
    link.owner = ask(accept, link);
    if (link.owner === nobody) {
      link.destroy();
      return;
    }
    const accepting: Side = { link, remote, tls: options.tls, credentials: options.tls?.credentials?.() };
    const oneWay = (task: () => void) => weather.afterOneWay(() => weather.whenFree(from.#ip, this.#ip, task));
    oneWay(() => shakeHands(dialling, accepting, oneWay));
  }

  #send(bytes: Uint8Array, fromPort: number, to: Endpoint): void {
    const { weather, hosts } = this.#world;
    const host = normalizeHost(to.host);
    const other = isLoopback(host) ? this : hosts.get(host);
    const from = { host: isLoopback(host) ? '127.0.0.1' : this.#ip, port: fromPort };
    if (!other || bytes.length > largestDatagram || weather.drop?.(bytes, from, { host, port: to.port })) return;
    const arrive = () => {
      if (weather.isBlocked(this.#ip, other.#ip)) return;
      try {
        other.#find(other.#ports, { host, port: to.port })?.(bytes, from);
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : new Error(String(error)));
      }
    };
    weather.afterOneWay(arrive);
    if (weather.double?.(bytes, from, { host, port: to.port })) weather.afterOneWay(arrive);
  }

  /** What is bound to the port, if it is bound at this address of the host. */
  #find<T>(bound: ReadonlyMap<number, Bound<T>>, to: Endpoint): T | undefined {
    const found = bound.get(to.port);
    const isThere = found && (isUnspecified(found.address.host) || isLoopback(found.address.host) === isLoopback(to.host));
    return isThere ? found.use : undefined;
  }
}

function release<T>(all: Map<number, Bound<T>>, bound: Bound<T>): void {
  if (all.get(bound.address.port) === bound) all.delete(bound.address.port);
}

function ask(accept: Accept, link: Link): LinkHandlers {
  try {
    return accept(link) ?? nobody;
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : new Error(String(error)));
    return nobody;
  }
}

function isUnspecified(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function systemError(call: string, code: string, at: Endpoint): Error {
  return Object.assign(new Error(`${call} ${code}: ${at.host}:${at.port}`), { code, syscall: call });
}

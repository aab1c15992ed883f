// A TCP proxy that can do to a link what networks do: cut it at any byte, stall, delay and refuse it, forget one side of it.
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { CutKind } from './plan.js';

export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface TcpProxyOptions {
  /** Port 0 is a free one. */
  readonly listen: Place;
  readonly target: Place;
  /** Where the next connection to the target is to come from, if not from anywhere. */
  readonly source?: () => string | undefined;
}

/** So much may wait in one direction until no more is read. */
const mostWaiting = 262_144;

interface Cut {
  bytes: number;
  readonly how: CutKind;
}

export class TcpProxy {
  readonly #options: TcpProxyOptions;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  /** Left behind by `half`: they hear nothing more. */
  readonly #orphans = new Set<Socket>();
  #cut: Cut | undefined;
  isRefusing = false;
  #isStalled = false;
  #isHealed = true;
  /** ms */
  delay = 0;

  constructor(options: TcpProxyOptions) {
    this.#options = options;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#take(socket));
  }

  async open(): Promise<Place> {
    const { host, port } = this.#options.listen;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port }, resolve);
    });
    this.#server.on('error', () => {});
    // It listens on TCP, and so has such an address.
    const address = this.#server.address() as AddressInfo;
    return { host: address.address, port: address.port };
  }

  get isStalled(): boolean {
    return this.#isStalled;
  }

  set isStalled(isStalled: boolean) {
    this.#isStalled = isStalled;
    if (!isStalled) for (const pair of this.#pairs) pair.pump();
  }

  /** The connection that carries the `bytes`-th byte from now on ends there. */
  cutAfter(bytes: number, how: CutKind): void {
    this.#isHealed = false;
    this.#cut = { bytes, how };
  }

  /** Takes every fault away. Who was left behind is told so as soon as it says something, as by a router. */
  heal(): void {
    this.#isHealed = true;
    this.#cut = undefined;
    this.isRefusing = false;
    this.delay = 0;
    this.isStalled = false;
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) pair.destroy();
    for (const socket of this.#orphans) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** How many of the bytes may still pass; the connection is to end after them if that is fewer than all. */
  allow(bytes: number): Cut | undefined {
    if (!this.#cut) return undefined;
    if (this.#cut.bytes > bytes) {
      this.#cut.bytes -= bytes;
      return undefined;
    }
    const cut = this.#cut;
    this.#cut = undefined;
    return cut;
  }

  forget(pair: Pair): void {
    this.#pairs.delete(pair);
  }

  /** Nothing is ever answered to it any more. */
  orphan(socket: Socket): void {
    this.#orphans.add(socket);
    socket.on('data', () => {
      if (this.#isHealed) reset(socket);
    });
    socket.on('close', () => this.#orphans.delete(socket));
    socket.resume();
  }

  #take(socket: Socket): void {
    if (this.isRefusing) {
      reset(socket);
      return;
    }
    const source = this.#options.source?.();
    const upstream = connect({ ...this.#options.target, noDelay: true, allowHalfOpen: true, ...(source ? { localAddress: source } : {}) });
    this.#pairs.add(new Pair(this, socket, upstream));
  }
}

type Parcel = { readonly due: number; readonly bytes: Buffer } | { readonly due: number; readonly last: 'end' | 'reset' };

/** One proxied connection. */
class Pair {
  readonly #proxy: TcpProxy;
  readonly #sockets: readonly [Socket, Socket];
  readonly #ways: readonly [Way, Way];

  constructor(proxy: TcpProxy, client: Socket, upstream: Socket) {
    this.#proxy = proxy;
    this.#sockets = [client, upstream];
    this.#ways = [new Way(proxy, this, client, upstream), new Way(proxy, this, upstream, client)];
  }

  pump(): void {
    for (const way of this.#ways) way.pump();
  }

  cut(how: CutKind, toldFirst: Socket): void {
    this.#end();
    const other = this.#sockets[0] === toldFirst ? this.#sockets[1] : this.#sockets[0];
    if (how === 'half') {
      this.#proxy.orphan(toldFirst);
      reset(other);
    } else if (how === 'reset') {
      for (const socket of this.#sockets) reset(socket);
    } else {
      for (const socket of this.#sockets) socket.destroySoon();
    }
  }

  /** Both directions have ended, or one of them by force. */
  ended(last: 'end' | 'reset'): void {
    if (last === 'reset') {
      this.#end();
      for (const socket of this.#sockets) reset(socket);
    } else if (this.#ways.every(({ isOver }) => isOver)) {
      this.#end();
    }
  }

  destroy(): void {
    this.#end();
    for (const socket of this.#sockets) socket.destroy();
  }

  #end(): void {
    for (const way of this.#ways) way.stop();
    this.#proxy.forget(this);
  }
}

/** One direction of it. */
class Way {
  readonly #proxy: TcpProxy;
  readonly #pair: Pair;
  readonly #from: Socket;
  readonly #to: Socket;
  #waiting: Parcel[] = [];
  #size = 0;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  isOver = false;

  constructor(proxy: TcpProxy, pair: Pair, from: Socket, to: Socket) {
    this.#proxy = proxy;
    this.#pair = pair;
    this.#from = from;
    this.#to = to;
    from.on('data', (bytes: Buffer) => this.#push({ due: Date.now() + proxy.delay, bytes }));
    from.on('end', () => this.#push({ due: Date.now() + proxy.delay, last: 'end' }));
    from.on('error', () => this.#push({ due: Date.now() + proxy.delay, last: 'reset' }));
    to.on('drain', () => this.pump());
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  pump(): void {
    clearTimeout(this.#timer);
    while (!this.#isStopped && !this.#proxy.isStalled && !this.#to.writableNeedDrain) {
      const [next] = this.#waiting;
      if (!next) break;
      const wait = next.due - Date.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.pump(), wait);
        break;
      }
      this.#waiting.shift();
      this.#pass(next);
    }
    if (this.#size < mostWaiting / 2 && !this.#from.destroyed) this.#from.resume();
  }

  #push(parcel: Parcel): void {
    if (this.#isStopped) return;
    this.#waiting.push(parcel);
    if ('bytes' in parcel) this.#size += parcel.bytes.length;
    if (this.#size > mostWaiting) this.#from.pause();
    this.pump();
  }

  #pass(parcel: Parcel): void {
    if ('last' in parcel) {
      this.isOver = true;
      if (parcel.last === 'end') this.#to.end();
      this.#pair.ended(parcel.last);
      return;
    }
    const { bytes } = parcel;
    this.#size -= bytes.length;
    const cut = this.#proxy.allow(bytes.length);
    if (!cut) this.#to.write(bytes);
    else {
      if (cut.bytes > 0) this.#to.write(bytes.subarray(0, cut.bytes));
      this.#pair.cut(cut.how, this.#from);
    }
  }
}

/** RST at once. `resetAndDestroy` says FIN before it, which is another thing to happen to a link. */
function reset(socket: Socket): void {
  const resettable: Socket & { resetAndClosing?: boolean } = socket; // what `destroy` looks at in every version of Node so far
  // Where the system refuses a reset, Node never closes the socket: after FIN, before there is a connection, elsewhere than here.
  resettable.resetAndClosing = process.platform === 'linux' && !socket.writableEnded && !socket.connecting;
  socket.destroy();
}

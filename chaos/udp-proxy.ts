// A UDP proxy for keep-alives (XIII, XIV): loses, doubles and holds back datagrams, and changes the port that they come from.
import { createSocket, type Socket } from 'node:dgram';
import type { Random } from './random.js';
import type { Place } from './tcp-proxy.js';

export interface UdpProxyOptions {
  readonly listen: Place;
  readonly target: Place;
  readonly random: Random;
}

/** Probabilities of what happens to a datagram. */
export interface Weather {
  readonly lost: number;
  readonly doubled: number;
  readonly late: number;
}

export const fair: Weather = { lost: 0, doubled: 0, late: 0 };
/** A late one may overtake or be overtaken by others, ms. */
const latest = 400;

export class UdpProxy {
  readonly #options: UdpProxyOptions;
  #front: Socket | undefined;
  /** One socket to the target for each client. */
  readonly #back = new Map<string, Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  weather: Weather = fair;

  constructor(options: UdpProxyOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    const { host, port } = this.#options.listen;
    const front = createSocket('udp4');
    await new Promise<void>((resolve, reject) => {
      front.once('error', reject);
      front.bind({ address: host, port, exclusive: true }, resolve);
    });
    front.on('error', () => {});
    front.on('message', (bytes, { address, port: from }) => {
      const { target } = this.#options;
      this.#pass(() => this.#backOf({ host: address, port: from }).send(bytes, target.port, target.host, () => {}));
    });
    this.#front = front;
  }

  /** From now on the target sees other ports. */
  rebind(): void {
    for (const socket of this.#back.values()) socket.close();
    this.#back.clear();
  }

  heal(): void {
    this.weather = fair;
  }

  close(): void {
    this.#front?.close();
    this.#front = undefined;
    this.rebind();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #backOf(client: Place): Socket {
    const key = `${client.host}:${client.port}`;
    const known = this.#back.get(key);
    if (known) return known;
    const socket = createSocket('udp4');
    socket.on('error', () => {});
    socket.on('message', (bytes) => this.#pass(() => this.#front?.send(bytes, client.port, client.host, () => {})));
    this.#back.set(key, socket);
    return socket;
  }

  #pass(send: () => void): void {
    const { random } = this.#options;
    const { lost, doubled, late } = this.weather;
    if (random.chance(lost)) return;
    for (let copies = random.chance(doubled) ? 2 : 1; copies > 0; copies--) {
      if (!random.chance(late)) send();
      else {
        const timer = setTimeout(
          () => {
            this.#timers.delete(timer);
            if (this.#front) send();
          },
          random.whole(1, latest),
        );
        this.#timers.add(timer);
      }
    }
  }
}

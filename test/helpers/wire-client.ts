// A raw client of the registry, on node:tls and node:dgram alone: what it sends and expects is literal text, so that it can
// disagree with the program's own codec.
import { createHash, createHmac, generateKeyPairSync } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** One frame as it came: its start line, headers by lower-case name, payload. */
export interface Received {
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

export class WireClient {
  #bytes = Buffer.alloc(0);
  #isEnded = false;
  readonly #told: string[] = [];
  #wake: () => void = () => {};

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#wake();
    });
    const end = () => {
      this.#isEnded = true;
      this.#wake();
    };
    socket.on('end', end).on('close', end).on('error', end);
  }

  /** Over TLS, trusting anybody: certificates have tests of their own. */
  static async connect(port: number, host = '127.0.0.1'): Promise<WireClient> {
    const socket = connectTls({ port, host, rejectUnauthorized: false, ALPNProtocols: ['parley-registry/1'] });
    const client = new WireClient(socket);
    await once(socket, 'secureConnect');
    return client;
  }

  static async connectPlain(port: number, host = '127.0.0.1'): Promise<WireClient> {
    const socket = connectTcp({ port, host });
    const client = new WireClient(socket);
    await once(socket, 'connect');
    return client;
  }

  /** Connected, and HELLO answered. */
  static async greeted(port: number): Promise<WireClient> {
    const client = await WireClient.connect(port);
    client.send('HELLO_P2P\r\nProtocol: 1\r\nAgent: test/1\r\n\r\n');
    await client.next();
    return client;
  }

  send(text: string | Uint8Array): void {
    this.socket.write(text);
  }

  /** A request of one line and headers, and its answer. Notifications that come before it are kept for `settle`. */
  async ask(line: string, headers: Readonly<Record<string, string | number>> = {}, payload = ''): Promise<Received> {
    this.request(line, headers, payload);
    for (;;) {
      const frame = await this.next();
      if (!/^(USER_(LOG|JOIN|EXIT)|ROOM_HOST )/.test(frame.line)) return frame;
      this.#told.push(summary(frame));
    }
  }

  request(line: string, headers: Readonly<Record<string, string | number>> = {}, payload = ''): void {
    const all = payload === '' ? headers : { ...headers, 'Content-Length': Buffer.byteLength(payload) };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    this.send(`${line}\r\n${lines.join('')}\r\n${payload}`);
  }

  /** The next frame; rejected when the link ends before it. */
  async next(): Promise<Received> {
    for (;;) {
      const frame = this.#take();
      if (frame) return frame;
      if (this.#isEnded) throw new Error(`the link ended; left over: ${this.#bytes.toString('utf8')}`);
      await this.#news();
    }
  }

  /** Everything up to the end of the link, as start lines with their Reason. */
  async untilEnd(): Promise<string[]> {
    const lines: string[] = [];
    for (;;) {
      const frame = this.#take();
      if (frame) lines.push(summary(frame));
      else if (this.#isEnded) return lines;
      else await this.#news();
    }
  }

  /**
   * Waits for the answer to an echo, or to something that the store is asked for and so comes after all that it was asked for
   * before. Returns what came first, as `summary`.
   */
  async settle(line: 'HELLO_P2P' | 'SEARCH_USER <nobody>' = 'HELLO_P2P'): Promise<string[]> {
    this.request(line, { 'Request-Id': '99999' });
    const before = this.#told.splice(0);
    for (;;) {
      const frame = await this.next();
      if (frame.headers['request-id'] === '99999') return before;
      before.push(summary(frame));
    }
  }

  close(): void {
    this.socket.destroy();
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #take(): Received | undefined {
    const end = this.#bytes.indexOf('\r\n\r\n');
    if (end === -1) return undefined;
    const [line = '', ...rest] = this.#bytes.subarray(0, end).toString('utf8').split('\r\n');
    const headers: Record<string, string> = {};
    for (const each of rest) {
      const colon = each.indexOf(': ');
      headers[each.slice(0, colon).toLowerCase()] = each.slice(colon + 2);
    }
    const length = Number(headers['content-length'] ?? 0);
    if (this.#bytes.length < end + 4 + length) return undefined;
    const payload = this.#bytes.subarray(end + 4, end + 4 + length).toString('utf8');
    this.#bytes = this.#bytes.subarray(end + 4 + length);
    return { line, headers, payload };
  }
}

/** A frame as `LINE (reason)`. */
export function summary({ line, headers }: Received): string {
  return headers['reason'] === undefined ? line : `${line} (${headers['reason']})`;
}

/** II: what is sent instead of a password. */
export function hashed(name: string, password: string): string {
  return createHash('sha256')
    .update(`parley/1\n${name.toLowerCase()}\n${password.normalize('NFC')}`, 'utf8')
    .digest('hex');
}

/** Datagrams to the registry and back. */
export class KeepAliveClient {
  readonly #socket = createSocket('udp4');
  readonly #received: string[] = [];
  #wake: () => void = () => {};

  constructor(readonly port: number) {
    this.#socket.on('message', (bytes) => {
      this.#received.push(bytes.toString('utf8'));
      this.#wake();
    });
  }

  send(text: string | Uint8Array): void {
    this.#socket.send(text, this.port, '127.0.0.1');
  }

  /** KEEP_ALIVE with the right Mac for `key` (base64url). */
  keepAlive(name: string, timeout: number, counter: number, key: string): void {
    this.send(signed(`KEEP_ALIVE <${name}> <${timeout}>\r\nCounter: ${counter}\r\n`, key));
  }

  async next(): Promise<string> {
    for (;;) {
      const text = this.#received.shift();
      if (text !== undefined) return text;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#socket.close();
  }
}

/** Start line and headers, with the Mac after them. */
export function signed(head: string, key: string): string {
  const mac = createHmac('sha256', Buffer.from(key, 'base64url')).update(head, 'utf8').digest('base64url');
  return `${head}Mac: ${mac}\r\n\r\n`;
}

/** A P-256 key, PEM. */
export function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

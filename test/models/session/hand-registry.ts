// A registry that does nothing by itself: a path says what it answers, tells, or fails to do. What comes is written down as
// `registry: LOGIN <alice> <hash> #0`, and `udp: KEEP_ALIVE <alice> <10> (1)` for a datagram.
import { printRegistryLink } from '../../../src/protocol/addresses.js';
import { encodeFrame, type Frame, frame } from '../../../src/protocol/frame.js';
import { decodeDatagram } from '../../../src/protocol/frame-decoder.js';
import { signFrame } from '../../../src/security/mac.js';
import type { Accept, Credentials, DatagramPort, Endpoint, Link, LinkHandlers, Listener, Network } from '../../../src/transport/link.js';
import { startLine, withoutChance } from '../../helpers/wire-tap.js';

export interface HandOptions {
  readonly network: Network;
  readonly host: string;
  readonly fingerprint: string;
  readonly credentials: Credentials;
  readonly see: (line: string) => void;
}

/** Of every session. */
const keepAliveKey = Buffer.alloc(32, 7);

export class HandRegistry {
  /** Takes no links. */
  isGone = false;
  /** Answers an echo by itself; `silently`: nobody sees that either. */
  echo: 'by hand' | 'shown' | 'silently' = 'by hand';
  /** Of the last request that was not the session's own. */
  lastId = '';
  readonly #options: HandOptions;
  #listener: Listener | undefined;
  #datagrams: DatagramPort | undefined;
  #link: Link | undefined;
  /** Of the last KEEP_ALIVE, and where it came from. */
  #counter = 0;
  #source: Endpoint | undefined;

  static async open(options: HandOptions): Promise<HandRegistry> {
    const registry = new HandRegistry(options);
    const { network, host, credentials } = options;
    const tls = { alpn: 'parley-registry/1', credentials: () => credentials };
    registry.#listener = await network.listen({ host, port: 0, tls, timeout: 3_600_000, unsentBytes: 8_388_608 }, registry.#accept);
    registry.#datagrams = await network.bind({ host, port: 0 }, (bytes, from) => registry.#hearDatagram(bytes, from));
    return registry;
  }

  private constructor(options: HandOptions) {
    this.#options = options;
  }

  get address(): Endpoint {
    if (!this.#listener) throw new Error('it does not listen');
    return this.#listener.address;
  }

  /** For a peer that reaches it there. */
  linkAt(at: Endpoint): string {
    return printRegistryLink({ ...at, isPlain: false, fingerprint: this.#options.fingerprint });
  }

  /** On the newest link. */
  send(message: Frame): void {
    this.#link?.send(message);
  }

  answer(verb: string, fields: readonly string[], headers: Readonly<Record<string, string | undefined>> = {}, payload = ''): void {
    this.send(frame(verb, fields, { 'request-id': '0', ...headers }, payload));
  }

  /** HELLO_BACK, in full. */
  greet(keepAliveTimeout: number): void {
    this.answer('HELLO_BACK', ['SUCCESS', '200'], {
      protocol: '1',
      agent: 'by-hand/1',
      'keep-alive-timeout': String(keepAliveTimeout),
      'keep-alive-port': String(this.#datagrams?.address.port ?? 0),
      'max-payload': '65536',
    });
  }

  /** AUTH, in full. */
  admit(chain: string): void {
    this.answer('AUTH', ['SUCCESS', '200'], { session: 'a-token', 'keep-alive-key': keepAliveKey.toString('base64url') }, chain);
  }

  /** KEEP_ALIVE_RESPONSE to the last KEEP_ALIVE, or to one so much later. */
  confirm(ahead: number, isSigned: boolean): void {
    const counter = String(this.#counter + ahead);
    this.sendDatagram(frame('KEEP_ALIVE_RESPONSE', ['SUCCESS', '200'], { counter }), isSigned);
  }

  /** A datagram to where the last KEEP_ALIVE came from. */
  sendDatagram(message: Frame, isSigned: boolean): void {
    const bytes = encodeFrame(isSigned ? signFrame(message, keepAliveKey) : message);
    if (this.#source) this.#datagrams?.send(bytes, this.#source);
  }

  /** Breaks the newest link. */
  break(): void {
    this.#link?.destroy();
    this.#link = undefined;
  }

  async close(): Promise<void> {
    this.break();
    await this.#listener?.close();
    await this.#datagrams?.close();
  }

  readonly #accept: Accept = (link) => (this.isGone ? undefined : this.#serve(link));

  #serve(link: Link): LinkHandlers {
    return {
      up: () => {
        this.#link = link;
        link.take(1_000_000);
      },
      frame: (received) => this.#hear(received),
      fault: () => this.#options.see('registry: bytes that are no frame'),
      closed: () => {
        if (this.#link === link) this.#link = undefined;
      },
    };
  }

  #hear(received: Frame): void {
    const isEcho = received.verb === 'HELLO_P2P' && this.echo !== 'by hand';
    if (isEcho) this.answer('HELLO_BACK', ['SUCCESS', '200']);
    if (isEcho && this.echo === 'silently') return;
    const { 'request-id': id = '', reason, resume } = received.headers;
    // The program counts what its user asks.
    const isAsked = received.verb !== 'ERROR' && id !== '0';
    if (isAsked) this.lastId = id;
    const details = [isAsked ? '#n' : id && `#${id}`, reason && `(${reason})`, resume && '(resumes)'].filter(Boolean);
    this.#options.see(['registry:', withoutChance(startLine(received)), ...details].join(' '));
  }

  #hearDatagram(bytes: Uint8Array, from: Endpoint): void {
    this.#source = from;
    const { headers, ...received } = decodeDatagram(bytes);
    this.#counter = Number(headers['counter']);
    this.#options.see(`udp: ${startLine({ headers, ...received })} (${headers['counter']})`);
  }
}

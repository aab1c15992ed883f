// Somebody at the other end of one of the registry's links, who does only what a path says. What comes is written down as
// `alice: AUTH <SUCCESS> <200> #7`, with the Reason of what is refused.
import { type Frame, frame } from '../../../src/protocol/frame.js';
import type { Endpoint, Link, Network } from '../../../src/transport/link.js';
import { startLine, withoutChance } from '../../helpers/wire-tap.js';

/** After these the registry closes: the end of the link is neither asked for nor noted, so that a path may wait for it or not. */
const lastWords = /^(GOODBYE|ERROR <BAD_REQUEST>|HELLO_BACK <FAILURE>|LOGOUT <SUCCESS>)/;

/** The Request-Id of a sign of life. */
const stirring = '99';

export class Visitor {
  /** Of AUTH. */
  token = '';
  key: Uint8Array = new Uint8Array(0);
  readonly #link: Link;
  /** The link is there, and nobody has said a last word on it. */
  isOpen = true;
  #heard = (): void => {};

  /** `name` is the one by which it is seen. */
  constructor(
    public name: string,
    network: Network,
    registry: Endpoint,
    private readonly see: (line: string) => void,
  ) {
    const tls = { alpn: 'parley-registry/1', verify: () => undefined };
    const settings = { host: registry.host, port: registry.port, tls, timeout: 3_600_000, unsentBytes: 8_388_608 };
    this.#link = network.dial(settings, {
      up: () => this.#link.take(),
      frame: (received) => this.#hear(received),
      fault: () => see(`${this.name}: bytes that are no frame`),
      closed: () => {
        if (this.isOpen) see(`${this.name}: (closed)`);
        this.isOpen = false;
      },
    });
  }

  send(message: Frame): void {
    this.#link.send(message);
  }

  /** A sign of life that nobody sees, and its answer. */
  async stir(): Promise<void> {
    const heard = new Promise<void>((resolve) => {
      this.#heard = resolve;
    });
    this.send(frame('HELLO_P2P', [], { 'request-id': stirring, protocol: '1', agent: 'model/1' }));
    await heard;
  }

  /** Breaks the link. */
  leave(): void {
    this.isOpen = false;
    this.#link.destroy();
  }

  #hear(received: Frame): void {
    const { 'request-id': id, reason, session, 'keep-alive-key': key } = received.headers;
    if (id === stirring) {
      this.#link.take();
      this.#heard();
      return;
    }
    const line = withoutChance(startLine(received));
    this.see([`${this.name}: ${line}`, id === undefined ? [] : `#${id}`, reason === undefined ? [] : `(${reason})`].flat().join(' '));
    if (session !== undefined) this.token = session;
    if (key !== undefined) this.key = Buffer.from(key, 'base64url');
    if (lastWords.test(line)) this.isOpen = false;
    else this.#link.take();
  }
}

export interface LoginOptions {
  readonly user?: string;
  readonly password?: string;
  /** Of the session that it is to follow. */
  readonly token?: string;
}

/** A datagram in words. */
export function describeDatagram({ verb, fields, headers }: Frame): string {
  const line = withoutChance([verb, ...fields.map((field) => `<${field}>`)].join(' '));
  return `${line}${headers['counter'] === undefined ? '' : ` (${headers['counter']})`}${headers['mac'] === undefined ? '' : ' signed'}`;
}

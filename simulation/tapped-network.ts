// One life's hold on the network: all that it sends is traced, and when it is killed it neither hears nor says anything.
import type { Frame } from '../src/protocol/frame.js';
import type { Accept, DatagramPort, Endpoint, Link, LinkHandlers, Network } from '../src/transport/link.js';
import type { Life } from './life.js';

export interface TapOptions {
  readonly network: Network;
  readonly life: Life;
  /** Something leaves for somewhere. */
  readonly sent: (to: Endpoint, text: string) => void;
}

export function tapped({ network, life, sent }: TapOptions): Network {
  const hear = (handlers: LinkHandlers): LinkHandlers => ({
    up: (info) => life.isOver || handlers.up(info),
    frame: (frame) => life.isOver || handlers.frame(frame),
    fault: (error) => life.isOver || handlers.fault(error),
    closed: (end) => life.isOver || handlers.closed(end),
  });
  const speak = (link: Link): Link => new TappedLink(link, life, sent);
  return {
    dial: (options, handlers) => speak(life.isOver ? deadLink(options) : network.dial(options, hear(handlers))),
    listen: async (options, accept) => {
      const heard: Accept = (link) => {
        const handlers = life.isOver ? undefined : accept(speak(link));
        return handlers && hear(handlers);
      };
      return network.listen(options, heard);
    },
    bind: async (at, received): Promise<DatagramPort> => {
      const port = await network.bind(at, (bytes, from) => {
        if (!life.isOver) received(bytes, from);
      });
      return {
        address: port.address,
        send: (bytes, to) => {
          if (life.isOver) return;
          sent(to, firstLine(bytes));
          port.send(bytes, to);
        },
        close: () => port.close(),
      };
    },
  };
}

class TappedLink implements Link {
  readonly #link: Link;
  readonly #life: Life;
  readonly #sent: TapOptions['sent'];

  constructor(link: Link, life: Life, sent: TapOptions['sent']) {
    this.#link = link;
    this.#life = life;
    this.#sent = sent;
  }

  get remote(): Endpoint {
    return this.#link.remote;
  }

  get bytesRead(): number {
    return this.#link.bytesRead;
  }

  get unsent(): number {
    return this.#link.unsent;
  }

  take(frames?: number): void {
    this.#link.take(frames);
  }

  send(frame: Frame): void {
    if (this.#life.isOver) return;
    this.#sent(this.#link.remote, startLine(frame));
    this.#link.send(frame);
  }

  end(last?: Frame): void {
    if (this.#life.isOver) return;
    this.#sent(this.#link.remote, last ? startLine(last) : '(end)');
    this.#link.end(last);
  }

  destroy(): void {
    this.#link.destroy();
  }
}

/** What a program that is no more would have dialled. */
function deadLink(remote: Endpoint): Link {
  return { remote, bytesRead: 0, unsent: 0, take() {}, send() {}, end() {}, destroy() {} };
}

/** With what tells one message from another, but for what is signed with real chance. */
function startLine({ verb, fields, headers }: Frame): string {
  const line = `${verb}${fields.map((field) => ` <${field}>`).join('')}`;
  const { seq, reason } = headers;
  return `${line}${seq === undefined ? '' : ` Seq ${seq}`}${reason === undefined ? '' : ` (${reason})`}`;
}

function firstLine(bytes: Uint8Array): string {
  const end = bytes.indexOf(10);
  return Buffer.from(bytes.buffer, bytes.byteOffset, end < 0 ? bytes.length : end)
    .toString('latin1')
    .trimEnd();
}

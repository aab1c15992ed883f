// Listens in on one node's network: every frame and datagram that it sends, in order, in one log for all nodes; and pulls
// its cable.
import { type Frame, frame as makeFrame } from '../../src/protocol/frame.js';
import { decodeDatagram } from '../../src/protocol/frame-decoder.js';
import type { Link, LinkHandlers, Network } from '../../src/transport/link.js';
import { wrappedLink } from './wrapped-link.js';

/** One frame or datagram on its way. */
export interface Sent {
  readonly from: string;
  /** `undefined` where hosts do not tell nodes apart. */
  readonly to: string | undefined;
  readonly frame: Frame;
}

/** What all nodes sent, in order. */
export class WireLog {
  readonly sends: Sent[] = [];
  /** The same as `WHO: VERB <field>…`. */
  readonly lines: string[] = [];
  /** Is told of each, before it leaves. */
  heard: ((sent: Sent) => void) | undefined;
  readonly #nodes = new Map<string, string>();
  #watchers: (() => void)[] = [];

  /** From now on this host is that node. */
  place(who: string, host: string): void {
    this.#nodes.set(host, who);
  }

  add(who: string, host: string, sent: Frame): void {
    const noted: Sent = { from: who, to: this.#nodes.get(host), frame: sent };
    this.sends.push(noted);
    this.heard?.(noted);
    this.lines.push(`${who}: ${startLine(sent)}`);
    for (const watcher of this.#watchers.splice(0)) watcher();
  }

  /** Fulfilled when a line for which `matches` is true has been, or is, sent; at or after index `from`. */
  async sent(matches: RegExp, from = 0): Promise<string> {
    for (;;) {
      const line = this.lines.slice(from).find((each) => matches.test(each));
      if (line !== undefined) return line;
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }
}

/** `VERB <field>…` */
export function startLine({ verb, fields }: Frame): string {
  return [verb, ...fields.map((field) => `<${field}>`)].join(' ');
}

/** A start line without what differs each time: hashes, ids, ports and addresses. */
export function withoutChance(line: string): string {
  return line
    .replace(/<[0-9a-f]{64}>/g, '<hash>')
    .replace(/<[0-9a-f]{8}-[0-9a-f-]{27}>/g, '<id>')
    .replace(/<\d{4,5}> <[0-9.]+>/g, '<port> <ip>');
}

export interface TappedNetwork extends Network {
  /** Nothing gets out or in from now on, and nobody is told: a pulled cable. */
  pull(): void;
}

/** The network of the node `who`, with every frame that it sends noted in `log`. */
export function tap(network: Network, who: string, log: WireLog): TappedNetwork {
  let isPulled = false;
  /** Links that this node has closed itself: of their end it is told all the same. */
  const left = new WeakSet<LinkHandlers>();
  const heard = (handlers: LinkHandlers): LinkHandlers => ({
    up: (info) => !isPulled && handlers.up(info),
    frame: (received) => !isPulled && handlers.frame(received),
    fault: (error) => !isPulled && handlers.fault(error),
    closed: (end) => (!isPulled || left.has(handlers)) && handlers.closed(end),
  });
  const speaking = (link: Link, handlers: () => LinkHandlers | undefined): Link => {
    const leave = (): void => {
      const owner = handlers();
      if (owner) left.add(owner);
    };
    return wrappedLink(link, {
      send: (message) => {
        if (isPulled) return;
        log.add(who, link.remote.host, message);
        link.send(message);
      },
      end: (last) => {
        leave();
        if (isPulled) return link.destroy();
        if (last) log.add(who, link.remote.host, last);
        link.end(last);
      },
      destroy: () => {
        leave();
        link.destroy();
      },
    });
  };
  return {
    pull: () => {
      isPulled = true;
    },
    dial: (options, handlers) => speaking(network.dial(options, heard(handlers)), () => handlers),
    listen: (options, accept) =>
      network.listen(options, (link) => {
        let handlers: LinkHandlers | undefined;
        handlers = isPulled ? undefined : accept(speaking(link, () => handlers));
        return handlers && heard(handlers);
      }),
    bind: async (at, received) => {
      const port = await network.bind(at, (bytes, from) => !isPulled && received(bytes, from));
      return {
        address: port.address,
        send: (bytes, to) => {
          if (isPulled) return;
          log.add(who, to.host, readable(bytes));
          port.send(bytes, to);
        },
        close: () => port.close(),
      };
    },
  };
}

function readable(bytes: Uint8Array): Frame {
  try {
    return decodeDatagram(bytes);
  } catch {
    return makeFrame('GARBAGE');
  }
}

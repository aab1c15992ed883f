// Listens in on one node's network: every frame and datagram that it sends, in order, in one log for all nodes; and pulls
// its cable.
import { type Frame, frame as makeFrame } from '../../src/protocol/frame.js';
import { decodeDatagram } from '../../src/protocol/frame-decoder.js';
import type { Link, LinkHandlers, Network } from '../../src/transport/link.js';

/** What all nodes sent, as `WHO: VERB <field>…`. */
export class WireLog {
  readonly lines: string[] = [];
  #watchers: (() => void)[] = [];

  add(who: string, sent: Frame): void {
    this.lines.push(`${who}: ${[sent.verb, ...sent.fields.map((field) => `<${field}>`)].join(' ')}`);
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

export interface TappedNetwork extends Network {
  /** Nothing gets out or in from now on, and nobody is told: a pulled cable. */
  pull(): void;
}

/** The network of the node `who`, with every frame that it sends noted in `log`. */
export function tap(network: Network, who: string, log: WireLog): TappedNetwork {
  let isPulled = false;
  const heard = (handlers: LinkHandlers): LinkHandlers => ({
    up: (info) => !isPulled && handlers.up(info),
    frame: (received) => !isPulled && handlers.frame(received),
    fault: (error) => !isPulled && handlers.fault(error),
    drained: () => handlers.drained(),
    closed: (end) => !isPulled && handlers.closed(end),
  });
  const speaking = (link: Link): Link => ({
    get remote() {
      return link.remote;
    },
    get bytesRead() {
      return link.bytesRead;
    },
    get unsent() {
      return link.unsent;
    },
    take: (frames) => link.take(frames),
    send: (message) => {
      if (isPulled) return;
      log.add(who, message);
      link.send(message);
    },
    end: (last) => {
      if (isPulled) return link.destroy();
      if (last) log.add(who, last);
      link.end(last);
    },
    destroy: () => link.destroy(),
  });
  return {
    pull: () => {
      isPulled = true;
    },
    dial: (options, handlers) => speaking(network.dial(options, heard(handlers))),
    listen: (options, accept) =>
      network.listen(options, (link) => {
        const handlers = isPulled ? undefined : accept(speaking(link));
        return handlers && heard(handlers);
      }),
    bind: async (at, received) => {
      const port = await network.bind(at, (bytes, from) => !isPulled && received(bytes, from));
      return {
        address: port.address,
        send: (bytes, to) => {
          if (isPulled) return;
          log.add(who, readable(bytes));
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

// The machine's own network, but with the clock of a world: a closing link's patience and a handshake's end when a path says so.

import type { Clock } from '../../../src/support/runtime.js';
import type { LinkSettings } from '../../../src/transport/framed-link.js';
import type { DialOptions, ListenOptions, Network } from '../../../src/transport/link.js';
import { dialTcp } from '../../../src/transport/tcp-dialler.js';
import { listenTcp } from '../../../src/transport/tcp-listener.js';
import { bindUdp } from '../../../src/transport/udp-port.js';

export function socketsOn(clock: Clock): Network {
  const settings = ({ timeout, unsentBytes, tooSlow }: DialOptions | ListenOptions): LinkSettings => {
    return { clock, defer: (task) => setImmediate(task), timeout, unsentBytes, tooSlow };
  };
  return {
    dial: (options, handlers) => dialTcp(options, handlers, settings(options)),
    listen: (options, accept) => listenTcp(options, accept, settings(options)),
    bind: bindUdp,
  };
}

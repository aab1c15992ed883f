// The machine's own network: TLS and TCP links, UDP ports.
import { systemRuntime } from '../support/runtime.js';
import type { LinkSettings } from './framed-link.js';
import type { DialOptions, ListenOptions, Network } from './link.js';
import { dialTcp } from './tcp-dialler.js';
import { listenTcp } from './tcp-listener.js';
import { bindUdp } from './udp-port.js';

/** The network of this machine. Its timers are real ones: an injected clock turns machines, not sockets. */
export function createSystemNetwork(): Network {
  return {
    dial: (options, handlers) => dialTcp(options, handlers, settings(options)),
    listen: (options, accept) => listenTcp(options, accept, settings(options)),
    bind: bindUdp,
  };
}

function settings(options: DialOptions | ListenOptions): LinkSettings {
  const { timeout, unsentBytes, tooSlow } = options;
  return { clock: systemRuntime.clock, defer: (task) => setImmediate(task), timeout, unsentBytes, tooSlow };
}

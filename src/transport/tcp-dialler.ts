// Dialling: TCP, then TLS if asked for.
import { connect, type Socket } from 'node:net';
import { normalizeHost } from '../protocol/addresses.js';
import { FramedLink, type LinkSettings } from './framed-link.js';
import type { DialOptions, Endpoint, Link, LinkHandlers, TlsOptions } from './link.js';
import { explain } from './socket-errors.js';
import { SocketWire } from './socket-wire.js';
import { judge, wrapDialled } from './tls.js';

export function dialTcp(options: DialOptions, handlers: LinkHandlers, settings: LinkSettings): Link {
  const link = new FramedLink({ host: normalizeHost(options.host), port: options.port }, settings);
  link.owner = handlers;
  try {
    const { host, port } = options;
    const socket = connect({ host, port, noDelay: true, allowHalfOpen: true });
    const wire = new SocketWire(socket, link);
    socket.once('connect', () => {
      if (options.tls) startTls(socket, wire, link, options.tls);
      else startPlain(socket, wire, link);
    });
  } catch (error) {
    // A port out of range, and the like: addresses come from others
    link.fail(explain(error instanceof Error ? error : new Error(String(error)), link));
  }
  return link;
}

function startPlain(socket: Socket, wire: SocketWire, link: FramedLink): void {
  wire.read();
  link.opened({ remote: remoteOf(socket), chain: [] });
}

function startTls(socket: Socket, wire: SocketWire, link: FramedLink, options: TlsOptions): void {
  try {
    const secure = wrapDialled(socket, options);
    wire.wrap(secure);
    wire.read();
    secure.once('secureConnect', () => {
      const judgement = judge(secure, options, true);
      if ('refusal' in judgement) link.fail(judgement.refusal);
      else link.opened({ remote: remoteOf(socket), chain: judgement.chain });
    });
  } catch (error) {
    link.fail({ cause: 'handshake', detail: `TLS cannot be started: ${String(error)}` });
  }
}

/** The other end of a connected socket. */
export function remoteOf(socket: Socket): Endpoint {
  return { host: normalizeHost(socket.remoteAddress ?? ''), port: socket.remotePort ?? 0 };
}

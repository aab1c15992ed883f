// Listening: TCP, then TLS if asked for. The link is there from the connection on, so a silent one costs its timeout only.
import { createServer, type Server, type Socket } from 'node:net';
import { normalizeHost } from '../protocol/addresses.js';
import { FramedLink, type LinkSettings, nobody } from './framed-link.js';
import type { Accept, Endpoint, Listener, ListenOptions, TlsOptions } from './link.js';
import { SocketWire } from './socket-wire.js';
import { remoteOf } from './tcp-dialler.js';
import { judge, wrapAccepted } from './tls.js';

export function listenTcp(options: ListenOptions, accept: Accept, settings: LinkSettings): Promise<Listener> {
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => take(socket, options.tls, accept, settings));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: options.host, port: options.port }, () => {
      server.off('error', reject);
      // A connection that could not be taken (no file descriptor left, say) is the dialling side's to try again
      server.on('error', () => {});
      resolve({ address: addressOf(server), close: () => close(server) });
    });
  });
}

function addressOf(server: Server): Endpoint {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server without an address');
  return { host: normalizeHost(address.address), port: address.port };
}

/** Does not wait for the links that are, as the server's own callback would. */
async function close(server: Server): Promise<void> {
  if (server.listening) server.close();
}

function take(socket: Socket, options: TlsOptions | undefined, accept: Accept, settings: LinkSettings): void {
  const remote = remoteOf(socket);
  const link = new FramedLink(remote, settings);
  const wire = new SocketWire(socket, link);
  try {
    link.owner = accept(link) ?? nobody;
    if (link.owner === nobody) link.destroy();
    if (!link.isOpening) return;
    if (options) startTls(socket, wire, link, options, remote);
    else startPlain(wire, link, remote);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : new Error(String(error)));
    link.fail({ cause: 'handshake', detail: `cannot be taken: ${String(error)}` });
  }
}

function startPlain(wire: SocketWire, link: FramedLink, remote: Endpoint): void {
  wire.read();
  queueMicrotask(() => link.opened({ remote, chain: [] }));
}

function startTls(socket: Socket, wire: SocketWire, link: FramedLink, options: TlsOptions, remote: Endpoint): void {
  const secure = wrapAccepted(socket, options);
  wire.wrap(secure);
  wire.read();
  secure.once('secure', () => {
    const judgement = judge(secure, options, false);
    if ('refusal' in judgement) link.fail(judgement.refusal);
    else link.opened({ remote, chain: judgement.chain });
  });
}

// The inspector's server: HTTP and WebSockets on loopback, for whoever has the token. It only gives; nothing that it is sent changes
// anything.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { createDoorkeeper, type Doorkeeper, newToken } from './access.js';
import { createPages, refuse } from './pages.js';

export interface InspectorServerOptions {
  /** 0 or none: the system chooses. */
  readonly port?: number | undefined;
  /** The folder of the page's files. Default: the one that is built. */
  readonly site?: string | undefined;
  /** The lines of the recording until now. */
  readonly recording: () => Iterable<string>;
  /** Who attends to a WebSocket, by the path below the token. */
  readonly attend: Readonly<Record<string, (socket: WebSocket) => void>>;
}

export interface InspectorServer {
  /** `http://127.0.0.1:PORT/TOKEN/`. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** The page sends nothing; what is longer than this closes its socket. */
const longestFromPage = 1024;
/** A browser that does not close its side is cut off after so long, ms. */
const closingTime = 500;

/** @throws the system's error when the port cannot be had. */
export async function openInspectorServer({ port: wanted = 0, site, recording, attend }: InspectorServerOptions): Promise<InspectorServer> {
  const http = createServer({ maxHeaderSize: 16_384 });
  await listen(http, wanted);
  // It listens on a port, so it has an address that is no pipe's.
  const { address, port } = http.address() as AddressInfo;
  const host = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  const token = newToken();
  const doorkeeper = createDoorkeeper(token, port);
  const pages = createPages({ site, recording, host });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: longestFromPage, perMessageDeflate: false });

  http.on('request', (request, response) => {
    const path = pathFor(doorkeeper, request);
    if (path === undefined) return refuse(response, 403);
    if (request.method !== 'GET') return refuse(response, 405);
    pages(path, response).catch(() => response.destroy());
  });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Until it is a WebSocket nobody else hears of its end.
    socket.on('error', () => socket.destroy());
    const path = doorkeeper.isOrigin(request.headers) ? pathFor(doorkeeper, request) : undefined;
    if (path === undefined) return turnAway(socket, 403);
    const attendant = Object.hasOwn(attend, path) ? attend[path] : undefined;
    if (!attendant) return turnAway(socket, 404);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      opened.on('error', () => opened.terminate());
      attendant(opened);
    });
  });
  let closing: Promise<void> | undefined;
  return {
    url: `http://${host}/${token}/`,
    port,
    close: () => {
      closing ??= close(http, sockets);
      return closing;
    },
  };
}

async function close(http: Server, sockets: WebSocketServer): Promise<void> {
  const closed = once(http, 'close');
  http.close();
  for (const socket of sockets.clients) socket.close(1001);
  const cutOff = setTimeout(() => {
    for (const socket of sockets.clients) socket.terminate();
    http.closeAllConnections();
  }, closingTime);
  http.closeIdleConnections();
  await closed;
  clearTimeout(cutOff);
}

/** On loopback, and nowhere else: by IPv4, or by IPv6 where there is no other. */
async function listen(http: Server, port: number): Promise<void> {
  const on = async (host: string) => {
    http.listen({ host, port, exclusive: true });
    await once(http, 'listening');
  };
  await on('127.0.0.1').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRNOTAVAIL') return on('::1');
    throw error;
  });
}

/** What is asked for below the token; undefined when the token or the host is wrong. */
function pathFor(doorkeeper: Doorkeeper, { headers, url = '' }: IncomingMessage): string | undefined {
  const [, token = '', path] = /^\/([^/?]*)(?:\/([^?]*))?/.exec(url) ?? [];
  // Both are looked at whatever the first one gave, so that the time tells nothing.
  const isAllowed = [doorkeeper.isToken(token), doorkeeper.isHost(headers)].every(Boolean);
  return isAllowed ? path : undefined;
}

function turnAway(socket: Duplex, status: 403 | 404): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

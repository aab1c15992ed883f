// A datagram port over UDP (XIII, XIV). Nothing that is sent or received makes it throw or end.
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { normalizeHost } from '../protocol/addresses.js';
import type { DatagramPort, Endpoint } from './link.js';

/** Binds a port; at `::` it serves IPv4 too. */
export async function bindUdp(at: Endpoint, received: (bytes: Uint8Array, from: Endpoint) => void): Promise<DatagramPort> {
  const { address, family } = await lookup(at.host);
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address, port: at.port, exclusive: true }, () => {
      socket.off('error', reject);
      resolve();
    });
  }).catch((error: unknown) => {
    socket.close();
    throw error;
  });
  socket.on('error', () => {}); // of one datagram; the next may do
  socket.on('message', (bytes, from) => {
    try {
      received(bytes, { host: normalizeHost(from.address), port: from.port });
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : new Error(String(error)));
    }
  });
  const { address: host, port } = socket.address();
  let closing: Promise<void> | undefined;
  return {
    address: { host: normalizeHost(host), port },
    send: (bytes, to) => send(socket, family, bytes, to),
    close: () => {
      closing ??= new Promise((resolve) => socket.close(() => resolve()));
      return closing;
    },
  };
}

function send(socket: Socket, family: number, bytes: Uint8Array, to: Endpoint): void {
  const kind = isIP(to.host);
  if (kind === 0 || (kind === 6 && family === 4)) return;
  const host = kind === 4 && family === 6 ? `::ffff:${to.host}` : to.host;
  try {
    socket.send(bytes, to.port, host, () => {}); // a failure is a lost datagram
  } catch {
    // A port out of range, or a closed socket: as lost as one on the way
  }
}

// A port in front of a registry's: it can keep a handshake from going on, and break a link as a lost network does.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { Endpoint } from '../../../src/transport/link.js';

export interface Forwarder {
  readonly address: Endpoint;
  /** Somebody has come, and the registry is connected to. */
  readonly connected: Promise<void>;
  /** Nothing passes until `release`. */
  readonly hold: () => void;
  readonly release: () => void;
  /** Both ends of the newest link are reset. */
  readonly cut: () => void;
  readonly close: () => void;
}

export async function openForwarder(to: Endpoint): Promise<Forwarder> {
  const sockets: Socket[] = [];
  let cut = (): void => {};
  let connected = (): void => {};
  const isConnected = new Promise<void>((resolve) => {
    connected = resolve;
  });
  let isHolding = false;
  const held: (() => void)[] = [];
  const pass = (from: Socket, to: Socket): void => {
    const whenFree = (task: () => void): void => {
      if (isHolding) held.push(task);
      else task();
    };
    from.on('error', () => {});
    from.on('data', (bytes) => whenFree(() => to.write(bytes)));
    from.on('end', () => whenFree(() => to.end()));
    from.on('close', () => to.destroy());
  };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ host: to.host, port: to.port, allowHalfOpen: true });
    pass(near, far);
    pass(far, near);
    sockets.push(near, far);
    cut = () => {
      near.resetAndDestroy();
      far.resetAndDestroy();
    };
    far.once('connect', () => connected());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server without an address');
  return {
    address: { host: '127.0.0.1', port: address.port },
    connected: isConnected,
    hold: () => {
      isHolding = true;
    },
    cut: () => cut(),
    release: () => {
      isHolding = false;
      for (const task of held.splice(0)) task();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

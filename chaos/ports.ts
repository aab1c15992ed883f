// Ports for programs that are to come back at the same place: below those that systems hand out by themselves.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const first = 20_000;
const last = 32_000;

/** A port that is free at all these hosts, for TCP and UDP. */
export async function freePort(hosts: readonly string[]): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const port = first + Math.floor(Math.random() * (last - first));
    const free = await Promise.all(hosts.flatMap((host) => [isFreeTcp(host, port), isFreeUdp(host, port)]));
    if (free.every(Boolean)) return port;
  }
  throw new Error('no free port was found');
}

/** Whether addresses of 127.0.0.0/8 other than 127.0.0.1 can be used, as on Linux and Windows. */
export function hasLoopbacks(): Promise<boolean> {
  return isFreeTcp('127.0.0.2', 0);
}

function isFreeTcp(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port }, () => server.close(() => resolve(true)));
  });
}

function isFreeUdp(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ address, port, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

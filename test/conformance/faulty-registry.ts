// A registry that is wrong on purpose: ours behind a relay that changes what goes through it, on TCP with TLS and on UDP.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import type { ExecutionContext } from 'ava';

/** What is known of the link that something goes through. */
export interface LinkMemory {
  /** Who logs in on it. */
  name: string;
}

/** What is changed. Bytes are text of one character each. */
export interface Fault {
  readonly tls?: TlsOptions;
  /** Takes links whose ALPN is none of its own. */
  readonly takesAnyAlpn?: true;
  /** What the kit says; several reads may bring one frame, or one several. */
  readonly toRegistry?: (bytes: string, memory: LinkMemory) => string;
  /** An answer that the registry is not asked for. */
  readonly answers?: (bytes: string) => string | undefined;
  /** A frame of the registry; nothing for one that is lost. */
  readonly toKit?: (frame: string, memory: LinkMemory) => string | Promise<string>;
  /** The link is ended after such a frame, or broken instead of it. */
  readonly endsAfter?: RegExp;
  readonly breaksAt?: RegExp;
  readonly datagramToRegistry?: (bytes: string) => string | undefined;
  readonly datagramToKit?: (bytes: string) => string | undefined;
  /** What every datagram is answered at once. */
  readonly datagramAnswer?: string;
}

export interface FaultyRegistry {
  readonly port: number;
  fault: Fault;
}

interface Relay extends FaultyRegistry {
  port: number;
  datagramPort: number;
}

/** A relay in front of the registry whose data are in `directory`. */
export async function faultyRegistry(
  t: ExecutionContext,
  behind: { readonly directory: string; readonly port: number; readonly hello: number },
  fault: Fault = {},
): Promise<FaultyRegistry> {
  const [server, authority] = ['server.pem', 'ca.pem'].map((name) => readFileSync(join(behind.directory, name), 'utf8'));
  const credentials = { key: server, cert: `${server}${authority?.slice(authority.indexOf('-----BEGIN CERTIFICATE'))}` };
  const relay: Relay = { port: 0, datagramPort: 0, fault };
  const open = new Set<TLSSocket>();
  const alpn = ['parley-registry/1'];
  const listener = createServer({
    ...credentials,
    ALPNProtocols: alpn,
    minVersion: 'TLSv1.3',
    handshakeTimeout: behind.hello,
    ...fault.tls,
  });
  listener.on('tlsClientError', (_error, socket) => socket.destroy());
  listener.on('secureConnection', (kit) => {
    kit.on('error', () => {});
    if (!kit.alpnProtocol && !relay.fault.takesAnyAlpn) return kit.destroy();
    const registry = connect({ port: behind.port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: alpn });
    for (const socket of [kit, registry]) {
      open.add(socket);
      socket
        .setNoDelay(true)
        .on('error', () => {})
        .once('close', () => open.delete(socket));
    }
    relayLink(kit, registry, relay);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  relay.port = (listener.address() as AddressInfo).port; // it listens on TCP
  const datagrams = await relayDatagrams(relay, behind.port);
  t.teardown(async () => {
    for (const socket of open) socket.destroy();
    await Promise.all([new Promise((resolve) => listener.close(resolve)), datagrams.close()]);
  });
  return relay;
}

function relayLink(kit: TLSSocket, registry: TLSSocket, relay: Relay): void {
  const memory: LinkMemory = { name: '' };
  kit.on('data', (chunk: Buffer) => {
    const bytes = chunk.toString('latin1');
    memory.name = /^LOGIN <(.*?)>/.exec(bytes)?.[1] ?? memory.name;
    const answer = relay.fault.answers?.(bytes);
    if (answer !== undefined) kit.write(answer, 'latin1');
    else registry.write(relay.fault.toRegistry?.(bytes, memory) ?? bytes, 'latin1');
  });
  kit.on('end', () => registry.end()).on('close', () => registry.destroy());
  let bytes = '';
  let turn = Promise.resolve();
  registry.on('data', (chunk: Buffer) => {
    bytes += chunk.toString('latin1');
    for (let size = frameSize(bytes); size > 0; size = frameSize(bytes)) {
      const frame = bytes.slice(0, size).replace(/Keep-Alive-Port: \d+/, `Keep-Alive-Port: ${relay.datagramPort}`);
      bytes = bytes.slice(size);
      turn = turn.then(async () => {
        const { fault } = relay;
        if (fault.breaksAt?.test(frame)) {
          kit.destroy();
          return;
        }
        kit.write(fault.toKit ? await fault.toKit(frame, memory) : frame, 'latin1');
        if (fault.endsAfter?.test(frame)) kit.end();
      });
    }
  });
  const end = () => {
    turn = turn.then(() => {
      kit.end();
    });
  };
  registry.on('end', end).on('close', end);
}

function frameSize(bytes: string): number {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return 0;
  const length = Number(/\r\nContent-Length: (\d+)/.exec(bytes.slice(0, end))?.[1] ?? 0);
  return bytes.length >= end + 4 + length ? end + 4 + length : 0;
}

/** One socket to the registry for every socket of the kit, on a port of the relay's own. */
async function relayDatagrams(relay: Relay, port: number): Promise<{ close(): Promise<void> }> {
  const front = createSocket('udp4');
  const backs = new Map<number, ReturnType<typeof createSocket>>();
  front.bind(0, '127.0.0.1');
  await once(front, 'listening');
  relay.datagramPort = front.address().port;
  front.on('message', (bytes, from) => {
    const text = bytes.toString('latin1');
    if (relay.fault.datagramAnswer !== undefined) front.send(relay.fault.datagramAnswer, from.port, from.address);
    const passed = relay.fault.datagramToRegistry ? relay.fault.datagramToRegistry(text) : text;
    let back = backs.get(from.port);
    if (!back) {
      back = createSocket('udp4');
      backs.set(from.port, back);
      back.on('message', (answer) => {
        const answered = answer.toString('latin1');
        const told = relay.fault.datagramToKit ? relay.fault.datagramToKit(answered) : answered;
        if (told !== undefined) front.send(Buffer.from(told, 'latin1'), from.port, from.address);
      });
    }
    if (passed !== undefined) back.send(Buffer.from(passed, 'latin1'), port, '127.0.0.1');
  });
  return {
    close: async () => {
      await Promise.all([front, ...backs.values()].map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
    },
  };
}

/** The frame with another payload. */
export function withPayload(frame: string, change: (payload: string) => string): string {
  const end = frame.indexOf('\r\n\r\n') + 4;
  const payload = change(frame.slice(end));
  const head = frame.slice(0, end - 2).replace(/Content-Length: \d+\r\n/, '');
  return `${head}${payload === '' ? '' : `Content-Length: ${payload.length}\r\n`}\r\n${payload}`;
}

/** Frames of the registry in which something stands differently. */
export function replies(pattern: RegExp, replacement: string): Fault {
  return { toKit: (frame) => (pattern.test(frame) ? withPayload(frame.replace(pattern, replacement), (payload) => payload) : frame) };
}

/** Frames of the registry that never arrive. */
export function loses(pattern: RegExp): Fault {
  return { toKit: (frame) => (pattern.test(frame) ? '' : frame) };
}

/** Something stands before, or after, such a frame. */
export function adds(pattern: RegExp, before: string): Fault {
  return { toKit: (frame) => (pattern.test(frame) ? before + frame : frame) };
}

/** The registry takes something else than was sent. */
export function hears(pattern: RegExp, replacement: string): Fault {
  return { toRegistry: (bytes) => bytes.replace(pattern, replacement) };
}

/** Lists whose payload is another. */
export function lists(pattern: RegExp, change: (payload: string, memory: LinkMemory) => string): Fault {
  return { toKit: (frame, memory) => (pattern.test(frame) ? withPayload(frame, (payload) => change(payload, memory)) : frame) };
}

/** What a header said first, it says for ever. */
export function keepsFirst(header: string): Fault {
  let first: string | undefined;
  const pattern = new RegExp(`^(${header}: )(.*?)\r$`, 'm');
  return {
    toKit: (frame) => {
      const value = pattern.exec(frame)?.[2];
      first ??= value;
      return value === undefined ? frame : frame.replace(pattern, `$1${first}\r`);
    },
  };
}

// A UDP socket of the kit, and keep-alives made by hand (docs/protocol.md, section 4).
import { createHmac } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { demand, Mismatch } from './check.js';
import { type RawFrame, readRawFrame, visible } from './raw-frame.js';
import { type HeaderWish, matching } from './raw-link.js';
import type { Transcript } from './transcript.js';
import { Bell } from './waiting.js';

export interface Datagram extends RawFrame {
  readonly port: number;
}

export class RawDatagrams {
  readonly #socket: Socket;
  readonly #bell = new Bell();
  readonly #inbox: (Datagram | Mismatch)[] = [];

  constructor(
    readonly to: { readonly host: string; readonly port: number },
    readonly transcript: Transcript,
    readonly patience: number,
  ) {
    this.#socket = createSocket(isIPv6(to.host) ? 'udp6' : 'udp4');
    this.#socket.on('error', () => {}); // what cannot be sent is not answered either
    this.#socket.on('message', (bytes, from) => {
      transcript.add('udp', 'came', bytes);
      this.#inbox.push(read(bytes, from.port));
      this.#bell.ring();
    });
  }

  send(bytes: string | Uint8Array): void {
    this.transcript.add('udp', 'sent', bytes);
    this.#socket.send(bytes, this.to.port, this.to.host);
  }

  async next(expected = 'a datagram', patience = this.patience): Promise<Datagram> {
    await this.#bell.until(() => this.#inbox.length > 0, patience, expected);
    const came = this.#inbox.shift() ?? new Mismatch(expected, 'nothing');
    if (came instanceof Mismatch) throw came;
    return came;
  }

  async expect(line: string, ...headers: HeaderWish[]): Promise<Datagram> {
    const datagram = await this.next(line);
    matching(datagram, line, headers);
    return datagram;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }
}

/** A datagram whose Mac is right for the key. */
export function keepAlive(name: string, timeout: number | string, counter: number | string, key: Uint8Array): string {
  return withMac(`KEEP_ALIVE <${name}> <${timeout}>\r\nCounter: ${counter}\r\n`, key);
}

export function withMac(head: string, key: Uint8Array): string {
  return `${head}Mac: ${createHmac('sha256', key).update(head, 'utf8').digest('base64url')}\r\n\r\n`;
}

/** @throws Mismatch unless the Mac is the last header and right. */
export function demandMac({ text }: RawFrame, key: Uint8Array): void {
  const head = text.slice(0, text.lastIndexOf('Mac: '));
  demand(text === withMac(head, key), `as the last header the Mac of ${visible(head)}`, visible(text));
}

function read(bytes: Buffer, port: number): Datagram | Mismatch {
  try {
    const whole = readRawFrame(bytes);
    if (whole?.size !== bytes.length) return new Mismatch('one whole frame a datagram', visible(bytes));
    return { ...whole.frame, port };
  } catch (error) {
    if (error instanceof Mismatch) return error;
    throw error;
  }
}

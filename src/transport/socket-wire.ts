// The bytes of one FramedLink over a TCP socket, and over the TLS socket that is wrapped around it later.
import type { Socket } from 'node:net';
import type { FramedLink, Wire } from './framed-link.js';
import { explain } from './socket-errors.js';

/** A Wire over a socket that was made with `allowHalfOpen`. */
export class SocketWire implements Wire {
  readonly #link: FramedLink;
  #socket: Socket;

  constructor(socket: Socket, link: FramedLink) {
    this.#link = link;
    this.#socket = socket;
    this.#follow(socket);
    link.carry(this);
  }

  get queued(): number {
    return this.#socket.writableLength;
  }

  /** Goes on over a TLS socket wrapped around the present one, whose own news counts no more. */
  wrap(socket: Socket): void {
    this.#socket = socket;
    this.#follow(socket);
  }

  /** Reads from now on. */
  read(): void {
    const socket = this.#socket;
    socket.on('data', (chunk: Uint8Array) => this.#link.data(chunk));
    socket.on('end', () => this.#link.ended());
  }

  write(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  end(): void {
    this.#socket.end();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #follow(socket: Socket): void {
    socket.on('error', (error) => {
      if (socket === this.#socket) this.#link.fail(explain(error, this.#link));
    });
    socket.on('close', () => {
      if (socket === this.#socket) this.#link.closed();
    });
  }
}

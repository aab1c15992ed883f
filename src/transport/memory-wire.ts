// The bytes of one end of a memory link. They wait at the sender until the receiver reads, so back-pressure is felt at once.
import type { FramedLink, Wire } from './framed-link.js';
import type { Breakable, Weather } from './memory-weather.js';

/** Bytes that travel together; `undefined`: the end of this side. */
type Piece = Uint8Array | undefined;

export class MemoryWire implements Wire, Breakable {
  readonly ends: readonly [string, string];
  queued = 0;
  readonly #link: FramedLink;
  readonly #weather: Weather;
  readonly #pieceBytes: number;
  #other: MemoryWire | undefined;
  #pieces: Piece[] = [];
  /** So many of the first pieces have had their time on the way. */
  #arrived = 0;
  /** What is on the way waits for it to be free. */
  #isStalled = false;
  #isPaused = false;
  #isClosed = false;
  #hasEndPassed = false;

  /** Joins two links; `ends` are the hosts' IPs. */
  static pair(weather: Weather, pieceBytes: number, from: string, to: string, dialling: FramedLink, accepting: FramedLink): void {
    const one = new MemoryWire(weather, pieceBytes, [from, to], dialling);
    const other = new MemoryWire(weather, pieceBytes, [to, from], accepting);
    one.#other = other;
    other.#other = one;
  }

  private constructor(weather: Weather, pieceBytes: number, ends: readonly [string, string], link: FramedLink) {
    this.ends = ends;
    this.#weather = weather;
    this.#pieceBytes = pieceBytes;
    this.#link = link;
    weather.live.add(this);
    link.carry(this);
  }

  write(bytes: Uint8Array): void {
    this.queued += bytes.length;
    for (let at = 0; at < bytes.length; at += this.#pieceBytes) this.#launch(bytes.subarray(at, at + this.#pieceBytes));
  }

  end(): void {
    this.#launch(undefined);
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    const other = this.#other;
    if (other) queueMicrotask(() => other.#deliver());
  }

  destroy(): void {
    if (this.#isClosed) return;
    this.#close();
    const [here, there] = this.ends;
    this.#weather.afterOneWay(() => this.#weather.whenFree(here, there, () => this.#other?.break()));
  }

  break(): void {
    if (this.#isClosed) return;
    const isOpening = this.#link.isOpening;
    this.#link.fail({ cause: isOpening ? 'unreachable' : 'lost', detail: 'the connection was reset' });
  }

  #close(): void {
    this.#isClosed = true;
    this.#weather.live.delete(this);
    this.#pieces = [];
    this.queued = 0;
    queueMicrotask(() => this.#link.closed());
  }

  #launch(piece: Piece): void {
    if (this.#isClosed) return;
    this.#pieces.push(piece);
    this.#weather.afterOneWay(() => {
      this.#arrived++;
      this.#deliver();
    });
  }

  /** Hands over what has arrived, as far as the other side reads. */
  #deliver(): void {
    const [here, there] = this.ends;
    if (!this.#isStalled && this.#weather.isBlocked(here, there)) this.#stall();
    if (this.#isStalled) return;
    while (this.#arrived > 0 && this.#isReadThere() && !this.#weather.isBlocked(here, there)) {
      if (this.#pieces.length === 0) return;
      const piece = this.#pieces.shift();
      this.#arrived--;
      if (piece) this.#pass(piece);
      else this.#passEnd();
    }
  }

  #stall(): void {
    const [here, there] = this.ends;
    this.#isStalled = true;
    this.#weather.whenFree(here, there, () => {
      this.#isStalled = false;
      if (!this.#isClosed) this.#deliver();
    });
  }

  #isReadThere(): boolean {
    return !this.#isClosed && this.#other !== undefined && !this.#other.#isClosed && !this.#other.#isPaused;
  }

  #pass(bytes: Uint8Array): void {
    const other = this.#other;
    const passing = this.#weather.passage(this.ends[0], this.ends[1], bytes.length);
    this.queued -= bytes.length;
    if (other && passing > 0) other.#link.data(bytes.subarray(0, passing));
    if (passing === bytes.length) return;
    other?.break();
    this.break();
  }

  #passEnd(): void {
    const other = this.#other;
    this.#hasEndPassed = true;
    if (!other) return;
    other.#link.ended();
    if (!other.#hasEndPassed || this.#isClosed) return;
    this.#close();
    other.#close();
  }
}

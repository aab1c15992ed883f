// Every rule of a Link (link.ts) that does not depend on what carries its bytes. Sockets and memory bring a Wire each.
import { encodeFrame, type Frame } from '../protocol/frame.js';
import { FrameDecoder, FrameError } from '../protocol/frame-decoder.js';
import type { Clock } from '../support/runtime.js';
import type { Endpoint, Link, LinkEnd, LinkHandlers, LinkInfo } from './link.js';

/** What carries the bytes of a link. It reports to its FramedLink, never from inside a call of these. */
export interface Wire {
  /** Bytes taken by `write` that have not left. */
  readonly queued: number;
  write(bytes: Uint8Array): void;
  /** Ends this side after what was written; the wire closes when the other side has ended too. */
  end(): void;
  pause(): void;
  resume(): void;
  /** Closes at once. */
  destroy(): void;
}

/** What a FramedLink needs besides its wire. */
export interface LinkSettings {
  readonly clock: Clock;
  /** Runs something after all that this turn of the event loop still does. */
  readonly defer: (task: () => void) => void;
  /** ms until `up`. */
  readonly timeout: number;
  readonly unsentBytes: number;
  readonly tooSlow?: Frame | undefined;
}

/** What a closing side still reads and throws away (docs/protocol.md, section 2). */
const discardLimit = { bytes: 256 * 1024, ms: 2000 } as const;

/** So much is handed to the wire before the turn is over. */
const joinedBytes = 64 * 1024;

/** Who owns a link that was refused, or not yet taken. */
export const nobody: LinkHandlers = { up() {}, frame() {}, fault() {}, closed() {} };

/** A Link over any Wire. Its lower half (`carry`, `opened`, `data`, `ended`, `fail`, `closed`) is for the wire. */
export class FramedLink implements Link {
  /** Who is told; nobody, until the listener's owner has taken the link. */
  owner: LinkHandlers = nobody;
  readonly #settings: LinkSettings;
  readonly #decoder = new FrameDecoder();
  #state: 'opening' | 'up' | 'closing' | 'closed' = 'opening';
  #wire: Wire | undefined;
  #remote: Endpoint;
  #end: LinkEnd | undefined;
  #timer: unknown;
  #bytesRead = 0;
  #discarded = 0;
  /** Frames asked for and not yet given. */
  #demand = 0;
  /** The last frame asked for was given, and no more was asked for yet. */
  #isAnswerDue = false;
  #isPumping = false;
  #isFaulty = false;
  #hasRemoteEnded = false;
  #isFlowing = true;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #isFlushDue = false;

  constructor(remote: Endpoint, settings: LinkSettings) {
    this.#remote = remote;
    this.#settings = settings;
    this.#timer = settings.clock.setTimeout(() => {
      this.fail({ cause: 'unreachable', detail: `not connected within ${settings.timeout} ms` });
    }, settings.timeout);
  }

  get remote(): Endpoint {
    return this.#remote;
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  get unsent(): number {
    return this.#waitingBytes + (this.#wire?.queued ?? 0);
  }

  /** Whether `up` is still to come. */
  get isOpening(): boolean {
    return this.#state === 'opening';
  }

  take(frames = 1): void {
    this.#demand += frames;
    this.#isAnswerDue = false;
    if (!this.#isPumping) queueMicrotask(() => this.#pump());
  }

  send(message: Frame): void {
    if (this.#state === 'closing' || this.#state === 'closed') return;
    const bytes = encodeFrame(message);
    if (this.unsent + bytes.length > this.#settings.unsentBytes) {
      const end: LinkEnd = { cause: 'too-slow', detail: `more than ${this.#settings.unsentBytes} bytes waited to be read` };
      if (this.#settings.tooSlow) this.#finish(end, this.#settings.tooSlow);
      else this.fail(end);
      return;
    }
    this.#enqueue(bytes);
    if (this.#waitingBytes >= joinedBytes) {
      this.#flush();
    } else if (!this.#isFlushDue) {
      this.#isFlushDue = true;
      this.#settings.defer(() => {
        this.#isFlushDue = false;
        this.#flush();
      });
    }
  }

  end(last?: Frame): void {
    this.#finish({ cause: 'closed', detail: 'ended here' }, last);
  }

  destroy(): void {
    this.fail({ cause: 'closed', detail: 'closed here' });
  }

  /** What carries the bytes from now on. */
  carry(wire: Wire): void {
    this.#wire = wire;
  }

  /** The handshake is over and the other side is trusted. */
  opened(info: LinkInfo): void {
    if (this.#state !== 'opening') return;
    this.#settings.clock.clearTimeout(this.#timer);
    this.#state = 'up';
    this.#remote = info.remote;
    this.#flush();
    this.#tell((owner) => owner.up(info));
    this.#pump();
  }

  /** Bytes arrived. */
  data(chunk: Uint8Array): void {
    this.#bytesRead += chunk.length;
    if (this.#state === 'closing') {
      this.#discarded += chunk.length;
      if (this.#discarded > discardLimit.bytes) this.#wire?.destroy();
      return;
    }
    if (this.#state === 'closed' || this.#isFaulty) return;
    this.#decoder.push(chunk);
    this.#pump();
  }

  /** The other side will send no more. */
  ended(): void {
    if (this.#state === 'opening') this.fail({ cause: 'unreachable', detail: 'the other side closed during the handshake' });
    this.#hasRemoteEnded = true;
    this.#pump();
  }

  /** The link is no more, for this reason unless there already was one; `closed` follows. */
  fail(end: LinkEnd): void {
    if (this.#state === 'closed') return;
    this.#end ??= end;
    this.#state = 'closing';
    this.#settings.clock.clearTimeout(this.#timer);
    this.#drop();
    if (this.#wire) this.#wire.destroy();
    else queueMicrotask(() => this.closed());
  }

  /** The wire is gone. */
  closed(): void {
    if (this.#state === 'closed') return;
    const end = this.#end ?? (this.#state === 'opening' ? interrupted : lost);
    this.#settings.clock.clearTimeout(this.#timer);
    this.#drop();
    this.#state = 'closed';
    this.#tell((owner) => owner.closed(end));
  }

  #enqueue(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
  }

  #flush(): void {
    if (!this.#wire || this.#waitingBytes === 0 || this.#state === 'opening') return;
    const [first] = this.#waiting;
    const bytes = first && this.#waiting.length === 1 ? first : Buffer.concat(this.#waiting, this.#waitingBytes);
    this.#drop();
    this.#wire.write(bytes);
  }

  #drop(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  /** Closes in order: the last frame, the end of this side, and a while of patience for the other side to read it. */
  #finish(end: LinkEnd, last?: Frame): void {
    if (this.#state === 'opening') this.fail(end);
    if (this.#state !== 'up') return;
    if (last) this.#enqueue(encodeFrame(last));
    this.#flush();
    this.#end = end;
    this.#state = 'closing';
    this.#timer = this.#settings.clock.setTimeout(() => this.#wire?.destroy(), discardLimit.ms);
    this.#wire?.end();
    this.#regulate();
  }

  /** Gives out what was asked for, as far as it is there. */
  #pump(): void {
    if (this.#isPumping || this.#state !== 'up') return;
    this.#isPumping = true;
    while (this.#demand > 0 && this.#isUp() && !this.#isFaulty) {
      const next = this.#nextFrame();
      if (!next) break;
      this.#demand--;
      this.#isAnswerDue = this.#demand === 0;
      this.#tell((owner) => owner.frame(next));
    }
    this.#isPumping = false;
    if (!this.#isUp()) return;
    // Who has not asked for more may still owe an answer to what it has: the end waits for it, as a frame would.
    const isDry = this.#isFaulty || this.#demand > 0 || (this.#decoder.buffered === 0 && !this.#isAnswerDue);
    if (this.#hasRemoteEnded && isDry) this.#finish(this.#decoder.buffered > 0 && !this.#isFaulty ? cutShort : endedThere);
    this.#regulate();
  }

  /** Asked anew each time: a handler may have closed the link. */
  #isUp(): boolean {
    return this.#state === 'up';
  }

  #nextFrame(): Frame | undefined {
    try {
      return this.#decoder.next();
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#isFaulty = true;
      this.#tell((owner) => owner.fault(error));
      return undefined;
    }
  }

  /** Reads on while something is asked for, or nothing waits: so the end of an idle link is noticed, and no more is held. */
  #regulate(): void {
    const isHungry = !this.#isFaulty && (this.#demand > 0 || this.#decoder.buffered === 0);
    const shouldFlow = this.#state === 'closing' || isHungry;
    if (shouldFlow === this.#isFlowing) return;
    this.#isFlowing = shouldFlow;
    if (shouldFlow) this.#wire?.resume();
    else this.#wire?.pause();
  }

  #tell(what: (owner: LinkHandlers) => void): void {
    try {
      what(this.owner);
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : new Error(String(error)));
      this.fail({ cause: 'closed', detail: `its owner failed: ${String(error)}` });
    }
  }
}

const interrupted: LinkEnd = { cause: 'unreachable', detail: 'the connection broke before it was up' };
const lost: LinkEnd = { cause: 'lost', detail: 'the connection broke' };
const cutShort: LinkEnd = { cause: 'lost', detail: 'the other side ended in the middle of a frame' };
const endedThere: LinkEnd = { cause: 'ended', detail: 'the other side ended it' };

// Bytes to frames (docs/protocol.md, section 2). Knows no socket: push what arrived, take frames until there is none.
import { type Frame, frameLimits, isPlain, noPayload } from './frame.js';

/** Why a frame was refused: the `Reason` of `ERROR <BAD_REQUEST> <400>`. Framing is lost after it. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
  constructor(
    readonly reason: 'malformed-frame' | 'frame-too-large',
    detail: string,
  ) {
    super(detail);
  }
}

type Head = Omit<Frame, 'payload'> & { readonly headers: Record<string, string> };

const nothing = Buffer.alloc(0);
const lineFeed = 0x0a;
/** Bytes. */
const smallestRoom = 1024;

/** Reads the frames of one link, however its bytes are cut. */
export class FrameDecoder {
  #bytes: Buffer = nothing;
  /** `#bytes` was made here and may be written to: else it is what arrived. */
  #isOwn = false;
  /** What has been pushed and not yet read is `#bytes` from here … */
  #start = 0;
  /** … to here. */
  #end = 0;
  /** Up to here there is no line end. */
  #scanned = 0;
  #headSize = 0;
  #head: Head | undefined;
  #headers = 0;
  /** Payload bytes to come; `undefined` while the head is being read. */
  #length: number | undefined;
  #failure: FrameError | undefined;

  /** Bytes taken in and not yet given out as frames. */
  get buffered(): number {
    return this.#end - this.#start + this.#headSize;
  }

  /** Takes in bytes as they arrived; they must stay as they are. */
  push(chunk: Uint8Array): void {
    const waiting = this.#end - this.#start;
    if (waiting === 0) {
      // Mostly a chunk is whole frames: then nothing is copied, and nothing is kept between them.
      this.#bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      this.#isOwn = false;
      this.#start = 0;
      this.#scanned = 0;
      this.#end = chunk.length;
      return;
    }
    if (!this.#isOwn || this.#end + chunk.length > this.#bytes.length) {
      const needed = waiting + chunk.length;
      const room = this.#isOwn && needed <= this.#bytes.length ? this.#bytes : Buffer.allocUnsafeSlow(Math.max(smallestRoom, 2 * needed));
      this.#bytes.copy(room, 0, this.#start, this.#end);
      this.#bytes = room;
      this.#isOwn = true;
      this.#scanned -= this.#start;
      this.#start = 0;
      this.#end = waiting;
    }
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /**
   * The next whole frame, or `undefined` when more bytes are needed.
   * @throws FrameError as soon as the bytes can no longer become a frame, and at every call from then on.
   */
  next(): Frame | undefined {
    if (this.#failure) throw this.#failure;
    try {
      return this.#next();
    } catch (error) {
      if (error instanceof FrameError) this.#failure = error;
      throw error;
    }
  }

  #next(): Frame | undefined {
    while (this.#length === undefined) {
      const line = this.#takeLine();
      if (line === undefined) return undefined;
      this.#readLine(line);
    }
    const head = this.#head;
    if (!head || this.#end - this.#start < this.#length) return undefined;
    const payload = this.#length === 0 ? noPayload : new Uint8Array(this.#bytes.subarray(this.#start, this.#start + this.#length));
    this.#start += this.#length;
    this.#scanned = this.#start;
    this.#head = undefined;
    this.#headers = 0;
    this.#length = undefined;
    this.#headSize = 0;
    if (this.#start === this.#end) this.#rest();
    return { ...head, payload };
  }

  /** Nothing waits: nothing is held. */
  #rest(): void {
    this.#bytes = nothing;
    this.#isOwn = false;
    this.#start = 0;
    this.#end = 0;
    this.#scanned = 0;
  }

  #takeLine(): string | undefined {
    const found = this.#lineEnd();
    const end = found === -1 ? this.#end : found + 1;
    const size = this.#headSize + end - this.#start;
    if (size > frameLimits.head) throw new FrameError('frame-too-large', 'start line and headers pass 8192 bytes');
    this.#scanned = end;
    if (found === -1) return undefined;
    const start = this.#start;
    const lineEnd = end - (this.#bytes[end - 2] === 0x0d && end - 2 >= start ? 2 : 1);
    this.#headSize = size;
    this.#start = end;
    return decodeText(this.#bytes, start, lineEnd);
  }

  /** Lines are short: a loop finds their end sooner than a call of native code. */
  #lineEnd(): number {
    const bytes = this.#bytes;
    const end = this.#end;
    for (let at = this.#scanned; at < end; at++) if (bytes[at] === lineFeed) return at;
    return -1;
  }

  #readLine(line: string): void {
    const head = this.#head;
    if (!head) {
      this.#head = { ...parseStartLine(line), headers: Object.create(null) };
    } else if (line === '') {
      this.#length = takeContentLength(head.headers);
    } else {
      const [name, value] = parseHeader(line);
      if (name in head.headers) throw new FrameError('malformed-frame', `header ${name} twice`);
      if (this.#headers === frameLimits.headers) throw new FrameError('frame-too-large', 'more than 32 headers');
      this.#headers++;
      head.headers[name] = value;
      if (name === 'content-length') checkContentLength(value);
    }
  }
}

/**
 * The one frame that a datagram is (section 4).
 * @throws FrameError when it is none, is cut short or goes on after it.
 */
export function decodeDatagram(bytes: Uint8Array): Frame {
  const decoder = new FrameDecoder();
  decoder.push(bytes);
  const whole = decoder.next();
  if (!whole || decoder.buffered > 0) throw new FrameError('malformed-frame', 'not exactly one frame');
  return whole;
}

function checkContentLength(announced: string): void {
  if (!/^\d{1,10}$/.test(announced)) throw new FrameError('malformed-frame', 'Content-Length is not 1 to 10 digits');
  if (Number(announced) > frameLimits.payload) throw new FrameError('frame-too-large', 'payload passes 65536 bytes');
}

function takeContentLength(headers: Record<string, string>): number {
  const announced = headers['content-length'];
  if (announced === undefined) return 0;
  delete headers['content-length'];
  return Number(announced);
}

function parseStartLine(line: string): { verb: string; fields: string[] } {
  const match = /^([A-Z][A-Z0-9_]*)((?: <[^<>]*>)*)$/.exec(line);
  if (!match) throw new FrameError('malformed-frame', 'not a start line');
  const [, verb = '', list = ''] = match;
  const fields = list === '' ? [] : list.slice(2, -1).split('> <');
  return { verb, fields: fields.map(unescapeText) };
}

function parseHeader(line: string): [name: string, value: string] {
  const colon = line.indexOf(': ');
  const name = line.slice(0, Math.max(0, colon));
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(name)) throw new FrameError('malformed-frame', 'not a header');
  return [name.toLowerCase(), unescapeText(line.slice(colon + 2))];
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeText(bytes: Buffer, start = 0, end = bytes.length): string {
  // A character a byte: the same as UTF-8 where nothing but ASCII is in it.
  const text = bytes.toString('latin1', start, end);
  if (/^[ -~]*$/.test(text)) return text;
  try {
    return utf8.decode(bytes.subarray(start, end));
  } catch {
    throw new FrameError('malformed-frame', 'not UTF-8');
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: raw ones are what is refused here
const forbidden = /[<>\u0000-\u001f\u007f-\u009f]/u;

/**
 * Undoes `%XX`; takes any byte escaped, in either case.
 * @throws FrameError for a raw control character, `<` or `>`, a broken escape, or bytes that are no UTF-8.
 */
export function unescapeText(text: string): string {
  if (isPlain(text)) return text;
  if (forbidden.test(text)) throw new FrameError('malformed-frame', 'raw control character, < or >');
  if (!text.includes('%')) return text;
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) throw new FrameError('malformed-frame', 'broken escape');
  const bytes: Buffer[] = [];
  let from = 0;
  for (let at = text.indexOf('%'); at !== -1; at = text.indexOf('%', from)) {
    bytes.push(Buffer.from(text.slice(from, at), 'utf8'), Buffer.from(text.slice(at + 1, at + 3), 'hex'));
    from = at + 3;
  }
  bytes.push(Buffer.from(text.slice(from), 'utf8'));
  return decodeText(Buffer.concat(bytes));
}

// One link of the kit, on a socket of node:net or node:tls: what is sent is literal bytes, what comes is judged by raw-frame.ts.
import type { Socket } from 'node:net';
import { demand, Mismatch } from './check.js';
import { type RawFrame, readRawFrame, visible } from './raw-frame.js';
import type { Transcript } from './transcript.js';
import { Bell } from './waiting.js';

/** A request: its start line, or with headers and payload. */
export type Ask =
  | string
  | { readonly line: string; readonly headers?: Readonly<Record<string, string>>; readonly payload?: string | Uint8Array };

/** What a header must be: `Name: value`, `!Name` when it must not be there, or a pattern for the value. */
export type HeaderWish = string | readonly [name: string, value: RegExp];

export interface RawLinkOptions {
  readonly transcript: Pick<Transcript, 'add'>;
  readonly label: string;
  /** How long an answer may take, ms. */
  readonly patience: number;
  /** What is answered at once; whether the check sees it all the same. */
  readonly responder?: (frame: RawFrame) => { readonly answer: Buffer; readonly isKept: boolean } | undefined;
}

export class RawLink {
  readonly #socket: Socket;
  readonly #options: RawLinkOptions;
  readonly #bell = new Bell();
  readonly #inbox: RawFrame[] = [];
  #bytes: Buffer = Buffer.alloc(0);
  #fault: Mismatch | undefined;
  #lastId = 0;
  /** The other side has ended, or the socket is gone. */
  isEnded = false;
  /** Why the socket broke, if it did. */
  error: string | undefined;

  constructor(socket: Socket, options: RawLinkOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    const end = () => {
      if (!this.isEnded) options.transcript.add(options.label, 'note', 'the link ended');
      this.isEnded = true;
      this.#bell.ring();
    };
    socket.on('end', end).on('close', end);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.error = error.code ?? error.message;
      end();
    });
  }

  /** As many bytes as this came and are no frame yet. */
  get leftOver(): string {
    return visible(this.#bytes);
  }

  send(bytes: string | Uint8Array): void {
    this.#options.transcript.add(this.#options.label, 'sent', bytes);
    this.#socket.write(bytes);
  }

  /** A request in good form; gives the Request-Id that it sent. */
  request(ask: Ask): string {
    const { line, headers = {}, payload = '' } = typeof ask === 'string' ? { line: ask } : ask;
    this.#lastId++;
    const id = headers['Request-Id'] ?? String(this.#lastId);
    this.send(frameBytes(line, { 'Request-Id': id, ...headers }, payload));
    return id;
  }

  /** Sends a request; gives its answer. What else comes meanwhile is kept for `expect`. */
  async ask(ask: Ask): Promise<RawFrame> {
    const id = this.request(ask);
    return this.answerTo(id, `an answer to ${typeof ask === 'string' ? ask : ask.line}`);
  }

  async answerTo(id: string, expected: string): Promise<RawFrame> {
    const find = () => this.#inbox.findIndex(({ headers }) => headers.get('request-id') === id);
    await this.#wait(() => find() !== -1, expected);
    const [frame] = this.#inbox.splice(find(), 1);
    if (!frame) throw new Mismatch(expected, 'nothing');
    return frame;
  }

  /** Sends a request; its answer must be this. */
  async answer(ask: Ask, line: string | RegExp, ...headers: HeaderWish[]): Promise<RawFrame> {
    return matching(await this.ask(ask), line, headers);
  }

  /** The next frame. */
  async next(expected = 'a frame', patience?: number): Promise<RawFrame> {
    await this.#wait(() => this.#inbox.length > 0, expected, patience);
    const frame = this.#inbox.shift();
    if (!frame) throw new Mismatch(expected, 'nothing');
    return frame;
  }

  /** The next frame of which this holds; what came before it stays. */
  async nextWhere(holds: (frame: RawFrame) => boolean, expected: string, patience?: number): Promise<RawFrame> {
    await this.#wait(() => this.#inbox.some(holds), expected, patience);
    const [frame] = this.#inbox.splice(this.#inbox.findIndex(holds), 1);
    if (!frame) throw new Mismatch(expected, 'nothing');
    return frame;
  }

  /** The other side ends the link; at most a GOODBYE comes before. */
  async expectFarewell(patience = this.#options.patience): Promise<void> {
    await this.#bell.until(() => this.isEnded, patience, 'the end of the link');
    const others = this.#inbox.filter(({ verb }) => verb !== 'GOODBYE').map(({ line }) => line);
    demand(others.length === 0, 'nothing but a GOODBYE before the end', others);
  }

  /** The other side ends the link, in the middle of anything; if a GOODBYE has come it gives this reason. */
  async expectGoodbye(reason: string): Promise<void> {
    await this.#bell.until(() => this.isEnded, this.#options.patience, 'the end of the link');
    const last = this.#inbox.find(({ verb }) => verb === 'GOODBYE');
    demand(last === undefined || last.headers.get('reason') === reason, `GOODBYE ${reason}`, last?.text);
  }

  /** The other side ends the link; at most `ERROR <BAD_REQUEST>` and a GOODBYE come before. */
  async expectEndOrRefusal(): Promise<void> {
    await this.#bell.until(() => this.isEnded, this.#options.patience, 'the end of the link');
    const others = this.#inbox.map(({ line }) => line).filter((line) => line !== 'ERROR <BAD_REQUEST> <400>' && line !== 'GOODBYE');
    demand(others.length === 0, 'no other answer before the end', others);
  }

  /** Whether the answer to a request has come and was not taken. */
  has(id: string): boolean {
    return this.#inbox.some(({ headers }) => headers.get('request-id') === id);
  }

  /** Whether such a frame has come and was not taken. */
  hasWhere(holds: (frame: RawFrame) => boolean): boolean {
    return this.#inbox.some(holds);
  }

  /** Such frames, until none comes for a second or there are so many. */
  async allWhere(holds: (frame: RawFrame) => boolean, atMost: number): Promise<RawFrame[]> {
    const all: RawFrame[] = [];
    const another = () => this.nextWhere(holds, 'another', 1000).catch(() => undefined);
    for (let frame = await another(); frame; frame = all.length < atMost ? await another() : undefined) all.push(frame);
    return all;
  }

  /** The next frame must be this. */
  async expect(line: string | RegExp, ...headers: HeaderWish[]): Promise<RawFrame> {
    return matching(await this.next(wish(line, headers)), line, headers);
  }

  /** The same, when it may come only after `ms`. */
  async expectWithin(ms: number, line: string | RegExp, ...headers: HeaderWish[]): Promise<RawFrame> {
    return matching(await this.next(wish(line, headers), ms), line, headers);
  }

  /** The other side ends the link, and says nothing more before. */
  async expectEnd(patience?: number): Promise<void> {
    await this.#bell.until(() => this.isEnded || this.#inbox.length > 0, patience ?? this.#options.patience, 'the end of the link');
    const [frame] = this.#inbox;
    if (frame) throw new Mismatch('the end of the link', visible(frame.text));
    if (this.#fault) throw this.#fault;
    demand(this.#bytes.length === 0, 'nothing before the end', this.leftOver);
  }

  /** What has come and was not asked for, as start lines. Takes it. */
  takeOthers(): string[] {
    return this.#inbox.splice(0).map(({ line }) => line);
  }

  /** Reads nothing more, until `resume`. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  async #wait(holds: () => boolean, expected: string, patience = this.#options.patience): Promise<void> {
    await this.#bell.until(() => holds() || this.isEnded || this.#fault !== undefined, patience, expected);
    if (holds()) return;
    if (this.#fault) throw this.#fault;
    const others = this.#inbox.map(({ line }) => line).join(' · ');
    throw new Mismatch(expected, `the end of the link${this.error ? ` (${this.error})` : ''}${others ? ` after ${others}` : ''}`);
  }

  #receive(chunk: Buffer): void {
    this.#options.transcript.add(this.#options.label, 'came', chunk);
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    try {
      for (let read = readRawFrame(this.#bytes); read && !this.#fault; read = readRawFrame(this.#bytes)) {
        const response = this.#options.responder?.(read.frame);
        if (response) this.send(response.answer);
        if (response?.isKept !== false) this.#inbox.push(read.frame);
        this.#bytes = this.#bytes.subarray(read.size);
      }
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      this.#fault = error;
      this.#bytes = Buffer.alloc(0);
    }
    this.#bell.ring();
  }
}

/** A frame in good form. */
export function frameBytes(line: string, headers: Readonly<Record<string, string>> = {}, payload: string | Uint8Array = ''): Buffer {
  const body = Buffer.from(payload);
  const all = body.length === 0 ? headers : { ...headers, 'Content-Length': String(body.length) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${line}\r\n${lines.join('')}\r\n`, 'utf8'), body]);
}

/** @throws Mismatch unless the frame is this. */
export function matching(frame: RawFrame, line: string | RegExp, headers: readonly HeaderWish[] = []): RawFrame {
  const isLine = typeof line === 'string' ? frame.line === line : line.test(frame.line);
  demand(isLine && headers.every((each) => hasHeader(frame, each)), wish(line, headers), visible(frame.text, 600));
  return frame;
}

function hasHeader({ headers }: RawFrame, wanted: HeaderWish): boolean {
  if (typeof wanted !== 'string') return wanted[1].test(headers.get(wanted[0].toLowerCase()) ?? '');
  if (wanted.startsWith('!')) return !headers.has(wanted.slice(1).toLowerCase());
  const colon = wanted.indexOf(': ');
  return headers.get(wanted.slice(0, colon).toLowerCase()) === wanted.slice(colon + 2);
}

function wish(line: string | RegExp, headers: readonly HeaderWish[]): string {
  const parts = headers.map((each) => {
    if (typeof each !== 'string') return `${each[0]} like ${each[1].source}`;
    return each.startsWith('!') ? `no ${each.slice(1)}` : each;
  });
  return [typeof line === 'string' ? line : `a line like ${line.source}`, ...parts].join(' with ');
}

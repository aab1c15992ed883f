// Another user in the worlds of the peer's models: says over its links what a path tells it to say, good or bad, and writes down
// what comes (docs/protocol.md, section 5).
import type { PeerIdentity } from '../../../src/actors/peer/context.js';
import { type Frame, frame } from '../../../src/protocol/frame.js';
import { signBroadcast } from '../../../src/security/broadcast-signature.js';
import { parseChain } from '../../../src/security/trust.js';
import type { Runtime } from '../../../src/support/runtime.js';
import { newMessageId } from '../../../src/support/runtime.js';
import type { Endpoint, Link, LinkHandlers, Listener, Network } from '../../../src/transport/link.js';
import { startLine } from '../../helpers/wire-tap.js';
import { laterHandlers } from '../../helpers/wrapped-link.js';

export interface RawPeerOptions {
  readonly network: Network;
  readonly host: string;
  readonly identity: PeerIdentity;
  readonly runtime: Runtime;
  /** The user under test. */
  readonly subject: string;
  /** GOODBYE and the end of a link are seen by `NAME's links`: of several links they come in no order with the rest. */
  readonly tellsEndsApart: boolean;
  /** Is told of every frame that comes, and of the end of a link that the other side has ended. */
  readonly tell: (line: string) => void;
}

export interface Words {
  readonly id?: string;
  readonly stream?: string;
  readonly seq?: number;
  readonly text?: string | Uint8Array;
  readonly sender?: string;
  readonly recipient?: string;
  readonly requestId?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** What is answered unasked: `undefined`, it is for the path to say. */
export type Responder = (received: Frame) => Frame | undefined;

/** One of its links. */
export interface RawLink {
  readonly link: Link;
  readonly frames: Frame[];
  /** It takes no frames. */
  readonly isDeaf: boolean;
  isUp: boolean;
  isOver: boolean;
}

export const streamOf = (number: number): string => String(number).repeat(16);

export class RawPeer {
  /** Every link so far, dialled or accepted. */
  readonly links: RawLink[] = [];
  respond: Responder = () => undefined;
  /** Its new links are. */
  isDeaf = false;
  identity: PeerIdentity;
  readonly #options: RawPeerOptions;
  #listener: Listener | undefined;
  readonly #seqs = new Map<string, number>();

  constructor(options: RawPeerOptions) {
    this.#options = options;
    this.identity = options.identity;
  }

  get name(): string {
    return this.identity.name;
  }

  get address(): Endpoint {
    if (!this.#listener) throw new Error(`${this.name} does not listen`);
    return { host: this.#options.host, port: this.#listener.address.port };
  }

  /** The newest that is up. */
  get last(): RawLink {
    const last = this.links.findLast(({ isUp, isOver }) => isUp && !isOver);
    if (!last) throw new Error(`${this.name} has no link`);
    return last;
  }

  get isLinked(): boolean {
    return this.links.some(({ isUp, isOver }) => isUp && !isOver);
  }

  async listen(): Promise<void> {
    const { network, host } = this.#options;
    const tls = { alpn: 'parley-peer/1', mutual: true, credentials: () => this.identity.credentials, verify: () => undefined };
    const options = { host, port: 0, tls, timeout: 10_000, unsentBytes: 4_194_304 };
    this.#listener = await network.listen(options, (link) => this.#own(link));
  }

  /** For somebody else who is where this one is. */
  get surroundings(): RawPeerOptions {
    return this.#options;
  }

  /** Listens elsewhere. */
  async move(): Promise<void> {
    await this.leave();
    await this.listen();
  }

  dial(to: Endpoint): void {
    const tls = { alpn: 'parley-peer/1', credentials: () => this.identity.credentials, verify: () => undefined };
    const options = { ...to, tls, timeout: 10_000, unsentBytes: 4_194_304 };
    let handlers: LinkHandlers | undefined;
    const later = laterHandlers(() => handlers);
    handlers = this.#own(this.#options.network.dial(options, later));
  }

  send(sent: Frame, by: RawLink = this.last): void {
    by.link.send(sent);
  }

  /** Takes no more links; those that are there stay. */
  async leave(): Promise<void> {
    await this.#listener?.close();
  }

  async close(): Promise<void> {
    for (const { link } of this.links) link.destroy();
    await this.leave();
  }

  /** The last frame of this verb that came. */
  received(verb: string): Frame | undefined {
    return this.links.flatMap(({ frames }) => frames).findLast((each) => each.verb === verb);
  }

  /** How many frames of this verb came. */
  count(verb: string): number {
    return this.links.flatMap(({ frames }) => frames).filter((each) => each.verb === verb).length;
  }

  /** IX */
  request(requestId: string | undefined = '7', recipient = this.#options.subject): Frame {
    return frame('CHAT_REQUEST', [recipient], { 'request-id': requestId });
  }

  /** To the last CHAT_REQUEST that came, or as if to one. */
  response(status: 'ACCEPT' | 'REJECT', requestId = this.received('CHAT_REQUEST')?.headers['request-id']): Frame {
    const rejected = { 'request-id': requestId, reason: 'rejected' };
    if (status === 'REJECT') return frame('CHAT_REQUEST_RESPONSE', ['REJECT', '404', this.name], rejected);
    return frame('CHAT_REQUEST_RESPONSE', ['ACCEPT', '200', this.name], { 'request-id': requestId });
  }

  /** XI; valid but for what is given. */
  direct(words: Words = {}): Frame {
    const { sender = this.name, recipient = this.#options.subject, text = 'hello', headers, requestId } = words;
    return frame('DIRECT_MESSAGE', [sender, recipient], { 'request-id': requestId, ...this.#place(words, 'd'), ...headers }, text);
  }

  /** XVI; valid but for what is given. */
  broadcast({ room, roomId }: { readonly room: string; readonly roomId: string }, words: Words = {}): Frame {
    const { sender = this.name, text = 'hello all', headers, requestId } = words;
    const place = this.#place(words, roomId);
    const { 'message-id': messageId, stream, seq, 'sent-at': sentAt } = place;
    const parts = { author: this.name, roomId, stream, seq: Number(seq), messageId, sentAt, text };
    const signature = signBroadcast(parts, this.identity.credentials.key);
    return frame('DIRECT_BROADCAST', [sender], { 'request-id': requestId, ...place, room, 'room-id': roomId, signature, ...headers }, text);
  }

  /** A broadcast of somebody else as it is handed on. */
  forwarded(written: Frame, author: PeerIdentity): Frame {
    const [certificate] = parseChain(author.credentials.chain);
    const own = { 'forwarded-by': this.name, 'author-certificate': Buffer.from(certificate ?? '').toString('base64url') };
    return frame(written.verb, written.fields, { ...written.headers, ...own }, written.payload);
  }

  /** To a message: SUCCESS, or FAILURE for a reason. */
  receipt(message: Frame, reason?: string): Frame {
    const verb = message.verb === 'DIRECT_MESSAGE' ? 'DIRECT_UNICAST_NOTIFICATION' : 'DIRECT_BROADCAST_NOTIFICATION';
    const status = reason === undefined ? ['SUCCESS', '200'] : ['FAILURE', '404'];
    return frame(verb, [...status, message.fields[0] ?? '', message.headers['message-id'] ?? ''], { reason });
  }

  /** To HISTORY_SUMMARY: what it has of the room. */
  summaryAnswer({ fields, headers }: Frame, lines: readonly string[] = [], next?: string): Frame {
    const answered = { 'request-id': headers['request-id'], next };
    return frame('HISTORY_SUMMARY_RESPONSE', ['SUCCESS', '200', fields[0] ?? ''], answered, lines.map((line) => `${line}\n`).join(''));
  }

  summaryRefusal({ fields, headers }: Frame, reason: string): Frame {
    return frame('HISTORY_SUMMARY_RESPONSE', ['FAILURE', '404', fields[0] ?? ''], { 'request-id': headers['request-id'], reason });
  }

  #place({ id, stream = streamOf(1), seq }: Words, conversation: string) {
    const key = `${conversation} ${stream}`;
    const next = seq ?? (this.#seqs.get(key) ?? 0) + 1;
    this.#seqs.set(key, next);
    const { runtime } = this.#options;
    const sentAt = new Date(runtime.now()).toISOString();
    return { 'message-id': id ?? newMessageId(runtime), stream, seq: String(next), 'sent-at': sentAt };
  }

  #own(link: Link): LinkHandlers {
    const raw: RawLink = { link, frames: [], isUp: false, isOver: false, isDeaf: this.isDeaf };
    this.links.push(raw);
    const atEnds = this.#options.tellsEndsApart ? `${this.name}'s links` : this.name;
    return {
      up: () => {
        raw.isUp = true;
        if (!raw.isDeaf) link.take(1_000_000_000);
      },
      frame: (received) => {
        raw.frames.push(received);
        const answer = this.respond(received);
        if (answer) link.send(answer);
        else this.#options.tell(`${received.verb === 'GOODBYE' ? atEnds : this.name}: ${describe(received)}`);
      },
      fault: () => link.end(),
      closed: (end) => {
        if (raw.isUp && end.cause !== 'closed' && !raw.isDeaf) this.#options.tell(`${atEnds}: the end`);
        raw.isOver = true;
      },
    };
  }
}

/** A frame in one line: what an answer is to, why it is none, a list's lines, a text. Ids are as they are. */
function describe(received: Frame): string {
  const { verb, headers, payload } = received;
  const id = headers['request-id'];
  const parts = [startLine(received)];
  if (headers['reason'] !== undefined) parts.push(`(${headers['reason']})`);
  if (id !== undefined && /_RESPONSE$|_NOTIFICATION$|^ERROR$/.test(verb)) parts.push(`#${id}`);
  if (/^HISTORY_SUMMARY/.test(verb)) parts.push(`[${Buffer.from(payload).toString().trim().replaceAll('\n', ' ')}]`);
  if (/^DIRECT_(MESSAGE|BROADCAST)$/.test(verb)) parts.push(JSON.stringify(Buffer.from(payload).toString()));
  if (headers['forwarded-by'] !== undefined) parts.push('handed on');
  return parts.join(' ');
}

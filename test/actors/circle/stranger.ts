// A peer by hand: frames of the test's own making over one link, and every frame that comes back.
import type { PeerIdentity } from '../../../src/actors/peer/context.js';
import { type Frame, frame } from '../../../src/protocol/frame.js';
import { signBroadcast } from '../../../src/security/broadcast-signature.js';
import { parseChain } from '../../../src/security/trust.js';
import { newId16, newMessageId } from '../../../src/support/runtime.js';
import type { Link, LinkEnd, Listener } from '../../../src/transport/link.js';
import { type CircleNet, type CircleNode, networkOf } from './circle-net.js';

export interface Words {
  readonly stream?: string;
  readonly seq?: number;
  readonly id?: string;
  readonly text?: string | Uint8Array;
  readonly sender?: string;
  readonly recipient?: string;
  readonly signature?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export class Stranger {
  readonly frames: Frame[] = [];
  readonly identity: PeerIdentity;
  readonly stream: string;
  isUp = false;
  end: LinkEnd | undefined;
  link: Link | undefined;
  readonly #net: CircleNet;
  #seq = 0;

  /** Writes without any link. */
  constructor(net: CircleNet, identity: PeerIdentity) {
    this.#net = net;
    this.identity = identity;
    this.stream = newId16(net.runtime);
  }

  static async dial(net: CircleNet, identity: PeerIdentity, to: string): Promise<Stranger> {
    const stranger = new Stranger(net, identity);
    const tls = { alpn: 'parley-peer/1', credentials: () => identity.credentials, verify: () => undefined };
    const options = { host: net.host(to), port: 5000, tls, timeout: 5000, unsentBytes: 1_048_576 };
    stranger.link = networkOf(net, identity.name).dial(options, stranger.#handlers());
    await net.see(() => stranger.isUp || stranger.end !== undefined);
    return stranger;
  }

  /** Waits to be dialled by the circle. */
  static async listen(net: CircleNet, identity: PeerIdentity): Promise<{ readonly strangers: Stranger[]; readonly listener: Listener }> {
    const strangers: Stranger[] = [];
    const tls = { alpn: 'parley-peer/1', mutual: true, credentials: () => identity.credentials, verify: () => undefined };
    const options = { host: net.host(identity.name), port: 5000, tls, timeout: 5000, unsentBytes: 1_048_576 };
    const listener = await networkOf(net, identity.name).listen(options, (link) => {
      const stranger = new Stranger(net, identity);
      stranger.link = link;
      strangers.push(stranger);
      return stranger.#handlers();
    });
    return { strangers, listener };
  }

  send(...frames: Frame[]): void {
    for (const each of frames) this.link?.send(each);
  }

  /** The answer to what is sent, when it is the next frame. */
  async ask(sent: Frame): Promise<string> {
    const from = this.frames.length;
    this.send(sent);
    await this.#net.see(() => this.frames.length > from);
    return lineOf(this.frames[from]);
  }

  /** Accepts a request to chat. */
  accept(requestId: string): void {
    this.send(frame('CHAT_REQUEST_RESPONSE', ['ACCEPT', '200', this.identity.name], { 'request-id': requestId }));
  }

  /** Asks to chat, and is accepted. */
  async befriend(node: CircleNode): Promise<void> {
    this.send(frame('CHAT_REQUEST', [node.name], { 'request-id': '99' }));
    await this.#net.see(() => node.circle.requests.includes(this.identity.name));
    await node.circle.acceptChat(this.identity.name);
    await this.#net.see(() => this.lines.includes(`CHAT_REQUEST_RESPONSE <ACCEPT> <200> <${node.name}> #99`));
  }

  /** Says that a message is stored, or why it is refused. */
  answer(message: Frame | undefined, reason?: string): void {
    const verb = message?.verb === 'DIRECT_MESSAGE' ? 'DIRECT_UNICAST_NOTIFICATION' : 'DIRECT_BROADCAST_NOTIFICATION';
    const status = reason === undefined ? ['SUCCESS', '200'] : ['FAILURE', '404'];
    this.send(frame(verb, [...status, message?.fields[0] ?? '', message?.headers['message-id'] ?? ''], { reason }));
  }

  /** XI; valid but for what is given. */
  direct(recipient: string, words: Words = {}): Frame {
    const { text = 'hello', headers } = words;
    const sender = words.sender ?? this.identity.name;
    return frame('DIRECT_MESSAGE', [sender, words.recipient ?? recipient], { ...this.#place(words), ...headers }, text);
  }

  /** What this one says that it has of a room. */
  summary(room: { readonly room: string; readonly roomId: string }, lines: readonly string[] = [], headers: Words['headers'] = {}): Frame {
    const all = { 'request-id': '50', 'room-id': room.roomId, ...headers };
    return frame('HISTORY_SUMMARY', [room.room], all, lines.map((line) => `${line}\n`).join(''));
  }

  /** XVI as another has written it; handed on as it must be, but for what is given. */
  forward(written: Frame, author: PeerIdentity, headers: Words['headers'] = {}, sender = written.fields[0] ?? ''): Frame {
    const [certificate] = parseChain(author.credentials.chain);
    const own = { 'forwarded-by': this.identity.name, 'author-certificate': Buffer.from(certificate ?? '').toString('base64url') };
    return frame(written.verb, [sender], { ...written.headers, ...own, ...headers }, written.payload);
  }

  /** XVI; valid but for what is given. */
  broadcast(room: { readonly room: string; readonly roomId: string }, words: Words = {}): Frame {
    const { text = 'hello all', headers } = words;
    const place = this.#place(words);
    const parts = {
      author: this.identity.name,
      roomId: room.roomId,
      stream: place.stream,
      seq: Number(place.seq),
      messageId: place['message-id'],
      sentAt: place['sent-at'],
      text,
    };
    const signature = words.signature ?? signBroadcast(parts, this.identity.credentials.key);
    const all = { ...place, room: room.room, 'room-id': room.roomId, signature, ...headers };
    return frame('DIRECT_BROADCAST', [words.sender ?? this.identity.name], all, text);
  }

  #place({ stream = this.stream, seq, id }: Words) {
    this.#seq = seq ?? this.#seq + 1;
    const sentAt = new Date(this.#net.runtime.now()).toISOString();
    return { 'message-id': id ?? newMessageId(this.#net.runtime), stream, seq: String(this.#seq), 'sent-at': sentAt };
  }

  #handlers() {
    return {
      up: () => {
        this.isUp = true;
        this.link?.take(1_000_000);
      },
      frame: (received: Frame) => void this.frames.push(received),
      fault: () => {},
      closed: (end: LinkEnd) => {
        this.end = end;
      },
    };
  }

  get lines(): string[] {
    return this.frames.map(lineOf);
  }
}

/** A frame in one line: the verb, the fields, and why. */
export function lineOf(received: Frame | undefined): string {
  if (!received) return 'nothing';
  const { verb, fields, headers } = received;
  const id = headers['request-id'];
  return [verb, ...fields.map((field) => `<${field}>`), headers['reason'], id === undefined ? undefined : `#${id}`]
    .filter((part) => part !== undefined)
    .join(' ');
}

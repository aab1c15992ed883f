// A peer of the kit's own, whom the peer under test meets: it listens, dials, and says what it is told to (docs/protocol.md, section 5).
import { randomBytes, sign, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ConnectionOptions, connect, createServer, type Server, type TLSSocket } from 'node:tls';
import type { CertificateAuthority } from '../../security/certificate-authority.js';
import { certificateRequest, newIdentityKey } from '../../security/identity.js';
import { newMessageId, systemRuntime } from '../../support/runtime.js';
import { Mismatch } from '../check.js';
import type { RawFrame } from '../raw-frame.js';
import { frameBytes, RawLink } from '../raw-link.js';
import type { Transcript } from '../transcript.js';
import { Bell } from '../waiting.js';

export interface Identity {
  /** PKCS#8 PEM. */
  readonly key: string;
  /** PEM, leaf then CA. */
  readonly chain: string;
}

export async function issueIdentity(authority: CertificateAuthority, name: string): Promise<Identity> {
  const key = await newIdentityKey();
  const request = await authority.inspect(await certificateRequest(key, name));
  if (!request) throw new TypeError('a request of the kit is not good');
  return { key, chain: await authority.issue(name, request) };
}

/** One message as it goes over a link. */
export interface Wording {
  readonly text?: string | Uint8Array;
  readonly seq?: number;
  readonly stream?: string;
  readonly id?: string;
  readonly sentAt?: string;
  readonly sender?: string;
  readonly recipient?: string;
  readonly without?: string;
  /** Headers besides. */
  readonly more?: Readonly<Record<string, string>>;
}

export function newStream(): string {
  return randomBytes(8).toString('hex');
}

export function newId(): string {
  return newMessageId(systemRuntime);
}

export class KitPeer {
  readonly #bell = new Bell();
  readonly #open = new Set<TLSSocket>();
  /** Links that the peer under test has dialled. */
  readonly links: RawLink[] = [];
  /** Each HISTORY_SUMMARY that it was asked. */
  readonly summaries: RawFrame[] = [];
  /** Handshakes that it broke off. */
  refused = 0;
  /** What it does with history: it has none to give, and takes all; takes it but says nothing; has never heard of it. */
  history: 'taken' | 'kept' | 'unknown' = 'taken';

  private constructor(
    readonly name: string,
    readonly identity: Identity,
    private readonly server: Server,
    private readonly transcript: Pick<Transcript, 'add'>,
    private readonly patience: number,
  ) {}

  static async open(name: string, identity: Identity, transcript: Pick<Transcript, 'add'>, patience: number): Promise<KitPeer> {
    const server = createServer({
      key: identity.key,
      cert: identity.chain,
      requestCert: true,
      rejectUnauthorized: false,
      ALPNProtocols: ['parley-peer/1'],
    });
    const peer = new KitPeer(name, identity, server, transcript, patience);
    server.on('tlsClientError', () => {
      peer.refused++;
      peer.#bell.ring();
    });
    server.on('secureConnection', (socket) => {
      peer.links.push(peer.#link(socket));
      peer.#bell.ring();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return peer;
  }

  /** Its own certificate, as Author-Certificate has it. */
  get certificate(): string {
    return new X509Certificate(this.identity.chain).raw.toString('base64url');
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port; // it listens on TCP
  }

  /** The link number so many that the peer under test has dialled. @throws Mismatch */
  async accepted(number = 0, patience = this.patience): Promise<RawLink> {
    await this.#bell.until(() => this.links.length > number, patience, `a link dialled to ${this.name}`);
    const link = this.links[number];
    if (!link) throw new Mismatch(`a link dialled to ${this.name}`, 'nothing');
    return link;
  }

  /** The peer under test begins an exchange of history about a room. @throws Mismatch */
  async askedAbout(room: string): Promise<RawFrame> {
    const find = () => this.summaries.find(({ fields }) => fields[0]?.toLowerCase() === room.toLowerCase());
    await this.#bell.until(() => find() !== undefined, this.patience, `HISTORY_SUMMARY <${room}>`);
    const frame = find();
    if (!frame) throw new Mismatch(`HISTORY_SUMMARY <${room}>`, 'nothing');
    return frame;
  }

  /** The peer under test has dialled and goes again, having said nothing. @throws Mismatch */
  async expectTurnedAwayFrom(): Promise<void> {
    await this.#bell.until(() => this.links.length > 0 || this.refused > 0, this.patience, `a link dialled to ${this.name}`);
    await this.links[0]?.expectFarewell();
  }

  /** Dials the peer under test. @throws Mismatch when there is no handshake. */
  async dial(
    port: number,
    options: ConnectionOptions = {},
  ): Promise<{ link: RawLink; socket: TLSSocket; session: () => Buffer | undefined }> {
    const { key, chain } = this.identity;
    const socket = connect({
      host: '127.0.0.1',
      port,
      key,
      cert: chain,
      rejectUnauthorized: false,
      ALPNProtocols: ['parley-peer/1'],
      ...options,
    });
    let session: Buffer | undefined;
    socket.on('session', (ticket) => {
      session = ticket;
    });
    const link = this.#link(socket);
    await new Promise<void>((resolve) => {
      socket.once('secureConnect', resolve).once('close', () => resolve());
    });
    if (!link.isEnded && socket.getProtocol()) return { link, socket, session: () => session };
    throw new Mismatch('a TLS handshake', 'the end of the connection');
  }

  /** DIRECT_MESSAGE, in bytes. */
  direct(recipient: string, { text = 'hello', seq = 1, stream = newStream(), id = newId(), sender = this.name, ...more }: Wording): Buffer {
    const headers = messageHeaders(id, stream, seq);
    if (more.without !== undefined) delete headers[more.without];
    return frameBytes(`DIRECT_MESSAGE <${sender}> <${more.recipient ?? recipient}>`, headers, text);
  }

  /** DIRECT_BROADCAST, in bytes; signed by this peer. */
  broadcast(
    room: string,
    roomId: string,
    { text = 'hello', seq = 1, stream = newStream(), id = newId(), sender = this.name, sentAt, more = {} }: Wording,
    spoil = false,
  ): Buffer {
    const headers = { ...messageHeaders(id, stream, seq), ...(sentAt !== undefined && { 'Sent-At': sentAt }) };
    const head = `parley-broadcast/1\n${this.name.toLowerCase()}\n${roomId}\n${stream}\n${seq}\n${id}\n${headers['Sent-At']}\n`;
    const signed = Buffer.concat([Buffer.from(head, 'utf8'), Buffer.from(text), Buffer.from(spoil ? '!' : '')]);
    const signature = sign('sha256', signed, { key: this.identity.key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    return frameBytes(`DIRECT_BROADCAST <${sender}>`, { ...headers, Room: room, 'Room-Id': roomId, Signature: signature, ...more }, text);
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #link(socket: TLSSocket): RawLink {
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return new RawLink(socket, {
      transcript: this.transcript,
      label: this.name,
      patience: this.patience,
      responder: (frame) => this.#respond(frame),
    });
  }

  /** Answers that no check waits for, so that every exchange of history comes to its end. */
  #respond({ verb, fields, headers, ...rest }: RawFrame): { readonly answer: Buffer; readonly isKept: boolean } | undefined {
    const [first = ''] = fields;
    const id = headers.get('request-id');
    const echo: Record<string, string> = id === undefined ? {} : { 'Request-Id': id };
    if (verb === 'HISTORY_SUMMARY') {
      this.summaries.push({ verb, fields, headers, ...rest });
      this.#bell.ring();
      const unknown = frameBytes('ERROR <NOT_ALLOWED> <400>', { ...echo, Reason: 'unknown-verb' });
      const empty = frameBytes(`HISTORY_SUMMARY_RESPONSE <SUCCESS> <200> <${first}>`, echo);
      return { answer: this.history === 'unknown' ? unknown : empty, isKept: false };
    }
    if (verb !== 'DIRECT_BROADCAST' || !headers.has('forwarded-by') || this.history !== 'taken') return undefined;
    return {
      answer: frameBytes(`DIRECT_BROADCAST_NOTIFICATION <SUCCESS> <200> <${first}> <${headers.get('message-id')}>`, echo),
      isKept: true,
    };
  }
}

function messageHeaders(id: string, stream: string, seq: number): Record<string, string> {
  return { 'Message-Id': id, Stream: stream, Seq: String(seq), 'Sent-At': new Date().toISOString() };
}

/** What the other side of a link showed. */
export function shownBy(socket: TLSSocket): X509Certificate | undefined {
  const raw = socket.getPeerCertificate().raw;
  return raw ? new X509Certificate(raw) : undefined;
}

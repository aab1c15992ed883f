// A registry of the kit's own, in memory and for one peer under test: it does what the page says, unless told to do otherwise, and
// remembers all that the peer asked (docs/protocol.md, sections 1, 3 and 4).
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { type CertificateAuthority, openCertificateAuthority } from '../../security/certificate-authority.js';
import { systemRuntime } from '../../support/runtime.js';
import { Mismatch } from '../check.js';
import { withMac } from '../raw-datagrams.js';
import { type RawFrame, readRawFrame } from '../raw-frame.js';
import { frameBytes, RawLink } from '../raw-link.js';
import type { Transcript } from '../transcript.js';
import { Bell } from '../waiting.js';

/** What the registry does otherwise than it should, or differently from time to time. */
export interface Behaviour {
  /** What it shows in the handshake instead of its own. */
  readonly credentials?: (authority: CertificateAuthority, directory: string) => Promise<{ readonly key: string; readonly chain: string }>;
  /** How keep-alives are answered. */
  keepAlive: 'right' | 'silent' | 'wrong-mac';
  /** Seconds. */
  readonly timeout: number;
  /** Which hellos of a link are answered. */
  hellos: 'all' | 'first' | 'none';
}

export interface KeepAliveSeen {
  readonly at: number;
  readonly text: string;
  readonly isRight: boolean;
  readonly counter: number;
}

/** One link that the peer under test has dialled. */
export interface Visit {
  readonly link: RawLink;
  readonly at: number;
  readonly protocol: string | null;
  readonly alpn: string | false | null;
  readonly hasCertificate: boolean;
  readonly frames: RawFrame[];
}

export interface KitRoom {
  readonly name: string;
  readonly id: string;
  readonly host: string;
  readonly members: string[];
  /** Its list has one line a page. */
  isPaged?: boolean;
}

export class KitRegistry {
  readonly bell = new Bell();
  readonly visits: Visit[] = [];
  readonly keepAlives: KeepAliveSeen[] = [];
  /** Frames of the peer that are none. */
  readonly faults: Mismatch[] = [];
  readonly rooms = new Map<string, KitRoom>();
  /** Where users are, the kit's and the one under test, by name in lower case. */
  readonly users = new Map<string, { readonly name: string; readonly host: string; readonly port: number }>();
  readonly #open = new Set<TLSSocket>();
  /** Handshakes that the peer broke off. */
  refused = 0;
  key: Buffer = Buffer.alloc(0);
  token = '';

  private constructor(
    readonly authority: CertificateAuthority,
    readonly behaviour: Behaviour,
    private readonly transcript: Pick<Transcript, 'add'>,
    private readonly server: Server,
    private readonly datagrams: DatagramSocket,
    /** Of the authority's files. */
    readonly directory: string,
  ) {}

  static async open(transcript: Pick<Transcript, 'add'>, given: Partial<Behaviour> = {}): Promise<KitRegistry> {
    const directory = await mkdtemp(join(tmpdir(), 'parley-conformance-'));
    const authority = await openCertificateAuthority(directory, systemRuntime);
    const behaviour: Behaviour = { keepAlive: 'right', timeout: 3, hellos: 'all', ...given };
    const { key, chain } = (await behaviour.credentials?.(authority, directory)) ?? authority.serverCredentials;
    const server = createServer({
      key,
      cert: chain,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['parley-registry/1'],
      requestCert: true,
      rejectUnauthorized: false,
    });
    const datagrams = createSocket('udp4');
    const registry = new KitRegistry(authority, behaviour, transcript, server, datagrams, directory);
    server.on('tlsClientError', () => {
      registry.refused++;
      registry.bell.ring();
    });
    server.on('secureConnection', (socket) => void registry.#serve(socket));
    datagrams.on('message', (bytes, from) => registry.#receive(bytes, from.port));
    server.listen(0, '127.0.0.1');
    datagrams.bind(0, '127.0.0.1');
    await Promise.all([once(server, 'listening'), once(datagrams, 'listening')]);
    return registry;
  }

  get link(): string {
    return `parley://127.0.0.1:${(this.server.address() as AddressInfo).port}#${this.authority.fingerprint}`; // it listens on TCP
  }

  /** The link that the peer uses now. */
  get visit(): Visit | undefined {
    return this.visits.at(-1);
  }

  /** Every frame of the peer with this verb, oldest first. */
  asked(verb: string): RawFrame[] {
    return this.visits.flatMap(({ frames }) => frames).filter((frame) => frame.verb === verb);
  }

  /** The first frame of the verb after so many of them. @throws Mismatch */
  async awaits(verb: string, after: number, ms: number): Promise<RawFrame> {
    await this.bell.until(() => this.asked(verb).length > after, ms, verb);
    const frame = this.asked(verb)[after];
    if (!frame) throw new Mismatch(verb, 'nothing');
    return frame;
  }

  tell(line: string): void {
    this.visit?.link.send(frameBytes(line));
  }

  /** It goes away, and nobody can dial it any more. */
  leave(): Promise<unknown> {
    for (const socket of this.#open) socket.destroy();
    return new Promise((resolve) => this.server.close(resolve));
  }

  async close(): Promise<void> {
    await Promise.all([this.leave(), new Promise<void>((resolve) => this.datagrams.close(resolve))]);
    await rm(this.directory, { recursive: true, force: true, maxRetries: 3 });
  }

  async #serve(socket: TLSSocket): Promise<void> {
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    const link = new RawLink(socket, { transcript: this.transcript, label: 'registry', patience: 1_000_000_000 });
    const visit: Visit = {
      link,
      at: Date.now(),
      protocol: socket.getProtocol(),
      alpn: socket.alpnProtocol,
      hasCertificate: socket.getPeerX509Certificate() !== undefined,
      frames: [],
    };
    this.visits.push(visit);
    this.bell.ring();
    try {
      for (;;) {
        const frame = await link.next();
        visit.frames.push(frame);
        await this.#answer(frame, visit);
        this.bell.ring();
      }
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      if (!error.got.startsWith('the end of the link')) this.faults.push(error);
      this.bell.ring();
    }
  }

  async #answer(frame: RawFrame, { link, frames }: Visit): Promise<void> {
    const id = frame.headers.get('request-id');
    const reply = (line: string, headers: Readonly<Record<string, string>> = {}, payload = '') =>
      link.send(frameBytes(line, { ...(id === undefined ? {} : { 'Request-Id': id }), ...headers }, payload));
    const [first = '', second = ''] = frame.fields;
    const room = this.rooms.get((frame.verb === 'ROOM_EXIT' ? second : first).toLowerCase());
    switch (frame.verb) {
      case 'HELLO_P2P': {
        const { hellos } = this.behaviour;
        if (hellos === 'none' || (hellos === 'first' && frames.length > 1)) return;
        const { port } = this.datagrams.address();
        const times = { 'Keep-Alive-Timeout': String(this.behaviour.timeout), 'Keep-Alive-Port': String(port) };
        return reply('HELLO_BACK <SUCCESS> <200>', { Protocol: '1', Agent: 'conformance/1', ...times, 'Max-Payload': '65536' });
      }
      case 'REGISTER':
        return reply('REGISTER <SUCCESS> <200>');
      case 'LOGIN': {
        const request = await this.authority.inspect(frame.payload.toString('utf8'));
        if (!request) return reply('AUTH <FAILURE> <404>', { Reason: 'request-invalid' });
        this.users.set(first.toLowerCase(), { name: first, host: '127.0.0.1', port: Number(frame.headers.get('peer-port')) });
        this.key = randomBytes(32);
        this.token = randomBytes(16).toString('base64url');
        const rooms = [...this.rooms.values()].filter(({ members }) => members.includes(first)).map(({ name }) => name);
        const headers = {
          Session: this.token,
          'Keep-Alive-Key': this.key.toString('base64url'),
          ...(rooms.length > 0 && { Rooms: rooms.join(',') }),
        };
        return reply('AUTH <SUCCESS> <200>', headers, await this.authority.issue(first, request));
      }
      case 'RENEW': {
        const request = await this.authority.inspect(frame.payload.toString('utf8'));
        if (!request) return reply('RENEW <FAILURE> <404>', { Reason: 'request-invalid' });
        return reply('RENEW <SUCCESS> <200>', {}, await this.authority.issue(this.#subject(), request));
      }
      case 'CREATE_CHAT_ROOM': {
        const made = this.makeRoom(first, this.#subject());
        return reply('CREATION <SUCCESS> <200>', { 'Room-Id': made.id, Host: made.host });
      }
      case 'JOIN_CHAT_ROOM': {
        if (!room) return reply('JOIN <FAILURE> <404>', { Reason: 'room-unknown' });
        if (!room.members.includes(this.#subject())) room.members.push(this.#subject());
        return reply('JOIN <SUCCESS> <200>', ...this.#members(room));
      }
      case 'ROOM_EXIT':
        if (room) room.members.splice(room.members.indexOf(this.#subject()), 1);
        return reply('ROOM_EXIT_RESPONSE <SUCCESS> <200>');
      case 'SHOW_ROOMS_LIST':
        return reply('ROOMS_LIST <NOT_FOUND> <404>', { Reason: 'no-rooms' });
      case 'SEARCH_USER': {
        const user = this.users.get(first.toLowerCase());
        if (!user) return reply('SEARCH_USER_RESPONSE <NOT_FOUND> <404>', { Reason: 'user-unknown' });
        return reply('SEARCH_USER_RESPONSE <SUCCESS> <200>', {}, `<${user.name}> <${user.port}> <${user.host}>\n`);
      }
      case 'DISCOVER_PEERS':
        if (!room) return reply('PEER_LIST <FAILURE> <404>', { Reason: 'nobody-online' });
        return reply(`PEER_LIST <SUCCESS> <200> <${room.name}>`, ...this.#members(room, frame.headers.get('from')));
      case 'LOGOUT':
        reply('LOGOUT <SUCCESS> <200>');
        return link.end();
      default:
        return;
    }
  }

  makeRoom(name: string, host: string, ...others: string[]): KitRoom {
    const room = { name, id: randomBytes(8).toString('hex'), host, members: [host, ...others] };
    this.rooms.set(name.toLowerCase(), room);
    return room;
  }

  /** The name that logged in last. */
  #subject(): string {
    return this.asked('LOGIN').at(-1)?.fields[0] ?? '';
  }

  /** Headers and payload of an answer that lists them. Tokens are what comes next. */
  #members({ members, id, host, isPaged }: KitRoom, from = '0'): [Readonly<Record<string, string>>, string] {
    const others = members.filter((name) => name.toLowerCase() !== this.#subject().toLowerCase()).sort();
    const lines = others.map((name) => {
      const user = this.users.get(name.toLowerCase());
      return user ? `<${name}> <${user.port}> <${user.host}>\n` : `<${name}>\n`;
    });
    const about = { 'Room-Id': id, Host: host };
    if (!isPaged) return [about, lines.join('')];
    const next = Number(from) + 1;
    return [{ ...about, ...(next < lines.length && { Next: String(next) }) }, lines[next - 1] ?? ''];
  }

  #receive(bytes: Buffer, port: number): void {
    const text = bytes.toString('utf8');
    this.transcript.add('udp', 'came', text);
    const head = text.slice(0, text.lastIndexOf('Mac: '));
    const counter = Number(/^Counter: (\d+)\r$/m.exec(text)?.[1] ?? Number.NaN);
    const isRight = readRawFrame(bytes)?.frame.verb === 'KEEP_ALIVE' && text === withMac(head, this.key);
    this.keepAlives.push({ at: Date.now(), text, isRight, counter });
    const key = this.behaviour.keepAlive === 'wrong-mac' ? Buffer.alloc(32) : this.key;
    const answer = withMac(`KEEP_ALIVE_RESPONSE <SUCCESS> <200>\r\nCounter: ${counter}\r\n`, key);
    if (this.behaviour.keepAlive !== 'silent') {
      this.transcript.add('udp', 'sent', answer);
      this.datagrams.send(answer, port, '127.0.0.1');
    }
    this.bell.ring();
  }
}

// The registry in the worlds of the peer's models: does what docs/protocol.md says (sections 3 and 4), for one user, unless a
// path tells it to hold an answer back, to refuse, or to be gone.
import { printRegistryLink } from '../../../src/protocol/addresses.js';
import { encodeFrame, type Frame, frame } from '../../../src/protocol/frame.js';
import { decodeDatagram } from '../../../src/protocol/frame-decoder.js';
import { writeList } from '../../../src/protocol/lists.js';
import { nameKey, sameName } from '../../../src/protocol/names.js';
import { signFrame } from '../../../src/security/mac.js';
import type { Endpoint, Link, Network } from '../../../src/transport/link.js';
import { startLine, withoutChance } from '../../helpers/wire-tap.js';
import { authority, identityOf } from './papers.js';

/** Long: nothing that the models speak of has to do with keep-alives. */
const keepAliveTimeout = '3600';
/** Of the session, whatever it says: not what the models speak of. */
const ofSession = new Set(['HELLO_P2P', 'REGISTER', 'LOGIN', 'LOGOUT', 'RENEW']);

export interface ScriptedRoom {
  readonly room: string;
  readonly roomId: string;
  host: string;
  /** Everybody in it, the user as well. */
  members: string[];
}

export interface RegistryOptions {
  readonly network: Network;
  readonly host: string;
  readonly user: string;
  /** Is told of every request that is not the session's own. */
  readonly asked: (line: string) => void;
  /** The age of the user's certificates at each login or renewal, ms. */
  readonly certificateAt: () => number;
}

export class ScriptedRegistry {
  /** Where others are: `undefined` of somebody who is not online; who is not here is not known. */
  readonly users = new Map<string, Endpoint | undefined>();
  readonly rooms = new Map<string, ScriptedRoom>();
  /** Nobody gets through to it. */
  isGone = false;
  #link: Link | undefined;
  readonly #held = new Map<string, Frame[]>();
  readonly #refused = new Map<string, string>();
  readonly #key = Buffer.alloc(32, 7);
  #port = 0;

  private constructor(
    readonly link: string,
    private readonly options: RegistryOptions,
    readonly close: () => Promise<void>,
  ) {}

  static async open(options: RegistryOptions): Promise<ScriptedRegistry> {
    const { network, host } = options;
    const { fingerprint, server } = await authority();
    let registry: ScriptedRegistry | undefined;
    const datagrams = await network.bind({ host, port: 0 }, (bytes, from) => {
      const answer = registry?.alive(bytes);
      if (answer) datagrams.send(answer, from);
    });
    const tls = { alpn: 'parley-registry/1', credentials: () => server };
    const listener = await network.listen({ host, port: 0, tls, timeout: 10_000, unsentBytes: 1_048_576 }, (link) => {
      const { isGone } = registry ?? {};
      return isGone ? undefined : registry?.serve(link);
    });
    const close = async (): Promise<void> => {
      registry?.drop();
      await Promise.all([listener.close(), datagrams.close()]);
    };
    const link = printRegistryLink({ ...listener.address, isPlain: false, fingerprint });
    registry = new ScriptedRegistry(link, options, close);
    registry.#port = datagrams.address.port;
    return registry;
  }

  /** The session's link breaks. */
  drop(): void {
    this.#link?.destroy();
    this.#link = undefined;
  }

  /** Requests of this verb wait for `release`. */
  hold(verb: string): void {
    this.#held.set(verb, []);
  }

  /** What waited is answered now, as things are now. */
  async release(verb: string): Promise<void> {
    const waiting = this.#held.get(verb) ?? [];
    this.#held.delete(verb);
    for (const request of waiting) await this.#answer(request);
  }

  /** Meanwhile this verb is refused with that reason. */
  async refusing(verb: string, reason: string, meanwhile: () => Promise<unknown>): Promise<void> {
    this.#refused.set(verb, reason);
    await meanwhile();
    this.#refused.delete(verb);
  }

  tell(verb: string, ...fields: string[]): void {
    this.#link?.send(frame(verb, fields));
  }

  /** USER_LOGIN, USER_JOIN: with where that user is. */
  tellOf(verb: string, name: string, ...fields: string[]): void {
    const { host = '', port = 0 } = this.users.get(nameKey(name)) ?? {};
    this.tell(verb, name, ...fields, String(port), host);
  }

  private alive(bytes: Uint8Array): Uint8Array | undefined {
    const { verb, headers } = decodeDatagram(bytes);
    if (verb !== 'KEEP_ALIVE') return undefined;
    return encodeFrame(signFrame(frame('KEEP_ALIVE_RESPONSE', ['SUCCESS', '200'], { counter: headers['counter'] }), this.#key));
  }

  private serve(link: Link) {
    return {
      up: () => {
        this.#link = link;
        link.take(1_000_000);
      },
      frame: (request: Frame) => void this.#hear(request),
      fault: () => link.end(),
      closed: () => {
        if (this.#link === link) this.#link = undefined;
      },
    };
  }

  async #hear(request: Frame): Promise<void> {
    if (!ofSession.has(request.verb)) this.options.asked(withoutChance(startLine(request)));
    const held = this.#held.get(request.verb);
    if (held) held.push(request);
    else await this.#answer(request);
  }

  async #answer(request: Frame): Promise<void> {
    const { verb, fields, headers } = request;
    const reply = (answer: string, words: readonly string[], given: Frame['headers'] = {}, payload = ''): void => {
      this.#link?.send(frame(answer, words, { 'request-id': headers['request-id'], ...given }, payload));
    };
    const [first = '', second = ''] = fields;
    const reason = this.#refused.get(verb);
    const found = this.rooms.get(nameKey(verb === 'ROOM_EXIT' ? second : first));
    const others = found?.members.filter((name) => !sameName(name, this.options.user)) ?? [];
    const head = found ? { 'room-id': found.roomId, host: found.host } : {};
    switch (verb) {
      case 'HELLO_P2P': {
        const times = { 'keep-alive-timeout': keepAliveTimeout, 'keep-alive-port': String(this.#port), 'max-payload': '65536' };
        return reply('HELLO_BACK', ['SUCCESS', '200'], { protocol: '1', agent: 'scripted/1', ...times });
      }
      case 'REGISTER':
        return reply('REGISTER', ['SUCCESS', '200']);
      case 'LOGIN':
        return reply('AUTH', ['SUCCESS', '200'], await this.#welcome(), await this.#chain());
      case 'RENEW':
        return reply('RENEW', ['SUCCESS', '200'], {}, await this.#chain());
      case 'LOGOUT':
        return reply('LOGOUT', ['SUCCESS', '200']);
      case 'SEARCH_USER': {
        if (reason !== undefined) return reply('SEARCH_USER_RESPONSE', ['NOT_FOUND', '404'], { reason });
        if (!this.users.has(nameKey(first))) return reply('SEARCH_USER_RESPONSE', ['NOT_FOUND', '404'], { reason: 'user-unknown' });
        if (!this.users.get(nameKey(first))) return reply('SEARCH_USER_RESPONSE', ['NOT_ONLINE', '300'], { reason: 'user-offline' });
        return reply('SEARCH_USER_RESPONSE', ['SUCCESS', '200'], {}, this.#list([first]));
      }
      case 'CREATE_CHAT_ROOM': {
        if (reason !== undefined || found) return reply('CREATION', ['FAILURE', '404'], { reason: reason ?? 'room-exists' });
        const made = this.makeRoom(first, [this.options.user]);
        return reply('CREATION', ['SUCCESS', '200'], { 'room-id': made.roomId, host: made.host });
      }
      case 'JOIN_CHAT_ROOM':
        if (reason !== undefined || !found) return reply('JOIN', ['FAILURE', '404'], { reason: reason ?? 'room-unknown' });
        if (!found.members.includes(this.options.user)) found.members.push(this.options.user);
        return reply('JOIN', ['SUCCESS', '200'], head, this.#list(others));
      case 'ROOM_EXIT':
        if (reason !== undefined || !found) return reply('ROOM_EXIT_RESPONSE', ['FAILURE', '404'], { reason: reason ?? 'not-a-member' });
        found.members = others;
        return reply('ROOM_EXIT_RESPONSE', ['SUCCESS', '200']);
      case 'DISCOVER_PEERS': {
        const isIn = found?.members.includes(this.options.user);
        if (reason !== undefined || !isIn) return reply('PEER_LIST', ['FAILURE', '404', first], { reason: reason ?? 'not-a-member' });
        const isAny = others.some((name) => this.users.get(nameKey(name)));
        if (isAny) return reply('PEER_LIST', ['SUCCESS', '200', first], head, this.#list(others));
        return reply('PEER_LIST', ['FAILURE', '404', first], { reason: 'nobody-online', ...head }, this.#list(others));
      }
      default:
        return reply('ERROR', ['NOT_ALLOWED', '400'], { reason: 'unknown-verb' });
    }
  }

  /** One that was made. */
  room(name: string): ScriptedRoom {
    const found = this.rooms.get(nameKey(name));
    if (!found) throw new Error(`no room ${name}`);
    return found;
  }

  makeRoom(room: string, members: string[]): ScriptedRoom {
    const made = { room, roomId: String(this.rooms.size + 1).padStart(16, '0'), host: members[0] ?? '', members };
    this.rooms.set(nameKey(room), made);
    return made;
  }

  async #welcome(): Promise<Record<string, string>> {
    const rooms = [...this.rooms.values()].filter(({ members }) => members.includes(this.options.user)).map(({ room }) => room);
    const named = rooms.length > 0 ? { rooms: rooms.join(',') } : {};
    return { session: 'a-token', 'keep-alive-key': this.#key.toString('base64url'), ...named };
  }

  async #chain(): Promise<string> {
    const { user, certificateAt } = this.options;
    return (await identityOf(user, { at: certificateAt() })).credentials.chain;
  }

  #list(names: readonly string[]): string {
    return writeList(
      names.map((name) => {
        const address = this.users.get(nameKey(name));
        return address ? [name, String(address.port), address.host] : [name];
      }),
    );
  }
}

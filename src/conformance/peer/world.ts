// A peer under test and the world that the kit makes around it: a registry, other peers, a room.
import { randomBytes } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { type Check, demandSame } from '../check.js';
import type { RawFrame } from '../raw-frame.js';
import type { RawLink } from '../raw-link.js';
import type { Transcript } from '../transcript.js';
import { type Identity, issueIdentity, KitPeer } from './kit-peer.js';
import { type Behaviour, KitRegistry, type KitRoom } from './kit-registry.js';
import type { StartSubject, Subject } from './subject.js';

export type PeerCheck = Check<PeerTrial>;

export interface PeerPatience {
  /** How long an answer may take, ms. */
  readonly answer: number;
  /** How long a program may take from its start to its LOGIN, ms. */
  readonly start: number;
}

/** Another user with a link that the peer under test has accepted to chat on. */
export interface Friend {
  readonly peer: KitPeer;
  readonly link: RawLink;
  /** What the link is made on. */
  readonly socket: TLSSocket;
}

export class World {
  readonly #peers: KitPeer[] = [];
  #friend: Promise<Friend> | undefined;
  #room: Promise<KitRoom> | undefined;

  private constructor(
    readonly registry: KitRegistry,
    readonly subject: Subject,
    readonly name: string,
    readonly password: string,
    private readonly transcript: Pick<Transcript, 'add'>,
    readonly patience: PeerPatience,
  ) {}

  static async open(
    start: StartSubject,
    transcript: Pick<Transcript, 'add'>,
    patience: PeerPatience,
    behaviour: Partial<Behaviour> = {},
  ): Promise<World> {
    const registry = await KitRegistry.open(transcript, behaviour);
    const name = `Subject-${randomBytes(3).toString('hex')}`;
    const password = 'cafe\u0301 and tea';
    const subject = await start({ link: registry.link, name, password, transcript });
    subject.bell.alsoRings(registry.bell);
    return new World(registry, subject, name, password, transcript, patience);
  }

  /** Fulfilled when the peer knows that it has logged in: it says so, or sends its first keep-alive. @throws Mismatch */
  async online(): Promise<void> {
    const { registry, subject, patience } = this;
    await registry.awaits('LOGIN', 0, patience.start);
    const isOnline = () => registry.keepAlives.length > 0 || subject.lines.some((line) => /\bonline\b/i.test(line));
    await registry.bell.until(isOnline, patience.start, 'a KEEP_ALIVE after AUTH');
  }

  /** Where the peer takes links. */
  get port(): number {
    return this.registry.users.get(this.name.toLowerCase())?.port ?? 0;
  }

  /** One of the kit's peers, known to the registry. */
  async peer(name = `Kit-${randomBytes(3).toString('hex')}`, given?: Identity): Promise<KitPeer> {
    const identity = given ?? (await issueIdentity(this.registry.authority, name));
    const peer = await KitPeer.open(name, identity, this.transcript, this.patience.answer);
    this.#peers.push(peer);
    this.registry.users.set(name.toLowerCase(), { name, host: '127.0.0.1', port: peer.port });
    return peer;
  }

  /** A peer that the subject accepts. */
  async accepted(): Promise<Friend> {
    const peer = await this.peer();
    const { link, socket } = await peer.dial(this.port);
    const id = link.request(`CHAT_REQUEST <${this.name}>`);
    this.subject.write(`/accept ${peer.name}`);
    const answer = await link.answerTo(id, 'an answer to CHAT_REQUEST');
    if (!answer.line.startsWith('CHAT_REQUEST_RESPONSE <ACCEPT> <200>')) throw new TypeError(`not accepted: ${answer.line}`);
    return { peer, link, socket };
  }

  /** The one friend of this world. */
  friend(): Promise<Friend> {
    this.#friend ??= this.accepted();
    return this.#friend;
  }

  /** A room in which the subject and the friend are. */
  room(): Promise<KitRoom> {
    this.#room ??= this.friend().then(async ({ peer }) => {
      const room = this.registry.makeRoom(`kit-${randomBytes(3).toString('hex')}`, peer.name);
      const before = this.registry.asked('JOIN_CHAT_ROOM').length;
      this.subject.write(`/join ${room.name}`);
      await this.registry.awaits('JOIN_CHAT_ROOM', before, this.patience.answer);
      await this.settled();
      return room;
    });
    return this.#room;
  }

  /** The room, and somebody who is not in it, with a link to the subject. */
  async outsider(): Promise<{ readonly room: KitRoom; readonly peer: KitPeer; readonly link: RawLink }> {
    const room = await this.room();
    const peer = await this.peer();
    const { link } = await peer.dial(this.port);
    return { room, peer, link };
  }

  /** All lines so far are done: the next one is. @throws Mismatch */
  async settled(): Promise<void> {
    const before = this.registry.asked('SEARCH_USER').length;
    this.subject.write('/search Nobody-has-this');
    await this.registry.awaits('SEARCH_USER', before, this.patience.answer);
  }

  /** The subject shows this, as a line, after so many lines. @throws Mismatch */
  async shows(text: string, after = 0): Promise<void> {
    const { subject } = this;
    await subject.bell.until(
      () => subject.lines.slice(after).some((line) => line.includes(text)),
      this.patience.answer,
      `a line with ${text}`,
    );
  }

  /** The subject shows these, one after the other. @throws Mismatch */
  async showsInOrder(...texts: readonly string[]): Promise<void> {
    await Promise.all(texts.map((text) => this.shows(text)));
    const order = this.subject.lines.flatMap((line) => texts.filter((text) => line.includes(text)));
    demandSame(order, texts);
  }

  async close(): Promise<void> {
    await this.subject.stop();
    await Promise.all(this.#peers.map((peer) => peer.close()));
    await this.registry.close();
  }
}

/** One check's hands. */
export class PeerTrial {
  readonly #own: World[] = [];

  constructor(
    private readonly worlds: WorldKeeper,
    readonly transcript: Transcript,
  ) {}

  get patience(): PeerPatience {
    return this.worlds.patience;
  }

  /** A world that checks share, with the subject online. */
  async world(kind: 'main' | 'strangers' | 'history' | 'exchange' | 'pairs' | 'crowd' = 'main'): Promise<World> {
    return this.worlds.shared(kind, this.transcript);
  }

  /** One for this check alone, with the subject online. */
  async fresh(behaviour: Partial<Behaviour> = {}): Promise<World> {
    const world = await this.starting(behaviour);
    await world.online();
    return world;
  }

  /** One for this check alone, where the subject may never come online. */
  async starting(behaviour: Partial<Behaviour>): Promise<World> {
    const world = await World.open(this.worlds.start, this.transcript, this.patience, behaviour);
    this.#own.push(world);
    return world;
  }

  async close(): Promise<void> {
    for (const world of this.#own) await world.close();
  }
}

/** Keeps the worlds that are shared until the end of the run. */
export class WorldKeeper {
  readonly #worlds = new Map<string, { readonly world: Promise<World>; readonly said: { current: Transcript } }>();

  constructor(
    readonly start: StartSubject,
    readonly patience: PeerPatience,
  ) {}

  /** What is said in it from now on belongs to this transcript. */
  async shared(kind: string, transcript: Transcript): Promise<World> {
    let kept = this.#worlds.get(kind);
    if (!kept) {
      const said = { current: transcript };
      const add: Transcript['add'] = (...line) => said.current.add(...line);
      kept = { world: World.open(this.start, { add }, this.patience), said };
      this.#worlds.set(kind, kept);
    }
    kept.said.current = transcript;
    const world = await kept.world;
    await world.online();
    return world;
  }

  async close(): Promise<void> {
    const worlds = await Promise.allSettled([...this.#worlds.values()].map(({ world }) => world));
    await Promise.all(worlds.map((each) => (each.status === 'fulfilled' ? each.value.close() : undefined)));
  }
}

/** The answer to a message. @throws Mismatch */
export function receipt(link: RawLink, id: string): Promise<RawFrame> {
  return link.nextWhere(({ verb, fields }) => /^DIRECT_\w+_NOTIFICATION$/.test(verb) && fields[3] === id, `an answer to the message ${id}`);
}

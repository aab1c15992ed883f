// One user of a simulation with the production peer, used through the library's calls and events only.

import type { Census } from '../src/actors/census.js';
import { ParleyError } from '../src/actors/errors.js';
import type { ChatMessage, Peer } from '../src/actors/peer/api.js';
import { type CountedCircle, createCircle } from '../src/actors/peer/circle.js';
import { makePeer } from '../src/actors/peer/make-peer.js';
import type { ParleyPeer } from '../src/actors/peer/parley-peer.js';
import type { PeerLimits } from '../src/protocol/limits.js';
import type { Written } from './ledger.js';
import { Node } from './node.js';
import type { UserAct } from './plan.js';
import { noteKilled } from './shown.js';
import { peerPort, type Surroundings } from './surroundings.js';

/** The file of a user's profile, in a directory of its own. */
const profileName = 'parley.db';
/** ms until a user starts a program again that has given up. */
const retryTime = 5000;

export interface PeerNodeOptions {
  readonly registryLink: string;
  readonly limits?: Partial<PeerLimits>;
}

export class PeerNode extends Node {
  readonly #options: PeerNodeOptions;
  #peer: ParleyPeer | undefined;
  #circle: CountedCircle | undefined;
  /** Calls of this life that have not been answered. */
  readonly #calls = new Set<string>();
  /** Accepts whoever asks, at once. */
  isPatient = false;

  constructor(name: string, host: string, around: Surroundings, options: PeerNodeOptions) {
    super(name, host, around);
    this.#options = options;
  }

  /** The one that runs. */
  get peer(): Peer | undefined {
    return this.#peer;
  }

  /** What the program holds. */
  get census(): Census {
    return { ...this.#circle?.census(), ...this.#peer?.census, timers: this.life?.pending ?? 0 };
  }

  get isOnline(): boolean {
    return this.#peer?.state.state === 'online';
  }

  get unanswered(): readonly string[] {
    return [...this.#calls];
  }

  /** Rows of its profile, asked without its knowledge; none before it was opened. */
  messageRows<Row>(query: string): readonly Row[] {
    return [...this.disk.files].flatMap(([name, file]) => (name.endsWith(profileName) ? file.all<Row>(query, []) : []));
  }

  /** Its disk loses the message of somebody else's that it has stored last. */
  forgetLast(): void {
    this.note('forgets a message');
    this.messageRows("DELETE FROM message WHERE id = (SELECT max(id) FROM message WHERE author != '')");
  }

  /** What the user does now. Whatever is refused is refused; what is no ParleyError is a fault of the library. */
  act(act: UserAct): void {
    const peer = this.#peer;
    if (!peer) return;
    switch (act.kind) {
      case 'create':
        this.#call(act.kind, peer.createRoom(act.room, { capacity: act.capacity }));
        break;
      case 'join':
        this.#call(act.kind, peer.joinRoom(act.room));
        break;
      case 'leave':
        this.#call(act.kind, peer.leaveRoom(act.room));
        break;
      case 'look':
        this.#call('rooms', peer.rooms());
        this.#call('users', peer.users());
        this.#call('members', peer.members(act.room));
        break;
      case 'close-chat':
        this.#call(act.kind, peer.closeChat(act.to));
        break;
      case 'quit':
        void this.quit();
        this.around.clock.set(() => this.start(), act.ms);
        break;
      case 'say':
        this.#write({ author: this.name, text: act.text, to: act.to, isRoom: false, id: undefined }, peer.sendDirect(act.to, act.text));
        break;
      case 'say-room':
        this.#write({ author: this.name, text: act.text, to: act.room, isRoom: true, id: undefined }, peer.sendRoom(act.room, act.text));
        break;
    }
  }

  /** Accepts everybody who asks. */
  acceptAll(): void {
    const peer = this.#peer;
    for (const name of peer?.requests ?? []) if (peer) this.#call('accept', peer.accept(name));
  }

  protected launch(): void {
    const { life, network } = this.newLife();
    const { clock, ledger, stock, chance } = this.around;
    const peer = makePeer(
      {
        registry: this.#options.registryLink,
        name: this.name,
        password: `${this.name}'s password`,
        register: 'if-free',
        dataDirectory: this.name,
        listen: { host: this.host, port: peerPort },
        runtime: life.runtime,
        network,
        ...(this.#options.limits && { limits: this.#options.limits }),
      },
      (context) => {
        this.#circle = createCircle(context);
        return this.#circle;
      },
      { openDatabase: this.disk.opener(life), keyMaking: stock.keyMaking(this.name) },
    );
    this.#peer = peer;
    this.#calls.clear();
    const lifeNumber = this.lives;
    const manners = chance.fork(`manners ${this.name} ${lifeNumber}`);
    peer.on('message', (message) => {
      if (!life.isOver) ledger.show(this.name, { message, at: clock.time, life: lifeNumber });
    });
    peer.on('delivery', (change) => {
      if (!life.isOver) ledger.deliver(change);
    });
    peer.on('state', (state) => {
      if (life.isOver) return;
      this.note('reason' in state ? `${state.state} (${state.reason})` : state.state);
      if (state.state === 'signed-out') this.#comeBack(peer);
    });
    peer.on('chat-request', ({ from }) => {
      const isWelcome = this.isPatient || manners.happens(0.9);
      clock.set(
        () => {
          if (life.isOver || this.#peer !== peer || !peer.requests.includes(from)) return;
          this.#call('answer', isWelcome ? peer.accept(from) : peer.reject(from));
        },
        manners.between(200, 12_000),
      );
    });
    peer.start().catch(() => {}); // told as a state
  }

  protected async close(): Promise<void> {
    const peer = this.#peer;
    this.#peer = undefined;
    await peer?.close();
  }

  protected leftBehind(): Census {
    return this.#circle?.census() ?? {};
  }

  protected dropped(): void {
    noteKilled(this.around, this);
    this.#peer = undefined;
    this.#circle = undefined;
    this.#calls.clear();
  }

  /** The program has given up: after a while its user tries again. */
  #comeBack(peer: Peer): void {
    if (!this.isWanted || this.#peer !== peer) return;
    this.around.clock.set(() => {
      if (!this.isWanted || this.#peer !== peer) return;
      void this.quit().then(() => this.start());
    }, retryTime);
  }

  #write(written: Written, sending: Promise<ChatMessage>): void {
    const { life } = this;
    this.around.ledger.write(written);
    const noted = sending.then(({ id }) => {
      if (!life?.isOver) written.id = id;
    });
    this.#call('say', noted);
  }

  #call(what: string, call: Promise<unknown>): void {
    const { life } = this;
    const name = `${this.name}.${what} at ${this.around.clock.time.toFixed(0)}`;
    this.#calls.add(name);
    call
      .catch((error: unknown) => {
        if (life?.isOver || error instanceof ParleyError) return;
        this.around.ledger.problem(`(e) ${name} failed with ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      })
      .finally(() => this.#calls.delete(name));
  }
}

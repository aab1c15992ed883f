// The library's peer: its root actor, and the calls that lead to the registry, the circle or the store.
import { EventEmitter } from 'eventemitter3';
import { type Actor, createActor, type SnapshotFrom } from 'xstate';
import type { PeerInput, peerMachine } from '../../machines/peer.js';
import { isName } from '../../protocol/names.js';
import { safetyNumber } from '../../security/safety-number.js';
import type { Contact, Delivery, StoredMessage } from '../../store/peer-store.js';
import { type Census, countActors } from '../census.js';
import type { ParleyError } from '../errors.js';
import { parleyError, troubleError } from '../refusals.js';
import type {
  ChatMessage,
  Explanation,
  OnlineUser,
  PathStatus,
  Peer,
  PeerEvents,
  PeerState,
  PeerStatus,
  RoomListing,
  RoomView,
} from './api.js';
import type { PeerCircle } from './context.js';
import { Foundation, type FoundationOptions, type Ground } from './foundation.js';
import { handedPeerMachine } from './peer-machine.js';
import { listRooms, onlineUsers, searchUser } from './registry-lists.js';
import { StandingView } from './standing-view.js';
import { toParleyError } from './store-failure.js';
import { findConversation } from './stored-conversation.js';

type Snapshot = SnapshotFrom<typeof peerMachine>;

export class ParleyPeer extends EventEmitter<PeerEvents> implements Peer {
  readonly #foundation: Foundation;
  readonly #options: Omit<FoundationOptions, 'emit'>;
  readonly #root: Actor<typeof peerMachine>;
  readonly #view: StandingView;
  #started: Promise<void> | undefined;

  constructor(input: PeerInput, options: Omit<FoundationOptions, 'emit'>) {
    super();
    const { asks, inspect, logger, network, runtime } = options;
    this.#options = options;
    this.#foundation = new Foundation({ ...options, emit: (name, event) => this.#tell(name, event) });
    this.#root = createActor(handedPeerMachine(this.#foundation, network, asks), {
      id: 'peer',
      input,
      clock: runtime.clock,
      logger: (line) => logger.debug({}, String(line)),
      ...(inspect ? { inspect } : {}),
    });
    this.#view = new StandingView(runtime);
    this.#root.on('registered', ({ name }) => this.#tell('registered', { name }));
    this.#root.subscribe((snapshot) => this.#look(snapshot));
    this.#root.start();
  }

  get name(): string {
    return this.#root.getSnapshot().context.name;
  }

  get state(): PeerState {
    return this.#view.state;
  }

  get status(): PeerStatus {
    const { context } = this.#root.getSnapshot();
    const ground = this.#foundation.ground;
    const circle = ground?.circle.status() ?? { rooms: [], owed: [], paths: [], pastPaths: [] };
    return {
      ...circle,
      state: this.state,
      name: this.name,
      registryLink: ground?.trust.link ?? '',
      listening: this.#foundation.isRetired ? undefined : ground?.listener.address,
      paths: [this.#view.registryPath(context, this.#options.address.isPlain), ...circle.paths.map(withOver)],
    };
  }

  /** Of the session; the circle counts its own. */
  get census(): Census {
    return countActors('actors of the session', [this.#root]);
  }

  get profileDirectory(): string | undefined {
    return this.#foundation.ground?.profileDirectory;
  }

  start(): Promise<void> {
    this.#started ??= new Promise((resolve, reject) => {
      if (this.#root.getSnapshot().status !== 'active') return reject(parleyError('closed'));
      const settle = (snapshot: Snapshot): void => {
        if (snapshot.context.standing.state === 'online') resolve();
        else if (snapshot.status !== 'active' || snapshot.matches('signedOut')) reject(this.#failure(snapshot));
      };
      // A stopped or finished actor tells its last snapshot by `complete`.
      this.#root.subscribe({ next: settle, complete: () => settle(this.#root.getSnapshot()) });
      this.#root.send({ type: 'user.start' });
      settle(this.#root.getSnapshot());
    });
    return this.#started;
  }

  users(): Promise<readonly OnlineUser[]> {
    return this.#call(({ asks }) => onlineUsers((...request) => asks.ask(...request)));
  }

  search(name: string): Promise<{ readonly name: string; readonly isOnline: boolean }> {
    return this.#call(async ({ asks }) => {
      if (!isName(name)) throw parleyError('name-invalid');
      return searchUser((...request) => asks.ask(...request), name);
    });
  }

  rooms(detailed = true): Promise<readonly RoomListing[]> {
    return this.#call(({ asks }) => listRooms((...request) => asks.ask(...request), detailed));
  }

  members(room: string): Promise<RoomView> {
    return this.#inCircle((circle) => circle.members(room));
  }

  createRoom(
    room: string,
    options: { readonly capacity?: number; readonly password?: string; readonly description?: string } = {},
  ): Promise<RoomView> {
    return this.#inCircle((circle) => circle.createRoom(room, options));
  }

  joinRoom(room: string, password?: string): Promise<RoomView> {
    return this.#inCircle((circle) => circle.joinRoom(room, password));
  }

  leaveRoom(room: string): Promise<void> {
    return this.#inCircle((circle) => circle.leaveRoom(room));
  }

  chat(name: string): Promise<'open' | 'rejected' | 'no-answer'> {
    return this.#inCircle((circle) => circle.chat(name));
  }

  accept(name: string): Promise<void> {
    return this.#inCircle((circle) => circle.acceptChat(name));
  }

  reject(name: string): Promise<void> {
    return this.#inCircle((circle) => circle.rejectChat(name));
  }

  closeChat(name: string): Promise<void> {
    return this.#inCircle((circle) => circle.closeChat(name));
  }

  get requests(): readonly string[] {
    return this.#foundation.ground?.circle.requests ?? [];
  }

  sendDirect(name: string, text: string): Promise<ChatMessage> {
    return this.#inCircle((circle) => circle.sendDirect(name, text));
  }

  sendRoom(room: string, text: string): Promise<ChatMessage> {
    return this.#inCircle((circle) => circle.sendRoom(room, text));
  }

  acceptKey(name: string): Promise<void> {
    return this.#inCircle((circle) => circle.acceptKey(name));
  }

  block(name: string): Promise<void> {
    return this.#inCircle((circle) => circle.block(name));
  }

  unblock(name: string): Promise<void> {
    return this.#inCircle((circle) => circle.unblock(name));
  }

  verify(name: string): Promise<void> {
    return this.#inCircle((circle) => circle.verify(name));
  }

  explain(of: { readonly messageId: string } | { readonly name: string }): Promise<readonly Explanation[]> {
    return this.#inCircle((circle) => circle.explain(of));
  }

  flush(ms: number): Promise<boolean> {
    return this.#inCircle((circle) => circle.flush(ms));
  }

  history(
    conversation: { readonly peer: string } | { readonly room: string } | undefined,
    limit: number,
  ): Promise<readonly StoredMessage[]> {
    return this.#onGround(async ({ store }) => store.history(await findConversation(store, conversation), limit));
  }

  find(words: string, limit: number): Promise<readonly StoredMessage[]> {
    return this.#onGround(({ store }) => store.find(words, limit));
  }

  deliveries(messageId: string): Promise<readonly Delivery[]> {
    return this.#onGround(({ store }) => store.deliveries(messageId));
  }

  contacts(): Promise<readonly Contact[]> {
    return this.#onGround(({ store }) => store.contacts());
  }

  safetyNumber(name: string): Promise<string> {
    return this.#onGround(async ({ store, keeper }) => {
      const contact = await store.contact(name);
      if (!keeper.identity) throw parleyError('signed-out');
      // Of a key that waits for the user's word the number is what helps to find it.
      const shown = contact?.changedKey ?? contact?.keyFingerprint;
      if (!contact || !shown) throw parleyError('no-such-chat', undefined, `The key of ${name} is not known yet. Chat first.`);
      const { name: ownName, keyFingerprint } = keeper.identity;
      return safetyNumber({ name: ownName, keyFingerprint }, { name: contact.name, keyFingerprint: shown });
    });
  }

  logout(): Promise<void> {
    return this.close();
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#root.getSnapshot().status !== 'active') return resolve();
      this.#root.subscribe({ complete: resolve });
      this.#root.send({ type: 'user.close' });
    });
  }

  #look(snapshot: Snapshot): void {
    const changed = this.#view.look(snapshot.context);
    if (!changed) return;
    this.#options.logger.info({ state: changed.state, reason: 'reason' in changed ? changed.reason : undefined }, 'registry session');
    this.#tell('state', changed);
  }

  /** A listener that throws is its owner's fault and reported as such; what goes on here goes on. */
  #tell<Name extends keyof PeerEvents>(name: Name, event: Parameters<PeerEvents[Name]>[0]): void {
    // Every event has exactly one argument (PeerEvents); EventEmitter3's types do not see that of a type parameter.
    const emit = super.emit.bind(this) as unknown as (name: Name, event: Parameters<PeerEvents[Name]>[0]) => void;
    try {
      emit(name, event);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  /** Why nothing more can be done. */
  #failure({ context }: Snapshot): ParleyError {
    const { standing } = context;
    return standing.state === 'signed-out' && standing.trouble.reason !== 'signed-out'
      ? troubleError(standing.trouble)
      : parleyError('closed');
  }

  #onGround<T>(call: (ground: Ground) => Promise<T>): Promise<T> {
    return this.#call(({ ground }) => call(ground));
  }

  #inCircle<T>(call: (circle: PeerCircle) => Promise<T>): Promise<T> {
    return this.#call(({ ground }) => {
      if (this.#foundation.isRetired) throw parleyError('signed-out');
      return call(ground.circle);
    });
  }

  async #call<T>(call: (at: { readonly ground: Ground; readonly asks: FoundationOptions['asks'] }) => Promise<T>): Promise<T> {
    const { ground } = this.#foundation;
    if (this.#root.getSnapshot().status !== 'active') throw parleyError('closed');
    if (!ground) throw parleyError('signed-out');
    try {
      return await call({ ground, asks: this.#options.asks });
    } catch (error) {
      throw toParleyError(error);
    }
  }
}

/** Links between peers are TLS (section 1). */
function withOver(path: PathStatus): PathStatus {
  return path.state === 'up' ? { ...path, over: 'tls' } : path;
}

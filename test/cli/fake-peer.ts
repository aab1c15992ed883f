// A peer without a network, for tests of what the command line makes of it: it notes every call, and tests emit its events.
import { EventEmitter } from 'eventemitter3';
import type {
  ChatMessage,
  Contact,
  Delivery,
  Explanation,
  OnlineUser,
  Peer,
  PeerEvents,
  PeerState,
  PeerStatus,
  RoomListing,
  RoomView,
  StoredMessage,
} from '../../src/index.js';

export class FakePeer extends EventEmitter<PeerEvents> implements Peer {
  readonly calls: unknown[][] = [];
  /** What the next calls of these names are rejected with. */
  readonly failures = new Map<string, Error>();
  state: PeerState = { state: 'connecting' };
  requests: string[] = [];
  known: OnlineUser[] = [];
  listed: RoomListing[] = [];
  stored: StoredMessage[] = [];
  met: Contact[] = [];
  explanations: Explanation[] = [];
  profileDirectory: string | undefined;
  owed: PeerStatus['owed'] = [];

  constructor(readonly name: string) {
    super();
  }

  get status(): PeerStatus {
    return {
      state: this.state,
      name: this.name,
      registryLink: 'parley://127.0.0.1:7070',
      listening: undefined,
      paths: [],
      pastPaths: [],
      owed: this.owed,
      rooms: [],
    };
  }

  become(state: PeerState): void {
    this.state = state;
    this.emit('state', state);
  }

  start(): Promise<void> {
    return this.#call('start', [], () => this.become({ state: 'online', since: 0 }));
  }
  users(): Promise<readonly OnlineUser[]> {
    return this.#call('users', [], () => this.known);
  }
  search(name: string): Promise<{ name: string; isOnline: boolean }> {
    return this.#call('search', [name], () => ({ name, isOnline: true }));
  }
  rooms(detailed?: boolean): Promise<readonly RoomListing[]> {
    return this.#call('rooms', [detailed], () => this.listed);
  }
  members(room: string): Promise<RoomView> {
    return this.#call('members', [room], () => this.#view(room));
  }
  createRoom(room: string, options?: object): Promise<RoomView> {
    return this.#call('createRoom', [room, options], () => this.#enter(room));
  }
  joinRoom(room: string, password?: string): Promise<RoomView> {
    return this.#call('joinRoom', [room, password], () => this.#enter(room));
  }
  leaveRoom(room: string): Promise<void> {
    return this.#call('leaveRoom', [room], () => {});
  }
  chat(name: string): Promise<'open' | 'rejected' | 'no-answer'> {
    // A person answers: not within any test.
    return this.#call('chat', [name], () => new Promise(() => {}));
  }
  accept(name: string): Promise<void> {
    return this.#call('accept', [name], () => {
      this.requests = this.requests.filter((other) => other !== name);
    });
  }
  reject(name: string): Promise<void> {
    return this.#call('reject', [name], () => {});
  }
  closeChat(name: string): Promise<void> {
    return this.#call('closeChat', [name], () => {});
  }
  sendDirect(name: string, text: string): Promise<ChatMessage> {
    return this.#call('sendDirect', [name, text], () => direct(this.name, text, name));
  }
  sendRoom(room: string, text: string): Promise<ChatMessage> {
    return this.#call('sendRoom', [room, text], () => inRoom(room, this.name, text));
  }
  history(conversation: object | undefined, limit: number): Promise<readonly StoredMessage[]> {
    return this.#call('history', [conversation, limit], () => this.stored);
  }
  find(words: string, limit: number): Promise<readonly StoredMessage[]> {
    return this.#call('find', [words, limit], () => this.stored);
  }
  deliveries(messageId: string): Promise<readonly Delivery[]> {
    return this.#call('deliveries', [messageId], () => []);
  }
  contacts(): Promise<readonly Contact[]> {
    return this.#call('contacts', [], () => this.met);
  }
  acceptKey(name: string): Promise<void> {
    return this.#call('acceptKey', [name], () => {});
  }
  safetyNumber(name: string): Promise<string> {
    return this.#call('safetyNumber', [name], () => '12345 67890');
  }
  block(name: string): Promise<void> {
    return this.#call('block', [name], () => {});
  }
  unblock(name: string): Promise<void> {
    return this.#call('unblock', [name], () => {});
  }
  verify(name: string): Promise<void> {
    return this.#call('verify', [name], () => {});
  }
  explain(of: { readonly messageId: string } | { readonly name: string }): Promise<readonly Explanation[]> {
    return this.#call('explain', [of], () => this.explanations);
  }
  flush(ms: number): Promise<boolean> {
    return this.#call('flush', [ms], () => this.owed.length === 0);
  }
  logout(): Promise<void> {
    return this.#call('logout', [], () => this.become({ state: 'signed-out', reason: 'signed-out' }));
  }
  close(): Promise<void> {
    return this.#call('close', [], () => {});
  }

  async #call<Result>(name: string, given: unknown[], result: () => Result | Promise<Result>): Promise<Result> {
    this.calls.push([name, ...given]);
    const failure = this.failures.get(name);
    if (failure) throw failure;
    return result();
  }

  #enter(room: string): RoomView {
    const view = this.#view(room);
    this.emit('room-open', view);
    return view;
  }

  #view(room: string): RoomView {
    return { room, roomId: '00000000000000aa', host: this.name, members: [{ name: 'carol', isOnline: false }] };
  }
}

/** Half past nine on a day in November, local time. */
export const morning = new Date(2026, 10, 22, 9, 30).getTime();

/** A direct message, as the chat with `peer` has it. */
export function direct(from: string, text: string, peer = from): ChatMessage {
  return { id: 'id', conversation: { kind: 'direct', peer }, from, text, sentAt: morning, isHistory: false };
}

export function inRoom(room: string, from: string, text: string): ChatMessage {
  return { id: 'id', conversation: { kind: 'room', roomId: '00000000000000aa', room }, from, text, sentAt: morning, isHistory: false };
}

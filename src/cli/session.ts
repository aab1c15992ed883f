// One chat under way: the peer, what is shown, and which conversation plain text goes to. Commands and events work on it.
import type { Peer, RoomView } from '../index.js';
import type { ChatState } from './chat-state.js';
import { Alerts } from './living/alerts.js';
import { Away } from './living/away.js';
import { Comings } from './living/comings.js';
import { Marks } from './living/marks.js';
import { People } from './living/people.js';
import { Windows } from './living/windows.js';
import type { Reporter } from './recordings/report.js';
import { SaidRefusal, stateSentence } from './sentences.js';
import { Settings } from './settings/settings.js';
import { type Target, targetKey } from './target.js';
import type { Say } from './texts/catalogue.js';
import { english } from './texts/texts.js';
import type { View } from './view.js';

/** How a chat ended; `sentence` is a last word, if there is one. */
export interface Ending {
  readonly how: 'quit' | 'logout' | 'signed-out' | 'signal';
  readonly sentence?: string;
}

export interface SessionOptions {
  readonly peer: Peer;
  readonly view: View;
  /** A script's commands wait for the registry where a person is told that it is away. */
  readonly isScript: boolean;
  readonly now?: () => number;
  readonly after?: Session['after'];
  /** Default: the standard ones, stored nowhere. */
  readonly settings?: Settings;
  /** The texts in the reader's language; English where programs read. */
  readonly say?: Say;
  /** Where the recent past is kept: what writes it to a file. */
  readonly report?: Reporter | undefined;
}

export class Session implements ChatState {
  readonly peer: Peer;
  readonly view: View;
  readonly isScript: boolean;
  readonly now: () => number;
  readonly settings: Settings;
  readonly say: Say;
  readonly report: Reporter | undefined;
  /** Names (lower case) whose request is accepted when it comes. */
  readonly acceptedInAdvance = new Set<string>();
  /** Rooms (lower case) that a command is about to tell of, so that events need not. */
  readonly roomsUnderWay = new Set<string>();
  /** Rooms this user is in, by name in lower case. */
  readonly openRooms = new Map<string, RoomView>();
  /** Messages in other conversations than the current one, by `targetKey`. */
  readonly unread = new Map<string, { readonly target: Target; readonly count: number }>();
  /** Everybody heard of, for completion: lower case to spelling. */
  readonly names = new Map<string, string>();
  readonly windows = new Windows(this);
  readonly people = new People(this);
  readonly away = new Away(this);
  readonly comings = new Comings(this);
  readonly marks = new Marks(this);
  readonly alerts = new Alerts(this);
  /** Calls after so many ms; gives back what stops that. */
  readonly after: (ms: number, call: () => void) => () => void;
  /** When this user last sent a line, ms since 1970. */
  lastTyped = 0;
  readonly ended: Promise<Ending>;
  /** Logged in, and not about to leave: being logged out now comes from elsewhere. */
  isUnderWay = false;
  /** At least once. */
  hasBeenOnline = false;

  #target: Target | undefined;
  #end: (ending: Ending) => void = () => {};
  #ending: Ending | undefined;
  /** Set when no more input will come: after it a script waits for the registry no longer than to this time. */
  #patienceEnds: Promise<void> | undefined;

  constructor({
    peer,
    view,
    isScript,
    report,
    now = Date.now,
    after = callAfter,
    settings = new Settings(),
    say = english,
  }: SessionOptions) {
    this.peer = peer;
    this.view = view;
    this.isScript = isScript;
    this.now = now;
    this.after = after;
    this.say = say;
    this.report = report;
    this.settings = settings;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Where plain text goes to. */
  get target(): Target | undefined {
    return this.#target;
  }

  get isOver(): boolean {
    return this.#ending !== undefined;
  }

  talkTo(target: Target | undefined): void {
    this.#target = target;
    if (target) {
      this.windows.open(target);
      this.unread.delete(targetKey(target));
    }
    this.view.refresh();
  }

  /** Plain text goes there no more, if it did. */
  leaveTarget(target: Target): void {
    this.windows.close(target);
    this.unread.delete(targetKey(target));
    if (this.#target && targetKey(this.#target) === targetKey(target)) this.talkTo(undefined);
  }

  countUnread(target: Target): void {
    this.windows.open(target);
    if (this.people.isMuted(target)) return;
    const key = targetKey(target);
    if (this.#target && targetKey(this.#target) === key) return;
    this.unread.set(key, { target, count: (this.unread.get(key)?.count ?? 0) + 1 });
    this.view.refresh();
  }

  meet(...names: readonly string[]): void {
    for (const name of names) this.names.set(name.toLowerCase(), name);
  }

  /** The first call decides. */
  end(ending: Ending): void {
    this.#ending ??= ending;
    this.#end(this.#ending);
  }

  /** From now on a command waits for the registry until then at most. */
  limitPatience(until: Promise<void>): void {
    this.#patienceEnds = until;
  }

  /** Sends to a person or a room; fulfilled when it is stored. */
  async send(target: Target, text: string): Promise<void> {
    const sending = target.kind === 'room' ? this.peer.sendRoom(target.room, text) : this.peer.sendDirect(target.name, text);
    const { id } = await sending;
    this.windows.open(target);
    this.marks.sent(target, id);
  }

  /** @throws SaidRefusal `unreachable` when the registry is not there, and there is no waiting for it. */
  async registryIsThere(): Promise<void> {
    const { state } = this.peer;
    if (state.state === 'online') return;
    if (!this.isScript || state.state === 'signed-out') throw new SaidRefusal('unreachable', stateSentence(state, this.now(), this.say));
    const isBack = await this.#online();
    if (!isBack) throw new SaidRefusal('unreachable', stateSentence(this.peer.state, this.now(), this.say));
  }

  #online(): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (isOnline: boolean) => {
        this.peer.off('state', look);
        resolve(isOnline);
      };
      const look = () => {
        const { state } = this.peer.state;
        if (state === 'online' || state === 'signed-out') done(state === 'online');
      };
      this.peer.on('state', look);
      void this.ended.then(() => done(false));
      void this.#patienceEnds?.then(() => done(false));
    });
  }
}

/** Keeps no process alive. */
function callAfter(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms);
  timer.unref();
  return () => clearTimeout(timer);
}

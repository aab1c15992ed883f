// Being away. The wire knows nothing of it, so it is between this program and those who write: each of them gets one answer, marked as
// automatic, if a text was given; notifications wait; and what came is summed up on return.
import type { ChatMessage } from '../../index.js';
import type { ChatState } from '../chat-state.js';
import { type Target, targetKey, targetName, targetOf } from '../target.js';
import { allOf, duration } from './words.js';

/** Begins every automatic answer, in every language: so that no program answers it automatically. */
export const automaticMark = '[automatic]';

interface Absence {
  readonly since: number;
  /** What those who write are told; undefined: nothing. */
  readonly text: string | undefined;
  /** Who was told, in lower case. */
  readonly told: Set<string>;
  readonly messages: Map<string, { readonly target: Target; readonly count: number }>;
  readonly mentions: Map<string, { readonly target: Target; readonly count: number }>;
  readonly requests: Set<string>;
}

export class Away {
  readonly #session: ChatState;
  #absence: Absence | undefined;

  constructor(session: ChatState) {
    this.#session = session;
  }

  get isAway(): boolean {
    return this.#absence !== undefined;
  }

  /** Begins, or goes on with another text: then everybody may be told anew. */
  leave(text: string | undefined): void {
    const { now, say, view } = this.#session;
    const none = { since: now(), messages: new Map(), mentions: new Map(), requests: new Set<string>() };
    this.#absence = { ...(this.#absence ?? none), text, told: new Set() };
    view.notice(text === undefined ? say('awayQuiet') : say('awayOn', { text }));
    view.refresh();
  }

  /** Ends, and sums up. False when there was nothing to end. */
  comeBack(): boolean {
    if (!this.#absence) return false;
    const { messages, mentions, requests, since } = this.#absence;
    const { now, say, view } = this.#session;
    this.#absence = undefined;
    const what = [
      ...[...messages.values()].map(({ count, target }) => say('awayMessages', { count, where: targetName(target) })),
      ...[...mentions.values()].map(({ count, target }) => say('awayMentions', { count, where: targetName(target) })),
      ...[...requests].map((name) => say('awayRequest', { name })),
    ];
    const time = duration(say, now() - since);
    view.notice(what.length === 0 ? say('awayBackNothing', { time }) : say('awayBack', { time, what: allOf(say, what) }));
    view.refresh();
    return true;
  }

  /** A message was shown; `isMention` of one in a room that names this user. */
  noteMessage(message: ChatMessage, isMention: boolean): void {
    if (!this.#absence) return;
    const target = targetOf(message);
    if (target.kind === 'room' && !isMention) return;
    const counts = target.kind === 'room' ? this.#absence.mentions : this.#absence.messages;
    const key = targetKey(target);
    counts.set(key, { target, count: (counts.get(key)?.count ?? 0) + 1 });
    if (target.kind === 'peer' && !message.isHistory) this.#answer(message);
  }

  noteRequest(name: string): void {
    this.#absence?.requests.add(name);
  }

  #answer({ from, text }: ChatMessage): void {
    const { peer, say, view } = this.#session;
    const answer = this.#absence?.text;
    const told = this.#absence?.told;
    if (answer === undefined || told?.has(from.toLowerCase()) || text.startsWith(automaticMark)) return;
    told?.add(from.toLowerCase());
    peer.sendDirect(from, `${automaticMark} ${answer}`).then(
      () => view.notice(say('awayTold', { name: from })),
      // What keeps the answer from being sent keeps all else from it too, and is told there.
      () => {},
    );
  }
}

// Everything that is open, each under a number that it keeps: rooms one is in and chats that were written in. Alt and the number,
// or `/win NUMBER`, goes there.
import type { ChatState } from '../chat-state.js';
import { type Target, targetKey, targetName } from '../target.js';

export interface Window {
  readonly number: number;
  readonly target: Target;
  readonly isCurrent: boolean;
  readonly unread: number;
}

export class Windows {
  readonly #session: ChatState;
  readonly #targets = new Map<number, Target>();

  constructor(session: ChatState) {
    this.#session = session;
  }

  /** By number. */
  get all(): readonly Window[] {
    const { target: current, unread } = this.#session;
    return [...this.#targets]
      .sort(([one], [other]) => one - other)
      .map(([number, target]) => ({
        number,
        target,
        isCurrent: current !== undefined && targetKey(current) === targetKey(target),
        unread: unread.get(targetKey(target))?.count ?? 0,
      }));
  }

  /** Gives it the lowest number that is free, unless it has one. */
  open(target: Target): void {
    if (this.#numberOf(target) !== undefined) return;
    let number = 1;
    while (this.#targets.has(number)) number++;
    this.#targets.set(number, target);
  }

  close(target: Target): void {
    const number = this.#numberOf(target);
    if (number !== undefined) this.#targets.delete(number);
  }

  /** A word is none of them, and told so. */
  goTo(number: number | string): void {
    const { say, view } = this.#session;
    const target = typeof number === 'number' ? this.#targets.get(number) : undefined;
    if (target) this.#session.talkTo(target);
    view.notice(target ? say('talksTo', { where: targetName(target) }) : say('winUnknown', { number }));
  }

  #numberOf(target: Target): number | undefined {
    return [...this.#targets].find(([, each]) => targetKey(each) === targetKey(target))?.[0];
  }
}

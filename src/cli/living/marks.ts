// Whether the last message one wrote somewhere has arrived: a mark in the prompt of that conversation. A line that stands in the
// terminal's history cannot be changed any more; the prompt can. What stays undelivered is told in a line of its own (events.ts).
import type { DeliveryChange } from '../../index.js';
import type { ChatState } from '../chat-state.js';
import { type Target, targetKey } from '../target.js';

/** What has not arrived within this time gets its mark; what arrives sooner needs none before, ms. */
export const soon = 3000;

interface Sent {
  readonly messageId: string;
  readonly at: number;
  readonly arrived: Set<string>;
  readonly refused: Set<string>;
}

export class Marks {
  readonly #session: ChatState;
  readonly #last = new Map<string, Sent>();

  constructor(session: ChatState) {
    this.#session = session;
  }

  sent(target: Target, messageId: string): void {
    const key = targetKey(target);
    this.#last.set(key, { messageId, at: this.#session.now(), arrived: new Set(), refused: new Set() });
    this.#session.after(soon, () => this.#session.view.refresh());
    this.#session.view.refresh();
  }

  note({ conversation, messageId, recipient, state }: DeliveryChange): void {
    const target: Target = conversation.kind === 'room' ? conversation : { kind: 'peer', name: conversation.peer };
    const sent = this.#last.get(targetKey(target));
    if (sent?.messageId !== messageId || (state !== 'delivered' && state !== 'refused')) return;
    (state === 'delivered' ? sent.arrived : sent.refused).add(recipient.toLowerCase());
    this.#session.view.refresh();
  }

  /** `✓` delivered to all, `✓2` to two of a room so far, `…` to nobody for some time, `✗` refused; else empty. */
  of(target: Target): string {
    const sent = this.#last.get(targetKey(target));
    if (!sent) return '';
    const { arrived, refused } = sent;
    const late = this.#session.now() - sent.at < soon ? '' : '…';
    if (target.kind === 'peer') return arrived.size > 0 ? '✓' : refused.size > 0 ? '✗' : late;
    const others = this.#session.openRooms.get(target.room.toLowerCase())?.members ?? [];
    const isAll = arrived.size > 0 && others.every(({ name }) => arrived.has(name.toLowerCase()) || this.#isSelf(name));
    if (isAll) return '✓';
    return arrived.size > 0 ? `✓${arrived.size}` : late;
  }

  #isSelf(name: string): boolean {
    return name.toLowerCase() === this.#session.peer.name.toLowerCase();
  }
}

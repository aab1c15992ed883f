// The calls about chats with one other user (IX): asking, answering, closing, and what must be true before one writes.
import { isName, sameName } from '../../../protocol/names.js';
import { type Census, sizeOf } from '../../census.js';
import type { ParleyError } from '../../errors.js';
import { parleyError } from '../../refusals.js';
import type { PeerContext } from '../context.js';
import type { Companion } from './companion.js';
import type { Contacts } from './contacts.js';
import type { Whereabouts } from './registry-questions.js';

export interface ChatSurroundings {
  readonly context: PeerContext;
  readonly contacts: Contacts;
  readonly companions: ReadonlyMap<string, Companion>;
  companion(name: string): Companion;
  existing(name: string): Companion | undefined;
  findUser(name: string): Promise<Whereabouts>;
}

type Answer = 'open' | 'rejected' | 'no-answer';

/** A user whom the registry calls online is not given up at once. */
const mostAttempts = 3;

export class Chats {
  readonly #surroundings: ChatSurroundings;
  /** Calls that wait for somebody who may not be there, by lower-case name. */
  readonly #waiting = new Map<string, Set<(error: ParleyError) => void>>();

  constructor(surroundings: ChatSurroundings) {
    this.#surroundings = surroundings;
  }

  get requests(): readonly string[] {
    return [...this.#surroundings.companions.values()]
      .filter(({ conversation }) => conversation.getSnapshot().matches('asked'))
      .map(({ name }) => name);
  }

  /** @throws ParleyError `user-unknown`, `user-offline`, `unreachable`, `key-changed`; `closed` when this user ends the chat meanwhile */
  async ask(name: string): Promise<Answer> {
    await this.checkRecipient(name);
    const companion = this.#surroundings.companion(name);
    if (companion.isChatOpen) return 'open';
    const { conversation } = companion;
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(companion.key) ?? new Set();
      this.#waiting.set(companion.key, waiting);
      const end = (): void => {
        opened.unsubscribe();
        refused.unsubscribe();
        waiting.delete(fail);
        if (waiting.size === 0) this.#waiting.delete(companion.key);
      };
      const fail = (error: ParleyError): void => {
        end();
        reject(error);
      };
      const opened = conversation.on('opened', () => {
        end();
        resolve('open');
      });
      const refused = conversation.on('refused', ({ reason }) => {
        end();
        resolve(reason === 'no-answer' ? 'no-answer' : 'rejected');
      });
      waiting.add(fail);
      conversation.send({ type: 'user.ask' });
    });
  }

  get census(): Census {
    return { 'calls for chats': sizeOf(this.#waiting.values()) };
  }

  /** Nobody will answer any more. */
  stop(): void {
    for (const fail of [...this.#waiting.values()].flatMap((fails) => [...fails])) fail(parleyError('closed'));
  }

  /** An attempt to reach somebody has failed. */
  unreached(companion: Companion, reason: string, attempts: number): void {
    const isGone = reason === 'user-offline' || reason === 'user-unknown' || reason === 'offline';
    if (!isGone && attempts < mostAttempts) return;
    const error = isGone ? parleyError(reason) : parleyError('unreachable', undefined, `${companion.name} cannot be reached now.`);
    this.#giveUp(companion, error, reason === 'user-unknown');
  }

  /** Somebody showed another key: nothing is asked before the user has accepted that. */
  keyChanged(companion: Companion): void {
    this.#giveUp(companion, parleyError('key-changed'), false);
  }

  /** With messages waiting the request goes on, unless it is vain; else it was only for the one who is told now. */
  #giveUp(companion: Companion, error: ParleyError, isVain: boolean): void {
    const isAwaited = this.#fail(companion.key, error);
    const isWaitedFor = companion.delivery.getSnapshot().context.isWaitingForChat && !isVain;
    if (!isWaitedFor && (isAwaited || isVain)) companion.conversation.send({ type: 'user.withdraw' });
  }

  /** Whether anybody was waiting. */
  #fail(key: string, error: ParleyError): boolean {
    const waiting = [...(this.#waiting.get(key) ?? [])];
    for (const fail of waiting) fail(error);
    return waiting.length > 0;
  }

  /** @throws ParleyError `no-such-chat` */
  answer(name: string, type: 'user.accept' | 'user.reject'): void {
    const conversation = this.#surroundings.existing(name)?.conversation;
    if (!conversation?.getSnapshot().matches('asked')) throw parleyError('no-such-chat');
    conversation.send({ type });
  }

  /** @throws ParleyError `no-such-chat` */
  close(name: string): void {
    const { contacts } = this.#surroundings;
    const { isAccepted, hasAccepted } = contacts.get(name);
    const companion = this.#surroundings.existing(name);
    const isThere = companion && !companion.conversation.getSnapshot().matches('closed');
    if (!isThere && !isAccepted && !hasAccepted) throw parleyError('no-such-chat');
    this.#leave(companion ?? this.#surroundings.companion(name), 'user.close');
  }

  /** The chat is over, its link too, and so is the question whether there may be one. */
  #leave({ conversation, key, link }: Companion, type: 'user.close' | 'user.block'): void {
    conversation.send({ type });
    this.#fail(key, parleyError('closed'));
    link.send({ type: 'circle.hangUp' });
  }

  /**
   * Whether one can write to that name at all.
   * @throws ParleyError `name-invalid`, `invalid`, `key-changed`, `user-unknown`
   */
  async checkRecipient(name: string): Promise<void> {
    const { contacts, context, existing, findUser } = this.#surroundings;
    if (!isName(name)) throw parleyError('name-invalid');
    const self = context.identity();
    if (!self) throw parleyError('offline');
    if (sameName(name, self.name)) throw parleyError('invalid', undefined, 'That is you.');
    if (contacts.get(name).changedKey !== undefined) throw parleyError('key-changed');
    if (contacts.get(name).isBlocked) throw parleyError('invalid', undefined, `You have blocked ${name}. Unblock first.`);
    if (contacts.isKnown(name) || existing(name) || !context.isOnline()) return;
    const found = await findUser(name);
    if (found.is === 'unknown') throw parleyError('user-unknown');
    if (found.is !== 'online') return;
    const companion = this.#surroundings.companion(name);
    companion.spell(found.name);
    companion.link.send({ type: 'circle.seen', address: found.address });
  }

  /** Something was written to somebody whose chat is not open: it is asked for. */
  askAgain(name: string): void {
    const { conversation, isChatOpen } = this.#surroundings.companion(name);
    if (!isChatOpen && !conversation.getSnapshot().matches('requested')) conversation.send({ type: 'user.ask' });
  }

  /**
   * From now on the shown key is the remembered one. Acceptance went with the old key.
   * @throws ParleyError `invalid` when no other key was shown
   */
  async acceptKey(name: string): Promise<void> {
    const { contacts } = this.#surroundings;
    const { changedKey } = contacts.get(name);
    if (changedKey === undefined) throw parleyError('invalid', undefined, `${name} has shown no other key.`);
    await contacts.change(name, { keyFingerprint: changedKey, changedKey: undefined, isAccepted: false, hasAccepted: false });
    const companion = this.#surroundings.companion(name);
    companion.conversation.send({ type: 'user.close' });
    companion.link.send({ type: 'circle.hangUp' });
    companion.link.send({ type: 'circle.acceptKey' });
    if (companion.delivery.getSnapshot().context.isWaitingForChat) companion.conversation.send({ type: 'user.ask' });
  }

  /**
   * From now on nothing is taken from there but what is said in rooms.
   * @throws ParleyError `name-invalid`, `invalid`, `user-unknown`
   */
  async block(name: string): Promise<void> {
    const { contacts, context, findUser } = this.#surroundings;
    if (!isName(name)) throw parleyError('name-invalid');
    if (sameName(name, context.identity()?.name ?? '')) throw parleyError('invalid', undefined, 'That is you.');
    if (!contacts.isKnown(name) && context.isOnline() && (await findUser(name)).is === 'unknown') throw parleyError('user-unknown');
    await contacts.change(name, { isBlocked: true, isAccepted: false, hasAccepted: false });
    this.#leave(this.#surroundings.companion(name), 'user.block');
  }

  /** @throws ParleyError `invalid` */
  async unblock(name: string): Promise<void> {
    const { contacts, existing } = this.#surroundings;
    if (!contacts.get(name).isBlocked) throw parleyError('invalid', undefined, `${name} was not blocked.`);
    await contacts.change(name, { isBlocked: false });
    existing(name)?.conversation.send({ type: 'user.unblock' });
  }

  /** @throws ParleyError `no-such-chat` */
  async verify(name: string): Promise<void> {
    const { contacts } = this.#surroundings;
    const { changedKey, keyFingerprint } = contacts.get(name);
    const verifiedKey = changedKey ?? keyFingerprint;
    if (verifiedKey === undefined) throw parleyError('no-such-chat', undefined, `The key of ${name} is not known yet. Chat first.`);
    await contacts.change(name, { verifiedKey });
  }
}

// The parts of a message that are shown, live and of the past.
import type { ChatMessage, StoredMessage } from '../../index.js';
import { inWords } from '../sentences.js';
import type { Say } from '../texts/catalogue.js';
import { harmless } from './harmless.js';

export interface Shown {
  /** Undefined in a direct message. */
  readonly room: string | undefined;
  readonly from: string;
  /** The name as it is shown, harmless already; of one's own direct messages also to whom. */
  readonly who: string;
  readonly text: string;
  /** ms since 1970. */
  readonly at: number;
}

export function shownMessage({ conversation, from, text, sentAt }: ChatMessage): Shown {
  return { room: conversation.kind === 'room' ? conversation.room : undefined, from, who: harmless(from), text, at: sentAt };
}

export function shownPast({ conversation, author, text, sentAt }: StoredMessage, ownName: string, say: Say): Shown {
  const from = author ?? ownName;
  const who = conversation.kind === 'direct' && author === undefined ? say('ownTo', { name: from, to: conversation.peer }) : harmless(from);
  return { room: conversation.kind === 'room' ? conversation.room : undefined, from, who, text, at: Date.parse(sentAt) };
}

/** What somebody does, by `/me`: the text after it. */
export function actionOf(text: string): string | undefined {
  return /^\/me\s+(?=\S)(.*)$/su.exec(text)?.[1];
}

/** What became of a message of this user, where it is not simply delivered; programs want the reason as it is. */
export function fatesOf({ deliveries }: StoredMessage, say: Say, words = inWords): string[] {
  const refused = deliveries.filter(({ state }) => state === 'refused');
  const waiting = deliveries.filter(({ state }) => state === 'queued' || state === 'sent').map(({ recipient }) => recipient);
  return [
    ...refused.map(({ recipient: name, reason }) =>
      reason === undefined ? say('fateRefused', { name }) : say('fateRefusedWhy', { name, reason: words(reason, say) }),
    ),
    ...(waiting.length > 0 ? [say('fateWaiting', { names: waiting.join(', ') })] : []),
  ];
}

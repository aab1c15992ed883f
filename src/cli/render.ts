// What a program reads of messages and notices: one plain line an event, always in English, the same in every version. What a
// person sees is made by reading/page.ts. All that others wrote is made harmless here, right before it is shown.
import type { ChatMessage, StoredMessage } from '../index.js';
import { fatesOf, type Shown, shownMessage, shownPast } from './reading/contents.js';
import { harmless } from './reading/harmless.js';
import { english } from './texts/texts.js';

/** Stands for the end of a line where an event has to be one line. */
export const lineBreakMark = '⏎';

/** `alice: text` or `#room alice: text`: one line an event, for programs. */
export function plainMessage(message: ChatMessage): string {
  return plain(shownMessage(message));
}

/** `* sentence`, one line. */
export function plainNotice(sentence: string): string {
  return `* ${harmless(sentence, lineBreakMark)}`;
}

/** A stored message in one line, for programs; begins with `* `, as it is not an event of its own. */
export function plainPast(message: StoredMessage, ownName: string): string {
  const fates = fatesOf(message, english, (reason) => reason);
  const when = message.sentAt.replace(/\.\d+/, '');
  return plainNotice(`${when} ${plain(shownPast(message, ownName, english))}${fates.length > 0 ? ` (${fates.join('; ')})` : ''}`);
}

/** Local time of day; with the date where that is not today's. */
export function localTime(at: number, now: number): string {
  const when = new Date(at);
  const two = (number: number) => String(number).padStart(2, '0');
  const time = `${two(when.getHours())}:${two(when.getMinutes())}`;
  if (when.toDateString() === new Date(now).toDateString()) return time;
  return `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())} ${time}`;
}

function plain({ room, who, text }: Shown): string {
  const where = room === undefined ? '' : `#${harmless(room)} `;
  return `${where}${harmless(who)}: ${harmless(text, lineBreakMark)}`;
}

// What words of a command mean: a room with or without `#`, a person or a room, a number, what is meant when nothing is given.
import type { Session } from '../session.js';
import type { Target } from '../target.js';

/** A room's name; the `#` before it is optional wherever only a room can be meant. */
export const roomFrom = (word: string): string => word.replace(/^#/, '');
/** A person's name; people write `@` before it out of habit. */
export const nameFrom = (word: string): string => word.replace(/^@/, '');

/** `#room` or a person. */
export function targetFrom(word: string): Target {
  return word.startsWith('#') ? { kind: 'room', room: roomFrom(word) } : { kind: 'peer', name: nameFrom(word) };
}

/** The room that is meant: the one named, else the current one; told when there is none. */
export function roomMeant(session: Session, word: string | undefined, usage: string): string | undefined {
  if (word !== undefined) return roomFrom(word);
  if (session.target?.kind === 'room') return session.target.room;
  session.view.notice(session.say('whichRoom', { usage }));
  return undefined;
}

/** The person that is meant: the one named, else the one of the current chat. */
export function personMeant(session: Session, word: string | undefined, usage: string): string | undefined {
  if (word !== undefined) return nameFrom(word);
  if (session.target?.kind === 'peer') return session.target.name;
  session.view.notice(session.say('whoIsMeant', { usage }));
  return undefined;
}

/** A whole number in digits. */
export function wholeNumber(word: string): number | undefined {
  return /^\d{1,9}$/.test(word) ? Number(word) : undefined;
}

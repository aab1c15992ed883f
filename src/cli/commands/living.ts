// Commands about living with others: being away, whom one does not hear, what is open, and what a message waits for.

import { whyLines } from '../living/why.js';
import { SaidRefusal } from '../sentences.js';
import type { Session } from '../session.js';
import { type Target, targetKey, targetName } from '../target.js';
import { nameFrom, targetFrom, wholeNumber } from './arguments.js';
import { type Command, command } from './command.js';

/** So many messages back, one's own can be asked about by number. */
const mostLookedThrough = 1000;

export const livingCommands: readonly Command[] = [
  command({
    name: 'win',
    aliases: ['window', 'w'],
    arguments: [{ name: 'N', kind: 'number', isOptional: true }],
    run: (session, word) => {
      const { windows } = session;
      const named = windows.all.find(({ target }) => word !== undefined && targetKey(target) === targetKey(targetFrom(word)));
      if (word === undefined) listWindows(session);
      else windows.goTo(wholeNumber(word) ?? named?.number ?? word);
    },
  }),
  command({
    name: 'away',
    arguments: [{ name: 'TEXT', kind: 'text', isOptional: true }],
    run: ({ away }, text) => {
      // As elsewhere, without a text it ends.
      if (text !== undefined || !away.comeBack()) away.leave(text);
    },
  }),
  command({
    name: 'back',
    run: ({ away, say, view }) => {
      if (!away.comeBack()) view.notice(say('awayNot'));
    },
  }),
  command({
    name: 'ignore',
    arguments: [{ name: 'NAME', kind: 'person', isOptional: true }],
    run: async (session, word) => {
      const { people, say } = session;
      if (word === undefined) return listNames(session, people.ignored, say('ignoredNone'), say('ignoredList'));
      const name = otherName(session, word);
      await kept(session, people.ignore(name, true), () => say('ignored', { name }));
    },
  }),
  command({
    name: 'unignore',
    arguments: [{ name: 'NAME', kind: 'person' }],
    run: async (session, word = '') => {
      const { people, say } = session;
      const name = nameFrom(word);
      await kept(session, people.ignore(name, false), (isNews) => say(isNews ? 'unignored' : 'unignoredNot', { name }));
    },
  }),
  command({
    name: 'block',
    arguments: [{ name: 'NAME', kind: 'person', isOptional: true }],
    run: async (session, word) => {
      const { people, peer, say, view } = session;
      if (word === undefined) return listNames(session, people.blocked, say('blockedNone'), say('blockedList'));
      const name = otherName(session, word);
      await peer.block(name);
      people.noteBlocked(name, true);
      session.leaveTarget({ kind: 'peer', name });
      view.notice(say('blocked', { name }));
    },
  }),
  command({
    name: 'unblock',
    arguments: [{ name: 'NAME', kind: 'person' }],
    run: async ({ people, peer, say, view }, word = '') => {
      const name = nameFrom(word);
      const isBlocked = people.blocked.some((other) => other.toLowerCase() === name.toLowerCase());
      if (isBlocked) {
        await peer.unblock(name);
        people.noteBlocked(name, false);
      }
      view.notice(say(isBlocked ? 'unblocked' : 'unblockedNot', { name }));
    },
  }),
  command({
    name: 'mute',
    arguments: [{ name: 'WHERE', kind: 'target', isOptional: true }],
    run: async (session, word) => {
      const { people, say } = session;
      if (word === undefined) return listNames(session, people.muted, say('mutedNone'), say('mutedList'));
      const where = targetName(targetFrom(word));
      await kept(session, people.mute(where, true), () => say('muted', { where }));
      session.unread.delete(where.toLowerCase());
      session.view.refresh();
    },
  }),
  command({
    name: 'unmute',
    arguments: [{ name: 'WHERE', kind: 'target' }],
    run: async (session, word = '') => {
      const { people, say } = session;
      const where = targetName(targetFrom(word));
      await kept(session, people.mute(where, false), (isNews) => say(isNews ? 'unmuted' : 'unmutedNot', { where }));
    },
  }),
  command({
    name: 'why',
    arguments: [{ name: 'WHAT', kind: 'person', isOptional: true }],
    run: tellWhy,
  }),
  command({
    name: 'edit',
    arguments: [{ name: 'TEXT', kind: 'text', isOptional: true }],
    run: async ({ say, view }, text = '') => {
      if (view.edit) await view.edit(text);
      else view.notice(say('editorNone'));
    },
  }),
];

function listWindows({ people, say, view, windows }: Session): void {
  const { all } = windows;
  view.notice(all.length === 0 ? say('winNone') : say('winList'));
  view.list(
    all.map(({ isCurrent, number, target, unread }) => {
      const marks = [
        ...(isCurrent ? [say('winHere')] : []),
        ...(unread > 0 ? [say('winUnread', { count: unread })] : []),
        ...(people.isMuted(target) ? [say('winMuted')] : []),
      ];
      return `${number} ${targetName(target)}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
    }),
  );
}

function listNames({ view }: Session, names: readonly string[], none: string, some: string): void {
  view.notice(names.length === 0 ? none : some);
  view.list(names);
}

/** @throws SaidRefusal when it is this user's own */
function otherName({ peer, say }: Session, word: string): string {
  const name = nameFrom(word);
  if (name.toLowerCase() === peer.name.toLowerCase()) throw new SaidRefusal('invalid', say('thatIsYou'));
  return name;
}

/** Tells what was changed; also, if so, that it does not last. */
async function kept({ say, view }: Session, changing: Promise<boolean>, sentence: (isNews: boolean) => string): Promise<void> {
  try {
    view.notice(sentence(await changing));
  } catch {
    view.notice(sentence(true));
    view.notice(say('notKept'));
  }
}

/** Of a name what is owed there, of a number the Nth message from the last, of an id that message. */
async function tellWhy(session: Session, word?: string): Promise<void> {
  const { peer, say, target, view } = session;
  const isId = word !== undefined && /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(word);
  const number = word === undefined ? 1 : wholeNumber(word);
  const name = number === undefined && !isId && word !== undefined ? nameFrom(word) : undefined;
  const messageId = isId ? word : target && number !== undefined ? await ownMessage(peer, target, number) : undefined;
  const of = name !== undefined ? { name } : messageId !== undefined ? { messageId } : undefined;
  if (!of) {
    view.notice(say('whyNoMessage'));
    return;
  }
  const explanations = await peer.explain(of);
  if (explanations.length === 0) view.notice(name === undefined ? say('whyNothing') : say('whyNothingFor', { name }));
  for (const explanation of explanations) {
    const [sentence, ...lines] = whyLines(explanation, say);
    view.notice(sentence);
    view.list(lines);
  }
}

/** The id of this user's last message there, the one before it, and so on; also from an earlier time. */
async function ownMessage(peer: Session['peer'], target: Target, number: number): Promise<string | undefined> {
  if (number < 1) return undefined;
  const conversation = target.kind === 'room' ? { room: target.room } : { peer: target.name };
  const messages = await peer.history(conversation, mostLookedThrough);
  return messages.filter(({ author }) => author === undefined).at(-number)?.messageId;
}

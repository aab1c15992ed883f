// Commands about talking to one person, and about text (IX, XI).
import { refusalSentence, SaidRefusal } from '../sentences.js';
import type { Session } from '../session.js';
import { targetName } from '../target.js';
import { nameFrom, personMeant, targetFrom } from './arguments.js';
import { type Command, command } from './command.js';

export const chatCommands: readonly Command[] = [
  command({
    name: 'chat',
    aliases: ['query', 'talk'],
    arguments: [{ name: 'NAME', kind: 'target', isOptional: true }],
    run: async (session, word) => {
      if (word === undefined) return tellWhereText(session);
      const target = targetFrom(word);
      if (target.kind === 'room') return talkInRoom(session, target.room);
      session.talkTo(target);
      // A program's commands have the same effect whatever was before.
      if (!session.isScript && (await tellOpen(session, target.name))) return;
      // A person answers this, or nobody does: later lines do not wait.
      void ask(session, target.name);
    },
  }),
  command({
    name: 'accept',
    arguments: [{ name: 'NAME', kind: 'person', isOptional: true }],
    run: async (session, word) => {
      const name = requestMeant(session, word);
      if (name === undefined) return;
      await acceptOrAwait(session, name);
      if (!session.target) session.talkTo({ kind: 'peer', name });
    },
  }),
  command({
    name: 'reject',
    arguments: [{ name: 'NAME', kind: 'person', isOptional: true }],
    run: async (session, word) => {
      const name = requestMeant(session, word);
      if (name === undefined) return;
      session.acceptedInAdvance.delete(name.toLowerCase());
      await session.peer.reject(name);
      session.view.notice(session.say('toldNo', { name }));
    },
  }),
  command({
    name: 'msg',
    aliases: ['m'],
    arguments: [
      { name: 'NAME', kind: 'target' },
      { name: 'TEXT', kind: 'text' },
    ],
    run: (session, word = '', text = '') => session.send(targetFrom(word), text),
  }),
  command({
    name: 'close',
    arguments: [{ name: 'NAME', kind: 'person', isOptional: true }],
    run: async (session, word) => {
      const name = personMeant(session, word, '/close NAME');
      if (name === undefined) return;
      await session.peer.closeChat(name);
      session.leaveTarget({ kind: 'peer', name });
      session.view.notice(session.say('chatClosed', { name }));
    },
  }),
];

function tellWhereText(session: Session): void {
  const { say, target, view } = session;
  view.notice(target ? say('talksTo', { where: targetName(target) }) : say('goesNowhere', { usage: '/chat NAME' }));
}

function talkInRoom(session: Session, room: string): void {
  const view = session.openRooms.get(room.toLowerCase());
  if (!view) throw new SaidRefusal('not-a-member', session.say('notInRoom', { room }));
  session.talkTo({ kind: 'room', room: view.room });
}

/** False when the chat is not open yet; how it was accepted was told then. */
async function tellOpen({ peer, say, view }: Session, name: string): Promise<boolean> {
  const contact = (await peer.contacts()).find((other) => other.name.toLowerCase() === name.toLowerCase());
  if (!contact?.isAccepted || !contact.hasAccepted || contact.changedKey !== undefined) return false;
  const isVerified = contact.verifiedKey !== undefined && contact.verifiedKey === contact.keyFingerprint;
  view.notice(say(isVerified ? 'talksToVerified' : 'talksTo', { where: contact.name }));
  return true;
}

async function ask(session: Session, name: string): Promise<void> {
  try {
    // How it ends is told by the events chat-open and chat-refused, also when it ends late.
    session.view.notice(session.say('asking', { name }));
    await session.peer.chat(name);
  } catch (error) {
    session.leaveTarget({ kind: 'peer', name });
    session.view.notice(refusalSentence(error, session.say));
  }
}

/** The one who is named, or the only one who asked. */
function requestMeant(session: Session, word: string | undefined): string | undefined {
  if (word !== undefined) return nameFrom(word);
  const [only, ...others] = session.peer.requests;
  if (only !== undefined && others.length === 0) return only;
  const { say, view } = session;
  view.notice(only === undefined ? say('nobodyAsked') : say('whichRequest', { names: [only, ...others].join(', ') }));
  return undefined;
}

/** Accepts; a script's acceptance of one who has not asked yet is kept until then. */
async function acceptOrAwait(session: Session, name: string): Promise<void> {
  const hasAsked = session.peer.requests.some((other) => other.toLowerCase() === name.toLowerCase());
  if (hasAsked || !session.isScript) {
    await session.peer.accept(name);
    return;
  }
  session.acceptedInAdvance.add(name.toLowerCase());
  session.view.notice(session.say('acceptedInAdvance', { name }));
}

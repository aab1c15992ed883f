// Commands about people: who is online, whom one knows, and whether they are who they say (VIII, X).
import type { Contact } from '../../index.js';
import type { Session } from '../session.js';
import { nameFrom, personMeant } from './arguments.js';
import { type Command, command } from './command.js';

export const peopleCommands: readonly Command[] = [
  command({
    name: 'users',
    aliases: ['names'],
    needsRegistry: true,
    run: async (session) => {
      const { peer, say, view } = session;
      const users = await peer.users();
      session.meet(...users.map(({ name }) => name));
      view.notice(users.length === 0 ? say('usersNone') : say('usersList', { count: users.length }));
      view.list(users.map(({ name, rooms }) => (rooms.length > 0 ? `${name} (${rooms.map((room) => `#${room}`).join(' ')})` : name)));
    },
  }),
  command({
    name: 'search',
    arguments: [{ name: 'NAME', kind: 'person' }],
    needsRegistry: true,
    run: async (session, word = '') => {
      const { name, isOnline } = await session.peer.search(nameFrom(word));
      session.meet(name);
      session.view.notice(session.say(isOnline ? 'searchOnline' : 'searchOffline', { name }));
    },
  }),
  command({
    name: 'contacts',
    run: async (session) => {
      const contacts = await session.peer.contacts();
      session.meet(...contacts.map(({ name }) => name));
      const { say, view } = session;
      view.notice(contacts.length === 0 ? say('contactsNone') : say('contactsList', { count: contacts.length }));
      view.list(
        contacts.map((contact) => {
          const { changedKey, hasAccepted, isAccepted, isBlocked, name } = contact;
          const standing = say(
            isAccepted ? (hasAccepted ? 'contactBoth' : 'contactByYou') : hasAccepted ? 'contactByThem' : 'contactNone',
            { name },
          );
          const marks = [
            ...(isVerified(contact) ? [say('verifiedMark')] : []),
            ...(isBlocked ? [say('blockedMark')] : []),
            ...(session.people.ignored.some((other) => sameName(other, name)) ? [say('ignoredMark')] : []),
          ];
          const more = marks.map((mark) => `, ${mark}`).join('');
          return `${standing}${more}${changedKey ? `; ${say('contactNewKey', { name })}` : ''}`;
        }),
      );
    },
  }),
  command({
    name: 'verify',
    aliases: ['fingerprint'],
    arguments: [
      { name: 'NAME', kind: 'person', isOptional: true },
      { name: 'NUMBER', kind: 'text', isOptional: true },
    ],
    run: async (session, word, given) => {
      const name = personMeant(session, word, '/verify NAME');
      if (name === undefined) return;
      if (given === undefined) await showNumber(session, name);
      else await compareNumber(session, name, given);
    },
  }),
  command({
    name: 'trust',
    arguments: [{ name: 'NAME', kind: 'person' }],
    run: async (session, word = '') => {
      const name = nameFrom(word);
      await session.peer.acceptKey(name);
      session.view.notice(session.say('keyTrusted', { name }));
    },
  }),
];

/** The number in lines that can be read aloud. */
async function showNumber({ peer, say, view }: Session, name: string): Promise<void> {
  const number = await peer.safetyNumber(name);
  const contact = (await peer.contacts()).find((other) => sameName(other.name, name));
  view.notice(say('safetyNumber', { name }));
  const groups = number.split(' ');
  view.list([0, 4, 8].map((at) => groups.slice(at, at + 4).join(' ')).filter((line) => line !== ''));
  view.notice(say(contact && isVerified(contact) ? 'verified' : 'verifyHow', { name }));
}

/** What was pasted may have been broken into groups in any way. */
async function compareNumber({ peer, say, view }: Session, name: string, given: string): Promise<void> {
  const digits = digitsOf(given);
  const wanted = digitsOf(await peer.safetyNumber(name));
  if (digits.length !== wanted.length) {
    view.notice(say('verifyLength', { count: digits.length }));
    return;
  }
  if (digits !== wanted) {
    view.notice(say('verifyDiffers', { name }));
    return;
  }
  await peer.verify(name);
  view.notice(say('verifyEqual', { name }));
}

/** Also those of Arabic and of Persian. */
function digitsOf(text: string): string {
  const western = text.replace(/[\u0660-\u0669\u06f0-\u06f9]/gu, (digit) => String(digit.charCodeAt(0) & 0xf));
  return western.replace(/\D/g, '');
}

/** The number was compared, and the key is the same since. */
function isVerified({ keyFingerprint, changedKey, verifiedKey }: Contact): boolean {
  return verifiedKey !== undefined && verifiedKey === (changedKey ?? keyFingerprint);
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

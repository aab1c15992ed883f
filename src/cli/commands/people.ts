// Commands about people: who is online, whom one knows, and whether they are who they say (VIII, X).
import { counted } from '../sentences.js';
import { nameFrom, personMeant } from './arguments.js';
import { type Command, command } from './command.js';

export const peopleCommands: readonly Command[] = [
  command({
    name: 'users',
    aliases: ['names'],
    help: 'who is online',
    needsRegistry: true,
    run: async ({ peer, view, ...session }) => {
      const users = await peer.users();
      for (const { name } of users) session.names.set(name.toLowerCase(), name);
      view.notice(users.length === 0 ? 'Nobody else is online.' : `${counted(users.length, 'other user is', 'other users are')} online:`);
      view.list(users.map(({ name, rooms }) => (rooms.length > 0 ? `${name} (${rooms.map((room) => `#${room}`).join(' ')})` : name)));
    },
  }),
  command({
    name: 'search',
    arguments: [{ name: 'NAME', kind: 'person' }],
    help: 'whether there is such a user, and online',
    needsRegistry: true,
    run: async (session, word = '') => {
      const { name, isOnline } = await session.peer.search(nameFrom(word));
      session.meet(name);
      session.view.notice(isOnline ? `${name} is online. /chat ${name} asks for a chat.` : `${name} exists, but is not online.`);
    },
  }),
  command({
    name: 'contacts',
    help: 'people you have met, and who accepted whom',
    run: async (session) => {
      const contacts = await session.peer.contacts();
      session.meet(...contacts.map(({ name }) => name));
      session.view.notice(contacts.length === 0 ? 'You have not met anybody yet.' : `${counted(contacts.length, 'contact')}:`);
      session.view.list(
        contacts.map(({ name, isAccepted, hasAccepted, changedKey }) => {
          const standing =
            isAccepted && hasAccepted ? 'you chat' : isAccepted ? 'accepted by you' : hasAccepted ? 'accepted you' : 'no chat';
          return `${name}: ${standing}${changedKey ? `; shows another key: /verify ${name}, then /trust ${name}` : ''}`;
        }),
      );
    },
  }),
  command({
    name: 'verify',
    aliases: ['fingerprint'],
    arguments: [{ name: 'NAME', kind: 'person', isOptional: true }],
    help: 'the safety number shared with somebody, to compare',
    run: async (session, word) => {
      const name = personMeant(session, word, 'Usage: /verify NAME');
      if (name === undefined) return;
      const number = await session.peer.safetyNumber(name);
      session.view.notice(`Safety number with ${name}, the same on both sides when nobody is between you:`);
      session.view.list([number]);
    },
  }),
  command({
    name: 'trust',
    arguments: [{ name: 'NAME', kind: 'person' }],
    help: "accepts somebody's new key after it changed",
    run: async (session, word = '') => {
      const name = nameFrom(word);
      await session.peer.acceptKey(name);
      session.view.notice(`The new key of ${name} is remembered from now on.`);
    },
  }),
];

// Commands about this program: how things stand, and leaving (XII).
import type { PathStatus, PeerStatus, StoredMessage } from '../../index.js';
import { harmless } from '../reading/harmless.js';
import { localTime } from '../render.js';
import { inWords, stateSentence } from '../sentences.js';
import type { Say } from '../texts/catalogue.js';
import { wholeNumber } from './arguments.js';
import { type Command, command } from './command.js';

/** Of so many messages those of this user are shown in `/status`: the newest, and some that have still to arrive. */
const lookedThrough = 1000;
const usualMessages = 3;
const mostOlder = 20;
/** Characters of a message that say which it is, and names of those in one state. */
const mostText = 30;
const mostNames = 4;

export const programCommands: readonly Command[] = [
  command({
    name: 'status',
    arguments: [{ name: 'N', kind: 'number', isOptional: true }],
    run: async ({ peer, view, now, say }, word) => {
      const wanted = word === undefined ? usualMessages : wholeNumber(word);
      if (wanted === undefined || wanted < 1) {
        view.notice(say('historyHowMany', { most: lookedThrough }));
        return;
      }
      const { status } = peer;
      const all = await peer.history(undefined, lookedThrough).catch(() => []);
      const own = all.filter(({ author }) => author === undefined);
      const older = own.slice(0, -wanted).filter(isUnderWay);
      const latest = [...(word === undefined ? older.slice(-mostOlder) : []), ...own.slice(-wanted)];
      view.notice(say('statusYou', { name: status.name, state: stateSentence(status.state, now(), say) }));
      view.list([...statusLines(status, now(), say), ...latest.map((message) => messageLine(message, say))]);
    },
  }),
  command({
    name: 'link',
    help: 'the link to share, for others to come here',
    run: ({ peer, view, say }) => view.notice(say('statusLink', { command: `parley chat ${peer.status.registryLink}` })),
  }),
  command({
    name: 'clear',
    help: 'empties the screen',
    run: ({ view }) => view.clear(),
  }),
  command({
    name: 'logout',
    help: 'logs out and ends at once; the undelivered is kept',
    run: async (session) => {
      session.isUnderWay = false;
      await session.peer.logout();
      session.end({ how: 'logout', sentence: session.say('youLoggedOut') });
    },
  }),
  command({
    name: 'quit',
    aliases: ['exit', 'q', 'bye'],
    help: 'delivers what can be delivered, then ends',
    run: (session) => session.end({ how: 'quit' }),
  }),
];

function statusLines({ registryLink, listening, paths, rooms, owed }: PeerStatus, now: number, say: Say): string[] {
  return [
    say('statusRegistry', { link: registryLink }),
    ...(listening ? [say('statusListening', { address: hostAndPort(listening) })] : []),
    ...paths.map((path) => pathLine(path, now, say)),
    ...rooms.map(({ room, host, members }) =>
      say('statusRoom', { room, host, members: say('countOtherMembers', { count: members.length }) }),
    ),
    ...owed.map(({ recipient: name, count, reason }) => say('statusOwed', { count, name }) + why(reason, say)),
  ];
}

function isUnderWay({ deliveries }: StoredMessage): boolean {
  return deliveries.some(({ state }) => state === 'queued' || state === 'sent');
}

/** A message of this user, in one state for each who gets it. */
function messageLine({ text, deliveries }: StoredMessage, say: Say): string {
  const namesIn = (state: string) => deliveries.filter((each) => each.state === state).map(({ recipient }) => recipient);
  const parts = (['queued', 'sent', 'delivered'] as const).flatMap((state) => {
    const names = namesIn(state);
    return names.length === 0 ? [] : [say(messageStates[state], { names: shortened(names, mostNames).join(', ') })];
  });
  const refused = deliveries.filter(({ state }) => state === 'refused');
  const whyRefused = refused.map(({ recipient: name, reason }) => say('stateRefused', { name }) + why(reason, say));
  const all = [...parts, ...shortened(whyRefused, mostNames)];
  const [characters, states] = [[...harmless(text)], all.length > 0 ? all.join('; ') : say('stateNobody')];
  return say('statusMessage', { text: shortened(characters, mostText).join(''), states });
}

const messageStates = { queued: 'stateQueued', sent: 'stateSent', delivered: 'stateDelivered' } as const;

function shortened(all: readonly string[], most: number): readonly string[] {
  return all.length > most ? [...all.slice(0, most), '…'] : all;
}

const states = { up: 'pathUp', connecting: 'pathConnecting', waiting: 'pathWaiting', down: 'pathDown' } as const;

function pathLine({ peer, state, since, detail }: PathStatus, now: number, say: Say): string {
  const to = peer ?? say('theRegistry');
  return say('statusPath', { to, state: say(states[state]), since: localTime(since, now) }) + why(detail, say);
}

function why(reason: string | undefined, say: Say): string {
  return reason === undefined ? '' : ` (${inWords(reason, say)})`;
}

function hostAndPort({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

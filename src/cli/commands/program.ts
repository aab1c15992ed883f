// Commands about this program: how things stand, and leaving (XII).
import type { PathStatus, PeerStatus } from '../../index.js';
import { localTime } from '../render.js';
import { inWords, stateSentence } from '../sentences.js';
import type { Say } from '../texts/catalogue.js';
import { type Command, command } from './command.js';

export const programCommands: readonly Command[] = [
  command({
    name: 'status',
    help: 'how connections stand, and which messages wait',
    run: ({ peer, view, now, say }) => {
      const { status } = peer;
      view.notice(say('statusYou', { name: status.name, state: stateSentence(status.state, now(), say) }));
      view.list(statusLines(status, now(), say));
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

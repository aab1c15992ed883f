// Commands about this program: how things stand, and leaving (XII).
import type { PathStatus, PeerStatus } from '../../index.js';
import { localTime } from '../render.js';
import { counted, inWords, stateSentence } from '../sentences.js';
import { type Command, command } from './command.js';

export const programCommands: readonly Command[] = [
  command({
    name: 'status',
    help: 'how connections stand, and which messages wait',
    run: ({ peer, view, now }) => {
      const { status } = peer;
      view.notice(`You are ${status.name}. ${stateSentence(status.state, now())}`);
      view.list(statusLines(status, now()));
    },
  }),
  command({
    name: 'link',
    help: 'the link to share, for others to come here',
    run: ({ peer, view }) => view.notice(`Others join with: parley chat ${peer.status.registryLink}`),
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
      session.end({ how: 'logout', sentence: 'You are logged out.' });
    },
  }),
  command({
    name: 'quit',
    aliases: ['exit', 'q', 'bye'],
    help: 'delivers what can be delivered, then ends',
    run: (session) => session.end({ how: 'quit' }),
  }),
];

function statusLines({ registryLink, listening, paths, rooms, owed }: PeerStatus, now: number): string[] {
  return [
    `registry ${registryLink}`,
    ...(listening ? [`listening for peers on ${hostAndPort(listening)}`] : []),
    ...paths.map((path) => pathLine(path, now)),
    ...rooms.map(({ room, host, members }) => `in #${room}, host ${host}, ${counted(members.length, 'other member')}`),
    ...owed.map(({ recipient, count, reason }) => `${counted(count, 'message waits', 'messages wait')} for ${recipient}${why(reason)}`),
  ];
}

function pathLine({ peer, state, since, detail }: PathStatus, now: number): string {
  return `path to ${peer ?? 'the registry'}: ${state} since ${localTime(since, now)}${why(detail)}`;
}

function why(reason: string | undefined): string {
  return reason === undefined ? '' : ` (${inWords(reason)})`;
}

function hostAndPort({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

// What peers say to each other (docs/protocol.md, section 5), as it is recorded.
import { next } from '../helpers/test-net.js';
import { openChat, openRoom, type Sequence } from './openings.js';

export const peerSequences: readonly Sequence[] = [
  {
    name: 'exchange-09-chat-request',
    title: 'IX. Asking for a chat',
    text: 'aly103 says yes, mahmoud103 says no; asked again at once, the program says no by itself.',
    verbs: ['CHAT_REQUEST', 'CHAT_REQUEST_RESPONSE'],
    run: async (net, record) => {
      const hussien = await net.peer('hussien103');
      const aly = await net.peer('aly103');
      const mahmoud = await net.peer('mahmoud103');
      aly.on('chat-request', ({ from }) => void aly.accept(from));
      mahmoud.on('chat-request', ({ from }) => void mahmoud.reject(from));
      record();
      await net.until(hussien.chat('aly103'));
      await net.until(hussien.chat('mahmoud103'));
      await net.until(hussien.chat('mahmoud103'));
    },
  },
  {
    name: 'exchange-11-direct-message',
    title: 'XI. A direct message',
    text: 'One message each way, each answered when it is stored durably.',
    verbs: ['DIRECT_MESSAGE', 'DIRECT_UNICAST_NOTIFICATION'],
    run: async (net, record) => {
      const [hussien, aly] = await openChat(net);
      record();
      for (const [from, to, name] of [
        [hussien, aly, 'aly103'],
        [aly, hussien, 'hussien103'],
      ] as const) {
        const heard = next(to, 'message');
        await net.until(from.sendDirect(name, 'Hello!'));
        await net.until(heard);
        await net.until(from.flush(1000));
      }
    },
  },
  {
    name: 'exchange-16-room-message',
    title: 'XVI. A message to a room',
    text: 'One message to each of the others, from peer to peer; the registry has no part in it.',
    verbs: ['DIRECT_BROADCAST', 'DIRECT_BROADCAST_NOTIFICATION'],
    run: async (net, record) => {
      const [hussien, aly, mahmoud] = await openRoom(net);
      const heard = Promise.all([aly, mahmoud].map((peer) => next(peer, 'message')));
      record();
      await net.until(hussien.sendRoom('chat1', 'Hello Everyone!'));
      await net.until(heard);
      await net.until(hussien.flush(1000));
    },
  },
  {
    name: 'history',
    title: 'History: what was said while somebody was away',
    text: [
      'hussien103 says something to the room while mahmoud103 is not there, and logs out. mahmoud103 comes back and compares with',
      "aly103: each tells how far it has come in each author's stream, and aly103 sends what mahmoud103 lacks, with the author's own",
      'signature and certificate.',
    ].join('\n'),
    verbs: ['HISTORY_SUMMARY', 'HISTORY_SUMMARY_RESPONSE', 'DIRECT_BROADCAST', 'DIRECT_BROADCAST_NOTIFICATION'],
    run: async (net, record) => {
      const [hussien, aly, mahmoud] = await openRoom(net);
      await net.until(mahmoud.close());
      const heard = next(aly, 'message');
      await net.until(hussien.sendRoom('chat1', 'Hello Everyone!'));
      await net.until(heard);
      const gone = next(aly, 'user-offline', ({ name }) => name === 'hussien103');
      await net.until(hussien.logout());
      await net.until(gone);
      record();
      await net.until(next(await net.peer('mahmoud103'), 'message'));
    },
  },
];

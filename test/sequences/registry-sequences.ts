// What peers ask of the registry and what it tells them (docs/protocol.md, sections 3 and 4), as it is recorded, with the usual refusals.
import { next } from '../helpers/test-net.js';
import { openRoom, refused, type Sequence } from './openings.js';

export const registrySequences: readonly Sequence[] = [
  {
    name: 'exchange-01-hello',
    title: 'I. Greeting',
    text: 'The first words on a link. The answer says how often to give signs of life, and where.',
    verbs: ['HELLO_P2P', 'HELLO_BACK'],
    run: async (net, record) => {
      record();
      await net.peer('hussien103');
    },
  },
  {
    name: 'exchange-02-register',
    title: 'II. Registration',
    text: 'A name is registered; then somebody else wants the same one.',
    verbs: ['REGISTER'],
    run: async (net, record) => {
      record();
      await net.peer('hussien103', { register: true });
      await refused(net.peer('aly103', { name: 'Hussien103', register: true }));
    },
  },
  {
    name: 'exchange-03-login',
    title: 'III. Login',
    text: 'A login; the same user from elsewhere with a wrong password, and with the right one while the first session lives.',
    verbs: ['LOGIN', 'AUTH'],
    run: async (net, record) => {
      record();
      await net.peer('hussien103');
      const again = { name: 'hussien103', register: false };
      await refused(net.peer('elsewhere', { ...again, password: 'wrong' }));
      await refused(net.peer('elsewhere', { ...again, password: "hussien103's password" }));
    },
  },
  {
    name: 'exchange-04-create-room',
    title: 'IV. A room is made',
    text: 'hussien103 makes a room and is its host and first member. The name is taken from then on.',
    verbs: ['CREATE_CHAT_ROOM', 'CREATION'],
    run: async (net, record) => {
      const hussien = await net.peer('hussien103');
      const aly = await net.peer('aly103');
      record();
      await net.until(hussien.createRoom('chat1', { capacity: 10, password: 'secret', description: 'network_project' }));
      await refused(net.until(aly.createRoom('CHAT1')));
    },
  },
  {
    name: 'exchange-05-join-room',
    title: 'V. Joining a room',
    text: 'A wrong room password, then the right one. The answer names the members, who are told of the new one.',
    verbs: ['JOIN_CHAT_ROOM', 'JOIN', 'USER_JOIN'],
    run: async (net, record) => {
      const hussien = await net.peer('hussien103');
      const aly = await net.peer('aly103');
      await net.until(hussien.createRoom('chat1', { password: 'secret' }));
      record();
      await refused(net.until(aly.joinRoom('chat1', 'wrong')));
      const told = next(hussien, 'room-join');
      await net.until(aly.joinRoom('chat1', 'secret'));
      await net.until(told);
    },
  },
  {
    name: 'exchange-06-leave-room',
    title: 'VI. Leaving a room',
    text: 'The host leaves: the others are told, and the member of longest standing is the host.',
    verbs: ['ROOM_EXIT', 'ROOM_EXIT_RESPONSE', 'USER_EXIT', 'ROOM_HOST'],
    run: async (net, record) => {
      const [hussien, aly, mahmoud] = await openRoom(net);
      record();
      const told = Promise.all([aly, mahmoud].map((peer) => next(peer, 'room-host')));
      await net.until(hussien.leaveRoom('chat1'));
      await net.until(told);
    },
  },
  {
    name: 'exchange-07-list-rooms',
    title: 'VII. The list of rooms',
    text: 'No room yet; then one, in detail and by name alone.',
    verbs: ['SHOW_ROOMS_LIST', 'ROOMS_LIST'],
    run: async (net, record) => {
      const hussien = await net.peer('hussien103');
      record();
      await net.until(hussien.rooms(true));
      await net.until(hussien.createRoom('chat1'));
      await net.until(hussien.rooms(true));
      await net.until(hussien.rooms(false));
    },
  },
  {
    name: 'exchange-08-search',
    title: 'VIII. Search',
    text: 'Nobody of that name; online; not online.',
    verbs: ['SEARCH_USER', 'SEARCH_USER_RESPONSE'],
    run: async (net, record) => {
      const hussien = await net.peer('hussien103');
      record();
      await refused(net.until(hussien.search('aly103')));
      const aly = await net.peer('aly103');
      await net.until(hussien.search('aly103'));
      await net.until(aly.logout());
      await net.until(hussien.search('aly103'));
    },
  },
  {
    name: 'exchange-10-online-users',
    title: 'X. Who is online',
    text: 'Nobody else; then one more.',
    verbs: ['DISCOVER_PEERS', 'PEER_LIST'],
    run: async (net, record) => {
      const hussien = await net.peer('hussien103');
      record();
      await net.until(hussien.users());
      await net.peer('aly103');
      await net.until(hussien.users());
    },
  },
  {
    name: 'exchange-12-logout',
    title: 'XII. Logout',
    text: 'hussien103 logs out; who shares a room is told.',
    verbs: ['LOGOUT', 'USER_LOGOUT'],
    run: async (net, record) => {
      const [hussien, aly, mahmoud] = await openRoom(net);
      record();
      const told = Promise.all([aly, mahmoud].map((peer) => next(peer, 'user-offline')));
      await net.until(hussien.logout());
      await net.until(told);
    },
  },
  {
    name: 'exchange-13-keep-alive',
    title: 'XIII. Signs of life',
    text: 'Two keep-alives over UDP, each answered with its own Counter.',
    verbs: ['KEEP_ALIVE', 'KEEP_ALIVE_RESPONSE'],
    run: async (net, record) => {
      record();
      await net.peer('hussien103');
      for (let answers = 0; answers < 2; answers++) await net.pass(net.log.sent(/^R: KEEP_ALIVE_RESPONSE/, net.log.lines.length));
    },
  },
  {
    name: 'exchange-14-timeout',
    title: 'XIV. Silence',
    text: 'The cable of hussien103 is pulled. The registry gives the session up and tells aly103, who shares a room.',
    verbs: ['TIMEOUT', 'GOODBYE', 'USER_LOGOUT'],
    run: async (net, record) => {
      const hussien = await net.peer('hussien103');
      const aly = await net.peer('aly103');
      await net.until(hussien.createRoom('chat1'));
      await net.until(aly.joinRoom('chat1'));
      record();
      const told = next(aly, 'user-offline');
      net.cable('hussien103').pull();
      await net.pass(told);
    },
  },
  {
    name: 'exchange-15-members',
    title: 'XV. The members of a room',
    text: 'Three members; then only one of them is online.',
    verbs: ['DISCOVER_PEERS', 'PEER_LIST'],
    run: async (net, record) => {
      const [hussien, aly, mahmoud] = await openRoom(net);
      record();
      await net.until(hussien.members('chat1'));
      await net.until(aly.logout());
      await net.until(mahmoud.logout());
      await net.until(hussien.members('chat1'));
    },
  },
  {
    name: 'renew',
    title: 'RENEW. A certificate for another day',
    text: "After two thirds of its certificate's life, 16 hours, a peer asks for the next one.",
    verbs: ['RENEW'],
    run: async (net, record) => {
      await net.peer('hussien103');
      record();
      await net.pass(net.log.sent(/^R: RENEW/), 60_000);
    },
  },
];

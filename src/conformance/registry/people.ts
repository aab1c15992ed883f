// Checks of sections 3.9, 3.10 and 3.12: who is there, and what is told unasked.
import { isIP } from 'node:net';
import { demandSame, inSection } from '../check.js';
import { pages } from './lists.js';
import { type Online, type RegistryTrial, rowOf, rows, told } from './trial.js';

const finding = inSection<RegistryTrial>('3.9', {
  found: {
    sentence: 'The payload of a success is the one line `<username> <port> <ip>`.',
    accounts: 2,
    run: async (trial) => {
      const [one, other] = [await trial.online(0), await trial.online(1, { 'Peer-Port': '40321', 'Peer-Host': '203.0.113.9' })];
      const found = await one.link.answer(`SEARCH_USER <${other.name.toLowerCase()}>`, 'SEARCH_USER_RESPONSE <SUCCESS> <200>');
      demandSame(found.payload.toString('utf8'), `<${other.name}> <40321> <203.0.113.9>\n`);
    },
  },
  'not-online': {
    sentence: 'An account that is not online is NOT_ONLINE; a name without account is NOT_FOUND.',
    accounts: 2,
    run: async (trial) => {
      const [one, other] = [await trial.online(0), await trial.online(1)];
      await other.link.answer('LOGOUT', 'LOGOUT <SUCCESS> <200>');
      await one.link.answer(`SEARCH_USER <${other.name}>`, 'SEARCH_USER_RESPONSE <NOT_ONLINE> <300>', 'Reason: user-offline');
      await one.link.answer('SEARCH_USER <nobody-has-this>', 'SEARCH_USER_RESPONSE <NOT_FOUND> <404>', 'Reason: user-unknown');
    },
  },
});

const seeing = inSection<RegistryTrial>('3.10', {
  detailed: {
    sentence:
      '| X, `DETAILED` | all others who are online | `<username> <room> <port> <ip>`, once for each room that both are in, with `<>` when there is none |',
    accounts: 3,
    run: async (trial) => {
      const [one, mate, other] = [await trial.online(0), await trial.online(1, { 'Peer-Port': '40002' }), await trial.online(2)];
      const shared = [await trial.room(one), await trial.room(one)].sort();
      for (const room of shared) await trial.joins(room, mate);
      await trial.room(mate); // one that is not shared
      const all = (await pages(one, 'DISCOVER_PEERS <DETAILED>')).flat();
      demandSame(
        all.filter(([name]) => name === mate.name).map((row) => row.slice(0, 3)),
        shared.map((room) => [mate.name, room, '40002']),
      );
      demandSame(
        all.filter(([name]) => name === other.name).map((row) => row.slice(0, 2)),
        [[other.name, '']],
      );
    },
  },
  partial: {
    sentence: '| X, `PARTIAL` | all others who are online | `<username>` |',
    accounts: 2,
    run: async (trial) => {
      const [one, other] = [await trial.online(0), await trial.online(1)];
      const all = (await pages(one, 'DISCOVER_PEERS <PARTIAL>')).flat();
      demandSame(
        all.filter(([name]) => name === other.name),
        [[other.name]],
      );
    },
  },
  'never-oneself': {
    sentence: 'No list ever contains the user who asks.',
    accounts: 2,
    run: async (trial) => {
      const [one, other] = [await trial.online(0), await trial.online(1)];
      const room = await trial.room(one);
      await trial.joins(room, other);
      for (const line of ['DISCOVER_PEERS <DETAILED>', 'DISCOVER_PEERS <PARTIAL>', `DISCOVER_PEERS <${room}>`]) {
        demandSame(
          (await pages(one, line)).flat().filter(([name]) => name === one.name),
          [],
        );
      }
    },
  },
  'room-in-answer': {
    sentence: 'XV has the room as a third field of its answer.',
    accounts: 2,
    run: async (trial) => {
      const [one, other] = [await trial.online(0), await trial.online(1)];
      const room = await trial.room(one);
      await trial.joins(room, other);
      await one.link.answer(`DISCOVER_PEERS <${room}>`, `PEER_LIST <SUCCESS> <200> <${room}>`);
    },
  },
  members: {
    sentence: '| XV, a room | the other members | `<username> <port> <ip>`; `<username>` alone when offline |',
    accounts: 3,
    run: async (trial) => {
      const [one, other, away] = [await trial.online(0), await trial.online(1, { 'Peer-Port': '40555' }), await trial.online(2)];
      const room = await trial.room(one);
      await trial.joins(room, other, away);
      await away.link.answer('LOGOUT', 'LOGOUT <SUCCESS> <200>');
      const list = await one.link.answer(`DISCOVER_PEERS <${room}>`, `PEER_LIST <SUCCESS> <200> <${room}>`);
      const [name, port, ip] = rowOf(list, other.name);
      demandSame([name, port, rowOf(list, away.name)], [other.name, '40555', [away.name]]);
      demandSame([isIP(ip ?? ''), /[[\]%]/.test(ip ?? '')], [isIP(ip ?? '') || 4, false]);
    },
  },
  'members-only': {
    sentence: 'It is for members only: others get `not-a-member`.',
    accounts: 2,
    run: async (trial) => {
      const [one, other] = [await trial.online(0), await trial.online(1)];
      const room = await trial.room(one);
      await other.link.answer(`DISCOVER_PEERS <${room}>`, /^PEER_LIST <FAILURE> <404> </, 'Reason: not-a-member');
      await other.link.answer('DISCOVER_PEERS <no-such-room>', /^PEER_LIST <FAILURE> <404> </, 'Reason: room-unknown');
    },
  },
  'offline-members': {
    sentence: 'If none of the other members is online it is FAILURE `nobody-online`, and the payload lists the offline ones nevertheless.',
    accounts: 2,
    run: async (trial) => {
      const [one, other] = [await trial.online(0), await trial.online(1)];
      const room = await trial.room(one);
      await trial.joins(room, other);
      await other.link.answer('LOGOUT', 'LOGOUT <SUCCESS> <200>');
      const list = await one.link.answer(`DISCOVER_PEERS <${room}>`, `PEER_LIST <FAILURE> <404> <${room}>`, 'Reason: nobody-online');
      demandSame(rows(list), [[other.name]]);
    },
  },
  'mapped-address': {
    sentence: 'An IPv4-mapped address is written as IPv4; IPv6 as RFC 5952 says.',
    accounts: 3,
    run: async (trial) => {
      const one = await trial.online(0);
      const mapped = await trial.online(1, { 'Peer-Host': '::ffff:198.51.100.7' });
      const six = await trial.online(2, { 'Peer-Host': '2001:0DB8:0:0:0:0:0:0B0B' });
      const ipOf = async ({ name }: Online) => rows(await one.link.ask(`SEARCH_USER <${name}>`))[0]?.[2];
      demandSame([await ipOf(mapped), await ipOf(six)], ['198.51.100.7', '2001:db8::b0b']);
    },
  },
  'nobody-online': {
    sentence: 'X is FAILURE `nobody-online` when nobody else is online.',
    phase: 'first',
    accounts: 1,
    run: async (trial) => {
      const { link } = await trial.online();
      const list = await link.ask('DISCOVER_PEERS <PARTIAL>');
      if (list.line === 'PEER_LIST <SUCCESS> <200>' && rows(list).length > 0) trial.isNotEmpty('others are online');
      demandSame([list.line, list.headers.get('reason'), list.payload.length], ['PEER_LIST <FAILURE> <404>', 'nobody-online', 0]);
    },
  },
});

const notices = inSection<RegistryTrial>('3.12', {
  'user-login': {
    sentence:
      '| `USER_LOGIN <username> <port> <ip>` | a session began, or its address changed | online members of the rooms that the user is in |',
    accounts: 3,
    run: async (trial) => {
      const [host, user, stranger] = [await trial.online(0), await trial.online(1), await trial.online(2)];
      const room = await trial.room(host);
      await trial.joins(room, user);
      await user.link.answer('LOGOUT', 'LOGOUT <SUCCESS> <200>');
      await told(host);
      await trial.onlineAgain(user, { 'Peer-Port': '40444', 'Peer-Host': '198.51.100.9' });
      demandSame([await told(host), await told(stranger)], [[`USER_LOGIN <${user.name}> <40444> <198.51.100.9>`], []]);
    },
  },
  'user-logout-once': {
    sentence: 'Whoever shares several rooms with a user is told once.',
    accounts: 2,
    run: async (trial) => {
      const [host, user] = [await trial.online(0), await trial.online(1)];
      for (const room of [await trial.room(host), await trial.room(host)]) await trial.joins(room, user);
      await told(host);
      await user.link.answer('LOGOUT', 'LOGOUT <SUCCESS> <200>');
      demandSame(await told(host), [`USER_LOGOUT <${user.name}>`]);
    },
  },
  'user-join': {
    sentence: "| `USER_JOIN <username> <room> <port> <ip>` | a user joined the room | the room's other online members |",
    accounts: 2,
    run: async (trial) => {
      const [host, user] = [await trial.online(0), await trial.online(1, { 'Peer-Host': '198.51.100.9' })];
      const room = await trial.room(host);
      await trial.joins(room, user);
      demandSame(await told(host), [`USER_JOIN <${user.name}> <${room}> <40001> <198.51.100.9>`]);
    },
  },
  'user-exit': {
    sentence: "| `USER_EXIT <username> <room>` | a user left the room | the room's other online members |",
    accounts: 2,
    run: async (trial) => {
      const [host, user] = [await trial.online(0), await trial.online(1)];
      const room = await trial.room(host);
      await trial.joins(room, user);
      await told(host);
      await user.link.answer(`ROOM_EXIT <${user.name}> <${room}>`, 'ROOM_EXIT_RESPONSE <SUCCESS> <200>');
      demandSame(await told(host), [`USER_EXIT <${user.name}> <${room}>`]);
    },
  },
  'room-host': {
    sentence: '| `ROOM_HOST <username> <room>` | the room has a new host | every remaining online member, the new host too |',
    accounts: 3,
    run: async (trial) => {
      const [host, next, user] = [await trial.online(0), await trial.online(1), await trial.online(2)];
      const room = await trial.room(host);
      await trial.joins(room, next, user);
      await Promise.all([told(next), told(user)]);
      await host.link.answer(`ROOM_EXIT <${host.name}> <${room}>`, 'ROOM_EXIT_RESPONSE <SUCCESS> <200>');
      const both = [`USER_EXIT <${host.name}> <${room}>`, `ROOM_HOST <${next.name}> <${room}>`];
      demandSame([(await told(next)).sort(), (await told(user)).sort()], [both.toSorted(), both.toSorted()]);
    },
  },
  'not-the-actor': {
    sentence: 'Whoever acted is not told.',
    accounts: 2,
    run: async (trial) => {
      const [host, user] = [await trial.online(0), await trial.online(1)];
      const room = await trial.room(host);
      await trial.joins(room, user);
      await user.link.answer(`ROOM_EXIT <${user.name}> <${room}>`, 'ROOM_EXIT_RESPONSE <SUCCESS> <200>');
      demandSame(await told(user), []);
    },
  },
  'in-order': {
    sentence:
      'A link carries notices and answers in the order of the changes behind them, so a member list and the notices after it always add up.',
    accounts: 2,
    run: async (trial) => {
      const [host, user] = [await trial.online(0), await trial.online(1)];
      const room = await trial.room(host);
      const lines: string[] = [];
      for (let turn = 0; turn < 4; turn++) {
        await trial.joins(room, user);
        await user.link.answer(`ROOM_EXIT <${user.name}> <${room}>`, 'ROOM_EXIT_RESPONSE <SUCCESS> <200>');
        lines.push('USER_JOIN', 'USER_EXIT');
      }
      demandSame(
        (await told(host)).map((line) => line.split(' ')[0]),
        lines,
      );
    },
  },
});

export const peopleChecks = [...finding, ...seeing, ...notices];

// Checks of sections 3.7 and 3.8: making, joining and leaving rooms, and the list of them.
import { demand, demandSame, inSection } from '../check.js';
import { hashOf } from './accounts.js';
import { join, type RegistryTrial, rowOf, rows, told } from './trial.js';

const zeros = '0'.repeat(64);

const making = inSection<RegistryTrial>('3.7', {
  capacity: {
    sentence: '**IV.** The capacity is a number from 2 to 1000.',
    accounts: 1,
    run: async (trial) => {
      const { link } = await trial.online();
      for (const capacity of ['1', '1001', 'many', '-5', '2.5', '']) {
        await link.answer(
          `CREATE_CHAT_ROOM <${trial.freshName()}> <> <${capacity}> <>`,
          'CREATION <FAILURE> <404>',
          'Reason: capacity-invalid',
        );
      }
      for (const capacity of ['2', '1000']) {
        await link.answer(`CREATE_CHAT_ROOM <${trial.freshName()}> <> <${capacity}> <>`, 'CREATION <SUCCESS> <200>');
      }
    },
  },
  description: {
    sentence: 'The description has at most 256 code points and no line break of any kind; it may be empty.',
    accounts: 1,
    run: async (trial) => {
      const { link } = await trial.online();
      for (const description of ['x'.repeat(257), 'a%0Ab', 'a%0Db', 'a%C2%85b', 'a\u2028b', 'a\u2029b']) {
        await link.answer(
          `CREATE_CHAT_ROOM <${trial.freshName()}> <> <5> <${description}>`,
          'CREATION <FAILURE> <404>',
          'Reason: description-invalid',
        );
      }
      for (const description of ['', '🌿'.repeat(256)]) {
        await link.answer(`CREATE_CHAT_ROOM <${trial.freshName()}> <> <5> <${description}>`, 'CREATION <SUCCESS> <200>');
      }
    },
  },
  'room-password': {
    sentence: 'A room that anybody may enter is open: its password is the empty field `<>`.',
    accounts: 2,
    run: async (trial) => {
      const [host, user] = [await trial.online(0), await trial.online(1)];
      const room = trial.freshName();
      const hash = hashOf(room, 'open sesame');
      await host.link.answer(`CREATE_CHAT_ROOM <${room}> <open sesame> <5> <>`, 'CREATION <FAILURE> <404>', 'Reason: hash-invalid');
      await host.link.answer(`CREATE_CHAT_ROOM <${room}> <${hash}> <5> <>`, 'CREATION <SUCCESS> <200>');
      await user.link.answer(join(room), 'JOIN <FAILURE> <404>', 'Reason: wrong-room-password');
      await user.link.answer(join(room, hash), 'JOIN <SUCCESS> <200>');
    },
  },
  'host-and-first-member': {
    sentence: 'Whoever creates a room is its host and its first member.',
    accounts: 2,
    run: async (trial) => {
      const [host, user] = [await trial.online(0), await trial.online(1)];
      const joined = await user.link.answer(join(await trial.room(host)), 'JOIN <SUCCESS> <200>', `Host: ${host.name}`);
      demandSame(
        rows(joined).map(([name]) => name),
        [host.name],
      );
    },
  },
  'room-id': {
    sentence:
      'CREATION, JOIN and the PEER_LIST of a room tell its `Room-Id`, 16 hex digits drawn at random when the room is made, and its `Host`.',
    accounts: 2,
    run: async (trial) => {
      const [host, user] = [await trial.online(0), await trial.online(1)];
      const room = trial.freshName();
      const made = await host.link.answer(`CREATE_CHAT_ROOM <${room}> <> <5> <>`, 'CREATION <SUCCESS> <200>', [
        'Room-Id',
        /^[0-9a-f]{16}$/,
      ]);
      const both = [`Room-Id: ${made.headers.get('room-id')}`, `Host: ${host.name}`];
      demandSame(made.headers.get('host'), host.name);
      await user.link.answer(join(room), 'JOIN <SUCCESS> <200>', ...both);
      await user.link.answer(`DISCOVER_PEERS <${room}>`, `PEER_LIST <SUCCESS> <200> <${room}>`, ...both);
    },
  },
  'new-id': {
    sentence: 'A room that is made anew under an old name has a new id.',
    accounts: 1,
    run: async (trial) => {
      const { link, name } = await trial.online();
      const create = `CREATE_CHAT_ROOM <${trial.freshName()}> <> <5> <>`;
      const one = await link.answer(create, 'CREATION <SUCCESS> <200>');
      await link.answer(`ROOM_EXIT <${name}> <${create.split(/[<>]/)[1]}>`, 'ROOM_EXIT_RESPONSE <SUCCESS> <200>');
      const other = await link.answer(create, 'CREATION <SUCCESS> <200>');
      demand(one.headers.get('room-id') !== other.headers.get('room-id'), 'another Room-Id', other.text);
    },
  },
  'room-exists': {
    sentence: '| `room-exists` | a room of that name exists |',
    accounts: 1,
    run: async (trial) => {
      const user = await trial.online();
      const room = await trial.room(user);
      await user.link.answer(`CREATE_CHAT_ROOM <${room.toUpperCase()}> <> <5> <>`, 'CREATION <FAILURE> <404>', 'Reason: room-exists');
    },
  },
  'open-room': {
    sentence: 'An open room takes any password.',
    accounts: 2,
    run: async (trial) => {
      const [host, user] = [await trial.online(0), await trial.online(1)];
      await user.link.answer(join(await trial.room(host), zeros), 'JOIN <SUCCESS> <200>');
    },
  },
  'already-a-member': {
    sentence: 'A user who is in the room already gets FAILURE `already-a-member`, with the members all the same.',
    accounts: 2,
    run: async (trial) => {
      const [host, user] = [await trial.online(0), await trial.online(1)];
      const room = await trial.room(host);
      await trial.joins(room, user);
      const again = await user.link.answer(join(room), 'JOIN <FAILURE> <404>', 'Reason: already-a-member');
      rowOf(again, host.name);
    },
  },
  members: {
    sentence: 'Members come one a line: `<username> <port> <ip>`, or `<username>` alone for one who is offline; oneself is not among them.',
    accounts: 3,
    run: async (trial) => {
      const [host, away, user] = [await trial.online(0, { 'Peer-Port': '40123' }), await trial.online(1), await trial.online(2)];
      const room = await trial.room(host);
      await trial.joins(room, away);
      await away.link.answer('LOGOUT', 'LOGOUT <SUCCESS> <200>');
      const joined = await user.link.answer(join(room), 'JOIN <SUCCESS> <200>');
      demandSame(rowOf(joined, away.name), [away.name]);
      demandSame(rowOf(joined, host.name).slice(0, 2), [host.name, '40123']);
      demandSame(rows(joined).length, 2);
    },
  },
  'exit-only-oneself': {
    sentence: "**VI.** A user leaves only for themselves: another name than one's own is FAILURE `not-yourself`.",
    accounts: 2,
    run: async (trial) => {
      const [host, user] = [await trial.online(0), await trial.online(1)];
      const room = await trial.room(host);
      await trial.joins(room, user);
      await user.link.answer(`ROOM_EXIT <${host.name}> <${room}>`, 'ROOM_EXIT_RESPONSE <FAILURE> <404>', 'Reason: not-yourself');
      await user.link.answer(`ROOM_EXIT <${user.name}> <${room}>`, 'ROOM_EXIT_RESPONSE <SUCCESS> <200>');
    },
  },
  'member-while-offline': {
    sentence: '**Membership** ends with ROOM_EXIT, not with the session: whoever is offline stays a member.',
    accounts: 1,
    run: async (trial) => {
      const user = await trial.online();
      const room = await trial.room(user);
      await user.link.answer('LOGOUT', 'LOGOUT <SUCCESS> <200>');
      await user.link.expectEnd();
      const again = await trial.onlineAgain(user);
      demandSame(again.auth.headers.get('rooms'), room);
    },
  },
  'next-host': {
    sentence: 'If the host leaves, the member who has been in the room longest becomes host.',
    accounts: 3,
    run: async (trial) => {
      // Joined in the order 0, 2, 1, which is not that of the names.
      const users = [await trial.online(0), await trial.online(1), await trial.online(2)].sort((a, b) => (a.name < b.name ? -1 : 1));
      const [second, first, host] = users;
      if (!host || !first || !second) return;
      const room = await trial.room(host);
      await trial.joins(room, first, second);
      await host.link.answer(`ROOM_EXIT <${host.name}> <${room}>`, 'ROOM_EXIT_RESPONSE <SUCCESS> <200>');
      await second.link.answer(`DISCOVER_PEERS <${room}>`, /^PEER_LIST <SUCCESS>/, `Host: ${first.name}`);
      demandSame(
        (await told(first)).filter((line) => line.startsWith('ROOM_HOST')),
        [`ROOM_HOST <${first.name}> <${room}>`],
      );
    },
  },
  'last-member': {
    sentence: 'When the last member leaves, the room is gone.',
    accounts: 1,
    run: async (trial) => {
      const user = await trial.online();
      const room = await trial.room(user);
      await user.link.answer(`ROOM_EXIT <${user.name}> <${room}>`, 'ROOM_EXIT_RESPONSE <SUCCESS> <200>');
      await user.link.answer(join(room), 'JOIN <FAILURE> <404>', 'Reason: room-unknown');
    },
  },
});

const listing = inSection<RegistryTrial>('3.8', {
  detailed: {
    sentence: '| `DETAILED` | `<room> <description> <members> <capacity>`; the members include those offline |',
    accounts: 2,
    run: async (trial) => {
      const [host, user] = [await trial.online(0), await trial.online(1)];
      const room = await trial.room(host, { capacity: '17', description: 'Plants & weeds' });
      await trial.joins(room, user);
      await user.link.answer('LOGOUT', 'LOGOUT <SUCCESS> <200>');
      demandSame(rowOf(await host.link.answer('SHOW_ROOMS_LIST <DETAILED>', 'ROOMS_LIST <FOUND> <200>'), room), [
        room,
        'Plants & weeds',
        '2',
        '17',
      ]);
    },
  },
  partial: {
    sentence: '| `PARTIAL` | `<room>` |',
    accounts: 1,
    run: async (trial) => {
      const host = await trial.online();
      const room = await trial.room(host);
      const list = await host.link.answer('SHOW_ROOMS_LIST <PARTIAL>', 'ROOMS_LIST <FOUND> <200>');
      demandSame(rowOf(list, room), [room]);
    },
  },
  locked: {
    sentence: 'In a detailed list the header `Locked` names those rooms of the page that want a password, with `,` between.',
    accounts: 1,
    run: async (trial) => {
      const host = await trial.online();
      const [one, other, open] = [await trial.room(host, { hash: zeros }), await trial.room(host, { hash: zeros }), await trial.room(host)];
      const list = await host.link.answer('SHOW_ROOMS_LIST <DETAILED>', 'ROOMS_LIST <FOUND> <200>');
      const locked = (list.headers.get('locked') ?? '').split(',');
      demandSame(
        [one, other, open].map((room) => locked.includes(room)),
        [true, true, false],
      );
    },
  },
  'no-rooms': {
    sentence: 'Without any room the answer is NOT_FOUND.',
    phase: 'first',
    accounts: 1,
    run: async (trial) => {
      const { link } = await trial.online();
      const list = await link.ask('SHOW_ROOMS_LIST <DETAILED>');
      if (list.line === 'ROOMS_LIST <FOUND> <200>' && rows(list).length > 0) trial.isNotEmpty('the registry has rooms');
      demandSame([list.line, list.headers.get('reason'), list.payload.length], ['ROOMS_LIST <NOT_FOUND> <404>', 'no-rooms', 0]);
    },
  },
});

export const roomChecks = [...making, ...listing];

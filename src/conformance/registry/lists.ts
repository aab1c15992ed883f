// Checks of section 2.6: lists in payloads, and their pages.
import { demand, demandSame, inSection, Unchecked } from '../check.js';
import { matching } from '../raw-link.js';
import { type Online, type RegistryTrial, rows } from './trial.js';

/** Bytes of a description that is as long on the wire as may be: 256 code points of six bytes each. */
const longDescription = '%C2%8A'.repeat(256);

export async function manyRooms(trial: RegistryTrial): Promise<{ user: Online; rooms: string[] }> {
  const count = 46; // more than one payload, and no more requests than at once
  if (trial.target.limits.roomsPerUser < count) throw new Unchecked(`it makes ${count} rooms; see roomsPerUser`);
  const user = await trial.online();
  const base = trial.freshName();
  const rooms = Array.from({ length: count }, (_, index) => `${base}-${index}`);
  const made = rooms.map((room) => user.link.request(`CREATE_CHAT_ROOM <${room}> <> <5> <${longDescription}>`));
  for (const id of made) matching(await user.link.answerTo(id, 'CREATION'), 'CREATION <SUCCESS> <200>');
  return { user, rooms };
}

const isSorted = (names: readonly string[]) => names.every((name, index) => index === 0 || (names[index - 1] ?? '') <= name);

export const listChecks = inSection<RegistryTrial>('2.6', {
  sorted: {
    sentence: 'Lines are sorted by name in lower case, then by room.',
    accounts: 1,
    run: async (trial) => {
      const user = await trial.online();
      const base = trial.freshName();
      for (const end of ['b', 'A', 'C']) {
        await user.link.answer(`CREATE_CHAT_ROOM <${base}${end}> <> <5> <>`, 'CREATION <SUCCESS> <200>');
      }
      const names = (await pages(user, 'SHOW_ROOMS_LIST <PARTIAL>')).flat().map(([name = '']) => name);
      demandSame(
        names.filter((name) => name.startsWith(base)),
        ['A', 'b', 'C'].map((end) => base + end),
      );
    },
  },
  pages: {
    sentence: 'This goes on until an answer has no `Next`.',
    accounts: 1,
    run: async (trial) => {
      const { user, rooms } = await manyRooms(trial);
      const all = await pages(user, 'SHOW_ROOMS_LIST <DETAILED>');
      demand(all.length > 1, 'more than one page', `${all.length}`);
      const names = all.flat().map(([name = '']) => name);
      demandSame(
        rooms.filter((room) => names.filter((name) => name === room).length !== 1),
        [],
      );
      demand(isSorted(names.map((name) => name.toLowerCase())), 'pages in one order', names);
    },
  },
  'next-page': {
    sentence: 'The next page begins after the last name of the page before, whatever has changed in the meantime.',
    accounts: 1,
    run: async (trial) => {
      const { user, rooms } = await manyRooms(trial);
      let last = '';
      const all = await pages(user, 'SHOW_ROOMS_LIST <DETAILED>', async (first) => {
        const own = first.map(([name = '']) => name).filter((name) => rooms.includes(name));
        last = own.at(-1) ?? '';
        // The last one of the page goes, and one before it.
        for (const room of [last, own[0] ?? '']) await user.link.ask(`ROOM_EXIT <${user.name}> <${room}>`);
      });
      const names = all.flat().map(([name = '']) => name);
      demandSame(
        rooms.filter((room) => names.filter((name) => name === room).length !== 1),
        [],
      );
    },
  },
  'unknown-token': {
    sentence: 'A token that the registry did not give is answered with NOT_ALLOWED, `wrong-fields`.',
    accounts: 1,
    run: async (trial) => {
      const user = await trial.online();
      await trial.room(user);
      await user.link.answer(
        { line: 'SHOW_ROOMS_LIST <PARTIAL>', headers: { From: '!no token' } },
        'ERROR <NOT_ALLOWED> <400>',
        'Reason: wrong-fields',
      );
    },
  },
  'empty-list': {
    sentence: 'A list without lines is no payload at all.',
    accounts: 1,
    run: async (trial) => {
      const host = await trial.online();
      const list = await host.link.ask(`DISCOVER_PEERS <${await trial.room(host)}>`);
      demand(list.payload.length === 0 && !list.headers.has('content-length'), 'no payload', list.text);
    },
  },
});

/** All pages of a list, one after the other; `between` is done after the first. */
export async function pages(
  { link }: Online,
  line: string,
  between: (first: string[][]) => Promise<void> = async () => {},
): Promise<string[][][]> {
  const all: string[][][] = [];
  let from: string | undefined;
  do {
    const page = await link.ask({ line, headers: from === undefined ? {} : { From: from } });
    all.push(rows(page));
    from = page.headers.get('next');
    if (all.length === 1) await between(rows(page));
  } while (from !== undefined && all.length < 50);
  return all;
}

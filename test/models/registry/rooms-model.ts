// A room with two members at the registry (IV to VI; section 3, "Membership" and "Notifications"): who of them is told of what the
// other does. They share a second room, too: each change is told once all the same.
import { assign, setup } from 'xstate';
import { type Model, type Sight, seeing } from '../engine/model.js';
import { type Deed, executors } from './executors.js';
import { RegistryWorld } from './registry-world.js';

type Name = Deed['who'];

interface Person {
  readonly is: 'away' | 'online' | 'pending';
  readonly isMember: boolean;
}

interface Den {
  readonly alice: Person;
  readonly bob: Person;
  readonly host: Name | undefined;
}

type RoomEvent = Deed | { readonly type: 'silence' };

const people = ['alice', 'bob'] as const;
const other = (who: Name): Name => (who === 'alice' ? 'bob' : 'alice');

/** How things are after an event. */
function after(den: Den, event: RoomEvent): Den {
  if (event.type === 'silence') {
    const asleep = (person: Person): Person => (person.is === 'pending' ? { ...person, is: 'away' } : person);
    return { ...den, alice: asleep(den.alice), bob: asleep(den.bob) };
  }
  const { who } = event;
  const person = den[who];
  switch (event.type) {
    case 'comes':
    case 'moves':
      return { ...den, [who]: { ...person, is: 'online' } };
    case 'leaves':
      return { ...den, [who]: { ...person, is: 'pending' } };
    case 'logsOut':
      return { ...den, [who]: { ...person, is: 'away' } };
    case 'creates':
      return { ...den, [who]: { ...person, isMember: true }, host: who };
    case 'joins':
      return { ...den, [who]: { ...person, isMember: true } };
    case 'exits': {
      const heir = den[other(who)].isMember ? other(who) : undefined;
      return { ...den, [who]: { ...person, isMember: false }, host: den.host === who ? heir : den.host };
    }
  }
}

/** Whether it can happen. Somebody pending comes back in time, or silence makes an end of it. */
function canBe(den: Den, event: RoomEvent): boolean {
  if (event.type === 'silence') return den.alice.is === 'pending' || den.bob.is === 'pending';
  const { is, isMember } = den[event.who];
  if (event.type === 'comes') return is !== 'online';
  if (is !== 'online') return false;
  if (event.type === 'creates') return den.host === undefined;
  if (event.type === 'joins') return den.host !== undefined && !isMember;
  return event.type !== 'exits' || isMember;
}

/** What the two see because of it. */
function linesOf(den: Den, event: RoomEvent): string[] {
  if (event.type === 'silence') {
    const gone = people.filter((who) => den[who].is === 'pending');
    return gone.filter((who) => den[other(who)].is === 'online').map((who) => `${other(who)}: USER_LOGOUT <${who}>`);
  }
  const { who, type } = event;
  const mate = other(who);
  const isMateOnline = den[mate].is === 'online';
  /** To the other, if it is online: of the session as a room-mate at least of the second room, of this room as a member. */
  const told = (line: string, isTold = true) => (isMateOnline && isTold ? [`${mate}: ${line}`] : []);
  const login = `USER_LOGIN <${who}> <port> <ip>`;
  const welcome = [`${who}: HELLO_BACK <SUCCESS> <200>`, `${who}: AUTH <SUCCESS> <200>`];
  const isMateMember = den[mate].isMember;
  switch (type) {
    case 'comes':
      return [...welcome, ...told(login, den[who].is === 'away')];
    case 'moves':
      return [`${who} as it was: GOODBYE (replaced)`, ...welcome, ...told(login)];
    case 'leaves':
      return [];
    case 'logsOut':
      return [`${who}: LOGOUT <SUCCESS> <200>`, ...told(`USER_LOGOUT <${who}>`)];
    case 'creates':
      return [`${who}: CREATION <SUCCESS> <200>`];
    case 'joins':
      return [`${who}: JOIN <SUCCESS> <200>`, ...told(`USER_JOIN <${who}> <den> <port> <ip>`, isMateMember)];
    case 'exits': {
      const isHandedOver = den.host === who && isMateMember;
      const inherits = isHandedOver ? told(`ROOM_HOST <${mate}> <den>`) : [];
      return [`${who}: ROOM_EXIT_RESPONSE <SUCCESS> <200>`, ...told(`USER_EXIT <${who}> <den>`, isMateMember), ...inherits];
    }
  }
}

/** Where the room's actors are: it is there as long as somebody counts as online in it. */
function statesOf(den: Den): string[] {
  const present = people.filter((who) => den[who].isMember && den[who].is !== 'away');
  if (present.length === 0) return ['den gone'];
  return ['den lively', ...present.map((who) => `${who} ${den[who].is}`)];
}

const chart = setup({
  types: { events: {} as RoomEvent, context: {} as Den }, // how XState declares types
  actions: { ...seeing, go: assign(({ context, event }) => after(context, event)) },
  guards: { canBe: ({ context, event }) => canBe(context, event) },
}).createMachine({
  id: 'rooms',
  context: {
    alice: { is: 'away', isMember: false },
    bob: { is: 'away', isMember: false },
    host: undefined,
  },
  initial: 'den',
  states: {
    den: {
      on: Object.fromEntries(
        ['comes', 'leaves', 'logsOut', 'moves', 'creates', 'joins', 'exits', 'silence'].map((type) => [
          type,
          {
            guard: 'canBe',
            actions: [
              {
                type: 'see',
                params: ({ context, event }: { context: Den; event: RoomEvent }): Sight => ({
                  lines: linesOf(context, event),
                  states: statesOf(after(context, event)),
                }),
              },
              'go',
            ],
          },
        ]),
      ),
    },
  },
});

export const roomsModel: Model<RegistryWorld> = {
  name: 'a room at the registry',
  covers: ['room', 'room-membership', 'presence'],
  chart,
  bound: 4,
  events: (['comes', 'leaves', 'logsOut', 'moves', 'creates', 'joins', 'exits'] as const).flatMap((type) =>
    people.map((who) => ({ type, who })),
  ),
  open: async (place) => {
    const actors = { den: () => 'room den', alice: () => 'member-alice', bob: () => 'member-bob' };
    const world = await RegistryWorld.open(place, { actors });
    await world.withAccounts('alice', 'bob');
    await world.withRoom('lab', 'alice', 'bob');
    return world;
  },
  executors,
};

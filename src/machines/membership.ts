// This user in one room (V, VI, XV): entering, who else is a member and where, catching up with what was said before or meanwhile
// (history), and leaving. Broadcasts (XVI) go by what it knows of the members.
import { assign, emit, enqueueActions, fromPromise, setup } from 'xstate';
import { nameKey, sameName } from '../protocol/names.js';
import type {
  Member,
  MembershipContext,
  MembershipEvent,
  MembershipInput,
  MembershipNotice,
  Notice,
  RoomNews,
  RoomState,
} from './membership-events.js';

const nowhere = () => Promise.reject();

const membershipSetup = setup({
  types: {} as { input: MembershipInput; context: MembershipContext; events: MembershipEvent; emitted: MembershipNotice },
  actors: {
    /** JOIN_CHAT_ROOM or CREATE_CHAT_ROOM. */
    enter: fromPromise<RoomState>(nowhere),
    /** DISCOVER_PEERS. */
    listMembers: fromPromise<RoomNews, { readonly room: string; readonly roomId: string }>(nowhere),
    /** Exchanges history with members who are online; false when there are some and none of them could. Never rejected. */
    catchUp: fromPromise<boolean>(nowhere),
    /** ROOM_EXIT. */
    exit: fromPromise<void, { readonly room: string }>(nowhere),
  },
  guards: {
    isRemembered: ({ context }) => context.isRemembered,
    /** Somebody strange came up, or the first question since this user is back had no answer. */
    isUnsure: ({ context }) => context.isDoubted || context.isBack,
    isCaughtUp: (_, { isCaughtUp }: { isCaughtUp: boolean }) => isCaughtUp,
    isOver: (_, news: RoomNews) => news.is === 'over',
    isHere: ({ context }, { room }: { room: string }) => sameName(context.room, room),
    isMember: ({ context }, { username }: { username: string }) => find(context, username) !== undefined,
    isMemberHere: ({ context }, { username, room }: { username: string; room: string }) =>
      sameName(context.room, room) && find(context, username) !== undefined,
  },
  actions: {
    rememberRoom: assign((_, state: RoomState) => state),
    /** Takes the registry's list, and tells what is new in it. */
    takeNews: enqueueActions(({ context, enqueue }, news: RoomNews) => {
      if (news.is === 'over') return;
      const { members, host } = news.state;
      enqueue.assign(news.state);
      if (context.hasOpened && host !== context.host) enqueue.emit({ type: 'hostChanged', name: host });
      for (const { name } of context.members) if (!members.some((each) => sameName(each.name, name))) enqueue.emit({ type: 'left', name });
      for (const member of members) {
        const known = find(context, member.name);
        // Who is in a room of which nothing was known has not joined just now.
        if (!known && context.roomId === '') continue;
        if (!known) enqueue.emit({ type: 'joined', member });
        else if (member.address) enqueue.emit({ type: 'online', name: member.name, address: member.address });
        else if (known.address) enqueue.emit({ type: 'offline', name: member.name });
      }
      if (context.isBack) enqueue.raise({ type: 'history.due' });
      enqueue.assign({ isBack: false });
    }),
    tellOpened: enqueueActions(({ context, enqueue }) => {
      if (context.hasOpened) return;
      enqueue.assign({ hasOpened: true });
      enqueue.emit({ type: 'opened' });
    }),
    tellRefused: emit((_, { error }: { error: unknown }) => ({ type: 'refused', error })),
    tellKept: emit((_, { error }: { error: unknown }) => ({ type: 'kept', error })),
    tellOver: emit((_, { reason, isOwnWish }: { reason: string; isOwnWish: boolean }) => ({ type: 'over', reason, isOwnWish })),
    tellChecked: emit({ type: 'checked' }),
    addMember: enqueueActions(({ context, enqueue }, { username, ip, port }: { username: string; ip: string; port: number }) => {
      const member = { name: username, address: { host: ip, port } };
      const isNew = find(context, username) === undefined;
      enqueue.assign({ members: [...context.members.filter(({ name }) => !sameName(name, username)), member] });
      if (isNew) enqueue.emit({ type: 'joined', member });
      else enqueue.emit({ type: 'online', name: username, address: member.address });
    }),
    removeMember: enqueueActions(({ context, enqueue }, { username }: { username: string }) => {
      enqueue.assign({ members: context.members.filter(({ name }) => !sameName(name, username)) });
      enqueue.emit({ type: 'left', name: username });
    }),
    placeMember: enqueueActions(({ context, enqueue }, { username, ip, port }: { username: string; ip: string; port: number }) => {
      const address = { host: ip, port };
      enqueue.assign({ members: changed(context, { name: username, address }) });
      enqueue.emit({ type: 'online', name: username, address });
      enqueue.raise({ type: 'history.possible' });
    }),
    unplaceMember: enqueueActions(({ context, enqueue }, { username }: { username: string }) => {
      enqueue.assign({ members: changed(context, { name: username, address: undefined }) });
      enqueue.emit({ type: 'offline', name: username });
    }),
    setHost: enqueueActions(({ enqueue }, { username }: { username: string }) => {
      enqueue.assign({ host: username });
      enqueue.emit({ type: 'hostChanged', name: username });
    }),
    /** Applied after the answer that is awaited, for it may be newer; if it is older, it changes nothing. */
    hold: assign({ held: ({ context }, { notice }: { notice: Notice }) => [...context.held, notice] }),
    release: enqueueActions(({ context, enqueue }) => {
      enqueue.assign({ held: [] });
      for (const notice of context.held) enqueue.raise(notice);
    }),
    doubt: assign({ isDoubted: true }),
    trust: assign({ isDoubted: false }),
    comeBack: assign({ isBack: true }),
    goAway: assign({ isBack: false }),
    countVain: assign({ vainly: ({ context }) => context.vainly + 1 }),
    forgetVain: assign({ vainly: 0 }),
  },
  delays: {
    memberCheckInterval: ({ context }) => 1000 * context.limits.memberCheckInterval,
    catchingUpTime: ({ context }) => 1000 * context.limits.catchUpTime,
    untilAgain: ({ context }) => {
      const { catchUpRetry, catchUpRetryLongest } = context.limits;
      return 1000 * Math.min(catchUpRetryLongest, catchUpRetry * 2 ** (context.vainly - 1));
    },
  },
});

const holdBack = { actions: { type: 'hold', params: ({ event }: { event: Notice }) => ({ notice: event }) } } as const;
const holding = {
  'wire.USER_JOIN': holdBack,
  'wire.USER_EXIT': holdBack,
  'wire.USER_LOGIN': holdBack,
  'wire.USER_LOGOUT': holdBack,
  'wire.ROOM_HOST': holdBack,
} as const;

export const membershipMachine = membershipSetup.createMachine({
  id: 'membership',
  context: ({ input }) => ({
    ...(input.remembered ?? { room: input.room, roomId: '', host: '', members: [] }),
    limits: input.limits,
    isRemembered: input.remembered !== undefined,
    hasOpened: false,
    isDoubted: false,
    held: [],
    isBack: false,
    vainly: 0,
  }),
  initial: 'remembering',
  states: {
    remembering: {
      description: 'Was this user a member when the program ended last time?',
      always: [{ guard: 'isRemembered', target: 'live' }, { target: 'joining' }],
    },
    joining: {
      description: 'The registry is asked for the room, or to make it.',
      on: holding,
      invoke: {
        src: 'enter',
        onDone: {
          target: 'live',
          actions: [{ type: 'rememberRoom', params: ({ event }) => event.output }, 'tellOpened', 'release'],
        },
        onError: { target: 'left', actions: { type: 'tellRefused', params: ({ event }) => event } },
      },
    },
    live: {
      description: 'A member: what is said is taken, also while this user catches up with what was said before.',
      type: 'parallel',
      on: {
        'wire.USER_JOIN': {
          guard: { type: 'isHere', params: ({ event }) => event.message },
          actions: { type: 'addMember', params: ({ event }) => event.message },
        },
        'wire.USER_EXIT': {
          guard: { type: 'isMemberHere', params: ({ event }) => event.message },
          actions: { type: 'removeMember', params: ({ event }) => event.message },
        },
        'wire.USER_LOGIN': {
          guard: { type: 'isMember', params: ({ event }) => event.message },
          actions: { type: 'placeMember', params: ({ event }) => event.message },
        },
        'wire.USER_LOGOUT': {
          guard: { type: 'isMember', params: ({ event }) => event.message },
          actions: { type: 'unplaceMember', params: ({ event }) => event.message },
        },
        'wire.ROOM_HOST': {
          guard: { type: 'isHere', params: ({ event }) => event.message },
          actions: { type: 'setHost', params: ({ event }) => event.message },
        },
        'user.leave': 'leaving',
        'circle.dropped': { target: 'left', actions: { type: 'tellOver', params: { reason: 'not-a-member', isOwnWish: false } } },
      },
      states: {
        members: {
          description: 'Who is in the room.',
          initial: 'informed',
          on: {
            'circle.look': '.asking',
            'circle.back': { target: '.asking', actions: 'comeBack' },
            'circle.away': { actions: 'goAway' },
          },
          states: {
            informed: {
              description: 'The list of members is as the registry gave it, with what it told since.',
              on: { 'inbox.strange': 'asking' },
            },
            asking: {
              description: 'Asking the registry who is in the room.',
              entry: 'trust',
              on: holding,
              invoke: {
                src: 'listMembers',
                input: ({ context }) => ({ room: context.room, roomId: context.roomId }),
                onDone: [
                  {
                    guard: { type: 'isOver', params: ({ event }) => event.output },
                    target: '#membership.left',
                    actions: [
                      {
                        type: 'tellOver',
                        params: ({ event }) => ({ reason: event.output.is === 'over' ? event.output.reason : '', isOwnWish: false }),
                      },
                      'tellChecked',
                    ],
                  },
                  {
                    target: 'pausing',
                    actions: [{ type: 'takeNews', params: ({ event }) => event.output }, 'release', 'tellOpened', 'tellChecked'],
                  },
                ],
                onError: { target: 'pausing', actions: ['release', 'tellChecked'] },
              },
            },
            pausing: {
              description: 'Asked a moment ago: for strangers not again so soon.',
              after: { memberCheckInterval: [{ guard: 'isUnsure', target: 'asking' }, { target: 'informed' }] },
              on: { 'inbox.strange': { actions: 'doubt' } },
            },
          },
        },
        history: {
          description: 'How much of what was said is here.',
          initial: 'catchingUp',
          on: { 'history.due': '.catchingUp' },
          states: {
            catchingUp: {
              description: 'Exchanging history with members who are online.',
              invoke: {
                src: 'catchUp',
                onDone: [
                  {
                    guard: { type: 'isCaughtUp', params: ({ event }) => ({ isCaughtUp: event.output }) },
                    target: 'caughtUp',
                    actions: 'forgetVain',
                  },
                  'behind',
                ],
              },
              after: { catchingUpTime: 'behind' },
            },
            behind: {
              description: 'Members are online, and none of them could be asked.',
              entry: 'countVain',
              after: { untilAgain: 'catchingUp' },
              on: { 'history.possible': 'catchingUp' },
            },
            caughtUp: { description: 'As far as anybody knows who is online.' },
          },
        },
      },
    },
    leaving: {
      description: 'The registry is told that this user leaves.',
      on: holding,
      invoke: {
        src: 'exit',
        input: ({ context }) => ({ room: context.room }),
        onDone: { target: 'left', actions: { type: 'tellOver', params: { reason: 'closing', isOwnWish: true } } },
        onError: { target: 'live', actions: [{ type: 'tellKept', params: ({ event }) => event }, 'release'] },
      },
    },
    left: { description: 'No member any more.', type: 'final' },
  },
});

function find({ members }: RoomState, name: string): Member | undefined {
  return members.find((each) => nameKey(each.name) === nameKey(name));
}

function changed({ members }: RoomState, member: Member): readonly Member[] {
  return members.map((each) => (nameKey(each.name) === nameKey(member.name) ? member : each));
}

// This user in one room (V, VI, XV): entering, who else is a member and where, and leaving. Broadcasts (XVI) go by what it
// knows of the members.
import { assign, emit, enqueueActions, fromPromise, setup } from 'xstate';
import type { PeerLimits } from '../protocol/limits.js';
import type { Endpoint } from '../protocol/link-events.js';
import type { WireEvent } from '../protocol/message-codec.js';
import type { registryNotices } from '../protocol/messages.js';
import { nameKey, sameName } from '../protocol/names.js';

export interface Member {
  /** As registered. */
  readonly name: string;
  /** Undefined: not online. */
  readonly address: Endpoint | undefined;
}

/** A room as the registry tells it. */
export interface RoomState {
  readonly room: string;
  readonly roomId: string;
  readonly host: string;
  /** The others. */
  readonly members: readonly Member[];
}

/** The registry's word on a room that this user is in, or thought to be in. */
export type RoomNews =
  | { readonly is: 'known'; readonly state: RoomState }
  /** This user is no member, or the room is no more. */
  | { readonly is: 'over'; readonly reason: string };

export interface MembershipInput {
  readonly room: string;
  readonly limits: Pick<PeerLimits, 'memberCheckInterval'>;
  /** What is remembered of it, when this user is a member already. */
  readonly remembered: RoomState | undefined;
}

/** What whoever owns it is told, by `actor.on`. */
export type MembershipNotice =
  | { readonly type: 'opened' }
  /** The room cannot be entered. */
  | { readonly type: 'refused'; readonly error: unknown }
  /** ROOM_EXIT failed: this user is still in it. */
  | { readonly type: 'kept'; readonly error: unknown }
  /** This user is no longer in it; `isOwnWish`: it asked for that. */
  | { readonly type: 'over'; readonly reason: string; readonly isOwnWish: boolean }
  | { readonly type: 'joined'; readonly member: Member }
  | { readonly type: 'left'; readonly name: string }
  | { readonly type: 'hostChanged'; readonly name: string }
  | { readonly type: 'online'; readonly name: string; readonly address: Endpoint }
  | { readonly type: 'offline'; readonly name: string }
  /** What is known is as new as the registry's last answer, or that answer failed. */
  | { readonly type: 'checked' };

export type MembershipEvent =
  | WireEvent<typeof registryNotices>
  /** Ask the registry anew: this user is online again, or wants to know. */
  | { readonly type: 'circle.look' }
  /** A broadcast came from somebody who is not known as a member. */
  | { readonly type: 'inbox.strange' }
  /** The registry says that this user is in it no longer. */
  | { readonly type: 'circle.dropped' }
  | { readonly type: 'user.leave' };

export interface MembershipContext extends RoomState {
  readonly limits: MembershipInput['limits'];
  readonly isRemembered: boolean;
  readonly hasOpened: boolean;
  /** Somebody strange came up while no question could be asked. */
  readonly isDoubted: boolean;
}

const nowhere = () => Promise.reject();

export const membershipMachine = setup({
  types: {} as { input: MembershipInput; context: MembershipContext; events: MembershipEvent; emitted: MembershipNotice },
  actors: {
    /** JOIN_CHAT_ROOM or CREATE_CHAT_ROOM. */
    enter: fromPromise<RoomState>(nowhere),
    /** DISCOVER_PEERS. */
    listMembers: fromPromise<RoomNews, { readonly room: string; readonly roomId: string }>(nowhere),
    /** ROOM_EXIT. */
    exit: fromPromise<void, { readonly room: string }>(nowhere),
  },
  guards: {
    isRemembered: ({ context }) => context.isRemembered,
    isDoubted: ({ context }) => context.isDoubted,
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
        if (!known) enqueue.emit({ type: 'joined', member });
        else if (member.address) enqueue.emit({ type: 'online', name: member.name, address: member.address });
        else if (known.address) enqueue.emit({ type: 'offline', name: member.name });
      }
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
      enqueue.assign({ members: [...context.members.filter(({ name }) => !sameName(name, username)), member] });
      enqueue.emit({ type: 'joined', member });
    }),
    removeMember: enqueueActions(({ context, enqueue }, { username }: { username: string }) => {
      enqueue.assign({ members: context.members.filter(({ name }) => !sameName(name, username)) });
      enqueue.emit({ type: 'left', name: username });
    }),
    placeMember: enqueueActions(({ context, enqueue }, { username, ip, port }: { username: string; ip: string; port: number }) => {
      const address = { host: ip, port };
      enqueue.assign({ members: changed(context, { name: username, address }) });
      enqueue.emit({ type: 'online', name: username, address });
    }),
    unplaceMember: enqueueActions(({ context, enqueue }, { username }: { username: string }) => {
      enqueue.assign({ members: changed(context, { name: username, address: undefined }) });
      enqueue.emit({ type: 'offline', name: username });
    }),
    setHost: enqueueActions(({ enqueue }, { username }: { username: string }) => {
      enqueue.assign({ host: username });
      enqueue.emit({ type: 'hostChanged', name: username });
    }),
    doubt: assign({ isDoubted: true }),
    trust: assign({ isDoubted: false }),
  },
  delays: {
    memberCheckInterval: ({ context }) => 1000 * context.limits.memberCheckInterval,
  },
}).createMachine({
  id: 'membership',
  context: ({ input }) => ({
    ...(input.remembered ?? { room: input.room, roomId: '', host: '', members: [] }),
    limits: input.limits,
    isRemembered: input.remembered !== undefined,
    hasOpened: false,
    isDoubted: false,
  }),
  initial: 'remembering',
  states: {
    remembering: {
      always: [{ guard: 'isRemembered', target: 'catchingUp' }, { target: 'joining' }],
    },
    joining: {
      invoke: {
        src: 'enter',
        onDone: {
          target: 'catchingUp',
          actions: [{ type: 'rememberRoom', params: ({ event }) => event.output }, 'tellOpened'],
        },
        onError: { target: 'left', actions: { type: 'tellRefused', params: ({ event }) => event } },
      },
    },
    /** What was said before will be asked for here (the history exchange); for now there is nothing to ask. */
    catchingUp: {
      always: 'live',
    },
    live: {
      initial: 'informed',
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
        'circle.look': { target: '.asking', reenter: true },
      },
      states: {
        informed: {
          on: { 'inbox.strange': 'asking' },
        },
        /** Asking the registry who is in the room. */
        asking: {
          entry: 'trust',
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
                actions: [{ type: 'takeNews', params: ({ event }) => event.output }, 'tellOpened', 'tellChecked'],
              },
            ],
            onError: { target: 'pausing', actions: 'tellChecked' },
          },
        },
        /** Asked a moment ago: for strangers not again so soon. */
        pausing: {
          after: { memberCheckInterval: [{ guard: 'isDoubted', target: 'asking' }, { target: 'informed' }] },
          on: { 'inbox.strange': { actions: 'doubt' } },
        },
      },
    },
    leaving: {
      invoke: {
        src: 'exit',
        input: ({ context }) => ({ room: context.room }),
        onDone: { target: 'left', actions: { type: 'tellOver', params: { reason: 'closing', isOwnWish: true } } },
        onError: { target: 'live', actions: { type: 'tellKept', params: ({ event }) => event } },
      },
    },
    left: { type: 'final' },
  },
});

function find({ members }: RoomState, name: string): Member | undefined {
  return members.find((each) => nameKey(each.name) === nameKey(name));
}

function changed({ members }: RoomState, member: Member): readonly Member[] {
  return members.map((each) => (nameKey(each.name) === nameKey(member.name) ? member : each));
}

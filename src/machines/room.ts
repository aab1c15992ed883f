// A room with members online: who of them is told what (IV to VI, XV; section 3, "Notifications"). The store is the truth of
// who is a member and who is host; this mirrors it for those who have a link here.
import { assign, enqueueActions, setup } from 'xstate';
import { nameKey } from '../protocol/names.js';
import { roomMembershipMachine } from './room-membership.js';
import type { MembershipEvent, Notice, PresenceEvent, Recipient, RoomEvent } from './session-events.js';

interface Member {
  readonly membership: Recipient<MembershipEvent>;
  /** A pending session counts. */
  readonly isOnline: boolean;
}

interface RoomContext {
  readonly room: string;
  /** As last heard of; `undefined` until it changes here. */
  readonly host: string | undefined;
  /** Members seen online since the room is lively, by lower-case name. */
  readonly members: Readonly<Record<string, Member>>;
}

interface Subject {
  readonly name: string;
  readonly notice?: Notice | undefined;
}

export const roomMachine = setup({
  types: { context: {} as RoomContext, events: {} as RoomEvent, input: {} as { readonly room: string } }, // how XState declares types
  actors: { membership: roomMembershipMachine },
  guards: {
    isNobodyOnline: ({ context }) => !Object.values(context.members).some(({ isOnline }) => isOnline),
  },
  actions: {
    admit: assign(({ context, spawn }, { name, presence }: { name: string; presence: Recipient<PresenceEvent> }) => {
      const key = nameKey(name);
      const membership = context.members[key]?.membership ?? spawn('membership', { id: `member-${key}`, input: { name, presence } });
      return { members: { ...context.members, [key]: { membership, isOnline: true } } };
    }),
    openMembership: enqueueActions(({ context, enqueue }, { name, presence }: { name: string; presence: Recipient<PresenceEvent> }) => {
      const member = context.members[nameKey(name)];
      if (member) enqueue.sendTo(member.membership, { type: 'session.opened', presence });
    }),
    suspendMembership: enqueueActions(({ context, enqueue }, { name }: Subject) => {
      const member = context.members[nameKey(name)];
      if (member) enqueue.sendTo(member.membership, { type: 'session.suspended' });
    }),
    closeMembership: enqueueActions(({ context, enqueue }, { name }: Subject) => {
      const key = nameKey(name);
      const member = context.members[key];
      if (!member) return;
      enqueue.sendTo(member.membership, { type: 'session.closed' });
      enqueue.assign({ members: { ...context.members, [key]: { ...member, isOnline: false } } });
    }),
    dismiss: enqueueActions(({ context, enqueue }, { name }: Subject) => {
      const { [nameKey(name)]: member, ...members } = context.members;
      if (!member) return;
      enqueue.sendTo(member.membership, { type: 'member.left' });
      enqueue.stopChild(member.membership);
      enqueue.assign({ members });
    }),
    tellOthers: enqueueActions(({ context, enqueue }, { name, notice }: Subject) => {
      if (!notice) return;
      const acting = nameKey(name);
      for (const [key, { membership }] of Object.entries(context.members)) {
        if (key !== acting) enqueue.sendTo(membership, { type: 'room.told', notice });
      }
    }),
    tellAll: enqueueActions(({ context, enqueue }, { notice }: { notice: Notice }) => {
      for (const { membership } of Object.values(context.members)) enqueue.sendTo(membership, { type: 'room.told', notice });
    }),
    rememberHost: assign((_, { name }: Subject) => ({ host: name })),
  },
}).createMachine({
  id: 'room',
  context: ({ input }) => ({ room: input.room, host: undefined, members: {} }),
  initial: 'quiet',
  on: {
    'member.joined': {
      target: '.lively',
      actions: [
        { type: 'tellOthers', params: ({ event }) => event },
        { type: 'openMembership', params: ({ event }) => event },
        { type: 'admit', params: ({ event }) => event },
      ],
    },
    'member.online': {
      target: '.lively',
      actions: [
        { type: 'tellOthers', params: ({ event }) => event },
        { type: 'openMembership', params: ({ event }) => event },
        { type: 'admit', params: ({ event }) => event },
      ],
    },
    'room.emptied': '.gone',
  },
  states: {
    quiet: { description: 'No member is online: there is nobody to tell.' },
    lively: {
      description: 'Members are online, and each is told once of what the others do.',
      always: { guard: 'isNobodyOnline', target: 'quiet' },
      on: {
        'member.suspended': { actions: { type: 'suspendMembership', params: ({ event }) => event } },
        'member.offline': {
          actions: [
            { type: 'closeMembership', params: ({ event }) => event },
            { type: 'tellOthers', params: ({ event }) => event },
          ],
        },
        'member.left': {
          actions: [
            { type: 'dismiss', params: ({ event }) => event },
            { type: 'tellOthers', params: ({ event }) => event },
          ],
        },
        'host.changed': {
          actions: [
            { type: 'rememberHost', params: ({ event }) => event },
            { type: 'tellAll', params: ({ event }) => event },
          ],
        },
      },
    },
    gone: { description: 'The last member has left.', type: 'final' },
  },
});

// One member's life in a room, as far as this registry has seen it online: who of the members is told (V, VI, XII, XV).
import { assign, sendTo, setup } from 'xstate';
import type { MembershipEvent, Notice, PresenceEvent, Recipient } from './session-events.js';

export interface MembershipInput {
  readonly name: string;
  readonly presence: Recipient<PresenceEvent>;
}

export const roomMembershipMachine = setup({
  types: { context: {} as MembershipInput, events: {} as MembershipEvent, input: {} as MembershipInput }, // how XState declares types
  actions: {
    passOn: sendTo(
      ({ context }) => context.presence,
      (_, { notice }: { notice: Notice }) => ({ type: 'membership.told', notice }),
    ),
    rememberPresence: assign((_, { presence }: { presence: Recipient<PresenceEvent> }) => ({ presence })),
  },
}).createMachine({
  id: 'room-membership',
  context: ({ input }) => input,
  initial: 'online',
  on: {
    'session.opened': { target: '.online', actions: { type: 'rememberPresence', params: ({ event }) => event } },
    'session.closed': '.offline',
    'member.left': '.left',
  },
  states: {
    online: {
      description: 'The member has a link: it is told what happens.',
      on: {
        'room.told': { actions: { type: 'passOn', params: ({ event }) => event } },
        'session.suspended': 'pending',
      },
    },
    pending: { description: 'The link is lost; the member counts as online and will ask anew when it is back.' },
    offline: { description: 'Membership lasts; there is nobody to tell.' },
    left: { description: 'No member any more.', type: 'final' },
  },
});

// One session at the registry, as its user's program, the network, the disk and time can treat it (XII to XIV; section 3,
// "Sessions"). Bob shares a room with alice: he hears when she is gone.
import { assign, setup } from 'xstate';
import { isIn, type Model, type Sight, seeing, sees } from '../engine/model.js';
import { executors } from './executors.js';
import { RegistryWorld } from './registry-world.js';

type SessionEvent = KeepsAlive | { readonly type: Stimulus };

interface KeepsAlive {
  readonly type: 'alice.keepsAlive';
  readonly counter: number;
}

type Stimulus =
  | 'alice.echoes'
  /** KEEP_ALIVE with the Mac of another key. */
  | 'alice.isForged'
  /** Every message of the table, as a datagram. */
  | 'stranger.sendsAll'
  | 'alice.leaves'
  | 'alice.logsOut'
  /** With the session's token, or with the password alone. */
  | 'other.takesOver'
  | 'other.logsIn'
  /** Sessions can be neither suspended nor closed … or that takes its time. */
  | 'disk.fills'
  | 'disk.stalls'
  | 'disk.recovers'
  /** Six seconds of the ten. */
  | 'time.passes'
  | 'second.passes';

interface Memory {
  /** Of the last KEEP_ALIVE that counted. */
  readonly counter: number;
  /** Six seconds without a sign of life are over. */
  readonly isQuiet: boolean;
  readonly disk: 'well' | 'full' | 'stalled';
  /** The disk knows that the link is gone. */
  readonly isSuspended: boolean;
}

const sessionSetup = setup({
  types: { events: {} as SessionEvent, context: {} as Memory }, // how XState declares types
  actions: {
    ...seeing,
    hear: assign(({ event }) => (event.type === 'alice.keepsAlive' ? { counter: event.counter } : {})),
    stir: assign({ isQuiet: false }),
    wait: assign({ isQuiet: true }),
    fill: assign({ disk: 'full' }),
    stall: assign({ disk: 'stalled' }),
    recover: assign({ disk: 'well' }),
    suspend: assign({ isSuspended: ({ context }) => context.disk === 'well', isQuiet: false }),
  },
  guards: {
    isNewer: ({ context, event }) => event.type === 'alice.keepsAlive' && event.counter > context.counter && context.disk === 'well',
    isOld: ({ context, event }) => event.type === 'alice.keepsAlive' && event.counter <= context.counter,
    /** Of a newer one from where one was heard before: her address. */
    isHint: ({ context, event }) => event.type === 'alice.keepsAlive' && event.counter > context.counter && context.counter > 0,
    isWell: ({ context }) => context.disk === 'well',
    /** Once a state: the rest is of no account. */
    isPlain: ({ context }) => context.disk === 'well' && !context.isQuiet && context.counter < 2,
    isUnheard: ({ context }) => context.disk === 'well' && context.counter === 0,
    isFull: ({ context }) => context.disk === 'full',
    isStalled: ({ context }) => context.disk === 'stalled',
    isQuiet: ({ context }) => context.isQuiet,
    isSuspended: ({ context }) => context.isSuspended,
  },
});

/** An answer to a datagram. */
const datagram = (status: string, after = '') =>
  ({
    type: 'see',
    params: ({ event }: { event: SessionEvent }): Sight => {
      const counter = event.type === 'alice.keepsAlive' ? event.counter : 0;
      return { lines: [`udp: KEEP_ALIVE_RESPONSE ${status} (${counter})${after}`] };
    },
  }) as const;

/** The last words to alice, where she can be told; TIMEOUT goes where a KEEP_ALIVE came from. */
const timesOut = (...lines: string[]) =>
  ({
    type: 'see',
    params: ({ context: { counter } }: { context: Memory }): Sight => ({
      lines: ['alice: GOODBYE (timed-out)', ...(counter > 0 ? [`udp: TIMEOUT <alice> (${counter}) signed`] : []), ...lines],
    }),
  }) as const;

const gone = 'bob: USER_LOGOUT <alice>';
const loggedOut = 'alice: LOGOUT <SUCCESS> <200>';
const another = ['other: HELLO_BACK <SUCCESS> <200>', 'other: AUTH <SUCCESS> <200>'] as const;

/** Before any KEEP_ALIVE: where they come from and what the disk does have nothing to do with each other. */
const diskChanges = {
  'disk.fills': { guard: 'isUnheard', actions: [sees(), 'fill'] },
  'disk.stalls': { guard: 'isUnheard', actions: [sees(), 'stall'] },
} as const;
const recovers = { 'disk.recovers': { guard: 'isFull', actions: [sees(), 'recover'] } } as const;
/** Whoever was dead follows nobody: room-mates are not told. */
const succeeds = { 'other.takesOver': { target: '#session.succeeded', actions: sees(...another) } } as const;

const chart = sessionSetup.createMachine({
  id: 'session',
  context: { counter: 0, isQuiet: false, disk: 'well', isSuspended: false },
  initial: 'alive',
  states: {
    alive: {
      meta: isIn('session alive'),
      on: {
        ...diskChanges,
        ...recovers,
        'alice.echoes': { actions: [sees('alice: HELLO_BACK <SUCCESS> <200>'), 'stir'] },
        'alice.keepsAlive': [
          { guard: 'isNewer', actions: ['hear', datagram('<SUCCESS> <200>', ' signed'), 'stir'] },
          { guard: 'isOld', actions: sees() },
        ],
        'alice.isForged': { actions: sees() },
        'stranger.sendsAll': { guard: 'isPlain', actions: sees() },
        'alice.leaves': { target: 'pending', actions: [sees(), 'suspend'] },
        'alice.logsOut': [
          { guard: 'isWell', target: 'over', actions: sees(loggedOut, gone) },
          { guard: 'isFull', actions: [sees('alice: LOGOUT <FAILURE> <404> (internal)'), 'stir'] },
          { target: 'loggingOut', actions: [sees(), 'stir'] },
        ],
        'other.takesOver': { target: 'succeeded', actions: sees('alice: GOODBYE (replaced)', ...another) },
        'time.passes': [{ guard: 'isQuiet', target: 'dying', actions: timesOut() }, { actions: [sees(), 'wait'] }],
      },
    },
    pending: {
      description: 'Her link is lost: she counts as online, and a KEEP_ALIVE prolongs nothing.',
      meta: isIn('session pending'),
      on: {
        ...recovers,
        ...succeeds,
        'alice.keepsAlive': [{ guard: 'isHint', actions: datagram('<FAILURE> <404>') }, { actions: sees() }],
        'alice.isForged': { actions: sees() },
        'stranger.sendsAll': { guard: 'isPlain', actions: sees() },
        'other.logsIn': { guard: 'isSuspended', target: 'succeeded', actions: sees(...another) },
        'time.passes': [{ guard: 'isQuiet', target: 'dying', actions: sees() }, { actions: [sees(), 'wait'] }],
      },
    },
    dying: {
      description: 'Nothing came for ten seconds.',
      always: [
        { guard: 'isFull', target: 'undead' },
        { guard: 'isStalled', target: 'ending' },
        { target: 'over', actions: sees(gone) },
      ],
    },
    ending: {
      meta: isIn('session ending'),
      on: { ...succeeds, 'disk.recovers': { target: 'over', actions: sees(gone) } },
    },
    undead: {
      description: 'The disk will not have it that she is gone.',
      meta: isIn('session endingLater'),
      on: {
        ...recovers,
        ...succeeds,
        'second.passes': [{ guard: 'isWell', target: 'over', actions: sees(gone) }, { actions: sees() }],
      },
    },
    loggingOut: {
      meta: isIn('session alive', 'link online.loggingOut'),
      on: {
        'disk.recovers': { target: 'over', actions: sees(loggedOut, gone) },
        'alice.leaves': { target: 'pendingOut', actions: sees() },
        'time.passes': [{ guard: 'isQuiet', target: 'endingOut', actions: timesOut() }, { actions: [sees(), 'wait'] }],
      },
    },
    pendingOut: { meta: isIn('session pending'), on: { 'disk.recovers': { target: 'over', actions: sees(gone) } } },
    endingOut: { meta: isIn('session ending'), on: { 'disk.recovers': { target: 'over', actions: sees(gone) } } },
    over: { type: 'final', meta: isIn('session over') },
    succeeded: { description: 'Another session has followed it.', type: 'final', meta: isIn('session alive') },
  },
});

export const sessionModel: Model<RegistryWorld> = {
  name: 'a session at the registry',
  covers: ['presence'],
  chart,
  bound: 3,
  events: [1, 2].map((counter) => ({ type: 'alice.keepsAlive', counter })),
  open: async (place) => {
    const world = await RegistryWorld.open(place, { actors: { session: () => 'presence alice', link: () => world.connectionOf('alice') } });
    await world.withAccounts('alice', 'bob');
    await world.withRoom('den', 'alice', 'bob');
    await world.withOnline('bob', 'alice');
    return world;
  },
  executors,
};

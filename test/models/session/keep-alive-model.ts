// Signs of life from the peer's side (XIII, XIV; section 4), as the registry, strangers, the machine's ports, its sleep and time can
// treat them.
import { assign, setup } from 'xstate';
import { isIn, type Model, type Sight, seeing, sees } from '../engine/model.js';
import { executors } from './executors.js';
import { SessionWorld } from './session-world.js';

interface BeatEvent {
  readonly type:
    | 'registry.admits'
    | 'port.isTaken'
    | 'port.isSlow'
    | 'port.opens'
    /** KEEP_ALIVE_RESPONSE: of the last datagram, of none, without its Mac. */
    | 'registry.confirms'
    | 'registry.confirmsTooMuch'
    | 'stranger.confirms'
    | 'registry.doubts'
    | 'registry.timesOut'
    | 'stranger.timesOut'
    /** Every message of the table, as a datagram, but the one that is a hint. */
    | 'stranger.sendsAll'
    /** A third of the timeout. */
    | 'beat.passes'
    | 'machine.sleeps'
    /** It no longer answers HELLO_P2P either. */
    | 'registry.fallsSilent';
}

interface Memory {
  /** Of the last datagram. */
  readonly counter: number;
  readonly misses: number;
  /** A hint was heard since. */
  readonly isDoubted: boolean;
}

const beats = 4;
const hello = 'registry: HELLO_P2P #0';

/** The next datagram, after these lines. */
const beat = (...before: string[]) =>
  ({
    type: 'see',
    params: ({ context }: { context: Memory }): Sight => ({
      lines: [...before, `udp: KEEP_ALIVE <alice> <15> (${context.counter + 1})`],
    }),
  }) as const;

const times = {
  'registry.timesOut': { target: '#beats.over', actions: sees('user: offline (timed-out)') },
  'stranger.timesOut': { actions: sees() },
  'stranger.sendsAll': { guard: 'isPlain', actions: sees() },
} as const;
const ignores = { 'stranger.confirms': { actions: sees() }, 'registry.confirmsTooMuch': { actions: sees() } } as const;
const doubts = {
  'registry.doubts': [{ guard: 'isDoubted', actions: sees() }, { actions: [sees(hello), 'doubt'] }],
} as const;

const chart = setup({
  types: { events: {} as BeatEvent, context: {} as Memory }, // how XState declares types
  actions: {
    ...seeing,
    count: assign({ counter: ({ context }) => context.counter + 1, isDoubted: false }),
    miss: assign({ misses: ({ context }) => context.misses + 1 }),
    forget: assign({ misses: 0 }),
    doubt: assign({ isDoubted: true }),
  },
  guards: {
    isDoubted: ({ context }) => context.isDoubted,
    /** Once a state: its counter is of no account. */
    isPlain: ({ context }) => !context.isDoubted && (context.counter === 1 || context.counter === 3),
    goesOn: ({ context }) => context.counter < beats,
    misses: ({ context }) => context.counter < beats && context.misses > 0,
  },
}).createMachine({
  id: 'beats',
  context: { counter: 0, misses: 0, isDoubted: false },
  initial: 'proving',
  states: {
    proving: {
      on: {
        'registry.admits': { target: 'awaiting', actions: [beat('user: online'), 'count'] },
        'port.isTaken': { target: 'provingWithoutPort', actions: sees() },
        'port.isSlow': { target: 'provingWithSlowPort', actions: sees() },
      },
    },
    provingWithoutPort: { on: { 'registry.admits': { target: 'portless', actions: sees('user: online', hello) } } },
    provingWithSlowPort: { on: { 'registry.admits': { target: 'opening', actions: sees('user: online') } } },
    portless: {
      description: 'This machine gives no port: nothing but the TLS link is left.',
      meta: isIn('keepAlive overTls'),
      on: { 'beat.passes': { actions: sees(hello) } },
    },
    opening: {
      meta: isIn('keepAlive opening'),
      on: {
        'port.opens': { target: 'awaiting', actions: [beat(), 'count'] },
        'beat.passes': { target: 'portless', actions: sees(hello) },
      },
    },
    awaiting: {
      meta: isIn('keepAlive overUdp.awaiting'),
      on: {
        ...times,
        ...ignores,
        ...doubts,
        'registry.confirms': { target: 'answered', actions: [sees(), 'forget'] },
        'machine.sleeps': { target: 'awake', actions: [beat(hello), 'count'] },
        'beat.passes': [
          { guard: 'misses', target: 'overTls', actions: [beat(hello), 'count', 'miss'] },
          { guard: 'goesOn', actions: [beat(), 'count', 'miss'] },
        ],
      },
    },
    answered: {
      meta: isIn('keepAlive overUdp.answered'),
      on: {
        ...times,
        ...doubts,
        'stranger.confirms': { actions: sees() },
        'machine.sleeps': { target: 'awake', actions: [beat(hello), 'count'] },
        'beat.passes': { guard: 'goesOn', target: 'awaiting', actions: [beat(), 'count'] },
      },
    },
    overTls: {
      meta: isIn('keepAlive overTls'),
      on: {
        ...times,
        ...ignores,
        ...doubts,
        'registry.confirms': { target: 'answered', actions: [sees(), 'forget'] },
        'beat.passes': { guard: 'goesOn', actions: [beat(hello), 'count'] },
        'registry.fallsSilent': { target: 'unheard', actions: sees() },
      },
    },
    unheard: {
      description: 'Nor does the registry answer on the TLS link: it is asked again.',
      meta: isIn('keepAlive overTls', 'session linked.online.link.quiet'),
      on: { 'beat.passes': { target: 'pinged', actions: [beat(hello), 'count'] } },
    },
    pinged: {
      meta: isIn('keepAlive overTls', 'session linked.online.link.pinged'),
      on: { 'beat.passes': { target: 'pingedAgain', actions: [beat(hello), 'count'] } },
    },
    pingedAgain: { type: 'final', meta: isIn('keepAlive overTls', 'session linked.online.link.pinged') },
    awake: { description: 'It has slept, and looks after the link at once.', meta: isIn('keepAlive overUdp.awaiting'), type: 'final' },
    over: { type: 'final' },
  },
});

export const keepAliveModel: Model<SessionWorld> = {
  name: 'signs of life',
  covers: ['keep-alive', 'registry-session'],
  chart,
  bound: 5,
  open: async (place) => {
    const world = await SessionWorld.open(place, { keepAliveTimeout: 15, limits: { pingInterval: 86_400 } });
    await world.bringToLogin();
    world.registry.echo = 'shown';
    return world;
  },
  executors,
};

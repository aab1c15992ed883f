// What somebody at the other end of a link of the registry may ask for, and what is too much (sections 2.5 and 7): refusals and
// requests that are counted, bytes and time before the login, links of an address.
import { assign, setup } from 'xstate';
import { isIn, type Model, type Sight, seeing, sees } from '../engine/model.js';
import { executors } from './executors.js';
import { ends, type Meets, meetings, replyTo } from './oracle.js';
import { RegistryWorld } from './registry-world.js';

type LimitEvent = Meets | { readonly type: Stimulus };

type Stimulus =
  | 'bob.connects'
  | 'alice.connects'
  | 'alice.dials'
  | 'alice.greets'
  | 'alice.logsIn'
  /** Asks what may not be asked in her state. */
  | 'alice.oversteps'
  | 'alice.echoes'
  /** Sends more than a stranger may. */
  | 'alice.swells'
  | 'login.isLate'
  | 'minute.passes'
  | 'second.passes';

interface Counted {
  /** Refusals of the last minute. */
  readonly refusals: number;
  /** Requests that may be asked at once; -1: she has not logged in. */
  readonly allowance: number;
}

const limits = {
  helloTimeout: 4000,
  loginTimeout: 3000,
  keepAliveTimeout: 3600,
  bytesBeforeLogin: 4096,
  linksPerAddress: 1,
  errorsPerMinute: 2,
  requestBurst: 2,
  requestsPerSecond: 1,
} as const;

const limitSetup = setup({
  types: { events: {} as LimitEvent, context: {} as Counted }, // how XState declares types
  actions: {
    ...seeing,
    count: assign({ refusals: ({ context }) => context.refusals + 1 }),
    forget: assign({ refusals: 0, allowance: ({ context }) => (context.allowance < 0 ? -1 : limits.requestBurst) }),
    begin: assign({ allowance: limits.requestBurst }),
    spend: assign({ allowance: ({ context }) => context.allowance - 1 }),
    refill: assign({ allowance: ({ context }) => Math.min(limits.requestBurst, context.allowance + 1) }),
  },
  guards: {
    isLast: ({ context }) => context.refusals + 1 === limits.errorsPerMinute,
    isSpent: ({ context }) => context.allowance <= 1,
    ends: ({ event }) => event.type === 'meets' && ends.some(({ message }) => message === event.message),
    isRefused: ({ event }) => isRefused(event),
    isRefusedLast: ({ context, event }) => isRefused(event) && context.refusals + 1 === limits.errorsPerMinute,
  },
});

function isRefused(event: LimitEvent): boolean {
  const [line] = event.type === 'meets' ? replyTo(event, 'online').lines : [];
  return line?.startsWith('alice: ERROR <NOT_ALLOWED>') ?? false;
}

const auth = 'alice: AUTH <SUCCESS> <200>';
const echo = 'alice: HELLO_BACK <SUCCESS> <200>';
const notLoggedIn = 'alice: ERROR <NOT_ALLOWED> <400> (not-logged-in)';
const alreadyLoggedIn = 'alice: ERROR <NOT_ALLOWED> <400> (already-logged-in)';
const enough = 'alice: GOODBYE (too-many-errors)';
const tooMuch = sees('alice: GOODBYE (too-much-before-login)');

/** What was sent while it was not read comes to this once a second has passed. */
const afterSilence = (...after: string[]) =>
  ({
    type: 'see',
    params: ({ event }: { event: LimitEvent }): Sight => {
      const lines = event.type === 'meets' ? replyTo(event, 'online').lines : [];
      return { lines: ['alice: (nothing yet)', ...lines, ...after] };
    },
  }) as const;

const chart = limitSetup.createMachine({
  id: 'limits',
  context: { refusals: 0, allowance: -1 },
  initial: 'outside',
  states: {
    outside: {
      on: {
        'bob.connects': { target: 'crowded', actions: sees() },
        'alice.connects': { target: 'connected', actions: sees() },
        'alice.dials': { target: 'connecting', actions: sees() },
      },
    },
    crowded: {
      description: 'As many strangers as may be are there from her address.',
      on: { 'alice.connects': { target: 'closing', actions: sees('alice: HELLO_BACK <FAILURE> <404> (registry-full)') } },
    },
    connecting: {
      meta: isIn('link stranger.arriving.handshaking'),
      on: { 'login.isLate': { target: 'closed', actions: sees('alice: (closed)') } },
    },
    connected: {
      meta: isIn('link stranger.arriving.awaitingHello'),
      on: {
        'alice.greets': { target: 'greeted', actions: sees('alice: HELLO_BACK <SUCCESS> <200>') },
        'alice.swells': { target: 'closing', actions: tooMuch },
        'login.isLate': { target: 'closing', actions: sees('alice: GOODBYE (login-timeout)') },
      },
    },
    greeted: {
      meta: isIn('link stranger.greeted.idle'),
      on: {
        'alice.swells': { target: 'closing', actions: tooMuch },
        'alice.oversteps': [
          { guard: 'isLast', target: 'closing', actions: sees(notLoggedIn, enough) },
          { actions: [sees(notLoggedIn), 'count'] },
        ],
        'minute.passes': { actions: [sees(), 'forget'] },
        'alice.logsIn': { target: 'online', actions: [sees(auth), 'begin'] },
      },
    },
    online: {
      meta: isIn('link online.idle'),
      on: {
        'alice.oversteps': [
          { guard: 'isLast', target: 'closing', actions: sees(alreadyLoggedIn, enough) },
          { guard: 'isSpent', target: 'throttled', actions: [sees(alreadyLoggedIn), 'count', 'spend'] },
          { actions: [sees(alreadyLoggedIn), 'count', 'spend'] },
        ],
        'alice.echoes': [{ guard: 'isSpent', target: 'throttled', actions: [sees(echo), 'spend'] }, { actions: [sees(echo), 'spend'] }],
        'second.passes': { actions: [sees(), 'refill'] },
        'minute.passes': { actions: [sees(), 'forget'] },
      },
    },
    throttled: {
      description: 'She has asked so much that she is not read.',
      meta: isIn('link online.throttled'),
      on: {
        'second.passes': { target: 'online', actions: [sees(), 'refill'] },
        'minute.passes': { target: 'online', actions: [sees(), 'forget'] },
        meets: [
          { guard: 'ends', target: 'closing', actions: afterSilence() },
          { guard: 'isRefusedLast', target: 'closing', actions: afterSilence(enough) },
          { guard: 'isRefused', actions: [afterSilence(), 'count'] },
          { actions: afterSilence() },
        ],
      },
    },
    closing: { meta: isIn('link closing'), type: 'final' },
    closed: { meta: isIn('link closed'), type: 'final' },
  },
});

export const limitsModel: Model<RegistryWorld> = {
  name: 'too much for a registry',
  covers: ['registry-connection'],
  chart,
  bound: 5,
  events: meetings,
  open: async (place) => {
    const world = await RegistryWorld.open(place, { limits, actors: { link: () => world.connectionOf('alice') } });
    await world.withAccounts('alice');
    return world;
  },
  executors,
};

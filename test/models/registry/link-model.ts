// One link of the registry, from the connection to the closing, as whoever is at its other end can drive it (I to III, XII;
// section 2, "Closing"; section 7). Every state meets every message of the table.
import { setup } from 'xstate';
import { isIn, type Model, type Sight, seeing, sees } from '../engine/model.js';
import { executors, mistakes } from './executors.js';
import { ends, type Meets, meetings, meetsAll, repliesTo, replyTo, type Standing } from './oracle.js';
import { RegistryWorld } from './registry-world.js';

type LinkEvent = Meets | typeof meetsAll | { readonly type: Stimulus };

type Stimulus =
  | 'alice.connects'
  /** … but says nothing of the handshake yet. */
  | 'alice.dials'
  | 'alice.shakesHands'
  | 'alice.leaves'
  | 'alice.greets'
  | 'alice.greetsInTongues'
  | 'alice.babbles'
  | 'alice.overstates'
  | 'alice.registers'
  | 'alice.registersSlowly'
  | 'alice.logsIn'
  | 'alice.logsInSlowly'
  | 'alice.mistypes'
  | 'alice.searchesSlowly'
  | 'alice.asksForNoPage'
  | 'alice.logsOutSlowly'
  | 'other.takesOver'
  | 'store.answers'
  | 'store.fails'
  | 'registry.closes'
  | 'hello.isLate'
  | 'login.isLate'
  | 'patience.ends'
  | 'delay.isOver'
  | 'signs.stop';

const linkSetup = setup({
  types: { events: {} as LinkEvent }, // how XState declares types
  actions: seeing,
  guards: {
    greets: ({ event }) => event.type === 'meets' && replyTo(event, 'connected').link === 'greeted',
    ends: ({ event }) => event.type === 'meets' && ends.some(({ message }) => message === event.message),
  },
});

/** What comes of a message there, after these lines. */
const replies = (standing: Standing, ...before: string[]) =>
  ({ type: 'see', params: ({ event }: { event: LinkEvent }): Sight => ({ lines: [...before, ...replyAt(event, standing)] }) }) as const;

function replyAt(event: LinkEvent, standing: Standing): readonly string[] {
  if (event.type === 'meets') return replyTo(event, standing).lines;
  return event.type === 'meetsAll' && standing !== 'connected' ? repliesTo(standing) : [];
}

/** Messages sent while a request is being done: nothing comes, then the answer of that one, then their own. */
const pipelined = (answer: string, standing: Standing) => replies(standing, 'alice: (nothing yet)', answer);

/** The same, where the link is closed after that answer: they are thrown away. */
const inVain = (...answers: string[]) => {
  const last = { target: '#link.closing', actions: sees('alice: (nothing yet)', ...answers) } as const;
  return { meetsAll: last, meets: { ...last, guard: 'ends' } } as const;
};

const leaves = { 'alice.leaves': { target: '#link.away', actions: sees() } } as const;
const babbles = {
  'alice.babbles': { target: '#link.closing', actions: sees('alice: ERROR <BAD_REQUEST> <400> (malformed-frame)') },
  'alice.overstates': { target: '#link.closing', actions: sees('alice: ERROR <BAD_REQUEST> <400> (frame-too-large)') },
} as const;
const closes = { 'registry.closes': { target: '#link.dismissed', actions: sees('alice: GOODBYE (closing)') } } as const;
const loginIsLate = { 'login.isLate': { target: '#link.closing', actions: sees('alice: GOODBYE (login-timeout)') } } as const;
const isTakenOver = ['other: HELLO_BACK <SUCCESS> <200>', 'other: AUTH <SUCCESS> <200>'] as const;
const takesOver = {
  'other.takesOver': { target: '#link.closing', actions: sees('alice: GOODBYE (replaced)', ...isTakenOver) },
} as const;
const signsStop = { 'signs.stop': { target: '#link.closing', actions: sees('alice: GOODBYE (timed-out)') } } as const;

const taken = 'alice: REGISTER <EXIST> <300> (name-taken)';
const wrong = 'alice: AUTH <FAILURE> <404> (wrong-credentials)';
const auth = 'alice: AUTH <SUCCESS> <200>';
const found = 'alice: SEARCH_USER_RESPONSE <NOT_ONLINE> <300> (user-offline)';
const loggedOut = 'alice: LOGOUT <SUCCESS> <200>';

const chart = linkSetup.createMachine({
  id: 'link',
  initial: 'outside',
  states: {
    outside: {
      tags: 'deaf',
      on: {
        'alice.connects': { target: 'connected', actions: sees() },
        'alice.dials': { target: 'connecting', actions: sees() },
      },
    },
    connecting: {
      tags: 'deaf',
      meta: isIn('link stranger.arriving.handshaking'),
      on: {
        ...leaves,
        'alice.shakesHands': { target: 'connected', actions: sees() },
        'hello.isLate': { target: 'away', actions: sees('alice: (closed)') },
        'registry.closes': { target: 'over', actions: sees('alice: (closed)') },
      },
    },
    connected: {
      meta: isIn('link stranger.arriving.awaitingHello'),
      on: {
        ...leaves,
        ...babbles,
        ...closes,
        meets: [
          { guard: 'greets', target: 'greeted', actions: replies('connected') },
          { target: 'closing', actions: replies('connected') },
        ],
        'alice.greets': { target: 'greeted', actions: sees('alice: HELLO_BACK <SUCCESS> <200>') },
        'alice.greetsInTongues': { target: 'closing', actions: sees('alice: HELLO_BACK <FAILURE> <404> (protocol-unsupported)') },
        'hello.isLate': { target: 'closing', actions: sees('alice: HELLO_BACK <FAILURE> <404> (timeout)') },
      },
    },
    greeted: {
      meta: isIn('link stranger.greeted.idle'),
      on: {
        ...leaves,
        ...babbles,
        ...closes,
        ...loginIsLate,
        meets: { actions: replies('greeted') },
        'alice.registers': { actions: sees(taken) },
        'alice.registersSlowly': { target: 'registering', actions: sees() },
        'alice.logsIn': { target: 'online', actions: sees(auth) },
        'alice.logsInSlowly': { target: 'authenticating', actions: sees() },
        'alice.mistypes': { target: 'suspected', actions: sees(...Array<string>(mistakes).fill(wrong)) },
      },
    },
    suspected: {
      description: 'Logins of her name have failed so often that the check of the next one is delayed.',
      meta: isIn('link stranger.greeted.idle'),
      on: { meetsAll: { actions: replies('greeted') }, 'alice.logsIn': { target: 'delayed', actions: sees() } },
    },
    delayed: {
      meta: isIn('link stranger.greeted.delayed'),
      on: {
        meetsAll: { target: 'over', actions: pipelined(auth, 'online') },
        meets: { guard: 'ends', target: 'over', actions: pipelined(auth, 'online') },
        'delay.isOver': { target: 'over', actions: sees(auth) },
        'alice.leaves': { target: 'over', actions: sees() },
      },
    },
    registering: {
      meta: isIn('link stranger.greeted.registering'),
      on: {
        ...leaves,
        ...closes,
        ...loginIsLate,
        meetsAll: { target: 'greeted', actions: pipelined(taken, 'greeted') },
        meets: { guard: 'ends', target: 'greeted', actions: pipelined(taken, 'greeted') },
        'store.answers': { target: 'greeted', actions: sees(taken) },
        'store.fails': { target: 'greeted', actions: sees('alice: REGISTER <FAILURE> <404> (internal)') },
      },
    },
    authenticating: {
      meta: isIn('link stranger.greeted.authenticating'),
      on: {
        ...leaves,
        'registry.closes': { target: 'dismissed', actions: sees('alice: GOODBYE (closing)') },
        'login.isLate': { target: 'closing', actions: sees('alice: GOODBYE (login-timeout)') },
        meetsAll: { target: 'online', actions: pipelined(auth, 'online') },
        meets: { guard: 'ends', target: 'closing', actions: pipelined(auth, 'online') },
        'store.answers': { target: 'online', actions: sees(auth) },
        'store.fails': { target: 'greeted', actions: sees('alice: AUTH <FAILURE> <404> (internal)') },
      },
    },
    online: {
      meta: isIn('link online.idle'),
      on: {
        ...leaves,
        ...babbles,
        ...closes,
        ...takesOver,
        ...signsStop,
        meets: [{ guard: 'ends', target: 'closing', actions: replies('online') }, { actions: replies('online') }],
        'alice.searchesSlowly': { target: 'answering', actions: sees() },
        'alice.asksForNoPage': { actions: sees('alice: ERROR <NOT_ALLOWED> <400> (wrong-fields)') },
        'alice.logsOutSlowly': { target: 'loggingOut', actions: sees() },
      },
    },
    answering: {
      meta: isIn('link online.answering'),
      on: {
        ...leaves,
        meetsAll: { target: 'online', actions: pipelined(found, 'online') },
        meets: { guard: 'ends', target: 'closing', actions: pipelined(found, 'online') },
        'store.answers': { target: 'online', actions: sees(found) },
        'store.fails': { target: 'online', actions: sees('alice: SEARCH_USER_RESPONSE <NOT_FOUND> <404> (internal)') },
        'other.takesOver': { target: 'answeringReplaced', actions: sees(...isTakenOver) },
        'signs.stop': { target: 'answeringTimedOut', actions: sees() },
        'registry.closes': { target: 'answeringDismissed', actions: sees() },
      },
    },
    answeringReplaced: farewell('replaced'),
    answeringTimedOut: farewell('timed-out'),
    answeringDismissed: {
      tags: 'deaf',
      meta: isIn('link online.answering'),
      on: {
        'alice.leaves': { target: 'over', actions: sees() },
        'store.answers': { target: 'dismissed', actions: sees(found, 'alice: GOODBYE (closing)') },
      },
    },
    loggingOut: {
      meta: isIn('link online.loggingOut'),
      on: {
        ...leaves,
        ...closes,
        ...takesOver,
        ...signsStop,
        ...inVain(loggedOut),
        'store.answers': { target: 'closing', actions: sees(loggedOut) },
        'store.fails': { target: 'online', actions: sees('alice: LOGOUT <FAILURE> <404> (internal)') },
      },
    },
    closing: {
      description: 'The last word was said; what still comes is thrown away.',
      meta: isIn('link closing'),
      on: {
        ...leaves,
        meets: { actions: sees() },
        'store.answers': { actions: sees() },
        'patience.ends': { target: 'away', actions: sees() },
      },
    },
    away: {
      tags: 'deaf',
      meta: isIn('link closed'),
      on: { 'alice.connects': { target: 'connected', actions: sees() } },
    },
    dismissed: {
      description: 'As closing, but the registry closes, too.',
      meta: isIn('link closing'),
      on: {
        meetsAll: { actions: sees() },
        'store.answers': { actions: sees() },
        'alice.leaves': { target: 'over', actions: sees() },
        'patience.ends': { target: 'over', actions: sees() },
      },
    },
    over: { type: 'final' },
  },
});

/** The link will be closed for this reason once the request under way is answered. */
function farewell(reason: string) {
  const goodbye = `alice: GOODBYE (${reason})`;
  return {
    meta: isIn('link online.answering'),
    on: { ...leaves, ...inVain(found, goodbye), 'store.answers': { target: 'closing', actions: sees(found, goodbye) } },
  } as const;
}

/** Loose: other models speak of them. */
const limits = {
  errorsPerMinute: 1_000_000,
  requestBurst: 1_000_000,
  bytesBeforeLogin: 1_000_000,
  loginFailures: 1_000_000,
  loginFailuresPerAddress: 1_000_000,
  loginFailuresPerUser: mistakes,
  registrationsPerAddress: 1_000_000,
};

export const linkModel: Model<RegistryWorld> = {
  name: 'a link of the registry',
  covers: ['registry-connection'],
  chart,
  bound: 6,
  events: [...meetings, meetsAll],
  everywhere: meetings,
  allAtOnce: meetsAll,
  open: async (place) => {
    const world = await RegistryWorld.open(place, { limits, actors: { link: () => world.connectionOf('alice') } });
    await world.withAccounts('alice', 'carol');
    return world;
  },
  executors,
};

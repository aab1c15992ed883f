// Being online, from the first sign of life to the last word, as the registry, the way there, the user and time can treat it (XII;
// sections 4 and 6): pings, losses, back-off, coming back, leaving. Every state meets every message of the table.
import { setup } from 'xstate';
import { isIn, type Model, type Sight, seeing, sees } from '../engine/model.js';
import { executors } from './executors.js';
import { isOneOf, type Meets, meetings, messageOf, refusalsOf } from './oracle.js';
import { SessionWorld } from './session-world.js';

type OnlineEvent = Meets | { readonly type: Stimulus };

type Stimulus =
  | 'user.searches'
  | 'user.closes'
  | 'registry.answersSearch'
  | 'registry.echoes'
  | 'registry.greets'
  | 'registry.admits'
  | 'registry.letsGo'
  | 'registry.babbles'
  /** GOODBYE: it closes, or another link has taken over. */
  | 'registry.closes'
  | 'registry.replaces'
  /** A login is refused. */
  | 'registry.isOccupied'
  | 'registry.forgetsThePassword'
  | 'registry.isGone'
  | 'registry.isBack'
  /** Datagrams: a hint that nobody can trust, or its own word. */
  | 'registry.doubts'
  | 'registry.timesOut'
  | 'link.breaks'
  | 'backOff.ends'
  | 'minute.passes'
  | 'answer.isLate'
  | 'hello.isLate'
  | 'logout.isLate';

const onlineSetup = setup({
  types: { events: {} as OnlineEvent }, // how XState declares types
  actions: seeing,
  guards: {
    isGoodbye: ({ event }) => isOneOf(event),
    echoes: ({ event }) => isOneOf(event, 'HELLO_BACK') && !isOneOf(event),
    endsLeaving: ({ event }) => isOneOf(event, 'LOGOUT'),
  },
});

/** What comes of a message that changes nothing. */
const passesOver = {
  type: 'see',
  params: ({ event }: { event: OnlineEvent }): Sight => ({ lines: event.type === 'meets' ? refusalsOf(messageOf(event)) : [] }),
} as const;

const hello = 'registry: HELLO_P2P #0';
const badRequest = 'registry: ERROR <BAD_REQUEST> <400> (malformed-frame)';
const loses = (reason: string, ...before: string[]) =>
  ({ target: '#online.backingOff', actions: sees(...before, `user: offline (${reason})`) }) as const;
const signsOut = (reason: string) => ({ target: '#online.signedOut', actions: sees(`user: signed-out (${reason})`) }) as const;
const ends = { target: '#online.over', actions: sees('user: signed-out (signed-out)') } as const;
const leaves = { 'user.closes': { target: '#online.leaving', actions: sees('registry: LOGOUT #0') } } as const;

const losses = {
  'link.breaks': loses('link-lost'),
  'registry.babbles': loses('malformed-frame', badRequest),
  'registry.closes': loses('closing'),
  'registry.replaces': signsOut('replaced'),
  'registry.timesOut': loses('timed-out'),
} as const;

const chart = onlineSetup.createMachine({
  id: 'online',
  initial: 'quiet',
  states: {
    quiet: {
      meta: isIn('session linked.online.link.quiet', 'peer active.online'),
      on: {
        ...leaves,
        ...losses,
        meets: [{ guard: 'isGoodbye', ...loses('internal') }, { actions: passesOver }],
        'user.searches': { target: 'asking', actions: sees('registry: SEARCH_USER <bob> #n') },
        'minute.passes': { target: 'proven', actions: sees(hello) },
        'registry.doubts': { target: 'pinged', actions: sees(hello) },
      },
    },
    asking: {
      tags: 'elsewhere',
      meta: isIn('session linked.online.link.quiet'),
      on: {
        'registry.answersSearch': { target: 'quiet', actions: sees('search: bob is offline') },
        'answer.isLate': { target: 'pinged', actions: sees('search: no answer (timeout)', hello) },
        'link.breaks': loses('link-lost', 'search: no answer (offline)'),
      },
    },
    pinged: {
      meta: isIn('session linked.online.link.pinged'),
      on: {
        ...leaves,
        ...losses,
        meets: [
          { guard: 'isGoodbye', ...loses('internal') },
          { guard: 'echoes', target: 'calm', actions: sees() },
          { actions: passesOver },
        ],
        'registry.echoes': { target: 'calm', actions: sees() },
        'hello.isLate': loses('link-lost'),
      },
    },
    proven: {
      description: 'The link has been good for a minute; it is being looked after.',
      tags: 'elsewhere',
      meta: isIn('session linked.online.link.pinged', 'session linked.online.standing.proven'),
      on: { 'registry.echoes': { target: 'calm', actions: sees() }, 'hello.isLate': loses('link-lost') },
    },
    calm: {
      description: 'As quiet, but a doubt has been heard in this beat of the keep-alive, or time has passed.',
      tags: 'elsewhere',
      meta: isIn('session linked.online.link.quiet'),
      on: { ...leaves, 'link.breaks': loses('link-lost'), 'minute.passes': { target: 'pinged', actions: sees(hello) } },
    },
    leaving: {
      meta: isIn('session linked.leaving', 'peer active.leaving'),
      on: {
        meets: [{ guard: 'endsLeaving', ...ends }, { actions: passesOver }],
        'registry.letsGo': ends,
        'registry.babbles': { target: 'over', actions: sees(badRequest, 'user: signed-out (signed-out)') },
        'link.breaks': ends,
        'logout.isLate': ends,
        'user.closes': { actions: sees() },
      },
    },
    backingOff: {
      tags: 'deaf',
      meta: isIn('session backingOff', 'peer active.offline'),
      on: {
        'user.closes': ends,
        'registry.isGone': { target: 'deserted', actions: sees() },
        'backOff.ends': { target: 'greeting', actions: sees('user: connecting', hello) },
      },
    },
    deserted: {
      tags: 'deaf',
      meta: isIn('session backingOff', 'peer active.offline'),
      on: {
        'backOff.ends': { actions: sees('user: connecting', 'user: offline (unreachable)') },
        'registry.isBack': { target: 'backingOff', actions: sees() },
      },
    },
    greeting: {
      tags: 'elsewhere',
      meta: isIn('session linked.greeting', 'peer active.connecting'),
      on: {
        'registry.greets': { target: 'proving', actions: sees('registry: LOGIN <alice> <hash> #0 (resumes)') },
        'link.breaks': loses('link-lost'),
        'user.closes': ends,
      },
    },
    proving: {
      tags: 'elsewhere',
      meta: isIn('session linked.authenticating.proving'),
      on: {
        'registry.admits': { target: 'quiet', actions: sees('user: online', 'udp: KEEP_ALIVE <alice> <86400> (1)') },
        'registry.isOccupied': loses('already-online'),
        'registry.forgetsThePassword': signsOut('wrong-credentials'),
      },
    },
    signedOut: {
      description: 'Over for this run: dialling again would not mend it.',
      tags: 'deaf',
      meta: isIn('peer signedOut'),
      on: { 'user.closes': { target: 'over', actions: sees() } },
    },
    over: { type: 'final', meta: isIn('peer closed') },
  },
});

export const onlineModel: Model<SessionWorld> = {
  name: 'being online',
  covers: ['registry-session', 'peer'],
  chart,
  bound: 4,
  events: meetings,
  everywhere: meetings,
  open: async (place) => {
    const world = await SessionWorld.open(place, { keepAliveTimeout: 86_400 });
    await world.bringOnline();
    return world;
  },
  executors,
};

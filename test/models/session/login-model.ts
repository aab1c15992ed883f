// A login, from the user's word to the first sign of life, as the registry, the way there, the disk and time can treat it (I to
// III; section 6). Every state meets every message of the table.
import { setup } from 'xstate';
import { isIn, type Model, type Sight, seeing, sees } from '../engine/model.js';
import { executors } from './executors.js';
import { crowd, isOneOf, type Meets, meetings, meetsAll, messageOf, refusalsOf, wordOf } from './oracle.js';
import { SessionWorld } from './session-world.js';

type LoginEvent = Meets | typeof meetsAll | { readonly type: Stimulus };

type Stimulus =
  | 'user.starts'
  | 'user.closes'
  /** Nothing gets through to the registry … */
  | 'way.isBlocked'
  | 'way.opens'
  /** … or it takes no links. */
  | 'registry.isGone'
  | 'registry.greets'
  | 'registry.greetsBadly'
  | 'registry.registers'
  | 'registry.knowsTheName'
  | 'registry.admits'
  /** With a certificate of another key. */
  | 'registry.admitsAnother'
  | 'registry.babbles'
  | 'link.breaks'
  /** The key of the certificate takes its time, or cannot be made. */
  | 'key.isSlow'
  | 'key.isMade'
  | 'key.fails'
  | 'disk.isSlow'
  | 'disk.recovers'
  | 'hello.isLate'
  | 'answer.isLate';

type Register = boolean | 'if-free';

/** What comes of a message that changes nothing, after these lines. */
const passesOver = (...before: string[]) =>
  ({ type: 'see', params: ({ event }: { event: LoginEvent }): Sight => ({ lines: [...before, ...refusalsAt(event)] }) }) as const;

function refusalsAt(event: LoginEvent): readonly string[] {
  if (event.type === 'meets') return refusalsOf(messageOf(event));
  return event.type === 'meetsAll' ? crowd.flatMap(refusalsOf) : [];
}

/** Whoever was never online does not dial again. */
const ends = (reason: string) => ({ target: '#login.over', actions: sees(`user: signed-out (${reason})`) }) as const;
const closes = { 'user.closes': ends('signed-out') } as const;
const breaks = { ...closes, 'link.breaks': ends('link-lost') } as const;
const babbles = {
  'registry.babbles': {
    target: '#login.over',
    actions: sees('registry: ERROR <BAD_REQUEST> <400> (malformed-frame)', 'user: signed-out (malformed-frame)'),
  },
} as const;

const hello = 'registry: HELLO_P2P #0';
const login = 'registry: LOGIN <alice> <hash> #0';
const online = ['user: online', 'udp: KEEP_ALIVE <alice> <3600> (1)'] as const;

function chartOf(register: Register) {
  const loginSetup = setup({
    types: { events: {} as LoginEvent }, // how XState declares types
    actions: seeing,
    guards: {
      endsGreeting: ({ event }) => isOneOf(event, 'HELLO_BACK'),
      registers: ({ event }) => isOneOf(event, 'REGISTER') && wordOf(event) === 'SUCCESS',
      finds: ({ event }) => register === 'if-free' && isOneOf(event, 'REGISTER') && wordOf(event) === 'EXIST',
      endsRegistering: ({ event }) => isOneOf(event, 'REGISTER', 'ERROR'),
      endsProving: ({ event }) => isOneOf(event, 'AUTH', 'ERROR'),
    },
  });
  const isKnown = register === 'if-free' ? ({ target: '#login.proving', actions: sees(login) } as const) : ends('name-taken');
  const greeted =
    register === false
      ? ({ target: 'proving', actions: sees(login) } as const)
      : ({ target: 'registering', actions: sees('registry: REGISTER <alice> <hash> #0') } as const);
  return loginSetup.createMachine({
    id: 'login',
    initial: 'idle',
    states: {
      idle: {
        tags: 'deaf',
        meta: isIn('peer idle'),
        on: {
          'user.starts': { target: 'greeting', actions: sees('user: connecting', hello) },
          'user.closes': { target: 'over', actions: sees() },
          'way.isBlocked': { target: 'blocked', actions: sees() },
          'registry.isGone': { target: 'deserted', actions: sees() },
          'key.isSlow': { target: 'keyless', actions: sees() },
        },
      },
      blocked: { tags: 'deaf', on: { 'user.starts': { target: 'dialing', actions: sees('user: connecting') } } },
      deserted: {
        tags: 'deaf',
        on: { 'user.starts': { target: 'over', actions: sees('user: connecting', 'user: signed-out (unreachable)') } },
      },
      dialing: {
        tags: 'deaf',
        meta: isIn('session linked.dialing'),
        on: { ...closes, 'way.opens': { target: 'greeting', actions: sees(hello) }, 'hello.isLate': ends('unreachable') },
      },
      greeting: {
        meta: isIn('session linked.greeting'),
        on: {
          ...breaks,
          ...babbles,
          meets: [{ guard: 'endsGreeting', ...ends('internal') }, { actions: passesOver() }],
          'registry.greets': greeted,
          'registry.greetsBadly': ends('internal'),
          'hello.isLate': ends('unreachable'),
        },
      },
      registering: {
        meta: isIn('session linked.registering'),
        on: {
          ...breaks,
          meets: [
            { guard: 'registers', target: 'proving', actions: sees('user: registered as alice', login) },
            { guard: 'finds', target: 'proving', actions: sees(login) },
            { guard: 'endsRegistering', ...ends('internal') },
            { actions: passesOver() },
          ],
          'registry.registers': { target: 'proving', actions: sees('user: registered as alice', login) },
          'registry.knowsTheName': isKnown,
          'answer.isLate': ends('timeout'),
        },
      },
      proving: {
        meta: isIn('session linked.authenticating.proving'),
        on: {
          ...breaks,
          meets: [{ guard: 'endsProving', ...ends('internal') }, { actions: passesOver() }],
          'registry.admits': { target: 'online', actions: sees(...online) },
          'registry.admitsAnother': ends('unreachable'),
          'disk.isSlow': { target: 'provingSlowly', actions: sees() },
          'answer.isLate': ends('timeout'),
        },
      },
      keyless: {
        tags: 'deaf',
        on: { 'user.starts': { target: 'greetingKeyless', actions: sees('user: connecting', hello) } },
      },
      greetingKeyless: {
        tags: 'deaf',
        meta: isIn('session linked.greeting'),
        on: register === false ? { 'registry.greets': { target: 'preparing', actions: sees() } } : { ...closes },
      },
      preparing: {
        meta: isIn('session linked.authenticating.preparing'),
        on: {
          ...breaks,
          meets: [{ guard: 'endsProving', ...ends('internal') }, { actions: passesOver() }],
          'key.isMade': { target: 'proving', actions: sees(login) },
          'key.fails': ends('internal'),
          'answer.isLate': ends('timeout'),
        },
      },
      provingSlowly: {
        tags: 'deaf',
        on: { 'registry.admits': { target: 'admitting', actions: sees() } },
      },
      admitting: {
        meta: isIn('session linked.admitting'),
        on: {
          ...breaks,
          meetsAll: { target: 'online', actions: passesOver('user: (nothing yet)', ...online) },
          'disk.recovers': { target: 'online', actions: sees(...online) },
        },
      },
      online: { type: 'final', meta: isIn('session linked.online.link.quiet', 'keepAlive overUdp.awaiting', 'peer active.online') },
      over: { type: 'final', meta: isIn('peer closed') },
    },
  });
}

const modelOf = (name: string, register: Register): Model<SessionWorld> => ({
  name,
  covers: ['registry-session'],
  chart: chartOf(register),
  bound: 7,
  events: [...meetings, meetsAll],
  everywhere: meetings,
  allAtOnce: meetsAll,
  open: (place) => SessionWorld.open(place, { register, keepAliveTimeout: 3600 }),
  executors,
});

export const loginModels = [
  modelOf('a login', false),
  modelOf('a registration', true),
  modelOf('a registration if need be', 'if-free'),
] as const;

// What the registry, another member, a stranger, this user and the clock can do to this user's membership of a room
// (docs/protocol.md, 3 and 5.7). Bob is its host, and not online at first; carl is no member at first. The second chart is of
// what was said before: bob is online in it.
import { setup } from 'xstate';
import { isIn, seeing, sees } from '../engine/model.js';

const join = 'registry: JOIN_CHAT_ROOM <garden> <> <increment>';
const list = 'registry: DISCOVER_PEERS <garden>';
const exit = 'registry: ROOM_EXIT <mia> <garden>';
const opened = 'user: room-open garden of bob';
const joined = 'call joinRoom: done';
const looked = 'call members: done';
const out = 'user: warning not-a-member';
const stranger = 'carl: DIRECT_BROADCAST_NOTIFICATION <FAILURE> <404> <carl> (not-a-member)';
const to = (target: string, ...lines: string[]) => ({ target: `#room.${target}`, actions: sees(...lines) });
const nothing = { actions: sees() };

/** What is told while an answer is awaited is applied after it. */
const told = (state: string) => ({
  'registry.tellsJoin': to(`${state}.join`),
  'registry.tellsExit': to(`${state}.exit`),
  'registry.tellsLogin': to(`${state}.login`),
  'registry.tellsLogout': to(`${state}.logout`),
  'registry.tellsHost': to(`${state}.host`),
});

/** Then the answer comes: `lines` are what it leads to in any case. */
const answered = (...lines: string[]) => ({
  join: { on: { 'registry.answers': to('other', ...lines) } },
  exit: { on: { 'registry.answers': to('other', ...lines) } },
  login: { on: { 'registry.answers': to('other', ...lines) } },
  logout: { on: { 'registry.answers': to('other', ...lines) } },
  host: { on: { 'registry.answers': to('other', ...lines, 'user: room-host garden mia') } },
});

export const membershipChart = setup({ actions: { ...seeing } }).createMachine({
  id: 'room',
  initial: 'none',
  states: {
    none: {
      meta: isIn('gone'),
      on: {
        'user.joins': to('informed', join, opened, joined),
        'user.joinsRefused': { actions: sees(join, 'call joinRoom: room-full') },
        'user.joinsSlowly': to('joining', join),
        'user.comesBackEnrolled': to('pausing', list, opened),
      },
    },
    joining: {
      meta: isIn('joining'),
      initial: 'quiet',
      states: {
        quiet: { on: { ...told('joining'), 'registry.answers': to('informed', opened, joined) } },
        ...answered(opened, joined),
        host: { on: { 'registry.answers': to('other', 'user: room-open garden of mia', joined, 'user: room-host garden mia') } },
      },
    },
    /** A member, of a room that has changed. */
    other: { meta: isIn('live') },
    informed: {
      meta: isIn('live.members.informed', 'live.history.caughtUp'),
      on: {
        'carl.speaks': to('pausing', list, stranger),
        'carl.speaksAsMember': to(
          'other',
          list,
          'user: room-join garden carl',
          'carl: DIRECT_BROADCAST_NOTIFICATION <SUCCESS> <200> <carl>',
          'user: message carl "hello all"',
        ),
        'registry.tellsHost': to('other', 'user: room-host garden mia'),
        'registry.tellsHostElsewhere': nothing,
        'registry.tellsExit': to('other', 'user: room-leave garden bob'),
        'registry.tellsExitOfStranger': nothing,
        'registry.tellsJoin': to('other', 'user: room-join garden carl'),
        'registry.tellsJoinElsewhere': nothing,
        'registry.tellsLogin': to('together', 'user: user-online bob'),
        'registry.tellsLoginOfStranger': nothing,
        'registry.tellsLogoutOfStranger': nothing,
        'user.comesBack': to('pausing', list),
        'user.comesBackDropped': to('none', out),
        'user.comesBackUnheard': to('unheard', list),
        'user.leaves': to('none', exit, 'call leaveRoom: done'),
        'user.leavesRefused': to('informed', exit, 'call leaveRoom: rate-limited'),
        'user.leavesSlowly': to('leaving', exit),
        'user.looks': to('pausing', list, looked),
        'user.looksAndIsOut': to('none', list, out, 'call members: not-a-member'),
        'user.looksRefused': to('pausing', list, looked),
        'user.looksSlowly': to('asking', list),
      },
    },
    /** Bob is online. */
    together: {
      meta: isIn('live.members.informed', 'live.history.caughtUp'),
      on: { 'registry.tellsLogin': nothing, 'registry.tellsLogout': to('informed', 'user: user-offline bob') },
    },
    asking: {
      meta: isIn('live.members.asking'),
      initial: 'quiet',
      states: {
        quiet: {
          on: {
            ...told('asking'),
            'carl.speaks': to('asking.stranger'),
            'registry.answers': to('pausing', looked),
            'user.leaves': to('none', exit, 'call leaveRoom: done', 'call members: not-a-member'),
          },
        },
        stranger: { on: { 'registry.answers': to('pausing', looked, stranger) } },
        ...answered(looked),
        join: { on: { 'registry.answers': to('other', looked, 'user: room-join garden carl') } },
        exit: { on: { 'registry.answers': to('other', looked, 'user: room-leave garden bob') } },
        login: { on: { 'registry.answers': to('other', looked, 'user: user-online bob') } },
        host: { on: { 'registry.answers': to('other', looked, 'user: room-host garden mia', 'user: room-host garden mia') } },
      },
    },
    /** Asked a moment ago: for strangers not again so soon. */
    pausing: {
      meta: isIn('live.members.pausing'),
      on: { 'carl.speaks': to('doubting'), 'time.passes': to('informed'), 'user.looks': to('pausing', list, looked) },
    },
    doubting: { meta: isIn('live.members.pausing'), on: { 'time.passes': to('pausing', list, stranger) } },
    /** Back, and the first question had no answer. */
    unheard: { meta: isIn('live.members.pausing'), on: { 'time.passes': to('pausing', list) } },
    leaving: {
      meta: isIn('leaving'),
      initial: 'quiet',
      states: {
        quiet: {
          on: {
            ...told('leaving'),
            'registry.answers': to('none', 'call leaveRoom: done'),
            'registry.refuses': to('informed', 'call leaveRoom: rate-limited'),
          },
        },
        join: { on: { 'registry.refuses': to('other', 'call leaveRoom: rate-limited', 'user: room-join garden carl') } },
        exit: { on: { 'registry.refuses': to('other', 'call leaveRoom: rate-limited', 'user: room-leave garden bob') } },
        login: { on: { 'registry.refuses': to('other', 'call leaveRoom: rate-limited', 'user: user-online bob') } },
        logout: { on: { 'registry.answers': to('none', 'call leaveRoom: done') } },
        host: { on: { 'registry.refuses': to('other', 'call leaveRoom: rate-limited', 'user: room-host garden mia') } },
      },
    },
  },
});

const summary = 'bob: HISTORY_SUMMARY <garden> []';

export const catchingUpChart = setup({ actions: { ...seeing } }).createMachine({
  id: 'room',
  initial: 'none',
  states: {
    none: {
      meta: isIn('gone'),
      on: { 'user.joins': to('catchingUp', opened, joined, summary), 'user.joinsWhileBobIsLost': to('lost', opened, joined) },
    },
    catchingUp: {
      meta: isIn('live.history.catchingUp'),
      on: {
        'bob.answers': to('caughtUp'),
        'bob.refuses': to('behind'),
        'bob.goes': to('behind'),
        'most.passes': to('behind'),
        'user.comesBack': to('catchingUp'),
      },
    },
    behind: {
      meta: isIn('live.history.behind'),
      on: { 'halfMinute.passes': to('catchingUp', summary), 'registry.tellsLogin': to('catchingUp', summary) },
    },
    /** Nobody answers where bob should be. */
    lost: { meta: isIn('live.history.behind'), on: { 'registry.tellsLogin': to('catchingUp', summary) } },
    caughtUp: {
      meta: isIn('live.history.caughtUp'),
      on: { 'registry.tellsLogin': nothing, 'user.comesBack': to('catchingUp', summary) },
    },
  },
});

// What another user, the disk, this user and the clock can do to one link between peers, and what is seen of it
// (docs/protocol.md, 5.2, 5.7, 5.8). Both users have accepted each other before.
import { setup } from 'xstate';
import { isIn, seeing, sees } from '../engine/model.js';

const end = 'bob: the end';
const goodbye = (reason: string) => [`bob: GOODBYE (${reason})`, end];
const refusal = 'bob: ERROR <NOT_ALLOWED> <400> (unknown-verb) #7';
const taken = ['bob: DIRECT_UNICAST_NOTIFICATION <SUCCESS> <200> <bob>', 'user: message bob "hello"'];
const sent = 'bob: DIRECT_MESSAGE <mia> <bob> "are you there?"';
const to = (target: string, ...lines: string[]) => ({ target: `#link.${target}`, actions: sees(...lines) });
const nothing = { actions: sees() };
const over = (...lines: string[]) => to('none', ...lines);
/** As many messages as may wait for their answer. */
export const mostDues = 32;

/** What ends a link at once, whoever dialled it. */
const ends = {
  'bob.goes': over(),
  'bob.garbles': over(end),
  'bob.saysBadRequest': over(end),
  'bob.saysGoodbye': over(end),
  'bob.saysNotAllowed': nothing,
  'minutes.pass': over(...goodbye('closing')),
  'user.closes': to('shut', 'call closeChat: done', ...goodbye('closing')),
};

const chartSetup = setup({ actions: { ...seeing } });

export const chart = chartSetup.createMachine({
  id: 'link',
  initial: 'none',
  states: {
    none: {
      meta: isIn('gone'),
      on: {
        'bob.dials': to('up.accepted'),
        'bob.dialsDeaf': to('deaf'),
        'bob.dialsShortly': to('short.accepted'),
        'bob.dialsWithAnotherKey': to('changed', end, 'user: key-changed bob'),
        /** Another program of the same user. */
        'mia.dials': over('mia: the end'),
        'user.writes': to('up.dialled', sent),
        'user.writesToNowhere': to('handshaking'),
        'user.writesWhileDiskFails': to('vain', end),
        'user.writesWhileDiskIsSlow': to('checking'),
        'user.writesShortly': to('short.dialled', sent),
      },
    },
    handshaking: {
      meta: isIn('handshaking'),
      on: {
        'time.passes': to('vain'),
        'user.closes': to('shut', 'call closeChat: done'),
      },
    },
    /** Nobody was there: it is tried again. */
    vain: { meta: isIn('gone') },
    /** What is to be remembered of the other side is being written. */
    checking: {
      meta: isIn('checking'),
      initial: 'silent',
      states: {
        silent: { on: { 'bob.writes': to('checking.told'), 'bob.goes': to('left'), 'disk.recovers': to('up.dialled', sent) } },
        told: { on: { 'disk.recovers': to('up.dialled', sent, ...taken) } },
      },
      on: { 'user.closes': to('left', 'call closeChat: done', end) },
    },
    left: { meta: isIn('gone') },
    tired: { meta: isIn('gone'), on: { 'seconds.pass': nothing, 'user.writes': to('up.dialled', sent) } },
    changed: { meta: isIn('gone') },
    shut: { meta: isIn('gone') },
    up: {
      initial: 'accepted',
      states: {
        /** By bob's dial. */
        accepted: {
          meta: isIn('up.reading'),
          on: {
            ...ends,
            'bob.writes': { actions: sees(...taken) },
            'user.writes': { actions: sees(sent) },
            'bob.errs': to('erring.once', refusal),
            'bob.floods': to('flooded.silent'),
            'disk.stalls': to('stalled.accepted'),
            /** The newer one stays; the older one is bob's to close. */
            'bob.dialsAgain': to('twice'),
            'user.writesInVain': to('unanswered', sent),
          },
        },
        /** By this user's. */
        dialled: {
          meta: isIn('up.reading'),
          on: {
            ...ends,
            'bob.writes': { actions: sees(...taken) },
            /** Of two at once that of the smaller name stays. */
            'bob.dialsAgain': to('up.accepted', ...goodbye('replaced')),
            'disk.stalls': to('stalled.dialled'),
          },
        },
      },
    },
    twice: {
      meta: isIn('up.reading'),
      on: { 'quarter.passes': to('up.accepted', ...goodbye('closing')) },
    },
    erring: {
      initial: 'once',
      meta: isIn('up.reading'),
      states: {
        once: {
          on: {
            'bob.errsOften': over(...Array.from({ length: 9 }, () => refusal), ...goodbye('too-many-errors')),
            'minute.passes': to('erring.forgiven'),
          },
        },
        forgiven: { on: { 'bob.errsOften': to('erring.often', ...Array.from({ length: 9 }, () => refusal)) } },
        often: { on: { 'bob.errs': over(refusal, ...goodbye('too-many-errors')) } },
      },
    },
    /** More frames than are taken at once. */
    flooded: {
      initial: 'silent',
      meta: isIn('up.pacing'),
      states: {
        silent: { on: { 'bob.writes': to('flooded.told'), 'seconds.pass': to('up.accepted') } },
        told: { on: { 'seconds.pass': to('up.accepted', ...taken) } },
      },
    },
    /** Messages wait for the disk. */
    stalled: {
      initial: 'accepted',
      states: {
        accepted: {
          meta: isIn('up.reading'),
          on: { 'bob.writesMuch': to('crowded'), 'disk.recovers': to('up.accepted') },
        },
        dialled: { meta: isIn('up.reading'), on: { 'bob.writes': to('stalled.told'), 'disk.recovers': to('up.dialled') } },
        told: { meta: isIn('up.reading'), on: { 'bob.dialsAgain': to('stalled.twice'), 'disk.recovers': to('up.dialled', ...taken) } },
        /** The answers that are due go first. */
        twice: { meta: isIn('up.reading'), on: { 'disk.recovers': to('up.accepted', ...taken, ...goodbye('replaced')) } },
      },
    },
    crowded: {
      meta: isIn('up.pacing'),
      on: {
        'disk.recovers': to('up.accepted', ...Array.from({ length: mostDues }, () => taken).flat()),
      },
    },
    unanswered: {
      meta: isIn('up.reading'),
      on: { 'quarter.passes': to('vain', end) },
    },
    /** One of the certificates expires soon. */
    short: {
      initial: 'accepted',
      states: {
        accepted: {
          meta: isIn('up.reading'),
          on: { 'lifetime.passes': to('short.expired') },
        },
        /** It is left to the dialler for a moment. */
        expired: { meta: isIn('up.reading'), on: { 'time.passes': over(...goodbye('closing')) } },
        dialled: {
          meta: isIn('up.reading'),
          on: {
            /** Bob has a new certificate: the link is made anew at once. */
            'lifetime.passes': to('up.dialled', ...goodbye('closing')),
            /** He has none: neither is there a second link for long, nor a third. */
            'lifetime.passesInVain': to('tired', ...goodbye('closing'), ...goodbye('closing')),
          },
        },
      },
    },
    /** Bob takes nothing, not even the end. */
    deaf: {
      meta: isIn('up.reading'),
      on: { 'user.closes': to('ending.early', 'call closeChat: done'), 'user.writes': to('owing') },
    },
    owing: { meta: isIn('up.reading'), on: { 'most.passes': to('late') } },
    late: { meta: isIn('up.reading'), on: { 'user.closes': to('ending.late', 'call closeChat: done') } },
    ending: {
      initial: 'early',
      meta: isIn('ending'),
      states: {
        early: {
          on: {
            'bob.writes': nothing,
            'user.blocks': { actions: sees('call block: done') },
            'seconds.pass': to('shut'),
          },
        },
        /** The answer that is not there yet is too late a moment later. */
        late: { on: { 'moment.passes': to('shut') } },
      },
    },
  },
});

// What another member, the disk, this user and the clock can do to one exchange of a room's history (docs/protocol.md, 5.9).
// The user has one message of carl's, who has left; bob has it or has it not.
import { setup } from 'xstate';
import { isIn, seeing, sees } from '../engine/model.js';

const own = '[<carl> <1111111111111111> <1>]';
const asks = `bob: HISTORY_SUMMARY <garden> ${own}`;
const answers = `bob: HISTORY_SUMMARY_RESPONSE <SUCCESS> <200> <garden> #50 ${own}`;
const hands = 'bob: DIRECT_BROADCAST <carl> "1" handed on';
const refuses = 'bob: ERROR <NOT_ALLOWED> <400> (wrong-fields) #51';
const taken = (author: string, text: string, isHistory: boolean) => [
  `bob: DIRECT_BROADCAST_NOTIFICATION <SUCCESS> <200> <${author}>`,
  `user: message ${author} ${JSON.stringify(text)}${isHistory ? ' history' : ''}`,
];
const spoiled = 'bob: DIRECT_BROADCAST_NOTIFICATION <FAILURE> <404> <carl> (bad-signature)';
const to = (target: string, ...lines: string[]) => ({ target: `#history.${target}`, actions: sees(...lines) });
const nothing = { actions: sees() };
/** More than are read, or may be unanswered, at once. */
export const many = 40;
export const window = 32;

export const historyChart = setup({ actions: { ...seeing } }).createMachine({
  id: 'history',
  initial: 'none',
  states: {
    /** No link. */
    none: { meta: isIn('gone'), on: { 'bob.dials': to('linked') } },
    linked: {
      meta: isIn('gone'),
      on: {
        'bob.begins': to('forwarding', answers, hands),
        'bob.beginsHavingAll': to('linked', answers),
        'bob.beginsHavingMore': to('receiving', answers),
        'bob.beginsInPages': to('awaitingRequest', answers),
        'bob.beginsEndlessly': to('linked'),
        'bob.beginsWhileCompareFails': to('linked', answers),
        'bob.beginsWhileCompareIsSlow': to('comparing', answers),
        'bob.beginsWhileDiskIsSlow': to('summingForBob'),
        'bob.beginsWhileNoteFails': to('forwardingUnnoted', answers, hands),
        'bob.beginsWhileReadFails': to('linked', answers),
        'user.begins': to('asking', asks),
        'user.beginsWhileDiskFails': to('linked'),
        'user.beginsWhileDiskIsSlow': to('summing'),
      },
    },
    summing: {
      meta: isIn('summing'),
      on: { 'disk.recovers': to('asking', asks), 'bob.begins': to('summingForBob'), 'bob.goes': to('left'), 'user.leavesRoom': to('left') },
    },
    /** Bob's request is to be answered. */
    summingForBob: {
      meta: isIn('summing'),
      on: { 'disk.recovers': to('forwarding', answers, hands), 'bob.beginsAgain': to('summingForBobAgain') },
    },
    summingForBobAgain: { meta: isIn('summing'), on: { 'disk.recovers': to('forwardingAgain', answers, hands) } },
    /** The disk is still slow. */
    left: {},
    asking: {
      meta: isIn('asking'),
      on: {
        'bob.answersHavingAll': to('linked'),
        'bob.answersHavingMore': to('receiving'),
        'bob.answersHavingNothing': to('forwarding', hands),
        'bob.answersInPages': to('askingOn', 'bob: HISTORY_SUMMARY <garden> []'),
        'bob.answersEndlessly': to('linked'),
        'bob.answersOther': nothing,
        'bob.begins': to('forwarding', answers, hands),
        'bob.errs': to('linked'),
        'bob.errsOther': nothing,
        'bob.goes': to('none'),
        'bob.refuses': to('linked'),
        'bob.says': to('askingStill', ...taken('bob', 'by the way', false)),
        'quarter.passes': to('linked'),
      },
    },
    askingStill: {
      meta: isIn('asking'),
      on: { 'bob.answersHavingNothing': to('forwardingBoth', hands, 'bob: DIRECT_BROADCAST <bob> "by the way" handed on') },
    },
    askingOn: { meta: isIn('asking'), on: { 'bob.answersHavingNothing': to('forwarding', hands), 'quarter.passes': to('linked') } },
    awaitingRequest: {
      meta: isIn('awaitingRequest'),
      on: {
        'bob.continues': to('forwarding', 'bob: HISTORY_SUMMARY_RESPONSE <SUCCESS> <200> <garden> #51 []', hands),
        'bob.continuesElsewhere': { actions: sees(refuses) },
        'bob.begins': to('forwarding', answers, hands),
        'quarter.passes': to('linked'),
      },
    },
    comparing: {
      meta: isIn('comparing'),
      on: {
        'bob.beginsAgain': to('comparingAgain'),
        'bob.spoils': { actions: sees(spoiled) },
        'disk.recovers': to('forwarding', hands),
      },
    },
    comparingAgain: { meta: isIn('comparing'), on: { 'disk.recovers': to('forwardingAgain', hands) } },
    forwarding: {
      meta: isIn('forwarding.sending'),
      on: {
        'bob.beginsAgain': to('forwardingAgain'),
        'bob.goes': to('none'),
        'bob.refusesForGood': to('linked'),
        'bob.refusesForNow': to('linked'),
        'bob.takes': to('linked'),
        'bob.takesOther': nothing,
        'quarter.passes': to('none'),
      },
    },
    /** He has begun anew meanwhile: that comes after this. */
    forwardingAgain: { meta: isIn('forwarding.sending'), on: { 'bob.takes': to('linked', answers) } },
    forwardingBoth: { meta: isIn('forwarding.sending'), on: { 'bob.takes': to('full') } },
    forwardingUnnoted: { meta: isIn('forwarding.sending'), on: { 'bob.takes': to('linked') } },
    /** Carl's second message is promised. */
    receiving: {
      meta: isIn('receiving'),
      on: {
        'bob.beginsAgain': to('linked', answers),
        'bob.goes': to('none'),
        'bob.handsOn': to('full', ...taken('carl', '2', true)),
        'bob.says': to('receivingStill', ...taken('bob', 'by the way', false)),
        'quarter.passes': to('linked'),
      },
    },
    receivingStill: { meta: isIn('receiving'), on: { 'bob.handsOn': to('full', ...taken('carl', '2', true)) } },
    full: { meta: isIn('gone') },
  },
});

/** There is much to hand on. */
export const longHistoryChart = setup({ actions: { ...seeing } }).createMachine({
  id: 'history',
  initial: 'linked',
  states: {
    linked: {
      meta: isIn('gone'),
      on: { 'bob.begins': to('forwarding', answers.replace('<1>]', `<${many}>]`), ...numbered(1, window)) },
    },
    forwarding: {
      meta: isIn('forwarding.sending'),
      on: { 'bob.takes': to('rest', ...numbered(window + 1, many)), 'bob.refusesForNow': to('over') },
    },
    rest: { meta: isIn('forwarding.sending'), on: { 'bob.takes': to('over') } },
    over: { meta: isIn('gone') },
  },
});

function numbered(from: number, until: number): string[] {
  return Array.from({ length: until - from + 1 }, (_, index) => hands.replace('"1"', `"${from + index}"`));
}

/** Of two who begin at once the smaller name goes on: here the user's. */
export const smallerChart = setup({ actions: { ...seeing } }).createMachine({
  id: 'history',
  initial: 'linked',
  states: {
    linked: { meta: isIn('gone'), on: { 'user.begins': to('asking', asks.replace('bob', 'zoe')) } },
    asking: {
      meta: isIn('asking'),
      on: { 'bob.begins': { actions: sees(answers.replace('bob', 'zoe')) }, 'bob.answersHavingAll': to('linked') },
    },
  },
});

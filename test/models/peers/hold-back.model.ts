// What another user and the clock can do to a stream of messages, and the order in which they are shown (docs/protocol.md, 5.7).
import { setup } from 'xstate';
import { frame } from '../../../src/protocol/frame.js';
import { isIn, type Model, type Place, seeing, sees } from '../engine/model.js';
import { type Friends, friends, mates } from './friends.js';
import { identityOf } from './papers.js';
import { RawPeer, streamOf } from './raw-peer.js';
import { stimuliOf } from './stimuli.js';

const second = 1000;

const taken = 'bob: DIRECT_UNICAST_NOTIFICATION <SUCCESS> <200> <bob>';
const refused = 'bob: DIRECT_UNICAST_NOTIFICATION <FAILURE> <404> <bob> (not-text)';
const shown = (...seqs: number[]) => seqs.map((seq) => `user: message bob "${seq}"`);
const handedOn = 'bob: DIRECT_BROADCAST_NOTIFICATION <SUCCESS> <200> <carl>';
const history = (...seqs: number[]) => seqs.map((seq) => `user: message carl "${seq}" history`);
const to = (target: string, ...lines: string[]) => ({ target, actions: sees(...lines) });

const streamChart = setup({ actions: { ...seeing } }).createMachine({
  id: 'stream',
  initial: 'none',
  states: {
    none: { meta: isIn('gone'), on: { 'bob.writes1': to('one', taken, ...shown(1)) } },
    one: {
      meta: isIn('gone'),
      on: { 'bob.writes2': to('two', taken, ...shown(2)), 'bob.writes3': to('gap', taken), 'bob.spoils2': to('spoiled', refused) },
    },
    two: { meta: isIn('gone'), on: { 'bob.writes3': to('done', taken, ...shown(3)) } },
    /** What was refused for good has used up its number. */
    spoiled: { meta: isIn('gone'), on: { 'bob.writes3': to('done', taken, ...shown(3)) } },
    gap: {
      meta: isIn('waiting'),
      on: {
        'bob.writes2': to('done', taken, ...shown(2, 3)),
        'bob.spoils2': to('done', refused, ...shown(3)),
        'bob.spoils5': to('gapAndSpoiled', refused),
        'bob.writes5Later': to('gaps', taken),
        'time.passes': to('skipped', ...shown(3)),
      },
    },
    gapAndSpoiled: { meta: isIn('waiting'), on: { 'time.passes': to('done', ...shown(3)) } },
    skipped: { meta: isIn('gone'), on: { 'bob.writes2': to('done', taken, ...shown(2)) } },
    /** The third waits for the second, and the fifth for the fourth. */
    gaps: {
      meta: isIn('waiting'),
      on: {
        'bob.writes2': to('oneGap', taken, ...shown(2, 3)),
        'bob.writes4': to('gapLong', taken),
        'bob.spoils4': to('gapLongSpoiled', refused),
        'moment.passes': to('laterGap', ...shown(3)),
      },
    },
    gapLong: { meta: isIn('waiting'), on: { 'bob.writes2': to('done', taken, ...shown(2, 3, 4, 5)) } },
    gapLongSpoiled: { meta: isIn('waiting'), on: { 'bob.writes2': to('done', taken, ...shown(2, 3, 5)) } },
    laterGap: {
      meta: isIn('waiting'),
      on: {
        'bob.writes4': to('done', taken, ...shown(4, 5)),
        'bob.writes2': to('late', taken, ...shown(2)),
        'time.passes': to('done', ...shown(5)),
      },
    },
    oneGap: {
      meta: isIn('waiting'),
      on: { 'bob.writes4': to('done', taken, ...shown(4, 5)), 'time.passes': to('done', ...shown(5)) },
    },
    late: { meta: isIn('waiting'), on: { 'time.passes': to('done', ...shown(5)) } },
    done: { meta: isIn('gone') },
  },
});

/** In an exchange of history it is not the clock that ends the waiting. */
const historyChart = setup({ actions: { ...seeing } }).createMachine({
  id: 'stream',
  initial: 'none',
  states: {
    none: { meta: isIn('gone'), on: { 'bob.handsOn1': to('one', handedOn, ...history(1)) } },
    one: { meta: isIn('gone'), on: { 'bob.handsOn3': to('gap', handedOn), 'bob.handsOn2': to('two', handedOn, ...history(2)) } },
    two: { meta: isIn('gone'), on: { 'bob.handsOn3': to('done', handedOn, ...history(3)) } },
    gap: {
      meta: isIn('waiting'),
      on: {
        'time.passes': { actions: sees() },
        'bob.handsOn2': to('done', handedOn, ...history(2, 3)),
        'bob.goes': to('done', ...history(3)),
        'quarter.passes': to('done', ...history(3)),
      },
    },
    done: { meta: isIn('gone') },
  },
});

const writes =
  (seq: number, text = String(seq)) =>
  ({ bob }: Friends): void =>
    bob.send(bob.direct({ seq, text }));

export const holdBackModel: Model<Friends> = {
  name: 'hold-back',
  covers: ['hold-back'],
  chart: streamChart,
  bound: 6,
  events: stimuliOf(streamChart),
  open: async (place) => {
    const world = await friends(place, { machine: 'hold-back', hidesIds: true, watching: /^(bob: DIRECT|user: message)/ });
    await world.dials(world.bob);
    return world;
  },
  executors: {
    'bob.writes1': writes(1),
    'bob.writes2': writes(2),
    'bob.writes3': writes(3),
    'bob.writes4': writes(4),
    'bob.writes5Later': async (world) => {
      await world.pass(second);
      writes(5)(world);
    },
    'bob.spoils2': writes(2, ''),
    'bob.spoils4': writes(4, ''),
    'bob.spoils5': writes(5, ''),
    'moment.passes': (world) => world.pass(second),
    'time.passes': (world) => world.pass(2 * second),
  },
};

interface HistoryWorld extends Friends {
  /** What carl said once. */
  readonly said: readonly ReturnType<RawPeer['forwarded']>[];
}

async function openHistory(place: Place): Promise<HistoryWorld> {
  const world = await mates(place, { machine: 'hold-back', hidesIds: true, watching: /^(bob: DIRECT|user: message)/ });
  const { bob, runtime } = world;
  const room = world.registry.room('garden');
  const author = await identityOf('carl');
  const carl = new RawPeer({ ...bob.surroundings, identity: author, runtime });
  const said = [1, 2, 3].map((seq) => bob.forwarded(carl.broadcast(room, { seq, text: String(seq) }), author));
  await world.dials(bob);
  const headers = { 'request-id': '50', 'room-id': room.roomId };
  bob.send(frame('HISTORY_SUMMARY', [room.room], headers, `<carl> <${streamOf(1)}> <3>\n`));
  await world.see(() => bob.received('HISTORY_SUMMARY_RESPONSE') !== undefined);
  await world.settle();
  world.seen();
  return Object.assign(world, { said });
}

const handsOn =
  (seq: number) =>
  ({ bob, said }: HistoryWorld): void => {
    const message = said[seq - 1];
    if (message) bob.send(message);
  };

export const heldHistoryModel: Model<HistoryWorld> = {
  name: 'hold-back of history',
  covers: ['hold-back'],
  chart: historyChart,
  bound: 5,
  events: stimuliOf(historyChart),
  open: openHistory,
  executors: {
    'bob.handsOn1': handsOn(1),
    'bob.handsOn2': handsOn(2),
    'bob.handsOn3': handsOn(3),
    'bob.goes': ({ bob }) => bob.last.link.destroy(),
    'time.passes': (world) => world.pass(2 * second),
    'quarter.passes': (world) => world.pass(15 * second),
  },
};

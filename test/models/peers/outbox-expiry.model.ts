// What the clock and the disk can do to the look for messages that were owed for too long (docs/protocol.md, 5.7).
import { setup } from 'xstate';
import { isIn, type Model, seeing, sees } from '../engine/model.js';
import { type Friends, mates } from './friends.js';
import { stimuliOf } from './stimuli.js';

const hour = 3_600_000;
const second = 1000;
const nothing = { actions: sees() };
const refused = 'user: delivery bob refused (expired)';

const chart = setup({ actions: { ...seeing } }).createMachine({
  id: 'expiry',
  initial: 'empty',
  states: {
    /** Nothing is owed. */
    empty: {
      meta: isIn('waiting'),
      on: {
        'hour.passes': nothing,
        'hour.passesWhileDiskFails': nothing,
        'hour.passesWhileDiskIsSlow': { target: 'looking', actions: sees() },
        'user.writes': { target: 'owing', actions: sees('user: delivery bob queued (user-offline)') },
      },
    },
    looking: { meta: isIn('expiring'), on: { 'disk.recovers': { target: 'empty', actions: sees() } } },
    /** Bob is not online. */
    owing: {
      meta: isIn('waiting'),
      on: {
        'hour.passes': nothing,
        'hour.passesWhileDiskFails': nothing,
        'hour.passesWhileDiskIsSlow': { target: 'owingLong', actions: sees() },
        'day.passes': { target: 'empty', actions: sees(refused) },
        'day.passesWhileDiskFails': { target: 'late', actions: sees() },
      },
    },
    owingLong: { meta: isIn('expiring'), on: { 'disk.recovers': { target: 'owing', actions: sees() } } },
    late: { meta: isIn('waiting'), on: { 'hour.passes': { target: 'empty', actions: sees(refused) } } },
  },
});

const looks = /SELECT message, delivery\.recipient AS key/;

async function passes(world: Friends, ms: number): Promise<void> {
  // The registry gives a certificate for another day.
  world.certificateAt = world.clock.time + Math.max(0, ms - 9 * hour);
  await world.pass(ms);
}

async function failing(world: Friends, ms: number): Promise<void> {
  world.store.fail(looks);
  await passes(world, ms);
  world.store.heal();
}

export const outboxExpiryModel: Model<Friends> = {
  name: 'outbox-expiry',
  covers: ['outbox-expiry'],
  chart,
  bound: 4,
  events: stimuliOf(chart),
  open: async (place) => {
    const watching = /^user: delivery/;
    const world = await mates(place, { machine: 'outbox-expiry', limits: { messageLifeDays: 1 }, hidesIds: true, watching });
    world.registry.users.set('bob', undefined);
    world.registry.tell('USER_LOGOUT', 'bob');
    await world.settle();
    return world;
  },
  executors: {
    'user.writes': async ({ peer }) => void (await peer.sendDirect('bob', 'are you there?')),
    'hour.passes': (world) => passes(world, hour),
    'hour.passesWhileDiskFails': (world) => failing(world, hour),
    'hour.passesWhileDiskIsSlow': (world) => {
      world.store.hold(looks);
      return passes(world, hour);
    },
    'day.passes': (world) => passes(world, 25 * hour + second),
    'day.passesWhileDiskFails': (world) => failing(world, 25 * hour + second),
    'disk.recovers': ({ store }) => store.heal(),
  },
};

// What is owed to another user: how each stimulus of its chart is done.
import type { Frame } from '../../../src/protocol/frame.js';
import type { Model } from '../engine/model.js';
import { deliveryChart, many } from './delivery.chart.js';
import { type Friends, mates, takesHistory } from './friends.js';
import { stimuliOf } from './stimuli.js';

const second = 1000;
const hour = 3_600_000;
/** The shortest: an address that was dialled just now is dialled again after it, ms. */
const dialInterval = 0.1 * second;

/** Messages of the user that came and were not answered yet. */
function unanswered({ bob }: Friends): readonly Frame[] {
  const messages = bob.links.flatMap(({ frames }) => frames).filter(({ verb }) => /^DIRECT_(MESSAGE|BROADCAST)$/.test(verb));
  const ids = new Set(messages.map(({ headers }) => headers['message-id']));
  return [...ids]
    .flatMap((id) => messages.findLast(({ headers }) => headers['message-id'] === id) ?? [])
    .filter((each) => !answered.has(each));
}

const answered = new WeakSet<Frame>();

function answer(world: Friends, reason?: string): void {
  for (const message of unanswered(world)) {
    answered.add(message);
    world.bob.send(world.bob.receipt(message, reason));
  }
}

async function writes(world: Friends, count = 1): Promise<void> {
  for (let written = 0; written < count; written++) await world.peer.sendDirect('bob', 'are you there?');
  await world.pass(dialInterval);
}

async function tells(world: Friends): Promise<void> {
  if (!world.registry.users.get('bob')) await world.bob.move();
  world.registry.users.set('bob', world.bob.address);
  world.registry.tellOf('USER_LOGIN', 'bob');
  await world.settle();
  await world.pass(dialInterval);
}

export const deliveryModel: Model<Friends> = {
  name: 'delivery',
  covers: ['delivery'],
  chart: deliveryChart,
  bound: 4,
  events: stimuliOf(deliveryChart),
  open: (place) =>
    mates(place, {
      machine: 'delivery',
      limits: { dialInterval: dialInterval / second, unanswered: 2, messageLifeDays: 1 },
      hidesIds: true,
      watching: /^bob: (CHAT|DIRECT)|^user: delivery bob [0-9a-f-]+ (?!sent|queued .unreachable)/,
    }),
  executors: {
    'bob.accepts': async (world) => {
      world.bob.send(world.bob.response('ACCEPT'));
      await world.settle();
      await world.pass(second);
    },
    'bob.answersAmiss': (world) => {
      const [message] = unanswered(world);
      if (!message) throw new Error('nothing to answer');
      const other = message.verb === 'DIRECT_MESSAGE' ? 'DIRECT_BROADCAST' : 'DIRECT_MESSAGE';
      world.bob.send(world.bob.receipt({ ...message, verb: other }));
    },
    'bob.answersNothing': ({ bob }) => bob.send(bob.receipt({ ...bob.direct(), fields: ['mia', 'bob'] })),
    'bob.conflicts': (world) => answer(world, 'seq-conflict'),
    'bob.dials': (world) => world.dials(world.bob),
    'bob.dialsAgain': async (world) => {
      const before = world.bob.last;
      await world.dials(world.bob);
      before.link.destroy();
    },
    'bob.exits': ({ registry }) => registry.tell('USER_EXIT', 'bob', 'garden'),
    'bob.forgets': (world) => answer(world, 'not-accepted'),
    'bob.goes': ({ bob }) => {
      for (const { link } of bob.links) link.destroy();
    },
    'bob.isGoneFor15s': async (world) => {
      world.registry.users.set('bob', undefined);
      await world.bob.leave();
      await world.pass(15 * second);
    },
    'bob.leaves': async ({ bob, registry }) => {
      registry.users.set('bob', undefined);
      await bob.leave();
      registry.tell('USER_LOGOUT', 'bob');
    },
    'bob.refuses': (world) => answer(world, 'storage-failed'),
    'bob.refusesFinally': (world) => answer(world, 'rejected'),
    'bob.rejects': ({ bob }) => bob.send(bob.response('REJECT')),
    'bob.takes': (world) => answer(world),
    'registry.tells': tells,
    'registry.tellsTaking': (world) => {
      const { respond } = world.bob;
      world.bob.respond = (received) => {
        if (received.verb !== 'DIRECT_MESSAGE') return respond(received);
        answered.add(received);
        world.tell('bob: DIRECT_MESSAGE <mia> <bob> "are you there?"');
        return world.bob.receipt(received);
      };
      return tells(world).finally(() => takesHistory(world));
    },
    'user.closes': (world) => world.peer.closeChat('bob'),
    'user.says': async (world) => {
      await world.peer.sendRoom('garden', 'is anybody there?');
      await world.pass(dialInterval);
    },
    'user.writes': (world) => writes(world),
    'user.writesMore': async ({ peer }) => void (await peer.sendDirect('bob', 'are you there?')),
    'user.writesMuch': (world) => writes(world, many),
    'user.writesThrice': (world) => writes(world, 3),
    'user.writesWhileDiskFails': (world) => {
      world.store.fail(/coalesce\(\(SELECT id FROM message/);
      return writes(world).finally(() => world.store.heal());
    },
    'moment.passes': (world) => world.pass(second),
    'halfMinute.passes': (world) => world.pass(30 * second),
    'day.passes': (world) => {
      world.certificateAt = world.clock.time + 16 * hour;
      return world.pass(25 * hour);
    },
  },
};

// One link between peers: how each stimulus of its chart is done.
import { frame } from '../../../src/protocol/frame.js';
import type { Model } from '../engine/model.js';
import { type Friends, friends } from './friends.js';
import { identityOf } from './papers.js';
import { chart, mostDues } from './peer-connection.chart.js';
import { stimuliOf } from './stimuli.js';

const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;
/** What is left of a certificate's life when it is first used, ms. */
const lifetime = 2 * minute;
/** More frames than are taken at once. */
const flood = 110;
/** The shortest: an address that was dialled just now is dialled again after it, ms. */
const dialInterval = 0.1 * second;

const unknownRequest = frame('DANCE', [], { 'request-id': '7' });
/** An answer that nobody asked for. */
const ignored = frame('CHAT_REQUEST_RESPONSE', ['REJECT', '404', 'bob'], { 'request-id': '999' });

async function dials(world: Friends, key = 0, at = 0): Promise<void> {
  world.bob.identity = await identityOf('bob', { key, at });
  await world.dials(world.bob);
}

function silence({ bob }: Friends): void {
  bob.respond = () => undefined;
}

/** Where there is no link, it is dialled for it. */
async function writes(world: Friends, at = 0): Promise<void> {
  world.bob.identity = await identityOf('bob', { at });
  await world.peer.sendDirect('bob', 'are you there?');
  await world.pass(dialInterval);
}

export const peerConnectionModel: Model<Friends> = {
  name: 'peer-connection',
  covers: ['peer-connection'],
  chart,
  bound: 4,
  events: stimuliOf(chart),
  open: async (place) => {
    const world = await friends(place, {
      machine: 'peer-connection',
      limits: { dialInterval: dialInterval / second, messageDoubt: 86_400 },
      hidesIds: true,
      watching: /^(bob|mia|call|user: (message|key))/,
    });
    world.bob.respond = (received) => {
      if (received.verb !== 'DIRECT_MESSAGE') return undefined;
      world.tell(`bob: DIRECT_MESSAGE <mia> <bob> "are you there?"`);
      return world.bob.receipt(received);
    };
    return world;
  },
  executors: {
    'bob.dials': (world) => dials(world),
    'bob.dialsAgain': (world) => dials(world),
    'bob.dialsDeaf': (world) => {
      world.bob.isDeaf = true;
      return dials(world).finally(() => {
        world.bob.isDeaf = false;
      });
    },
    'bob.dialsShortly': (world) => dials(world, 0, world.clock.time + lifetime - day),
    'bob.dialsWithAnotherKey': (world) => dials(world, 1),
    'mia.dials': async (world) => world.dials(await world.other('mia', { key: 1 })),
    'user.writes': (world) => writes(world),
    'user.writesInVain': (world) => {
      silence(world);
      return writes(world);
    },
    'user.writesToNowhere': async (world) => {
      world.registry.users.set('bob', await world.nowhere());
      return writes(world);
    },
    'user.writesShortly': (world) => writes(world, world.clock.time + lifetime - day),
    'user.writesWhileDiskFails': async (world) => {
      await world.bob.move();
      world.registry.users.set('bob', world.bob.address);
      world.store.fail(/INTO contact/);
      return writes(world);
    },
    'user.writesWhileDiskIsSlow': async (world) => {
      // Where he was found is remembered.
      await world.bob.move();
      world.registry.users.set('bob', world.bob.address);
      world.store.hold(/INTO contact/);
      return writes(world);
    },
    'user.closes': (world) => world.call('closeChat', world.peer.closeChat('bob')),
    'user.blocks': (world) => world.call('block', world.peer.block('bob')),
    'bob.goes': ({ bob }) => bob.last.link.destroy(),
    'bob.writes': ({ bob }) => bob.send(bob.direct()),
    'bob.writesMuch': ({ bob }) => Array.from({ length: mostDues }, () => bob.send(bob.direct())),
    'bob.errs': ({ bob }) => bob.send(unknownRequest),
    'bob.errsOften': ({ bob }) => Array.from({ length: 9 }, () => bob.send(unknownRequest)),
    'bob.floods': ({ bob }) => Array.from({ length: flood }, () => bob.send(ignored)),
    'bob.garbles': ({ bob }) => bob.send(frame('no verb')),
    'bob.saysBadRequest': ({ bob }) => bob.send(frame('ERROR', ['BAD_REQUEST', '400'], { reason: 'malformed-frame' })),
    'bob.saysNotAllowed': ({ bob }) => bob.send(frame('ERROR', ['NOT_ALLOWED', '400'], { reason: 'unknown-verb', 'request-id': '999' })),
    'bob.saysGoodbye': ({ bob }) => bob.send(frame('GOODBYE', [], { reason: 'closing' })),
    'disk.stalls': ({ store }) => store.hold(/INTO message/),
    'disk.recovers': ({ store }) => store.heal(),
    'time.passes': (world) => world.pass(10 * second),
    'seconds.pass': (world) => world.pass(3 * second),
    'moment.passes': (world) => world.pass(second),
    'most.passes': (world) => world.pass(14 * second),
    'quarter.passes': (world) => world.pass(15 * second),
    'minute.passes': (world) => world.pass(minute),
    'minutes.pass': (world) => world.pass(5 * minute),
    'lifetime.passes': async (world) => {
      world.bob.identity = await identityOf('bob');
      await world.pass(lifetime);
    },
    'lifetime.passesInVain': (world) => world.pass(lifetime),
  },
};

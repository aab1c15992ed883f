// A chat: how each stimulus of its chart is done.
import { frame } from '../../../src/protocol/frame.js';
import type { Model } from '../engine/model.js';
import { chart } from './conversation.chart.js';
import { mostPending } from './conversation-parts.js';
import { PeerWorld } from './peer-world.js';
import type { RawPeer } from './raw-peer.js';
import { stimuliOf } from './stimuli.js';

interface ConversationWorld extends PeerWorld {
  bob: RawPeer;
}

const second = 1000;
/** The shortest: an address that was dialled just now is dialled again after it, ms. */
const dialInterval = 0.1 * second;

/** To the number of the request, without one, and to another. */
const refusals = [undefined, 'none', 'other'].map((number) => ({ type: 'bob.rejects', ...(number ? { number } : {}) }));

export const conversationModel: Model<ConversationWorld> = {
  name: 'conversation',
  covers: ['conversation'],
  chart,
  bound: 4,
  events: stimuliOf(chart, refusals),
  open: async (place) => {
    const opened = await PeerWorld.open(place, {
      machine: 'conversation',
      limits: { dialInterval: dialInterval / second },
      watching: /^bob: (CHAT|GOODBYE|the end)|^user: chat|^call/,
    });
    await opened.start();
    const bob = await opened.other('bob');
    // Whatever is written is taken.
    bob.respond = (received) => (received.verb === 'DIRECT_MESSAGE' ? bob.receipt(received) : undefined);
    return Object.assign(opened, { bob });
  },
  executors: {
    'bob.dials': (world) => world.dials(world.bob),
    'bob.hangsUp': ({ bob }) => bob.last.link.destroy(),
    'bob.comesAndGoes': async (world) => {
      await world.dials(world.bob);
      world.bob.last.link.destroy();
    },
    'bob.asks': ({ bob }) => bob.send(bob.request()),
    'bob.crowds': ({ bob }) => Array.from({ length: mostPending }, () => bob.send(bob.request())),
    'bob.accepts': ({ bob }) => bob.send(bob.response('ACCEPT')),
    'bob.rejects': ({ bob }, { number }: { number?: string }) => {
      const own = bob.received('CHAT_REQUEST')?.headers['request-id'];
      const numbers: Readonly<Record<string, string | undefined>> = { none: undefined, other: '999' };
      const reason = { reason: 'rejected', 'request-id': number === undefined ? own : numbers[number] };
      bob.send(frame('CHAT_REQUEST_RESPONSE', ['REJECT', '404', 'bob'], reason));
    },
    'bob.leaves': (world) => world.registry.users.set('bob', undefined),
    'bob.comes': (world) => world.registry.users.set('bob', world.bob.address),
    'bob.forgets': async (world) => {
      const { bob, peer } = world;
      const take = bob.respond;
      bob.respond = (received) => {
        bob.respond = take;
        return bob.receipt(received, 'not-accepted');
      };
      await peer.sendDirect('bob', 'do you remember me?');
      // It may go again after the back-off; then it waits for the chat.
      await world.see(() => bob.respond === take);
      await world.pass(second);
    },
    'user.asks': (world) => {
      world.call('chat', world.peer.chat('bob'));
      return world.pass(dialInterval);
    },
    'user.accepts': (world) => {
      world.call('accept', world.peer.accept('bob'));
      return world.pass(dialInterval);
    },
    'user.rejects': (world) => world.call('reject', world.peer.reject('bob')),
    'user.closes': (world) => world.call('closeChat', world.peer.closeChat('bob')),
    'user.blocks': (world) => world.call('block', world.peer.block('bob')),
    'user.unblocks': (world) => world.call('unblock', world.peer.unblock('bob')),
    'user.writes': async ({ peer }) => void (await peer.sendDirect('bob', 'are you there?')),
    'minute.passes': (world) => world.pass(60 * second),
    'moment.passes': (world) => world.pass(6 * second),
  },
};

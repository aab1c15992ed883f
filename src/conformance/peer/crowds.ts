// Checks of a peer, sections 2.5 and 7.2: what it takes from others before it slows down or hangs up.
import { demand, inSection, Mismatch } from '../check.js';
import type { RawLink } from '../raw-link.js';
import type { KitPeer } from './kit-peer.js';
import { isDirect, thank, word } from './messages.js';
import type { PeerTrial, World } from './world.js';

const errors = inSection<PeerTrial>('2.5', {
  'ten-errors': {
    sentence: 'The tenth NOT_ALLOWED within any 60 s is still sent; then comes GOODBYE `too-many-errors` and the link is closed.',
    run: async (trial) => {
      const world = await trial.world('crowd');
      const { link } = await (await world.peer()).dial(world.port);
      for (let count = 0; count < 10; count++) await link.answer('FLY <to> <the moon>', 'ERROR <NOT_ALLOWED> <400>');
      await link.expect('GOODBYE', 'Reason: too-many-errors', ['Retry-After', /^\d+$/]);
      await link.expectEnd();
    },
  },
});

/** A link that is there after all, or was turned away. */
async function tried(world: World, peer: KitPeer): Promise<RawLink | undefined> {
  const dialled = await peer.dial(world.port).catch((error: unknown) => {
    if (error instanceof Mismatch) return undefined;
    throw error;
  });
  dialled?.link.request('CHAT_REQUEST <Somebody-else>');
  return dialled?.link;
}

/** As many are taken; one more is not. */
async function demandFull(links: readonly (RawLink | undefined)[], most: number): Promise<void> {
  const last = links.at(most);
  await last?.expectFarewell();
  const ended = links.slice(0, most).filter((link) => link?.isEnded !== false).length;
  demand(ended === 0, `${most} links that stay`, `${ended} of them ended`);
}

const limits = inSection<PeerTrial>('7.2', {
  'links-of-one-name': {
    sentence: '| links of one name | 3 | `linksPerName` |',
    run: async (trial) => {
      const world = await trial.world('crowd');
      const peer = await world.peer();
      const links: (RawLink | undefined)[] = [];
      for (let count = 0; count < 4; count++) links.push(await tried(world, peer));
      await demandFull(links, 3);
    },
  },
  'new-links': {
    sentence: '| new links a minute from one address | 16 | `newLinksPerMinute` |',
    phase: 'long',
    run: async (trial) => {
      const world = await trial.fresh();
      const links: (RawLink | undefined)[] = [];
      for (let count = 0; count < 17; count++) links.push(await tried(world, await world.peer()));
      await demandFull(links, 16);
    },
  },
  unanswered: {
    sentence: '| unanswered messages on one link | 32 | `unanswered` |',
    run: async (trial) => {
      const world = await trial.world('crowd');
      const { peer, link } = await world.friend();
      for (let count = 0; count < 40; count++) world.subject.write(`/msg ${peer.name} ${word()}`);
      const first = await link.allWhere(isDirect, 40);
      demand(first.length > 0 && first.length <= 32, '1 to 32 messages before the first answer', `${first.length}`);
      for (const frame of first) thank(link, frame);
      for (let count = first.length; count < 40; count++) thank(link, await link.nextWhere(isDirect, 'the messages after them'));
    },
  },
  'frames-per-second': {
    sentence: '| and a second after that; what comes faster is read later | 20 | `framesPerSecond` |',
    run: async (trial) => {
      const world = await trial.world('crowd');
      const { link } = await (await world.peer()).dial(world.port);
      const begin = Date.now();
      const ids = Array.from({ length: 120 }, () => link.request('CHAT_REQUEST <Somebody-else>'));
      for (const id of ids) await link.answerTo(id, 'an answer');
      const took = Date.now() - begin;
      demand(took >= 700, 'the last answer after at least 700 ms', `it after ${took} ms`);
    },
  },
  'first-answer': {
    sentence: '| from dialling to the first answer | 10 s | `helloTimeout` |',
    phase: 'long',
    run: async (trial) => {
      const { registry } = await trial.fresh();
      registry.behaviour.hellos = 'none';
      registry.visit?.link.destroy();
      await registry.awaits('HELLO_P2P', 1, 5000 + trial.patience.answer);
      registry.behaviour.hellos = 'all';
      await registry.awaits('LOGIN', 1, 12_000 + trial.patience.answer);
    },
  },
});

export const crowdChecks = [...errors, ...limits];

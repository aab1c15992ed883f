// Checks of a peer, section 5.8: which of two links stays, and what a lost or an expired one leads to.
import { demand, demandSame, inSection } from '../check.js';
import type { RawFrame } from '../raw-frame.js';
import { frameBytes } from '../raw-link.js';
import { pause } from '../waiting.js';
import { formerly } from './authorities.js';
import { asked, hasText } from './deliveries.js';
import { issueIdentity, newId, newStream } from './kit-peer.js';
import { isDirect, thank, word } from './messages.js';
import { type PeerTrial, receipt } from './world.js';

/** Before and after every name of a peer under test, which begin with `Subject`. */
const smaller = () => `Kit-${newStream().slice(0, 6)}`;
const larger = () => `Zkit-${newStream().slice(0, 6)}`;

/** A certificate of the kit lives for so long in `certificate-ends`, ms. */
const lastSeconds = 6000;

export const pairChecks = inSection<PeerTrial>('5.8', {
  'one-link': {
    sentence: 'One link carries all chats and rooms that two peers share.',
    run: async (trial) => {
      const world = await trial.world('pairs');
      const [{ peer, link }, room] = [await world.friend(), await world.room()];
      const [alone, together] = [word(), word()];
      world.subject.write(`/msg ${peer.name} ${alone}`);
      world.subject.write(`/msg #${room.name} ${together}`);
      for (const text of [alone, together]) {
        const isIt = (frame: RawFrame) => /^DIRECT_(MESSAGE|BROADCAST)$/.test(frame.verb) && hasText(frame, text);
        thank(link, await link.nextWhere(isIt, `a message with ${text} on the same link`));
      }
      demandSame(peer.links.length, 0);
    },
  },
  'smaller-name-stays': {
    sentence:
      '**Two at once.** If a pair has two links whose handshakes ended within 5 s of each other, the one that was dialled by the smaller name stays (lower case, compared byte by byte).',
    run: async (trial) => {
      const world = await trial.world('pairs');
      const { peer, link } = await asked(trial, world, smaller());
      world.subject.write(`/msg ${peer.name} ${word()}`);
      const frame = await link.nextWhere(isDirect, 'DIRECT_MESSAGE');
      const { link: other } = await peer.dial(world.port);
      await link.nextWhere(({ verb, headers }) => verb === 'GOODBYE' && headers.get('reason') === 'replaced', 'GOODBYE replaced');
      await link.expectEnd();
      const again = await other.nextWhere(isDirect, 'the unanswered message on the link that stays');
      thank(other, again);
      demandSame(again.headers.get('message-id'), frame.headers.get('message-id'));
    },
  },
  'larger-name-goes': {
    sentence: 'Until the end, messages are taken on both.',
    run: async (trial) => {
      const world = await trial.world('pairs');
      const { peer, link } = await asked(trial, world, larger());
      const { link: other } = await peer.dial(world.port);
      for (const each of [other, link]) {
        const id = newId();
        each.send(peer.direct(world.name, { id }));
        demandSame((await receipt(each, id)).fields[0], 'SUCCESS');
      }
      world.subject.write(`/msg ${peer.name} ${word()}`);
      thank(link, await link.nextWhere(isDirect, 'DIRECT_MESSAGE on the link that stays'));
      other.send(frameBytes('GOODBYE', { Reason: 'replaced' }));
      other.end();
      demand(!link.hasWhere(({ verb }) => verb === 'GOODBYE') && !link.isEnded, 'a link that stays', link.takeOthers());
    },
  },
  'newer-stays': {
    sentence: 'If they are further apart, the newer one stays.',
    phase: 'long',
    run: async (trial) => {
      const world = await trial.fresh();
      const { peer, link } = await asked(trial, world, larger());
      await pause(5500);
      const { link: other } = await peer.dial(world.port);
      await link.nextWhere(({ verb, headers }) => verb === 'GOODBYE' && headers.get('reason') === 'replaced', 'GOODBYE replaced');
      world.subject.write(`/msg ${peer.name} ${word()}`);
      thank(other, await other.nextWhere(isDirect, 'DIRECT_MESSAGE on the newer link'));
    },
  },
  'no-answer': {
    sentence: '**Lost.** If a message has no answer after 15 s the link counts as lost.',
    phase: 'long',
    run: async (trial) => {
      const world = await trial.fresh();
      const { peer, link } = await asked(trial, world);
      world.subject.write(`/msg ${peer.name} ${word()}`);
      const frame = await link.nextWhere(isDirect, 'DIRECT_MESSAGE');
      const next = await peer.accepted(1, 20_000 + trial.patience.answer);
      const again = await next.nextWhere(isDirect, 'the message again');
      thank(next, again);
      demandSame(again.headers.get('message-id'), frame.headers.get('message-id'));
    },
  },
  'dials-in-peace': {
    sentence: 'An address is not dialled more than once in 5 s.',
    phase: 'long',
    run: async (trial) => {
      const world = await trial.fresh();
      const { peer, link, begin } = await asked(trial, world);
      world.subject.write(`/msg ${peer.name} ${word()}`);
      await link.nextWhere(isDirect, 'DIRECT_MESSAGE');
      link.destroy();
      await peer.accepted(1, 12_000 + trial.patience.answer);
      const took = Date.now() - begin;
      demand(took > 4500, 'another link after 5 s', `one after ${took} ms`);
    },
  },
  'certificate-ends': {
    sentence: 'The same happens when a certificate on it expires; where the link is still wanted it is dialled again.',
    phase: 'long',
    run: async (trial) => {
      const world = await trial.fresh();
      const name = smaller();
      const authority = await formerly(world.registry.directory, 24 - lastSeconds / 3_600_000);
      const peer = await world.peer(name, await issueIdentity(authority, name));
      const { link } = await peer.dial(world.port);
      const isGoodbye = ({ verb, headers }: RawFrame) => verb === 'GOODBYE' && headers.get('reason') === 'closing';
      await link.nextWhere(isGoodbye, 'GOODBYE closing', lastSeconds + trial.patience.answer);
      await link.expectEnd();
    },
  },
});

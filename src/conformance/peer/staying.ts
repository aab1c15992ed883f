// Checks of a peer, sections 2.6, 4.4 and 6: how it stays online, and what goes on while its registry is away.
import { demand, demandSame, inSection } from '../check.js';
import { newId } from './kit-peer.js';
import { isDirect } from './messages.js';
import { type PeerTrial, receipt } from './world.js';

const lists = inSection<PeerTrial>('2.6', {
  'asks-for-the-next-page': {
    sentence: "After JOIN it does not join again; it asks with DISCOVER_PEERS and the room's name.",
    run: async (trial) => {
      const { registry, subject, patience } = await trial.world();
      const room = registry.makeRoom('kit-paged', 'Ann', 'Ben', 'Cid');
      room.isPaged = true;
      subject.write(`/join ${room.name}`);
      const asked = () => registry.asked('DISCOVER_PEERS').filter(({ fields }) => fields[0]?.toLowerCase() === room.name);
      await registry.bell.until(
        () => asked().some(({ headers }) => headers.get('from') === '2'),
        patience.answer,
        'DISCOVER_PEERS with From: 2',
      );
      demand(
        asked().some(({ headers }) => headers.get('from') === '1'),
        'DISCOVER_PEERS with From: 1',
        'none',
      );
      demandSame(registry.asked('JOIN_CHAT_ROOM').filter(({ fields }) => fields[0]?.toLowerCase() === room.name).length, 1);
    },
  },
});

const echoes = inSection<PeerTrial>('4.4', {
  'no-echo': {
    sentence: 'If its answer takes longer than 10 s the link is taken for lost, and dialled again (section 6).',
    phase: 'long',
    run: async (trial) => {
      const world = await trial.starting({ keepAlive: 'silent', hellos: 'first' });
      const { registry } = world;
      await registry.awaits('LOGIN', 0, trial.patience.start);
      await registry.awaits('HELLO_P2P', 1, 3 * registry.behaviour.timeout * 1000 + trial.patience.answer);
      await registry.awaits('LOGIN', 1, 11_000 + trial.patience.answer);
    },
  },
});

const life = inSection<PeerTrial>('6', {
  rooms: {
    sentence: 'It learns its rooms from `Rooms`, and asks for the members of each with XV.',
    phase: 'long',
    run: async (trial) => {
      const { registry, name } = await trial.fresh();
      registry.makeRoom('kit-former', name, 'Ann');
      registry.visit?.link.destroy();
      const { fields } = await registry.awaits('DISCOVER_PEERS', 0, 5000 + trial.patience.answer);
      demandSame(fields, ['kit-former']);
    },
  },
  'registry-away': {
    sentence: 'Chats and rooms with peers whose addresses are known go on while the registry is away; peer links do not depend on it.',
    phase: 'long',
    run: async (trial) => {
      const world = await trial.fresh();
      const { peer, link } = await world.friend();
      await world.registry.leave();
      const id = newId();
      link.send(peer.direct(world.name, { id }));
      demandSame((await receipt(link, id)).fields[0], 'SUCCESS');
      world.subject.write(`/msg ${peer.name} still here`);
      const frame = await link.nextWhere(isDirect, 'DIRECT_MESSAGE');
      demandSame(frame.payload.toString('utf8'), 'still here');
    },
  },
});

export const stayingChecks = [...lists, ...echoes, ...life];

// Checks of a peer, section 5.9: who begins an exchange of history, gaps, pages, and old certificates of those who are not there.
import { demand, demandSame, inSection } from '../check.js';
import type { RawFrame } from '../raw-frame.js';
import { frameBytes, type RawLink } from '../raw-link.js';
import { formerly } from './authorities.js';
import { handedOn, newcomer, summary } from './history.js';
import { issueIdentity, type KitPeer, newId, newStream } from './kit-peer.js';
import type { KitRoom } from './kit-registry.js';
import { thank, word } from './messages.js';
import { type PeerTrial, receipt, type World } from './world.js';

const hour = 3_600_000;
const isHandedOn = ({ verb, headers }: RawFrame) => verb === 'DIRECT_BROADCAST' && headers.has('forwarded-by');
const isMessage = (id: string) => (frame: RawFrame) => isHandedOn(frame) && frame.headers.get('message-id') === id;

const given = (room: KitRoom) => `HISTORY_SUMMARY_RESPONSE <SUCCESS> <200> <${room.name}>`;

/** The friend writes these places of a new stream into the room. */
async function written(world: World, room: KitRoom, ...seqs: number[]): Promise<{ author: KitPeer; stream: string; ids: string[] }> {
  const { peer, link } = await world.friend();
  const stream = newStream();
  const ids = seqs.map(() => newId());
  for (const [index, seq] of seqs.entries()) link.send(peer.broadcast(room.name, room.id, { id: ids[index] ?? '', stream, seq }));
  for (const id of ids) demandSame((await receipt(link, id)).fields[0], 'SUCCESS');
  return { author: peer, stream, ids };
}

async function started(trial: PeerTrial): Promise<{ world: World; room: KitRoom }> {
  const world = await trial.world('exchange');
  return { world, room: await world.room() };
}

/** An author whose certificate ended some hours ago. */
async function longAgo(world: World): Promise<KitPeer> {
  const name = 'Kit-long-ago';
  return world.peer(name, await issueIdentity(await formerly(world.registry.directory, 30), name));
}

const carried = (forwarder: KitPeer, author: KitPeer) => ({ 'Forwarded-By': forwarder.name, 'Author-Certificate': author.certificate });

/** A room of somebody else's, into which the subject goes. */
async function entered(world: World, host: KitPeer): Promise<KitRoom> {
  const room = world.registry.makeRoom(`kit-${newStream().slice(0, 6)}`, host.name);
  world.subject.write(`/join ${room.name}`);
  await world.settled();
  return room;
}

const taking = inSection<PeerTrial>('5.9', {
  'old-certificate': {
    sentence: 'Whether the certificate is in its time *now* does not matter.',
    run: async (trial) => {
      const sentAt = new Date(Date.now() - 20 * hour).toISOString();
      demandSame((await handedOn(trial, carried, { by: longAgo, sentAt })).answer.fields[0], 'SUCCESS');
    },
  },
  'sent-after-its-end': {
    sentence:
      "The receiver checks that the author's certificate ends at the pinned authority, that its URI is the author's, and that `Sent-At` is not more than 5 minutes after its notAfter.",
    run: async (trial) => {
      const sentAt = new Date(Date.now() - hour).toISOString();
      demandSame((await handedOn(trial, carried, { by: longAgo, sentAt })).answer.headers.get('reason'), 'bad-signature');
    },
  },
  'author-has-left': {
    sentence: 'The author need not be any more.',
    run: async (trial) => demandSame((await handedOn(trial, carried, { by: (world) => world.peer() })).answer.fields[0], 'SUCCESS'),
  },
  'another-certificate': {
    sentence:
      'Where a message needs another certificate than the last one sent for its author on this link, Author-Certificate stands with it too.',
    run: async (trial) => {
      const { world, room } = await started(trial);
      const { peer, link } = await newcomer(world, room);
      const name = 'Kit-two-keys';
      const [one, other] = [await world.peer(name), await world.peer(name)];
      const by = { 'Forwarded-By': peer.name };
      const stream = newStream();
      await link.answer(summary(room, `<${name}> <${stream}> <3>\n`), given(room));
      const parts = [
        { author: one, more: carried(peer, one) },
        { author: other, more: carried(peer, other) },
        { author: other, more: by },
      ];
      for (const [index, { author, more }] of parts.entries()) {
        const id = newId();
        link.send(author.broadcast(room.name, room.id, { id, stream, seq: index + 1, more }));
        demandSame((await receipt(link, id)).fields[0], 'SUCCESS');
      }
    },
  },
  'asks-first': {
    sentence: 'As with a broadcast (5.7), a receiver that does not know the other end as a member asks the registry first.',
    run: async (trial) => {
      const { world, room } = await started(trial);
      const peer = await world.peer();
      room.members.push(peer.name); // and nobody is told
      const { link } = await peer.dial(world.port);
      await link.answer(summary(room), given(room));
    },
  },
});

async function exchanged(world: World, room: KitRoom): Promise<RawLink> {
  const { link } = await newcomer(world, room);
  await link.answer(summary(room), given(room));
  return link;
}

const giving = inSection<PeerTrial>('5.9', {
  gaps: {
    sentence: '**Gaps.** A line ends below the first Seq that is missing, and is 0 if that is the first one.',
    run: async (trial) => {
      const { world, room } = await started(trial);
      const [one, other] = [await written(world, room, 1, 3), await written(world, room, 2)];
      const { headers, payload } = await (await world.friend()).link.answer(summary(room), given(room));
      const line = ({ author, stream }: typeof one, highest: number) => `<${author.name}> <${stream}> <${highest}>`.toLowerCase();
      const lines = payload.toString('utf8').toLowerCase().split('\n');
      const wanted = [line(one, 1), line(other, 0)];
      demand(!headers.has('next') && wanted.every((each) => lines.includes(each)), `lines ${wanted.join(' and ')}`, lines);
    },
  },
  'above-a-gap': {
    sentence: 'What stands above a gap is forwarded all the same, and what the other has of it already is answered SUCCESS',
    run: async (trial) => {
      const { world, room } = await started(trial);
      const { ids } = await written(world, room, 1, 3);
      const link = await exchanged(world, room);
      for (const id of ids) await link.nextWhere(isMessage(id), `the message ${id}`);
    },
  },
  'own-messages': {
    sentence: 'One who has lost their disk gets their own messages back, too.',
    run: async (trial) => {
      const { world, room } = await started(trial);
      const { peer, link } = await newcomer(world, room);
      const id = newId();
      link.send(peer.broadcast(room.name, room.id, { id }));
      await receipt(link, id);
      await link.answer(summary(room), given(room));
      await link.nextWhere(isMessage(id), 'its own message');
    },
  },
  pages: {
    sentence:
      "`Next` in a request says that the asker's own lines go on in its next request, whose `From` is the answerer's token or, where the answerer has given none, the asker's.",
    run: async (trial) => {
      const { world, room } = await started(trial);
      const [known, missing] = [await written(world, room, 1), await written(world, room, 1)];
      const { link } = await newcomer(world, room);
      const first = summary(room);
      const answer = await link.answer({ ...first, headers: { ...first.headers, Next: 'go-on' } }, given(room));
      const second = summary(room, `<${known.author.name}> <${known.stream}> <1>\n`);
      const From = answer.headers.get('next') ?? 'go-on';
      await link.answer({ ...second, headers: { ...second.headers, From } }, given(room));
      await link.nextWhere(isMessage(missing.ids[0] ?? ''), 'the message that is on no page');
      await link.ask('CHAT_REQUEST <Somebody-else>');
      demand(!link.hasWhere(isMessage(known.ids[0] ?? '')), 'nothing that a later page has', 'the message that is on the second page');
    },
  },
  'at-most-32': {
    sentence: 'At most 32 forwarded messages are unanswered at a time, and there is one exchange at a time for each room.',
    run: async (trial) => {
      const world = await trial.world('crowd');
      const room = await world.room();
      const { ids } = await written(world, room, ...Array.from({ length: 40 }, (_, index) => index + 1));
      const { peer, link } = await newcomer(world, room);
      peer.history = 'kept';
      await link.answer(summary(room), given(room));
      const first = await link.allWhere(isHandedOn, 40);
      demand(first.length > 0 && first.length <= 32, '1 to 32 messages before the first answer', `${first.length}`);
      peer.history = 'taken';
      for (const frame of first) thank(link, frame);
      const had = new Set(first.map(({ headers }) => headers.get('message-id')));
      for (const id of ids.filter((each) => !had.has(each))) await link.nextWhere(isMessage(id), `the message ${id}`);
    },
  },
  'begins-anew': {
    sentence:
      "**The end.** An exchange is over for one side when it has forwarded what the other lacks and has received, or refused, every Seq that the other's lines promised and it did not have; when nothing of that came for 15 s; or when the other begins anew, which it does once it has forwarded what it could.",
    run: async (trial) => {
      const { world, room } = await started(trial);
      const { peer, link } = await newcomer(world, room);
      await link.answer(summary(room, `<${peer.name}> <${newStream()}> <1>\n`), given(room)); // and it never comes
      await link.answer(summary(room), given(room));
    },
  },
});

const beginning = inSection<PeerTrial>('5.9', {
  'dialler-begins': {
    sentence: 'Whoever dialled a link begins, for every room that both are in.',
    run: async (trial) => {
      const world = await trial.world('exchange');
      const host = await world.peer();
      const room = await entered(world, host);
      world.subject.write(`/msg #${room.name} ${word()}`);
      await host.accepted();
      demandSame((await host.askedAbout(room.name)).headers.get('room-id'), room.id);
    },
  },
  'joiner-begins': {
    sentence: 'So does, on a link that is there already, a member who has just joined or come back.',
    run: async (trial) => {
      const world = await trial.world('exchange');
      const { peer } = await world.friend();
      await peer.askedAbout((await entered(world, peer)).name);
      demandSame(peer.links.length, 0);
    },
  },
  'nobody-begins': {
    sentence:
      'A peer that does not know HISTORY_SUMMARY answers ERROR `unknown-verb`. Then there is no exchange, and nothing else changes.',
    run: async (trial) => {
      const world = await trial.world('exchange');
      const host = await world.peer();
      host.history = 'unknown';
      const room = await entered(world, host);
      const text = word();
      world.subject.write(`/msg #${room.name} ${text}`);
      const link = await host.accepted();
      const frame = await link.nextWhere(({ verb }) => verb === 'DIRECT_BROADCAST', 'DIRECT_BROADCAST');
      demandSame(frame.payload.toString('utf8'), text);
      thank(link, frame);
      const id = newId();
      link.send(host.broadcast(room.name, room.id, { id }));
      demandSame((await receipt(link, id)).fields[0], 'SUCCESS');
      link.send(frameBytes('GOODBYE', { Reason: 'closing' }));
    },
  },
});

export const exchangeChecks = [...taking, ...giving, ...beginning];

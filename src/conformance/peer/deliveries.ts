// Checks of a peer, sections 5.4 and 5.7: what a sender does with every answer, and a receiver with places that are out of order.
import { demand, demandSame, inSection } from '../check.js';
import type { RawFrame } from '../raw-frame.js';
import { newId, newStream } from './kit-peer.js';
import { accept, isDirect, refuse, said, thank, word } from './messages.js';
import { type Friend, type PeerTrial, receipt } from './world.js';

export const hasText = ({ payload }: RawFrame, text: string) => payload.toString('utf8') === text;
const place = ({ headers }: RawFrame) => ['message-id', 'stream', 'seq'].map((name) => headers.get(name));

/** The subject writes to its friend; not answered yet. */
async function writes(trial: PeerTrial): Promise<Friend & { readonly frame: RawFrame; again(): Promise<RawFrame> }> {
  const world = await trial.world();
  const friend = await world.friend();
  const write = async () => {
    const text = word();
    world.subject.write(`/msg ${friend.peer.name} ${text}`);
    return friend.link.nextWhere((frame) => isDirect(frame) && hasText(frame, text), `DIRECT_MESSAGE with ${text}`);
  };
  return { ...friend, frame: await write(), again: write };
}

async function places(trial: PeerTrial, stream: string, ...parts: { seq: number; text: string; id?: string }[]): Promise<void> {
  for (const part of parts) demandSame((await said(trial, { stream, ...part })).fields[0], 'SUCCESS');
}

const requests = inSection<PeerTrial>('5.4', {
  crossing: {
    sentence: 'Two requests that cross accept each other.',
    run: async (trial) => {
      const world = await trial.world();
      const peer = await world.peer();
      world.subject.write(`/chat ${peer.name}`);
      const link = await peer.accepted();
      await link.nextWhere(({ verb }) => verb === 'CHAT_REQUEST', 'CHAT_REQUEST');
      await link.answer(`CHAT_REQUEST <${world.name}>`, `CHAT_REQUEST_RESPONSE <ACCEPT> <200> <${world.name}>`);
    },
  },
});

const sending = inSection<PeerTrial>('5.7', {
  passing: {
    sentence:
      '| `not-a-member`, `not-accepted`, `room-unknown`, `storage-failed` | passing: tries again when it learns something new about the room or the chat, else with the back-off of section 6 |',
    run: async (trial) => {
      const { link, frame } = await writes(trial);
      refuse(link, frame, 'storage-failed');
      const again = await link.nextWhere(isDirect, 'the message again');
      thank(link, again);
      demandSame(place(again), place(frame));
    },
  },
  'uses-up-its-seq': {
    sentence: 'A final FAILURE uses up its Seq: the next message has the next number.',
    run: async (trial) => {
      const { link, frame, again } = await writes(trial);
      refuse(link, frame, 'too-large');
      const next = await again();
      thank(link, next);
      const [, stream, seq] = place(frame);
      demandSame(place(next).slice(1), [stream, String(Number(seq) + 1)]);
    },
  },
  'new-stream': {
    sentence: 'After `seq-conflict` the message itself goes again as well, as the first of the new stream, with the same id.',
    run: async (trial) => {
      const { link, frame, again } = await writes(trial);
      refuse(link, frame, 'seq-conflict');
      const other = await link.nextWhere(isDirect, 'the message again');
      const [[id, former], [sameId, stream, seq]] = [place(frame), place(other)];
      demand(sameId === id && stream !== former && seq === '1', `the message ${id} as the first of a new stream`, place(other));
      refuse(link, other, 'seq-conflict');
      const next = await again();
      thank(link, next);
      demand(place(next)[0] !== id, 'a second seq-conflict that is final', place(next));
    },
  },
});

const receiving = inSection<PeerTrial>('5.7', {
  'held-back': {
    sentence: 'a message whose predecessor is missing is held back for at most 2 s, or until the history exchange on that link has ended.',
    run: async (trial) => {
      const world = await trial.world();
      const [stream, late] = [newStream(), word()];
      await places(trial, stream, { seq: 1, text: word() }, { seq: 3, text: late });
      const begin = Date.now();
      await world.shows(late);
      demand(Date.now() - begin < 3500, 'it shown after 2 s at most', `it shown after ${Date.now() - begin} ms`);
      const missing = word();
      await places(trial, stream, { seq: 2, text: missing });
      await world.shows(missing);
    },
  },
  'begins-later': {
    sentence: 'Seqs below the first one that was ever seen of a stream are a matter of history. Nothing waits for them.',
    run: async (trial) => {
      const world = await trial.world();
      const [early, other] = [word(), word()];
      await places(trial, newStream(), { seq: 5, text: early });
      await places(trial, newStream(), { seq: 1, text: other });
      await world.showsInOrder(early, other);
    },
  },
  'another-place': {
    sentence: '| a message with the same id, in another place | SUCCESS; the copy is dropped, and this place counts as filled |',
    run: async (trial) => {
      const world = await trial.world();
      const [id, text, after] = [newId(), word(), word()];
      await places(trial, newStream(), { seq: 1, text, id }, { seq: 2, text, id }, { seq: 3, text: after });
      await world.shows(after);
      demandSame(world.subject.lines.filter((line) => line.includes(text)).length, 1);
    },
  },
  'asks-first': {
    sentence:
      'A receiver that does not know the author of a broadcast as a member of the room may simply not have heard yet. It asks the registry first (XV), at most once every 2 s for each room, and the message waits for that answer.',
    run: async (trial) => {
      const world = await trial.world();
      const room = await world.room();
      const peer = await world.peer();
      room.members.push(peer.name); // and nobody is told
      const { link } = await peer.dial(world.port);
      const id = newId();
      link.send(peer.broadcast(room.name, room.id, { id }));
      demandSame((await receipt(link, id)).fields[0], 'SUCCESS');
    },
  },
  'asks-seldom': {
    sentence: 'It asks the registry first (XV), at most once every 2 s for each room, and the message waits for that answer.',
    run: async (trial) => {
      const world = await trial.world();
      const { room, peer, link } = await world.outsider();
      const [before, begin] = [world.registry.asked('DISCOVER_PEERS').length, Date.now()];
      const ids = Array.from({ length: 5 }, newId);
      for (const id of ids) link.send(peer.broadcast(room.name, room.id, { id }));
      for (const id of ids) demandSame((await receipt(link, id)).headers.get('reason'), 'not-a-member');
      const most = 1 + Math.floor((Date.now() - begin + 200) / 2000);
      const asked = world.registry.asked('DISCOVER_PEERS').length - before;
      demand(asked <= most, `DISCOVER_PEERS at most ${most} times`, `${asked} times`);
    },
  },
});

/** A chat that the subject has asked for, on a link that it has dialled. */
export async function asked(
  trial: PeerTrial,
  world: Awaited<ReturnType<PeerTrial['world']>>,
  name?: string,
  identity?: Friend['peer']['identity'],
) {
  const peer = await world.peer(name, identity);
  world.subject.write(`/chat ${peer.name}`);
  const link = await peer.accepted(0, trial.patience.start);
  const begin = Date.now();
  accept(link, await link.nextWhere(({ verb }) => verb === 'CHAT_REQUEST', 'CHAT_REQUEST'), peer.name);
  return { peer, link, begin };
}

export const deliveryChecks = [...requests, ...sending, ...receiving];

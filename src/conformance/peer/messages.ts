// Checks of a peer, sections 5.5 to 5.8: messages in both directions.
import { randomBytes, X509Certificate } from 'node:crypto';
import { verifyBroadcast } from '../../security/broadcast-signature.js';
import { demand, demandSame, inSection } from '../check.js';
import type { RawFrame } from '../raw-frame.js';
import { frameBytes, type RawLink } from '../raw-link.js';
import { newId, newStream, shownBy, type Wording } from './kit-peer.js';
import { type PeerTrial, receipt } from './world.js';

export const isDirect = ({ verb }: RawFrame) => verb === 'DIRECT_MESSAGE';
export const word = () => `word-${randomBytes(4).toString('hex')}`;

/** Says something to the subject as a friend; its answer. */
export async function said(trial: PeerTrial, wording: Wording): Promise<RawFrame> {
  const world = await trial.world();
  const { peer, link } = await world.friend();
  const id = wording.id ?? newId();
  link.send(peer.direct(world.name, { ...wording, id }));
  return receipt(link, id);
}

async function demandRefused(trial: PeerTrial, wording: Wording, reason: string): Promise<void> {
  const answer = await said(trial, wording);
  demandSame([answer.fields[0], answer.headers.get('reason')], ['FAILURE', reason]);
}

async function saidInRoom(
  trial: PeerTrial,
  { roomId, spoil = false, ...wording }: Wording & { roomId?: string; spoil?: boolean },
): Promise<RawFrame> {
  const world = await trial.world();
  const [{ peer, link }, room] = [await world.friend(), await world.room()];
  const id = newId();
  link.send(peer.broadcast(room.name, roomId ?? room.id, { ...wording, id }, spoil));
  return receipt(link, id);
}

/** Answers a request to chat in the name of whom it is for. */
export function accept(link: RawLink, { headers }: RawFrame, name: string): void {
  const id = headers.get('request-id');
  link.send(frameBytes(`CHAT_REQUEST_RESPONSE <ACCEPT> <200> <${name}>`, id === undefined ? {} : { 'Request-Id': id }));
}

export function thank(link: RawLink, { verb, fields, headers }: RawFrame): void {
  const answer = verb === 'DIRECT_MESSAGE' ? 'DIRECT_UNICAST_NOTIFICATION' : 'DIRECT_BROADCAST_NOTIFICATION';
  link.send(frameBytes(`${answer} <SUCCESS> <200> <${fields[0]}> <${headers.get('message-id')}>`));
}

export function refuse(link: RawLink, { fields, headers }: RawFrame, reason: string): void {
  link.send(frameBytes(`DIRECT_UNICAST_NOTIFICATION <FAILURE> <404> <${fields[0]}> <${headers.get('message-id')}>`, { Reason: reason }));
}

const receiving = inSection<PeerTrial>('5.5', {
  received: {
    sentence: 'In the answer, `<sender>` is the author of the message that is answered, and `<message_id>` its id.',
    run: async (trial) => {
      const world = await trial.world();
      const { peer } = await world.friend();
      const [id, text] = [newId(), word()];
      const answer = await said(trial, { id, text });
      demandSame(answer.line, `DIRECT_UNICAST_NOTIFICATION <SUCCESS> <200> <${peer.name}> <${id}>`);
      await world.shows(text);
    },
  },
  empty: {
    sentence: 'An empty one, or one that is not UTF-8, is `not-text`.',
    run: (trial) => demandRefused(trial, { text: '' }, 'not-text'),
  },
  'not-utf8': {
    sentence: 'An empty one, or one that is not UTF-8, is `not-text`.',
    run: (trial) => demandRefused(trial, { text: Buffer.from([0x61, 0xff, 0x62]) }, 'not-text'),
  },
  'too-large': {
    sentence: 'More than 32 KiB (32768 bytes) is `too-large`.',
    run: async (trial) => {
      demandSame((await said(trial, { text: 'x'.repeat(32_768) })).fields[0], 'SUCCESS');
      await demandRefused(trial, { text: 'x'.repeat(32_769) }, 'too-large');
    },
  },
  'wrong-recipient': {
    sentence: '| `wrong-recipient` | meant for another name than the one who got it |',
    run: (trial) => demandRefused(trial, { recipient: 'Somebody-else' }, 'wrong-recipient'),
  },
  sent: {
    sentence: '| `Message-Id` | XI, XVI | a UUIDv7 (RFC 9562) in lower case |',
    run: async (trial) => {
      const world = await trial.world();
      const { peer, link } = await world.friend();
      const frames: RawFrame[] = [];
      for (const text of [`${word()} é`, word()]) {
        world.subject.write(`/msg ${peer.name} ${text}`);
        const frame = await link.nextWhere(isDirect, 'DIRECT_MESSAGE');
        thank(link, frame);
        demandSame([frame.fields, frame.payload.toString('utf8')], [[world.name, peer.name], text]);
        demand(
          /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(frame.headers.get('message-id') ?? ''),
          'a UUIDv7',
          frame.text,
        );
        demand(/^[0-9a-f]{16}$/.test(frame.headers.get('stream') ?? ''), 'a Stream of 16 hex digits', frame.text);
        demand(
          /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(frame.headers.get('sent-at') ?? ''),
          'Sent-At in UTC with milliseconds',
          frame.text,
        );
        frames.push(frame);
      }
      const [one, other] = frames.map(({ headers }) => ({ stream: headers.get('stream'), seq: Number(headers.get('seq')) }));
      demandSame([other?.stream, other?.seq], [one?.stream, (one?.seq ?? 0) + 1]);
    },
  },
});

const signing = inSection<PeerTrial>('5.6', {
  signed: {
    sentence:
      "`Signature` is ECDSA on P-256 with SHA-256, by the key in the author's certificate, as the 64 bytes r‖s in base64url without padding.",
    run: async (trial) => {
      const world = await trial.world();
      const [{ link, socket }, room] = [await world.friend(), await world.room()];
      const text = word();
      world.subject.write(`/msg #${room.name} ${text}`);
      const frame = await link.nextWhere(
        ({ verb, headers }) => verb === 'DIRECT_BROADCAST' && !headers.has('forwarded-by'),
        'DIRECT_BROADCAST',
      );
      thank(link, frame);
      const of = (name: string) => frame.headers.get(name) ?? '';
      demandSame([frame.fields, of('room'), of('room-id'), frame.payload.toString('utf8')], [[world.name], room.name, room.id, text]);
      const certificate = shownBy(socket) ?? new X509Certificate('');
      const parts = {
        author: world.name,
        roomId: room.id,
        stream: of('stream'),
        seq: Number(of('seq')),
        messageId: of('message-id'),
        sentAt: of('sent-at'),
        text,
      };
      demand(verifyBroadcast(parts, of('signature'), certificate.raw), "a signature by its certificate's key", frame.text);
    },
  },
  'bad-signature': {
    sentence: 'A signature that does not fit is `bad-signature`.',
    run: async (trial) => demandSame((await saidInRoom(trial, { spoil: true })).headers.get('reason'), 'bad-signature'),
  },
  'good-signature': {
    sentence: 'To be members of one room is enough for broadcasts.',
    run: async (trial) => {
      const text = word();
      demandSame((await saidInRoom(trial, { text })).fields[0], 'SUCCESS');
      await (await trial.world()).shows(text);
    },
  },
  'wrong-sender': {
    sentence:
      'A message whose sender is not the name in the certificate is refused, `wrong-sender`; forwarded history (5.9) is the one exception.',
    run: (trial) => demandRefused(trial, { sender: 'Somebody-else' }, 'wrong-sender'),
  },
});

const delivering = inSection<PeerTrial>('5.7', {
  once: {
    sentence: '| a message with the same id | SUCCESS; the copy is dropped |',
    run: async (trial) => {
      const world = await trial.world();
      const [id, text, stream] = [newId(), word(), newStream()];
      for (let time = 0; time < 2; time++) demandSame((await said(trial, { id, text, stream })).fields[0], 'SUCCESS');
      const after = word();
      await said(trial, { text: after, stream, seq: 2 });
      await world.shows(after);
      demandSame(world.subject.lines.filter((line) => line.includes(text)).length, 1);
    },
  },
  'seq-conflict': {
    sentence: '| a message with another id | FAILURE `seq-conflict`; the sender begins a new stream |',
    run: async (trial) => {
      const stream = newStream();
      demandSame((await said(trial, { stream })).fields[0], 'SUCCESS');
      await demandRefused(trial, { stream, text: 'another' }, 'seq-conflict');
    },
  },
  'out-of-order': {
    sentence:
      'Any Seq that is missing is stored, also out of order. It is *shown* in order: a message whose predecessor is missing is held back for at most 2 s, or until the history exchange on that link has ended.',
    run: async (trial) => {
      const world = await trial.world();
      const { peer, link } = await world.friend();
      const [stream, first, second, third] = [newStream(), word(), word(), word()];
      await said(trial, { stream, text: first });
      const ids = [newId(), newId()];
      // Both at once, so that the second is there well within the 2 s.
      link.send(
        Buffer.concat([
          peer.direct(world.name, { stream, seq: 3, text: third, id: ids[0] ?? '' }),
          peer.direct(world.name, { stream, seq: 2, text: second, id: ids[1] ?? '' }),
        ]),
      );
      for (const id of ids) demandSame((await receipt(link, id)).fields[0], 'SUCCESS');
      await world.showsInOrder(first, second, third);
    },
  },
  'not-a-member': {
    sentence: 'It asks the registry first (XV), at most once every 2 s for each room, and the message waits for that answer.',
    run: async (trial) => {
      const world = await trial.world();
      const { room, peer, link } = await world.outsider();
      const before = world.registry.asked('DISCOVER_PEERS').length;
      const id = newId();
      link.send(peer.broadcast(room.name, room.id, { id }));
      demandSame((await receipt(link, id)).headers.get('reason'), 'not-a-member');
      demand(world.registry.asked('DISCOVER_PEERS').length > before, 'DISCOVER_PEERS before the refusal', 'none');
    },
  },
  'room-unknown': {
    sentence: '| `room-unknown` | no such room; between peers also: not the Room-Id that the receiver knows |',
    run: async (trial) => demandSame((await saidInRoom(trial, { roomId: '0123456789abcdef' })).headers.get('reason'), 'room-unknown'),
  },
  'again-on-the-next-link': {
    sentence: 'sends whatever has no answer yet once more on the next link;',
    phase: 'long',
    run: async (trial) => {
      const world = await trial.fresh();
      const peer = await world.peer();
      world.subject.write(`/chat ${peer.name}`);
      const first = await peer.accepted();
      accept(first, await first.nextWhere(({ verb }) => verb === 'CHAT_REQUEST', 'CHAT_REQUEST'), peer.name);
      world.subject.write(`/msg ${peer.name} once more`);
      const one = await first.nextWhere(isDirect, 'DIRECT_MESSAGE');
      first.destroy();
      const next = await peer.accepted(1, 12_000 + trial.patience.answer);
      const other = await next.nextWhere(isDirect, 'the message again');
      thank(next, other);
      demandSame(
        ['message-id', 'stream', 'seq'].map((name) => other.headers.get(name)),
        ['message-id', 'stream', 'seq'].map((name) => one.headers.get(name)),
      );
    },
  },
});

export const messageChecks = [...receiving, ...signing, ...delivering];

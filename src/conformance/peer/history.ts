// Checks of a peer, section 5.9: what it hands on of a room, and what it takes of what others hand on.
import { verifyBroadcast } from '../../security/broadcast-signature.js';
import { demand, demandSame, inSection } from '../check.js';
import { readRawList } from '../raw-frame.js';
import type { RawLink } from '../raw-link.js';
import { type KitPeer, newId, newStream } from './kit-peer.js';
import type { KitRoom } from './kit-registry.js';
import { type PeerTrial, receipt, type World } from './world.js';

export const summary = (room: KitRoom, lines = '', roomId = room.id) => ({
  line: `HISTORY_SUMMARY <${room.name}>`,
  headers: { 'Room-Id': roomId },
  payload: lines,
});

/** Somebody who comes into the room, and dials. */
export async function newcomer(world: World, room: KitRoom): Promise<{ peer: KitPeer; link: RawLink }> {
  const peer = await member(world, room);
  return { peer, link: (await peer.dial(world.port)).link };
}

async function member(world: World, room: KitRoom): Promise<KitPeer> {
  const peer = await world.peer();
  room.members.push(peer.name);
  world.registry.tell(`USER_JOIN <${peer.name}> <${room.name}> <${peer.port}> <127.0.0.1>`);
  return peer;
}

/** A member hands on what another one wrote, who is not there. */
export async function handedOn(
  trial: PeerTrial,
  headers: (forwarder: KitPeer, author: KitPeer) => Record<string, string>,
  { by, sentAt }: { readonly by?: (world: World) => Promise<KitPeer>; readonly sentAt?: string } = {},
) {
  const world = await trial.world('history');
  const room = await world.room();
  // Over a link of its own: there is one exchange at a time for each room and link.
  const { peer, link } = await newcomer(world, room);
  const author = by ? await by(world) : await member(world, room);
  const [id, stream] = [newId(), newStream()];
  await link.answer(summary(room, `<${author.name}> <${stream}> <1>\n`), `HISTORY_SUMMARY_RESPONSE <SUCCESS> <200> <${room.name}>`);
  link.send(
    author.broadcast(room.name, room.id, {
      ...{ id, stream, text: `handed on ${id}`, more: headers(peer, author) },
      ...(sentAt !== undefined && { sentAt }),
    }),
  );
  return { world, id, answer: await receipt(link, id) };
}

export const historyChecks = inSection<PeerTrial>('5.9', {
  summary: {
    sentence: 'HISTORY_SUMMARY tells what one has; the answer tells what the other has.',
    run: async (trial) => {
      const world = await trial.world('history');
      const [{ peer, link }, room] = [await world.friend(), await world.room()];
      const [id, stream] = [newId(), newStream()];
      link.send(peer.broadcast(room.name, room.id, { id, stream }));
      await receipt(link, id);
      const answer = await link.answer(summary(room), `HISTORY_SUMMARY_RESPONSE <SUCCESS> <200> <${room.name}>`);
      const line = readRawList(answer.payload).find(([, of]) => of === stream);
      demandSame(
        line?.map((field) => field.toLowerCase()),
        [peer.name.toLowerCase(), stream, '1'],
      );
    },
  },
  'room-unknown': {
    sentence: "A Room-Id that is not the receiver's for that room is FAILURE `room-unknown`.",
    run: async (trial) => {
      const world = await trial.world('history');
      const [{ link }, room] = [await world.friend(), await world.room()];
      await link.answer(summary(room, '', '0123456789abcdef'), /^HISTORY_SUMMARY_RESPONSE <FAILURE> <404> </, 'Reason: room-unknown');
    },
  },
  'not-a-member': {
    sentence: 'Both ends of the link have to be members now, else FAILURE `not-a-member`.',
    run: async (trial) => {
      const world = await trial.world('history');
      const { room, link } = await world.outsider();
      await link.answer(summary(room), /^HISTORY_SUMMARY_RESPONSE <FAILURE> <404> </, 'Reason: not-a-member');
    },
  },
  'hands-on': {
    sentence: 'A member thus sees what was said before they joined.',
    run: async (trial) => {
      const world = await trial.world('history');
      const [{ peer, link }, room] = [await world.friend(), await world.room()];
      const [id, stream] = [newId(), newStream()];
      link.send(peer.broadcast(room.name, room.id, { id, stream, text: 'before you came' }));
      await receipt(link, id);
      const { link: late } = await newcomer(world, room);
      await late.answer(summary(room), `HISTORY_SUMMARY_RESPONSE <SUCCESS> <200> <${room.name}>`);
      let certificate = '';
      for (;;) {
        const { fields, headers, payload, text } = await late.nextWhere(({ verb }) => verb === 'DIRECT_BROADCAST', `the message ${id}`);
        const of = (name: string) => headers.get(name) ?? '';
        if (fields[0] === peer.name) certificate = of('author-certificate') || certificate;
        if (of('message-id') !== id) continue;
        demandSame([of('forwarded-by'), of('seq'), payload.toString('utf8')], [world.name, '1', 'before you came']);
        const parts = { author: peer.name, roomId: room.id, stream, seq: 1, messageId: id, sentAt: of('sent-at'), text: payload };
        const isGood = verifyBroadcast(parts, of('signature'), Buffer.from(certificate, 'base64url'));
        demand(isGood, "the author's own signature, and the certificate for it", text);
        return;
      }
    },
  },
  'takes-what-is-handed-on': {
    sentence: "Then each side sends what the other lacks, as DIRECT_BROADCAST with the author's own headers and signature and with",
    run: async (trial) => {
      const { world, id, answer } = await handedOn(trial, (forwarder, author) => ({
        'Forwarded-By': forwarder.name,
        'Author-Certificate': author.certificate,
      }));
      demandSame(answer.fields[0], 'SUCCESS');
      await world.shows(`handed on ${id}`);
    },
  },
  'no-certificate': {
    sentence: 'A certificate that fails, or is missing, is `bad-signature`, like a signature that does not fit it.',
    run: async (trial) => {
      const { answer } = await handedOn(trial, (forwarder) => ({ 'Forwarded-By': forwarder.name }));
      demandSame(answer.headers.get('reason'), 'bad-signature');
    },
  },
  'certificate-of-another': {
    sentence:
      "The receiver checks that the author's certificate ends at the pinned authority, that its URI is the author's, and that `Sent-At` is not more than 5 minutes after its notAfter.",
    run: async (trial) => {
      const { answer } = await handedOn(trial, (forwarder) => ({
        'Forwarded-By': forwarder.name,
        'Author-Certificate': forwarder.certificate,
      }));
      demandSame(answer.headers.get('reason'), 'bad-signature');
    },
  },
  'forwarded-by': {
    sentence: "A `Forwarded-By` that is not the name of the link's certificate is FAILURE `wrong-sender`.",
    run: async (trial) => {
      const { answer } = await handedOn(trial, (_, author) => ({ 'Forwarded-By': author.name, 'Author-Certificate': author.certificate }));
      demandSame(answer.headers.get('reason'), 'wrong-sender');
    },
  },
});

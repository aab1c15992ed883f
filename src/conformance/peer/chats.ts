// Checks of a peer, sections 2 and 5.4: what it does with frames of another peer, and with requests to chat.
import { demand, inSection } from '../check.js';
import { frameBytes, type RawLink } from '../raw-link.js';
import { newId, newStream } from './kit-peer.js';
import { type PeerTrial, receipt, type World } from './world.js';

/** A peer of the kit whose link is up. */
async function stranger(world: World): Promise<{ link: RawLink; name: string }> {
  const peer = await world.peer();
  const { link } = await peer.dial(world.port);
  return { link, name: peer.name };
}

/** An answer comes, so all that was sent before has been read. */
const ping = (link: RawLink) => link.answer('CHAT_REQUEST <Somebody-else>', /^CHAT_REQUEST_RESPONSE <REJECT> <404> </);

const frames = inSection<PeerTrial>('2.1', {
  'takes-other-forms': {
    sentence: 'Header names are compared without regard to case.',
    run: async (trial) => {
      const world = await trial.world();
      const { link } = await world.friend();
      link.send('CHAT_REQUEST <Somebody%2Delse>\nrEQUEST-iD: 071\nX-Unknown: x\n\n');
      await link.answerTo('071', 'an answer with its Request-Id');
    },
  },
});

const talking = inSection<PeerTrial>('2.4', {
  'unknown-request': {
    sentence:
      'A verb that the reader does not know is taken for a request if the frame has a Request-Id and its second field is not three digits.',
    run: async (trial) => {
      const { link } = await (await trial.world()).friend();
      await link.answer('FLY <to> <the moon>', 'ERROR <NOT_ALLOWED> <400>', 'Reason: unknown-verb');
      await ping(link);
    },
  },
  'unknown-answers': {
    sentence:
      'Answers, notices and ERROR that are unknown, or that come when nobody waits for them any more, are passed over as well and never answered.',
    run: async (trial) => {
      const { link } = await (await trial.world()).friend();
      link.takeOthers();
      link.send(frameBytes('SOMETHING <SUCCESS> <200>', { 'Request-Id': '5' }));
      link.send(frameBytes('FLY <away>'));
      link.send(frameBytes(`DIRECT_UNICAST_NOTIFICATION <SUCCESS> <200> <Somebody> <${newId()}>`));
      link.send(frameBytes('ERROR <NOT_ALLOWED> <400>', { Reason: 'wrong-fields' }));
      await ping(link);
      const others = link.takeOthers();
      demand(others.length === 0, 'no answer', others);
    },
  },
});

const errors = inSection<PeerTrial>('2.5', {
  'malformed-frame': {
    sentence: 'A peer that receives a malformed frame just closes.',
    run: async (trial) => {
      const { link } = await stranger(await trial.world());
      link.send('this is no frame\r\n\r\n');
      link.send(frameBytes('CHAT_REQUEST <Somebody-else>', { 'Request-Id': '1' }));
      await link.expectEndOrRefusal();
    },
  },
  'wrong-fields': {
    sentence: 'A missing or ill-formed one of these headers gets ERROR NOT_ALLOWED, `wrong-fields`.',
    run: async (trial) => {
      const world = await trial.world();
      const { peer, link } = await world.friend();
      for (const without of ['Message-Id', 'Stream', 'Seq', 'Sent-At']) {
        link.send(peer.direct(world.name, { without }));
        await link.nextWhere(
          ({ line, headers }) => line === 'ERROR <NOT_ALLOWED> <400>' && headers.get('reason') === 'wrong-fields',
          `ERROR NOT_ALLOWED wrong-fields for a message without ${without}`,
        );
      }
    },
  },
});

const limits = inSection<PeerTrial>('2.3', {
  'frame-too-large': {
    sentence:
      'A reader does not wait for the rest: it refuses a frame at the byte that passes a limit, and one with too large a Content-Length as soon as that header is read.',
    run: async (trial) => {
      const { link } = await stranger(await trial.world());
      link.send('DIRECT_MESSAGE <a> <b>\r\nContent-Length: 65537\r\n');
      await link.expectEndOrRefusal();
    },
  },
});

const requests = inSection<PeerTrial>('5.4', {
  'waits-for-a-person': {
    sentence: 'A request waits for a person.',
    run: async (trial) => {
      const world = await trial.world();
      const { link, name } = await stranger(world);
      const id = link.request(`CHAT_REQUEST <${world.name}>`);
      await ping(link); // and meanwhile there is no answer to the first
      demand(!link.has(id), 'no answer before a person gives one', link.takeOthers());
      world.subject.write(`/accept ${name}`);
      const answer = await link.answerTo(id, 'an answer to CHAT_REQUEST');
      demand(
        answer.line === `CHAT_REQUEST_RESPONSE <ACCEPT> <200> <${world.name}>`,
        `CHAT_REQUEST_RESPONSE <ACCEPT> <200> <${world.name}>`,
        answer.line,
      );
    },
  },
  remembered: {
    sentence: 'An acceptance is remembered, for the name together with its key.',
    run: async (trial) => {
      const world = await trial.world();
      const { link } = await world.friend();
      await link.answer(`CHAT_REQUEST <${world.name}>`, `CHAT_REQUEST_RESPONSE <ACCEPT> <200> <${world.name}>`);
    },
  },
  rejected: {
    sentence: 'After a person has said no, a new request from the same user within 60 s is rejected without asking, `rate-limited`.',
    run: async (trial) => {
      const world = await trial.world();
      const { link, name } = await stranger(world);
      const id = link.request(`CHAT_REQUEST <${world.name}>`);
      await world.shows(name);
      world.subject.write(`/reject ${name}`);
      const answer = await link.answerTo(id, 'an answer to CHAT_REQUEST');
      demand(answer.headers.get('reason') === 'rejected', 'REJECT rejected', answer.text);
      await link.answer(`CHAT_REQUEST <${world.name}>`, `CHAT_REQUEST_RESPONSE <REJECT> <404> <${world.name}>`, 'Reason: rate-limited');
    },
  },
  'not-accepted': {
    sentence: 'Only direct messages need an acceptance.',
    run: async (trial) => {
      const world = await trial.world();
      const peer = await world.peer();
      const { link } = await peer.dial(world.port);
      const id = newId();
      link.send(peer.direct(world.name, { id }));
      const answer = await receipt(link, id);
      demand(answer.headers.get('reason') === 'not-accepted', 'FAILURE not-accepted', answer.text);
    },
  },
  'wrong-recipient': {
    sentence: '| `wrong-recipient` | meant for another name than the one who got it |',
    run: async (trial) => {
      const { link } = await (await trial.world()).friend();
      await link.answer('CHAT_REQUEST <Somebody-else>', /^CHAT_REQUEST_RESPONSE <REJECT> <404> </, 'Reason: wrong-recipient');
    },
  },
  'asking-accepts': {
    sentence: 'Whoever asks has thereby accepted the other.',
    run: async (trial) => {
      const world = await trial.world();
      const peer = await world.peer();
      world.subject.write(`/chat ${peer.name}`);
      const link = await peer.accepted();
      const asked = await link.nextWhere(({ verb }) => verb === 'CHAT_REQUEST', 'CHAT_REQUEST');
      demand(asked.fields[0]?.toLowerCase() === peer.name.toLowerCase(), `CHAT_REQUEST <${peer.name}>`, asked.line);
      const id = newId();
      link.send(peer.direct(world.name, { id, stream: newStream() }));
      const answer = await receipt(link, id);
      demand(answer.fields[0] === 'SUCCESS', 'SUCCESS, before any answer to its request', answer.text);
    },
  },
});

export const chatChecks = [...frames, ...limits, ...talking, ...errors, ...requests];

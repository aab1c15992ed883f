// Checks of sections 2.4, 2.5, 2.7 and 2.8: requests and answers, errors, names, closing.
import { demand, demandSame, inSection } from '../check.js';
import { frameBytes } from '../raw-link.js';
import { hello, join, type RegistryTrial, rows } from './trial.js';

const tokens = new Set(
  (
    'malformed-frame frame-too-large unknown-verb wrong-fields not-logged-in already-logged-in rate-limited internal hello-expected ' +
    'protocol-unsupported registry-full timeout name-invalid name-taken hash-invalid wrong-credentials already-online request-invalid ' +
    'room-exists room-unknown room-full wrong-room-password capacity-invalid description-invalid not-a-member already-a-member ' +
    'not-yourself no-rooms too-many-rooms user-unknown user-offline nobody-online'
  ).split(' '),
);
const zeros = '0'.repeat(64);

const talking = inSection<RegistryTrial>('2.4', {
  'request-id-is-text': {
    sentence: '`Request-Id` is 1 to 20 digits, treated as text: `007` comes back as `007`.',
    run: async (trial) => {
      const link = await trial.greeted();
      link.send(frameBytes(hello.line, { ...hello.headers, 'Request-Id': '007' }));
      await link.expect('HELLO_BACK <SUCCESS> <200>', 'Request-Id: 007');
    },
  },
  'no-request-id': {
    sentence: 'A request that has one gets it back in its answer; one that has none is answered without.',
    run: async (trial) => {
      const link = await trial.greeted();
      link.send(frameBytes(hello.line, hello.headers));
      await link.expect('HELLO_BACK <SUCCESS> <200>', '!Request-Id');
    },
  },
  pipelining: {
    sentence: 'Requests on one link take effect in the order in which they were sent; their answers may overtake each other.',
    accounts: 1,
    run: async (trial) => {
      const { link, name } = await trial.online();
      const room = trial.freshName();
      const create = `CREATE_CHAT_ROOM <${room}> <> <5> <>`;
      const lines = [create, `ROOM_EXIT <${name}> <${room}>`, create, create, `ROOM_EXIT <${name}> <${room}>`, join(room)];
      const frames = lines.map((line, index) => frameBytes(line, { 'Request-Id': String(900 + index) }));
      link.send(Buffer.concat(frames));
      const answers = [];
      for (const index of lines.keys()) answers.push((await link.answerTo(String(900 + index), `an answer to ${lines[index]}`)).line);
      demandSame(answers, [
        'CREATION <SUCCESS> <200>',
        'ROOM_EXIT_RESPONSE <SUCCESS> <200>',
        'CREATION <SUCCESS> <200>',
        'CREATION <FAILURE> <404>',
        'ROOM_EXIT_RESPONSE <SUCCESS> <200>',
        'JOIN <FAILURE> <404>',
      ]);
    },
  },
  'reason-of-every-refusal': {
    sentence: 'An answer whose code is not 200 has the header `Reason` with a token of section 8.',
    accounts: 1,
    run: async (trial) => {
      const { link, name } = await trial.online();
      const lines = [
        'SEARCH_USER <nobody-has-this>',
        join('no-such-room'),
        `ROOM_EXIT <${name}> <no-such-room>`,
        'DISCOVER_PEERS <no-such-room>',
      ];
      for (const line of lines) {
        const { headers, text } = await link.ask(line);
        demand(tokens.has(headers.get('reason') ?? ''), 'a Reason of section 8', text);
      }
    },
  },
  'unknown-headers': {
    sentence: 'Headers that a reader does not know, and payloads where none is due, are passed over.',
    run: async (trial) => {
      const link = await trial.greeted();
      await link.answer({ ...hello, headers: { ...hello.headers, 'X-Unknown': 'x' }, payload: 'unasked' }, 'HELLO_BACK <SUCCESS> <200>');
    },
  },
  'unknown-answers': {
    sentence:
      'Answers, notices and ERROR that are unknown, or that come when nobody waits for them any more, are passed over as well and never answered.',
    run: async (trial) => {
      const link = await trial.greeted();
      link.send('JOIN <SUCCESS> <200>\r\nRequest-Id: 5\r\n\r\nSOMETHING <SUCCESS> <200>\r\nRequest-Id: 6\r\n\r\n');
      link.send('ERROR <NOT_ALLOWED> <400>\r\nReason: wrong-fields\r\n\r\nUSER_LOGOUT <somebody>\r\n\r\n');
      await link.answer(hello, 'HELLO_BACK <SUCCESS> <200>');
      demandSame(link.takeOthers(), []);
    },
  },
  'unknown-request': {
    sentence:
      'A verb that the reader does not know is taken for a request if the frame has a Request-Id and its second field is not three digits.',
    run: async (trial) => {
      const link = await trial.greeted();
      link.send('FLY <to> <the moon>\r\nRequest-Id: 12\r\n\r\n');
      await link.expect('ERROR <NOT_ALLOWED> <400>', 'Request-Id: 12', 'Reason: unknown-verb');
    },
  },
  'unknown-notice': {
    sentence: 'Any other frame with an unknown verb is passed over.',
    run: async (trial) => {
      const link = await trial.greeted();
      link.send('FLY <to> <the moon>\r\n\r\n');
      await link.answer(hello, 'HELLO_BACK <SUCCESS> <200>');
      demandSame(link.takeOthers(), []);
    },
  },
});

const errors = inSection<RegistryTrial>('2.5', {
  'bad-request-has-no-id': {
    sentence: '| bytes that are no frame | `ERROR <BAD_REQUEST> <400>`, no Request-Id | is closed: where the next frame begins is lost |',
    run: async (trial) => {
      const link = await trial.greeted();
      link.send('HELLO_P2P\r\nRequest-Id: 5\r\nthis is no header\r\n\r\n');
      await link.expect('ERROR <BAD_REQUEST> <400>', '!Request-Id', 'Reason: malformed-frame');
      await link.expectEnd();
    },
  },
  'not-allowed-stays': {
    sentence: '| a frame that may not be asked | `ERROR <NOT_ALLOWED> <400>`, with its Request-Id | stays |',
    run: async (trial) => {
      const link = await trial.greeted();
      await link.answer('LOGOUT', 'ERROR <NOT_ALLOWED> <400>');
      await link.answer(hello, 'HELLO_BACK <SUCCESS> <200>');
    },
  },
  'wrong-fields': {
    sentence:
      'The second kind covers an unknown verb, a wrong number or form of fields, a word outside a closed set, and a request for which the link is not in the right state.',
    accounts: 1,
    run: async (trial) => {
      const { link } = await trial.online();
      for (const line of ['SEARCH_USER', 'SEARCH_USER <a> <b>', 'SHOW_ROOMS_LIST <ALL>', 'JOIN_CHAT_ROOM <a> <> <decrement>']) {
        await link.answer(line, 'ERROR <NOT_ALLOWED> <400>', 'Reason: wrong-fields');
      }
    },
  },
  'tenth-error': {
    sentence: 'The tenth NOT_ALLOWED within any 60 s is still sent; then comes GOODBYE `too-many-errors` and the link is closed.',
    run: async (trial) => {
      const link = await trial.greeted();
      for (let count = 0; count < trial.target.limits.errorsPerMinute; count++) await link.answer('LOGOUT', 'ERROR <NOT_ALLOWED> <400>');
      await link.expect('GOODBYE', 'Reason: too-many-errors', ['Retry-After', /^\d+$/]);
      await link.expectEnd();
    },
  },
});

const names = inSection<RegistryTrial>('2.7', {
  'no-names': {
    sentence:
      'Users and rooms have names of 1 to 32 characters out of `A`–`Z`, `a`–`z`, `0`–`9`, `.`, `_` and `-`, the first of which is a letter or digit.',
    run: async (trial) => {
      const link = await trial.greeted();
      for (const name of ['', 'x'.repeat(33), '-dash', '_line', '.dot', 'a b', 'über', 'a/b']) {
        await link.answer(`REGISTER <${name}> <${zeros}>`, 'REGISTER <FAILURE> <404>', 'Reason: name-invalid');
      }
    },
  },
  names: {
    sentence:
      'Users and rooms have names of 1 to 32 characters out of `A`–`Z`, `a`–`z`, `0`–`9`, `.`, `_` and `-`, the first of which is a letter or digit.',
    accounts: 1,
    run: async (trial) => {
      const { link } = await trial.online();
      for (const room of [`${trial.freshName()}._-`.padEnd(32, 'z'), `0${trial.freshName()}`]) {
        await link.answer(`CREATE_CHAT_ROOM <${room}> <> <5> <>`, 'CREATION <SUCCESS> <200>');
      }
    },
  },
  'one-name-in-any-case': {
    sentence: 'Two names that differ only in case are the same name.',
    accounts: 1,
    run: async (trial) => {
      const { name } = await trial.registered();
      await (await trial.greeted()).answer(`REGISTER <${name.toUpperCase()}> <${zeros}>`, 'REGISTER <EXIST> <300>');
    },
  },
  'as-first-spelled': {
    sentence: 'Answers show it the way it was spelled when it was first registered.',
    accounts: 2,
    run: async (trial) => {
      const [one, other] = [await trial.online(0), await trial.online(1)];
      const found = await one.link.answer(`SEARCH_USER <${other.name.toUpperCase()}>`, 'SEARCH_USER_RESPONSE <SUCCESS> <200>');
      demandSame(rows(found)[0]?.[0], other.name);
      const room = trial.freshName();
      await one.link.answer(`CREATE_CHAT_ROOM <${room}> <> <5> <>`, 'CREATION <SUCCESS> <200>');
      await one.link.answer(`DISCOVER_PEERS <${room.toUpperCase()}>`, `PEER_LIST <FAILURE> <404> <${room}>`);
    },
  },
  'reserved-words': {
    sentence: 'No room is called `DETAILED` or `PARTIAL`, in any mixture of case: DISCOVER_PEERS needs those words.',
    accounts: 1,
    run: async (trial) => {
      const { link } = await trial.online();
      for (const room of ['DETAILED', 'Partial', 'detailed']) {
        await link.answer(`CREATE_CHAT_ROOM <${room}> <> <5> <>`, 'CREATION <FAILURE> <404>', 'Reason: name-invalid');
      }
    },
  },
});

const closing = inSection<RegistryTrial>('2.8', {
  'last-frame-arrives': {
    sentence: 'Without this, unread bytes make the system reset the connection, and the last frame is lost on its way.',
    run: async (trial) => {
      const link = await trial.greeted();
      link.send(`no frame at all\r\n\r\n${'x'.repeat(100_000)}`);
      await link.expect('ERROR <BAD_REQUEST> <400>');
      await link.expectEnd();
      demand(link.error === undefined, 'an orderly end', link.error);
    },
  },
  'reads-on-after-its-end': {
    sentence:
      'It then goes on reading, and throws away what it reads, until the other side ends too, or 256 KiB have come, or 2 s have passed.',
    run: async (trial) => {
      const link = await trial.greeted();
      link.send('no frame at all\r\n\r\n');
      link.send(frameBytes(hello.line, hello.headers));
      await link.expect('ERROR <BAD_REQUEST> <400>');
      await link.expectEnd();
    },
  },
});

export const talkChecks = [...talking, ...errors, ...names, ...closing];

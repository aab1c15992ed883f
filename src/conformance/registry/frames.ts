// Checks of sections 2.1 to 2.3: what is a frame, what stands in it, how much it may hold.
import { demand, inSection } from '../check.js';
import { frameBytes } from '../raw-link.js';
import { hello, type RegistryTrial } from './trial.js';

/** Sends bytes that are no frame; they are refused, and the link is closed. */
async function demandRefused(trial: RegistryTrial, bytes: string | Uint8Array, reason = 'malformed-frame'): Promise<void> {
  const link = await trial.greeted();
  link.send(bytes);
  await link.expect('ERROR <BAD_REQUEST> <400>', `Reason: ${reason}`);
  await link.expectEnd();
}

const malformed = (sentence: string, bytes: string | Uint8Array) => ({
  sentence,
  run: (trial: RegistryTrial) => demandRefused(trial, bytes),
});

const hashless = '0'.repeat(64);

const grammar = inSection<RegistryTrial>('2.1', {
  'verb-in-lower-case': malformed('logout\\r\\n\\r\\n', 'logout\r\n\r\n'),
  'space-after-verb': malformed('LOGOUT \\r\\n\\r\\n', 'LOGOUT \r\n\r\n'),
  'two-spaces': malformed('SEARCH_USER  <Bob>\\r\\n\\r\\n', 'SEARCH_USER  <Bob>\r\n\r\n'),
  'space-at-the-end': malformed('SEARCH_USER <Bob> \\r\\n\\r\\n', 'SEARCH_USER <Bob> \r\n\r\n'),
  'no-space-after-colon': malformed('LOGOUT\\r\\nRequest-Id:7\\r\\n\\r\\n', 'LOGOUT\r\nRequest-Id:7\r\n\r\n'),
  'header-twice': malformed('LOGOUT\\r\\nRequest-Id: 7\\r\\nrequest-id: 7\\r\\n\\r\\n', 'LOGOUT\r\nRequest-Id: 7\r\nrequest-id: 7\r\n\r\n'),
  'length-with-sign': malformed(
    'DIRECT_MESSAGE <Alice> <Bob>\\r\\nContent-Length: +5\\r\\n\\r\\nHello',
    'DIRECT_MESSAGE <Alice> <Bob>\r\nContent-Length: +5\r\n\r\nHello',
  ),
  'length-of-11-digits': malformed(
    'length      = 1*10DIGIT               ; the value of Content-Length',
    'LOGOUT\r\nContent-Length: 00000000001\r\n\r\n1',
  ),
  'header-case': {
    sentence: 'Header names are compared without regard to case.',
    run: async (trial) => {
      const link = await trial.greeted();
      link.send('HELLO_P2P\r\nrEQUEST-iD: 77\r\nPROTOCOL: 1\r\nagent: conformance/1\r\n\r\n');
      await link.expect('HELLO_BACK <SUCCESS> <200>', 'Request-Id: 77');
    },
  },
  'value-not-trimmed': {
    sentence: 'It is not trimmed, and it may be empty.',
    run: async (trial) => {
      const link = await trial.greeted();
      link.send(frameBytes(hello.line, { ...hello.headers, 'Request-Id': ' 7' }));
      await link.expect('ERROR <NOT_ALLOWED> <400>', 'Reason: wrong-fields');
    },
  },
  'value-empty': {
    sentence: 'It is not trimmed, and it may be empty.',
    run: async (trial) => {
      const link = await trial.greeted();
      await link.answer({ ...hello, headers: { ...hello.headers, 'X-Empty': '' } }, 'HELLO_BACK <SUCCESS> <200>');
    },
  },
  'bare-line-feeds': {
    sentence: 'eol         = CRLF / LF               ; a writer always writes CRLF',
    run: async (trial) => {
      const link = await trial.greeted();
      link.send('HELLO_P2P\nRequest-Id: 78\nProtocol: 1\nAgent: conformance/1\n\n');
      await link.expect('HELLO_BACK <SUCCESS> <200>', 'Request-Id: 78');
    },
  },
  'writes-crlf': {
    sentence: 'eol         = CRLF / LF               ; a writer always writes CRLF',
    run: async (trial) => {
      const link = await trial.dial();
      link.send(frameBytes(hello.line, hello.headers));
      const { text } = await link.expect('HELLO_BACK <SUCCESS> <200>');
      demand(!/[^\r]\n/.test(text), 'CR LF at the end of every line', text);
    },
  },
  'request-id-of-21-digits': {
    sentence: 'request-id  = 1*20DIGIT',
    run: async (trial) => {
      const link = await trial.greeted();
      link.send(frameBytes(hello.line, { ...hello.headers, 'Request-Id': '1'.repeat(21) }));
      await link.expect('ERROR <NOT_ALLOWED> <400>', 'Reason: wrong-fields');
      await link.answer({ ...hello, headers: { ...hello.headers, 'Request-Id': '1'.repeat(20) } }, 'HELLO_BACK <SUCCESS> <200>');
    },
  },
  'in-pieces': {
    sentence:
      'Everything that is said, over TCP or UDP, is a frame: a line with a verb and fields, headers, an empty line, and sometimes a payload.',
    run: async (trial) => {
      const link = await trial.greeted();
      for (const piece of ['HEL', 'LO_P2P\r', '\nRequest-Id: 79\r\nProtocol: 1\r\nAgent: c/1\r\n', '\r', '\n']) {
        link.send(piece);
        await new Promise(setImmediate);
      }
      await link.expect('HELLO_BACK <SUCCESS> <200>', 'Request-Id: 79');
    },
  },
});

const escapes = inSection<RegistryTrial>('2.2', {
  'raw-bracket': malformed('SEARCH_USER <B>ob>\\r\\n\\r\\n', 'SEARCH_USER <B>ob>\r\n\r\n'),
  'percent-alone': malformed('SEARCH_USER <50%>\\r\\n\\r\\n', 'SEARCH_USER <50%>\r\n\r\n'),
  'not-utf8-after': malformed('SEARCH_USER <%FF>\\r\\n\\r\\n', 'SEARCH_USER <%FF>\r\n\r\n'),
  'not-utf8-before': malformed(
    'The line has to be valid UTF-8 before its escapes are undone, and each field and value has to be valid UTF-8 after.',
    Buffer.from('SEARCH_USER <\xff>\r\n\r\n', 'latin1'),
  ),
  'raw-control': malformed(
    'One of these characters raw, or a `%` without two hex digits behind it, makes the frame malformed.',
    'SEARCH_USER <a\tb>\r\n\r\n',
  ),
  'raw-c1-control': malformed(
    '`%`, `<`, `>` and the control characters U+0000–U+001F and U+007F–U+009F never stand raw in a field or value.',
    'SEARCH_USER <a\u0085b>\r\n\r\n',
  ),
  'byte-order-mark': malformed(
    'U+FEFF (the byte order mark) is a character like any other, also at the very start.',
    '\ufeffLOGOUT\r\n\r\n',
  ),
  'either-case': {
    sentence: 'Readers accept either case, and also escapes of bytes that need none.',
    accounts: 1,
    run: async (trial) => {
      const { name } = await trial.registered();
      const written = [...Buffer.from(name)].map((byte, index) => {
        const hex = byte.toString(16);
        return `%${index % 2 === 0 ? hex : hex.toUpperCase()}`;
      });
      // The hyphen is %2d: a digit and a letter.
      await (await trial.greeted()).answer(`REGISTER <${written.join('')}> <${hashless}>`, 'REGISTER <EXIST> <300>', 'Reason: name-taken');
    },
  },
  'writes-escapes': {
    sentence: 'Writers use upper-case digits.',
    accounts: 1,
    run: async (trial) => {
      const user = await trial.online();
      const room = await trial.room(user, { description: '%25 %3c %3e %09 %c2%8a' });
      const list = await user.link.answer('SHOW_ROOMS_LIST <DETAILED>', 'ROOMS_LIST <FOUND> <200>');
      const line = list.payload
        .toString('utf8')
        .split('\n')
        .find((each) => each.startsWith(`<${room}>`));
      demand(line === `<${room}> <%25 %3C %3E %09 %C2%8A> <1> <10>`, `<${room}> <%25 %3C %3E %09 %C2%8A> <1> <10>`, line ?? 'no such line');
    },
  },
});

const limits = inSection<RegistryTrial>('2.3', {
  'head-of-8192': {
    sentence: '| bytes from the start line to the end of the empty line | 8192 |',
    run: async (trial) => {
      const link = await trial.greeted();
      const frame = frameBytes(hello.line, { ...hello.headers, 'X-Long': '' });
      const whole = frameBytes(hello.line, { ...hello.headers, 'X-Long': 'x'.repeat(8192 - frame.length) });
      link.send(whole);
      await link.expect('HELLO_BACK <SUCCESS> <200>');
    },
  },
  'head-of-8193': {
    sentence:
      'A reader does not wait for the rest: it refuses a frame at the byte that passes a limit, and one with too large a Content-Length as soon as that header is read.',
    run: (trial) => demandRefused(trial, `HELLO_P2P\r\nX-Long: ${'x'.repeat(8193 - 19)}`, 'frame-too-large'),
  },
  '32-headers': {
    sentence: '| headers | 32 |',
    run: async (trial) => {
      const more = Object.fromEntries(Array.from({ length: 29 }, (_, index) => [`X-${index}`, 'x']));
      await (await trial.greeted()).answer({ ...hello, headers: { ...hello.headers, ...more } }, 'HELLO_BACK <SUCCESS> <200>');
    },
  },
  '33-headers': {
    sentence: 'Both sides hold each other to these, and no frame is written that passes them',
    run: (trial) => {
      const lines = Array.from({ length: 33 }, (_, index) => `X-${index}: x\r\n`);
      return demandRefused(trial, `HELLO_P2P\r\n${lines.join('')}\r\n`, 'frame-too-large');
    },
  },
  'payload-of-65536': {
    sentence: '| payload | 65536 bytes |',
    accounts: 1,
    run: async (trial) => {
      const { link, name } = await trial.online();
      await link.answer({ line: `SEARCH_USER <${name}>`, payload: 'x'.repeat(65_536) }, 'SEARCH_USER_RESPONSE <SUCCESS> <200>');
    },
  },
  'payload-of-65537': {
    sentence: 'DIRECT_MESSAGE <Alice> <Bob>\\r\\nContent-Length: 65537\\r\\n',
    run: (trial) => demandRefused(trial, 'DIRECT_MESSAGE <Alice> <Bob>\r\nContent-Length: 65537\r\n', 'frame-too-large'),
  },
});

export const frameChecks = [...grammar, ...escapes, ...limits];

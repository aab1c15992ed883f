// Check → fault, for the test that every check of a peer can fail.
import { type Frame, frame } from '../../src/protocol/frame.js';
import type { PeerFault } from './faulty-peer.js';

/** Made anew for every check, because some remember what was before. */
type MakeFault = () => PeerFault;

/** What it says with one verb is changed. */
function says(verb: string, change: (said: Frame) => Frame | undefined): MakeFault {
  return () => ({
    says: (said) => {
      const changed = said.verb === verb ? change(said) : said;
      return changed ? [changed] : [];
    },
  });
}

const withField = (said: Frame, index: number, value: string): Frame => ({
  ...said,
  fields: said.fields.map((field, at) => (at === index ? value : field)),
});

const withHeader = (said: Frame, name: string, value: string | undefined): Frame => {
  const { [name]: _, ...rest } = said.headers;
  return { ...said, headers: value === undefined ? rest : { ...rest, [name]: value } };
};

/** It gives another reason. */
const reasons = (verb: string): MakeFault => says(verb, (said) => withHeader(said, 'reason', 'storage-failed'));

const directAnswer = 'DIRECT_UNICAST_NOTIFICATION';
const roomAnswer = 'DIRECT_BROADCAST_NOTIFICATION';
const chatAnswer = 'CHAT_REQUEST_RESPONSE';
const anybody: MakeFault = () => ({ listensToAnybody: true });
const believer: MakeFault = () => ({ believes: true });

/** The first frame with the verb is said, later ones are not, or otherwise. */
function afterFirst(verb: string, change: (said: Frame) => Frame | undefined): MakeFault {
  return () => {
    let count = 0;
    return {
      says: (said) => {
        if (said.verb !== verb) return [said];
        count++;
        const changed = count === 1 ? said : change(said);
        return changed ? [changed] : [];
      },
    };
  };
}

/** What it hears with one verb is something else. */
function hears(verb: string, change: (heard: Frame) => Frame): MakeFault {
  return () => ({ hears: (heard) => [heard.verb === verb ? change(heard) : heard] });
}

const neverAgain = afterFirst('HELLO_P2P', () => undefined);

/** Frames with the verb are said twice. */
const twice =
  (verb: string): MakeFault =>
  () => ({ says: (said) => (said.verb === verb ? [said, said] : [said]) });
const silent = (verb: string): MakeFault => says(verb, () => undefined);
const refusesRooms = says(roomAnswer, (said) => withField(said, 0, 'FAILURE'));
const chatters = silent('DIRECT_MESSAGE');
const farewells = silent('GOODBYE');

/** Of sections 5.7 to 7.2, and what belongs to them. */
const laterFaults: Readonly<Record<string, MakeFault>> = {
  '2.5/ten-errors': farewells,
  '2.6/asks-for-the-next-page': says('DISCOVER_PEERS', (said) => withHeader(said, 'from', undefined)),
  '4.4/no-echo': neverAgain,
  '5.4/crossing': silent(chatAnswer),
  '5.7/passing': afterFirst('DIRECT_MESSAGE', () => undefined),
  '5.7/uses-up-its-seq': afterFirst('DIRECT_MESSAGE', (said) => withHeader(said, 'seq', '77')),
  '5.7/new-stream': afterFirst('DIRECT_MESSAGE', (said) => withHeader(said, 'seq', '77')),
  '5.7/held-back': () => ({ shows: (line) => (line.includes('word-') ? '' : line) }),
  '5.7/begins-later': hears('DIRECT_MESSAGE', (heard) =>
    withHeader(heard, 'seq', heard.headers['seq'] === '5' ? '0' : heard.headers['seq']),
  ),
  '5.7/another-place': () => ({ shows: (line) => (line.includes('word-') ? line + line : line) }),
  '5.7/asks-first': refusesRooms,
  '5.7/asks-seldom': twice('DISCOVER_PEERS'),
  '5.8/one-link': silent('DIRECT_BROADCAST'),
  '5.8/smaller-name-stays': farewells,
  '5.8/larger-name-goes': chatters,
  '5.8/newer-stays': farewells,
  '5.8/no-answer': afterFirst('DIRECT_MESSAGE', () => undefined),
  '5.8/dials-in-peace': () => ({ dialsTwice: true }),
  '5.8/certificate-ends': farewells,
  '5.9/old-certificate': refusesRooms,
  '5.9/sent-after-its-end': reasons(roomAnswer),
  '5.9/author-has-left': refusesRooms,
  '5.9/another-certificate': refusesRooms,
  '5.9/asks-first': says('HISTORY_SUMMARY_RESPONSE', (said) => withField(said, 0, 'FAILURE')),
  '5.9/gaps': says('HISTORY_SUMMARY_RESPONSE', (said) => ({
    ...said,
    payload: Buffer.from(Buffer.from(said.payload).toString('utf8').replaceAll('<1>\n', '<3>\n')),
  })),
  '5.9/above-a-gap': says('DIRECT_BROADCAST', (said) => (said.headers['seq'] === '3' ? undefined : said)),
  '5.9/own-messages': silent('DIRECT_BROADCAST'),
  '5.9/pages': hears('HISTORY_SUMMARY', (heard) => withHeader(heard, 'next', undefined)),
  '5.9/at-most-32': twice('DIRECT_BROADCAST'),
  '5.9/begins-anew': afterFirst('HISTORY_SUMMARY_RESPONSE', () => undefined),
  '5.9/dialler-begins': silent('HISTORY_SUMMARY'),
  '5.9/joiner-begins': silent('HISTORY_SUMMARY'),
  '5.9/nobody-begins': refusesRooms,
  '6/rooms': silent('DISCOVER_PEERS'),
  '6/registry-away': chatters,
  '7.2/links-of-one-name': anybody,
  '7.2/new-links': anybody,
  '7.2/unanswered': twice('DIRECT_MESSAGE'),
  '7.2/frames-per-second': () => ({
    hears: (heard, say) => {
      if (heard.verb !== 'CHAT_REQUEST') return [heard];
      say(frame(chatAnswer, ['REJECT', '404', 'Somebody'], { 'request-id': heard.headers['request-id'], reason: 'wrong-recipient' }));
      return [];
    },
  }),
  '7.2/first-answer': afterFirst('LOGIN', () => undefined),
};

export const peerFaults: Readonly<Record<string, MakeFault>> = {
  '1.1/registry-link': () => ({ identifiesItself: true }),
  '1.1/peer-link': anybody,
  '1.1/no-tickets': anybody,
  '1.1/no-certificate': anybody,
  '1.1/older-tls': anybody,
  '1.1/no-alpn': anybody,
  '1.3/wrong-authority': believer,
  '1.4/registry-uri': believer,
  '1.4/registry-expired': believer,
  '2.1/takes-other-forms': hears('CHAT_REQUEST', (heard) => withHeader(heard, 'request-id', undefined)),
  '2.1/well-formed': says('SEARCH_USER', (said) => ({ ...said, verb: 'search' })),
  '2.3/frame-too-large': () => ({ ignoresFaults: true }),
  '2.4/unknown-answers': hears('FLY', (heard) => withHeader(heard, 'request-id', '9')),
  '2.4/unknown-request': reasons('ERROR'),
  '2.5/malformed-frame': () => ({ ignoresFaults: true }),
  '2.5/wrong-fields': reasons('ERROR'),
  '3.2/hello': says('HELLO_P2P', (said) => withHeader(said, 'agent', 'nobody')),
  '3.3/password-hash': says('LOGIN', (said) => withField(said, 1, '0'.repeat(64))),
  '3.4/its-own-key': says('LOGIN', (said) => ({ ...said, payload: Buffer.from('no PEM') })),
  '3.4/where-it-listens': says('LOGIN', (said) => withHeader(said, 'peer-port', 'somewhere')),
  '3.7/create': says('CREATE_CHAT_ROOM', (said) => withField(said, 1, '')),
  '3.7/exit': says('ROOM_EXIT', (said) => withField(said, 0, 'Somebody')),
  '3.7/join': says('JOIN_CHAT_ROOM', (said) => withField(said, 2, 'decrement')),
  '4.1/every-third': () => {
    let count = 0;
    return { datagramOut: (text) => (count++ % 2 === 0 ? text : undefined) };
  },
  '4.2/counter-and-mac': () => ({ datagramOut: (text) => text.replace(/Mac: ./, 'Mac: ') }),
  '4.4/udp-blocked': neverAgain,
  '4.4/udp-forged': neverAgain,
  '5.2/another-than-meant': () => ({ believes: true, blurts: true }),
  '5.2/changed-key': anybody,
  '5.2/expired': anybody,
  '5.2/other-authority': anybody,
  '5.4/asking-accepts': says(directAnswer, (said) => withField(said, 0, 'FAILURE')),
  '5.4/not-accepted': reasons(directAnswer),
  '5.4/rejected': reasons(chatAnswer),
  '5.4/remembered': afterFirst(chatAnswer, (said) => withField(said, 0, 'REJECT')),
  '5.4/waits-for-a-person': () => ({
    hears: (heard, say) => {
      if (heard.verb !== 'CHAT_REQUEST') return [heard];
      const { 'request-id': id } = heard.headers;
      say(frame(chatAnswer, ['ACCEPT', '200', heard.fields[0] ?? ''], { 'request-id': id }));
      return [heard];
    },
  }),
  '5.4/wrong-recipient': reasons(chatAnswer),
  '5.5/empty': reasons(directAnswer),
  '5.5/not-utf8': reasons(directAnswer),
  '5.5/received': says(directAnswer, (said) => withField(said, 2, 'Somebody')),
  '5.5/sent': says('DIRECT_MESSAGE', (said) => withHeader(said, 'seq', '1')),
  '5.5/too-large': reasons(directAnswer),
  '5.5/wrong-recipient': reasons(directAnswer),
  '5.6/bad-signature': reasons(roomAnswer),
  '5.6/good-signature': says(roomAnswer, (said) => withField(said, 0, 'FAILURE')),
  '5.6/signed': says('DIRECT_BROADCAST', (said) => withHeader(said, 'signature', 'A'.repeat(86))),
  '5.6/wrong-sender': reasons(directAnswer),
  '5.7/again-on-the-next-link': afterFirst('DIRECT_MESSAGE', (said) => withHeader(said, 'seq', '77')),
  '5.7/not-a-member': reasons(roomAnswer),
  '5.7/once': () => ({ shows: (line) => (line.includes('word-') ? line + line : line) }),
  '5.7/out-of-order': hears('DIRECT_MESSAGE', (heard) => {
    const swapped: Readonly<Record<string, string>> = { '2': '3', '3': '2' };
    return withHeader(heard, 'seq', swapped[heard.headers['seq'] ?? ''] ?? '1');
  }),
  '5.7/room-unknown': reasons(roomAnswer),
  '5.7/seq-conflict': reasons(directAnswer),
  '5.9/certificate-of-another': reasons(roomAnswer),
  '5.9/forwarded-by': reasons(roomAnswer),
  '5.9/hands-on': says('DIRECT_BROADCAST', (said) => withHeader(said, 'author-certificate', undefined)),
  '5.9/no-certificate': reasons(roomAnswer),
  '5.9/not-a-member': reasons('HISTORY_SUMMARY_RESPONSE'),
  '5.9/room-unknown': reasons('HISTORY_SUMMARY_RESPONSE'),
  '5.9/summary': says('HISTORY_SUMMARY_RESPONSE', (said) => ({ ...said, payload: Buffer.alloc(0) })),
  '5.9/takes-what-is-handed-on': says(roomAnswer, (said) => withField(said, 0, 'FAILURE')),
  '6/logout': says('LOGOUT', () => undefined),
  '6/replaced': hears('GOODBYE', (heard) => withHeader(heard, 'reason', 'closing')),
  '6/resume': says('LOGIN', (said) => withHeader(said, 'resume', undefined)),
  '6/retry-after': hears('GOODBYE', (heard) => withHeader(heard, 'retry-after', undefined)),
  ...laterFaults,
};

// Check → fault: sections 3, 4 and 7, for the test that every check of a registry can fail.
import { adds, type Fault, hears, keepsFirst, lists, loses, replies } from './faulty-registry.js';
import { type Faults, issues } from './registry-faults-1.js';

const failure = 'KEEP_ALIVE_RESPONSE <FAILURE> <404>\r\nReason: not-logged-in\r\n\r\n';
/** A registry that always answers. */
const talksToStrangers: Fault = { datagramAnswer: failure };

const entering: Faults = {
  '3.1/closed-before-login': replies(/Reason: not-logged-in/, 'Reason: unknown-verb'),
  '3.1/order-of-register': replies(/Reason: name-invalid/, 'Reason: hash-invalid'),
  '3.1/order-of-creation': replies(/Reason: capacity-invalid/, 'Reason: hash-invalid'),
  '3.1/order-of-join': replies(/Reason: wrong-room-password/, 'Reason: room-full'),
  '3.1/order-of-exit': replies(/Reason: not-yourself/, 'Reason: room-unknown'),
  '3.2/hello-back': replies(/Max-Payload: 65536/, 'Max-Payload: 65535'),
  '3.2/other-first-frame': replies(/Reason: hello-expected/, 'Reason: timeout'),
  '3.2/other-version': hears(/Protocol: 2/, 'Protocol: 1'),
  '3.2/no-version': hears(/^HELLO_P2P\r\nAgent/, 'HELLO_P2P\r\nProtocol: 1\r\nAgent'),
  '3.2/no-hello-in-time': replies(/Reason: timeout/, 'Reason: hello-expected'),
  '3.2/echo': replies(/^HELLO_BACK <SUCCESS> <200>\r\nRequest-Id: 2\r/, 'HELLO_BACK <FAILURE> <404>\r\nRequest-Id: 2\r'),
  '3.3/hash-invalid': replies(/Reason: hash-invalid/, 'Reason: name-invalid'),
  '3.3/name-taken': replies(/Reason: name-taken/, 'Reason: name-invalid'),
  '3.3/does-not-log-in': replies(/^ERROR <NOT_ALLOWED> <400>/, 'ROOMS_LIST <FOUND> <200>'),
  '3.3/already-logged-in': replies(/Reason: already-logged-in/, 'Reason: name-taken'),
};

const logins: Faults = {
  '3.4/auth': replies(/Keep-Alive-Key: ..../, 'Keep-Alive-Key: '),
  '3.4/rooms-of-auth': replies(/(Rooms: [^,\r]*),/, '$1;'),
  '3.4/same-answer': replies(/Reason: wrong-credentials/, 'Reason: user-unknown'),
  '3.4/no-hash': replies(/Reason: wrong-credentials/, 'Reason: hash-invalid'),
  '3.4/peer-port': hears(/Peer-Port: 0\r/, 'Peer-Port: 1\r'),
  '3.4/peer-host': hears(/Peer-Host: example.org\r\n/, ''),
  '3.4/peer-host-on-loopback': hears(/Peer-Host: 127.0.0.5\r\n/, ''),
  '3.4/peer-host-told': hears(/Peer-Host: 198.51.100.7\r\n/, ''),
  '3.4/no-request': replies(/Reason: request-invalid/, 'Reason: internal'),
  '3.4/other-curve': replies(/Reason: request-invalid/, 'Reason: internal'),
  '3.4/only-the-key': issues({ cn: 'Somebody-else' }),
  '3.4/key-of-another': replies(/^AUTH <FAILURE> <404>/, 'AUTH <SUCCESS> <200>'),
  '3.4/password-before-request': replies(/Reason: wrong-credentials/, 'Reason: request-invalid'),
  '3.4/request-before-session': replies(/Reason: request-invalid/, 'Reason: already-online'),
  '3.6/renew': issues({ cn: 'Somebody-else' }),
  '3.6/renew-refused': replies(/^RENEW <FAILURE> <404>/, 'RENEW <SUCCESS> <200>'),
  '3.6/rotate': issues({}),
};

const sessions: Faults = {
  '3.5/already-online': replies(/^AUTH <ONLINE> <300>/, 'AUTH <FAILURE> <404>'),
  '3.5/unknown-token': replies(/^AUTH <ONLINE> <300>/, 'AUTH <FAILURE> <404>'),
  '3.5/token-of-another': replies(/^AUTH <ONLINE> <300>/, 'AUTH <SUCCESS> <200>'),
  '3.5/takeover': loses(/^GOODBYE/),
  '3.5/new-token-and-key': keepsFirst('Session'),
  '3.5/pending-is-online': replies(/^SEARCH_USER_RESPONSE <SUCCESS> <200>/, 'SEARCH_USER_RESPONSE <NOT_ONLINE> <300>'),
  '3.5/pending-is-followed': adds(/^SEARCH_USER_RESPONSE/, 'USER_LOGOUT <somebody>\r\n\r\n'),
  '3.5/takeover-with-another-port': loses(/^USER_LOGIN/),
  '3.5/pending-ends': replies(/^USER_LOGOUT/, 'USER_LOST'),
  '3.11/logout': loses(/^USER_LOGOUT/),
};

const rooms: Faults = {
  '3.7/capacity': replies(/Reason: capacity-invalid/, 'Reason: hash-invalid'),
  '3.7/description': replies(/Reason: description-invalid/, 'Reason: hash-invalid'),
  '3.7/room-password': hears(/<open sesame>/, '<>'),
  '3.7/host-and-first-member': lists(/^JOIN/, () => ''),
  '3.7/room-id': replies(/^(JOIN[\s\S]*)Room-Id: .*\r\n/, '$1'),
  '3.7/new-id': keepsFirst('Room-Id'),
  '3.7/room-exists': replies(/^CREATION <FAILURE> <404>/, 'CREATION <SUCCESS> <200>'),
  '3.7/open-room': replies(/^JOIN <SUCCESS> <200>/, 'JOIN <FAILURE> <404>'),
  '3.7/already-a-member': lists(/^JOIN <FAILURE>/, () => ''),
  '3.7/members': lists(/^JOIN/, (payload) => payload.replace(/^(<[^ ]*>)$/m, '$1 <1> <192.0.2.1>')),
  '3.7/exit-only-oneself': replies(/Reason: not-yourself/, 'Reason: not-a-member'),
  '3.7/member-while-offline': replies(/Rooms: .*\r\n/, ''),
  '3.7/next-host': replies(/^(PEER_LIST[\s\S]*)Host: .*\r/, '$1Host: somebody\r'),
  '3.7/last-member': replies(/Reason: room-unknown/, 'Reason: room-full'),
  '3.8/detailed': lists(/^ROOMS_LIST/, (payload) => payload.replace('<2> <17>', '<1> <17>')),
  '3.8/partial': lists(/^ROOMS_LIST/, (payload) => payload.replace(/>$/gm, '> <>')),
  '3.8/locked': replies(/Locked: .*\r\n/, ''),
  '3.8/no-rooms': replies(/Reason: no-rooms/, 'Reason: room-unknown'),
};

const people: Faults = {
  '3.9/found': lists(/^SEARCH_USER_RESPONSE/, (payload) => payload.replace('<40321>', '<40322>')),
  '3.9/not-online': replies(/Reason: user-offline/, 'Reason: user-unknown'),
  '3.10/detailed': lists(/^PEER_LIST/, (payload) => payload.replace(/^<[^>]*> <> .*\n/gm, '')),
  '3.10/partial': lists(/^PEER_LIST/, (payload) => payload.replace(/>$/gm, '> <1>')),
  '3.10/never-oneself': lists(/^PEER_LIST/, (payload, { name }) => `${payload}<${name}>\n`),
  '3.10/room-in-answer': replies(/^(PEER_LIST <SUCCESS> <200>) <.*>/, '$1'),
  '3.10/members': lists(/^PEER_LIST/, (payload) => payload.replace('<40555>', '<40556>')),
  '3.10/members-only': replies(/Reason: not-a-member/, 'Reason: nobody-online'),
  '3.10/offline-members': lists(/^PEER_LIST/, () => ''),
  '3.10/mapped-address': lists(/^SEARCH_USER_RESPONSE/, (payload) => payload.replace('<198.51', '<::ffff:198.51')),
  '3.10/nobody-online': replies(/Reason: nobody-online/, 'Reason: user-offline'),
  '3.12/user-login': loses(/^USER_LOGIN/),
  '3.12/user-logout-once': adds(/^USER_LOGOUT/, 'USER_LOGOUT <somebody>\r\n\r\n'),
  '3.12/user-join': replies(/^(USER_JOIN.*)<198.51.100.9>/, '$1<127.0.0.1>'),
  '3.12/user-exit': loses(/^USER_EXIT/),
  '3.12/room-host': loses(/^ROOM_HOST/),
  '3.12/not-the-actor': adds(/^ROOM_EXIT_RESPONSE/, 'USER_EXIT <oneself> <room>\r\n\r\n'),
  '3.12/in-order': replies(/^USER_JOIN/, 'USER_EXIT'),
};

const keepAlives: Faults = {
  '2.3/large-datagram': talksToStrangers,
  '4.1/other-timeout': talksToStrangers,
  '4.2/counter-may-skip': { datagramToRegistry: (bytes) => (bytes.includes('Counter: 1000000\r') ? undefined : bytes) },
  '4.2/mac-is-last': talksToStrangers,
  '4.3/answered': { datagramToKit: (bytes) => bytes.replace(/Mac: ./, 'Mac: ') },
  '4.3/name-in-any-case': { datagramToRegistry: () => undefined },
  '4.3/wrong-mac': talksToStrangers,
  '4.3/old-counter': talksToStrangers,
  '4.3/hint-to-the-known': { datagramToKit: (bytes) => bytes.replace('not-logged-in', 'not-a-member') },
  '4.3/silence-to-strangers': talksToStrangers,
  '4.3/timeout': replies(/Reason: timed-out/, 'Reason: closing'),
  '4.3/signs-of-life': { datagramToRegistry: () => undefined },
};

/** Passwords that are refused as wrong for some times, then as too often. */
function losesPatience(after: number): Fault {
  let count = 0;
  return {
    toKit: (frame) => {
      if (frame.startsWith('AUTH <FAILURE>')) count++;
      return count > after ? frame.replace('Reason: wrong-credentials', 'Reason: rate-limited') : frame;
    },
  };
}

const limits: Faults = {
  '7.1/bytes-before-login': replies(/Reason: too-much-before-login/, 'Reason: closing'),
  '7.1/login-in-time': replies(/Reason: login-timeout/, 'Reason: closing'),
  '7.1/failed-logins': replies(/Reason: rate-limited/, 'Reason: wrong-credentials'),
  '7.1/success-clears': losesPatience(5),
  '7.1/wrong-room-passwords': replies(/Reason: rate-limited/, 'Reason: wrong-room-password'),
  '7.1/requests-per-second': {
    answers: (bytes) => {
      const ids = [...bytes.matchAll(/^HELLO_P2P\r\nRequest-Id: (\d+)\r\n/gm)].map(([, id]) => id);
      // The first two of a link are hello and LOGIN.
      return ids.some((id) => Number(id) > 2)
        ? ids.map((id) => `HELLO_BACK <SUCCESS> <200>\r\nRequest-Id: ${id}\r\n\r\n`).join('')
        : undefined;
    },
  },
  '7.1/too-slow': hears(/^SHOW_ROOMS_LIST <DETAILED>/, 'SHOW_ROOMS_LIST <PARTIAL>'),
  '7.1/rooms-of-a-user': replies(/Reason: too-many-rooms/, 'Reason: room-exists'),
  '7.1/failed-logins-of-an-address': replies(/Reason: rate-limited/, 'Reason: wrong-credentials'),
  '7.1/registrations': replies(/Reason: rate-limited/, 'Reason: name-taken'),
  '7.1/links-before-login': replies(/Reason: registry-full/, 'Reason: timeout'),
};

export const laterFaults: Faults = { ...entering, ...logins, ...sessions, ...rooms, ...people, ...keepAlives, ...limits };

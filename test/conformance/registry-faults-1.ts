// Check → fault: sections 1 and 2, for the test that every check of a registry can fail.

import { type Fault, hears, lists, replies, withPayload } from './faulty-registry.js';
import { mintAuthority, mintedPeer, mintedServer, type Wishes } from './minted.js';

export type Faults = Readonly<Record<string, Fault | (() => Promise<Fault>)>>;

const x = { digitalSignature: 1, keyEncipherment: 4 } as const;
const shows = (leaf: Wishes, authority?: Wishes) => async (): Promise<Fault> => ({ tls: await mintedServer(leaf, authority) });

/** AUTH and RENEW with another certificate, in the name that logged in on the link unless another is wished. */
export function issues(wishes: Wishes): Fault {
  return {
    toKit: async (frame, { name }) => {
      if (!/^(AUTH|RENEW) <SUCCESS>/.test(frame)) return frame;
      const chain = await mintedPeer(name, wishes);
      return withPayload(frame, () => chain);
    },
  };
}

const links: Faults = {
  '1.1/tls-and-alpn': { tls: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } },
  '1.1/older-tls': { tls: { minVersion: 'TLSv1.2' } },
  '1.1/other-alpn': { tls: { ALPNProtocols: ['parley-registry/1', 'parley-peer/1'] } },
  '1.1/no-alpn': { takesAnyAlpn: true },
  '1.1/no-client-certificate': { tls: { requestCert: true, rejectUnauthorized: true } },
  '1.1/handshake-counts': { tls: { handshakeTimeout: 60_000 } },
  '1.3/fingerprint': shows({}),
  '1.4/two-certificates': async () => {
    const { key, cert } = await mintedServer({});
    return { tls: { key, cert: cert.slice(0, cert.indexOf('-----BEGIN', 10)) } };
  },
  '1.4/keys-on-p256': shows({ curve: 'P-384' }),
  '1.4/leaf-verifies': async () => ({ tls: await mintedServer({ signedBy: await mintAuthority() }) }),
  '1.4/registry-validity': shows({ days: 700 }),
  '1.4/registry-constraints': shows({}, { pathLength: undefined }),
  '1.4/registry-key-usage': shows({ usage: x.digitalSignature | x.keyEncipherment }),
  '1.4/registry-extended-usage': shows({ extended: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'] }),
  '1.4/registry-uri': shows({ uri: 'parley:registry' }),
  '1.4/registry-key-ids': shows({ withoutKeyIds: true }),
  '1.4/peer-subject': issues({ cn: 'Somebody' }),
  '1.4/peer-chain': issues({}),
  '1.4/peer-validity': issues({ days: 7 }),
  '1.4/peer-constraints': issues({ extended: ['1.3.6.1.5.5.7.3.2'] }),
  '1.4/peer-uri': issues({ uri: 'parley:SOMEBODY' }),
  '1.4/peer-key-ids': issues({ withoutKeyIds: true }),
  '1.4/random-serials': issues({ serial: '4000000000000000000000000000000001' }),
};

const frames: Faults = {
  '2.1/verb-in-lower-case': hears(/^logout/, 'LOGOUT'),
  '2.1/space-after-verb': hears(/LOGOUT \r/, 'LOGOUT\r'),
  '2.1/two-spaces': hears(/ {2}</, ' <'),
  '2.1/space-at-the-end': hears(/> \r/, '>\r'),
  '2.1/no-space-after-colon': hears(/Id:7/, 'Id: 7'),
  '2.1/header-twice': hears(/request-id: 7\r\n/, ''),
  '2.1/length-with-sign': hears(/\+5/, '5'),
  '2.1/length-of-11-digits': hears(/00000000001/, '1'),
  '2.1/header-case': hears(/rEQUEST-iD/, 'X-Id'),
  '2.1/value-not-trimmed': hears(/Request-Id: {2}7/, 'Request-Id: 7'),
  '2.1/value-empty': hears(/X-Empty: \r/, 'X-Empty\r'),
  '2.1/bare-line-feeds': hears(/^HELLO_P2P\n/, 'HELLO_P2P \n'),
  '2.1/writes-crlf': { toKit: (frame) => frame.replaceAll('\r\n', '\n') },
  '2.1/request-id-of-21-digits': hears(/1{21}/, '1'),
  '2.1/in-pieces': hears(/^HEL$/, 'HEL\r\n\r\n'),
  '2.2/raw-bracket': hears(/<B>ob>/, '<Bob>'),
  '2.2/percent-alone': hears(/50%/, '50%25'),
  '2.2/not-utf8-after': hears(/%FF/, 'x'),
  '2.2/not-utf8-before': hears(/\xff/, 'x'),
  '2.2/raw-control': hears(/\t/, 'x'),
  '2.2/raw-c1-control': hears(/\xc2\x85/, 'x'),
  '2.2/byte-order-mark': hears(/^\xef\xbb\xbf/, ''),
  '2.2/either-case': hears(/%2d/, '%xx'),
  '2.2/writes-escapes': lists(/^ROOMS_LIST/, (payload) => payload.replaceAll('%3C', '%3c')),
  '2.3/head-of-8192': hears(/X-Long: x/, 'X-Long: xx'),
  '2.3/head-of-8193': hears(/^HELLO_P2P\r\nX-Long: x+$/, ''),
  '2.3/32-headers': hears(/X-0: x\r\n/, 'X-0: x\r\nX-Y: x\r\n'),
  '2.3/33-headers': hears(/X-0: x\r\n/, ''),
  '2.3/payload-of-65536': hears(/Content-Length: 65536/, 'Content-Length: 65537'),
  '2.3/payload-of-65537': hears(/^DIRECT[\s\S]*/, 'LOGOUT\r\n\r\n'),
};

const dropsLastRow = (payload: string) => payload.replace(/[^\n]*\n$/, '');

const talk: Faults = {
  '2.4/request-id-is-text': replies(/Request-Id: 007/, 'Request-Id: 7'),
  '2.4/no-request-id': replies(/^(HELLO_BACK <SUCCESS> <200>\r\n)(?!Request-Id)/, '$1Request-Id: 0\r\n'),
  '2.4/pipelining': replies(/^JOIN <FAILURE> <404>/, 'JOIN <SUCCESS> <200>'),
  '2.4/reason-of-every-refusal': replies(/Reason: room-unknown\r\n/, ''),
  '2.4/unknown-headers': hears(/X-Unknown: x\r/, 'X-Unknown\r'),
  '2.4/unknown-answers': hears(/^JOIN <SUCCESS> <200>/, 'FLY <away>'),
  '2.4/unknown-request': replies(/Reason: unknown-verb/, 'Reason: wrong-fields'),
  '2.4/unknown-notice': hears(/^(FLY .*\r\n)\r\n/, '$1Request-Id: 3\r\n\r\n'),
  '2.5/bad-request-has-no-id': replies(/^(ERROR <BAD_REQUEST> <400>\r\n)/, '$1Request-Id: 5\r\n'),
  '2.5/not-allowed-stays': { endsAfter: /^ERROR <NOT_ALLOWED>/ },
  '2.5/wrong-fields': replies(/Reason: wrong-fields/, 'Reason: unknown-verb'),
  '2.5/tenth-error': replies(/Reason: too-many-errors/, 'Reason: closing'),
  '2.6/sorted': lists(/^ROOMS_LIST/, (payload) => `${payload.trimEnd().split('\n').reverse().join('\n')}\n`),
  '2.6/pages': replies(/^(ROOMS_LIST[\s\S]*)Next: .*\r\n/, '$1'),
  '2.6/next-page': {
    toKit: (frame) => (/^ROOMS_LIST[\s\S]*\nNext: /.test(frame) ? withPayload(frame, dropsLastRow) : frame),
  },
  '2.6/unknown-token': hears(/From: !no token\r\n/, ''),
  '2.6/empty-list': lists(/^PEER_LIST <FAILURE>/, () => '<>\n'),
  '2.7/no-names': replies(/Reason: name-invalid/, 'Reason: hash-invalid'),
  '2.7/names': hears(/zz>/, 'zzz>'),
  '2.7/one-name-in-any-case': replies(/^REGISTER <EXIST> <300>/, 'REGISTER <SUCCESS> <200>'),
  '2.7/as-first-spelled': lists(/^SEARCH_USER_RESPONSE/, (payload) => payload.toLowerCase()),
  '2.7/reserved-words': replies(/^CREATION <FAILURE> <404>/, 'CREATION <SUCCESS> <200>'),
  '2.8/last-frame-arrives': { breaksAt: /^ERROR <BAD_REQUEST>/ },
  '2.8/reads-on-after-its-end': { breaksAt: /^ERROR <BAD_REQUEST>/ },
};

export const firstFaults: Faults = { ...links, ...frames, ...talk };

// Rule 4 of link.ts where there are certificates: who is up, and what a refusal looks like from both ends.
import test from 'ava';
import type { Credentials } from '../../src/transport/link.js';
import { testCertificates } from '../helpers/certificates.js';
import { LinkProbe } from '../helpers/link-probe.js';
import { type Carrier, dialPair, openPair } from './carriers.js';

const title = (stimulus: string) => (_: string | undefined, carrier: Carrier) => `link over ${carrier.name}: ${stimulus}`;

const der = ({ chain }: Credentials) =>
  chain
    .split('-----END CERTIFICATE-----')
    .map((pem) => Buffer.from(pem.replace('-----BEGIN CERTIFICATE-----', ''), 'base64').toString('hex'))
    .filter((hex) => hex !== '');
const hexOf = (chain: readonly Uint8Array[] | undefined) => chain?.map((each) => Buffer.from(each).toString('hex'));

export const showsWholeChains = test.macro({
  title: title('up → each side judged and was told the leaf and the CA of the other'),
  async exec(t, carrier: Carrier) {
    const { client, server, authority } = await testCertificates();
    const { dialTls, listenTls } = await carrier.net();
    if (!dialTls || !listenTls) return t.fail();
    const judged: (readonly Uint8Array[])[] = [];
    const verify = (chain: readonly Uint8Array[]) => {
      judged.push(chain);
      return undefined;
    };
    const { dialled, accepted } = await openPair(t, carrier, {
      dial: { tls: { ...dialTls, verify } },
      listen: { tls: { ...listenTls, verify } },
    });
    t.deepEqual(judged.map(hexOf), [der(server), der(client)]);
    t.deepEqual(hexOf(dialled.info?.chain), der(server));
    t.deepEqual(hexOf(accepted.info?.chain), der(client));
    t.is(der(server).at(-1), hexOf([authority])?.[0]);
  },
});

export const asksForNoCertificate = test.macro({
  title: title('not mutual → the dialling side shows nothing and is not judged'),
  async exec(t, carrier: Carrier) {
    const { server } = await testCertificates();
    const { accepted } = await openPair(t, carrier, {
      dial: { tls: { alpn: 'parley-registry/1' } },
      listen: { tls: { alpn: 'parley-registry/1', credentials: () => server, verify: () => 'asked' } },
    });
    t.deepEqual(accepted.info?.chain, []);
  },
});

export const distrustsListener = test.macro({
  title: title('the dialling side says no → distrusted there, with its words; the other is never up'),
  async exec(t, carrier: Carrier) {
    const { dialTls } = await carrier.net();
    if (!dialTls) return t.fail();
    const { dialled, accepted } = await dialPair(t, carrier, { dial: { tls: { ...dialTls, verify: () => 'another name' } } });
    await Promise.all([dialled.until('closed'), accepted.until('closed')]);
    t.deepEqual([dialled.told, accepted.told], [['closed'], ['closed']]);
    t.deepEqual(dialled.end, { cause: 'distrusted', detail: 'another name' });
    t.is(accepted.end?.cause, 'unreachable');
  },
});

export const distrustsDialler = test.macro({
  title: title('the dialled side says no → distrusted there, never up; the other sees a close and no frame'),
  async exec(t, carrier: Carrier) {
    const { listenTls } = await carrier.net();
    if (!listenTls) return t.fail();
    const { dialled, accepted } = await dialPair(t, carrier, { listen: { tls: { ...listenTls, verify: () => 'another key' } } });
    await Promise.all([dialled.until('closed'), accepted.until('closed')]);
    t.deepEqual(accepted.told, ['closed']);
    t.deepEqual(accepted.end, { cause: 'distrusted', detail: 'another key' });
    t.deepEqual(dialled.told, ['up', 'closed']);
  },
});

export const survivesThrowingVerify = test.macro({
  title: title('verify throws → distrusted'),
  async exec(t, carrier: Carrier) {
    const { dialTls } = await carrier.net();
    if (!dialTls) return t.fail();
    const verify = () => {
      throw new Error('not DER');
    };
    const { dialled } = await dialPair(t, carrier, { dial: { tls: { ...dialTls, verify } } });
    await dialled.until('closed');
    t.deepEqual(dialled.end, { cause: 'distrusted', detail: 'the certificate cannot be judged: Error: not DER' });
  },
});

export const wantsCertificate = test.macro({
  title: title('mutual, no certificate shown → a failed handshake, never up; the other sees a close'),
  async exec(t, carrier: Carrier) {
    const { dialled, accepted } = await dialPair(t, carrier, { dial: { tls: { alpn: 'parley-peer/1' } } });
    await Promise.all([dialled.until('closed'), accepted.until('closed')]);
    t.deepEqual(accepted.told, ['closed']);
    t.deepEqual(accepted.end, { cause: 'handshake', detail: 'no certificate was shown' });
  },
});

export const wantsItsProtocol = test.macro({
  title: title('another ALPN → a failed handshake at both ends'),
  async exec(t, carrier: Carrier) {
    const { dialTls } = await carrier.net();
    if (!dialTls) return t.fail();
    const { dialled, accepted } = await dialPair(t, carrier, { dial: { tls: { ...dialTls, alpn: 'parley-registry/1' } } });
    await Promise.all([dialled.until('closed'), accepted.until('closed')]);
    t.deepEqual([dialled.told, accepted.told], [['closed'], ['closed']]);
    t.deepEqual([dialled.end?.cause, accepted.end?.cause], ['handshake', 'handshake']);
  },
});

export const takesRenewedCredentials = test.macro({
  title: title('credentials renewed → the next link shows the new ones, from the same listener'),
  async exec(t, carrier: Carrier) {
    const { client, server } = await testCertificates();
    const { listenTls } = await carrier.net();
    if (!listenTls) return t.fail();
    let credentials = server;
    const { net, listening, dialled } = await openPair(t, carrier, { listen: { tls: { ...listenTls, credentials: () => credentials } } });
    t.deepEqual(hexOf(dialled.info?.chain), der(server));
    credentials = client;
    const again = new LinkProbe();
    const { port } = listening.address;
    again.on(net.dialler.dial({ host: net.host, port, tls: net.dialTls, timeout: 5000, unsentBytes: 1000 }, again));
    t.teardown(() => again.link.destroy());
    await again.until('up');
    t.deepEqual(hexOf(again.info?.chain), der(client));
  },
});

export const trustRules = [
  showsWholeChains,
  asksForNoCertificate,
  distrustsListener,
  distrustsDialler,
  survivesThrowingVerify,
  wantsCertificate,
  wantsItsProtocol,
  takesRenewedCredentials,
];

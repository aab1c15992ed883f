import { createHash } from 'node:crypto';
import type { JsonGeneralName } from '@peculiar/x509';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { verifyAuthorCertificate, verifyPeerChain } from '../../src/security/trust.js';
import { loadX509 } from '../../src/security/x509.js';
import {
  clientAuth,
  hour,
  type Made,
  make,
  makeAuthority,
  makePeer,
  makeServer,
  minute,
  newKeys,
  now,
  serverAuth,
  uri,
  type Wanted,
} from './certificate-maker.js';

async function fingerprint({ keys }: Made): Promise<string> {
  const spki = Buffer.from(await crypto.subtle.exportKey('spki', keys.publicKey));
  return createHash('sha256').update(spki).digest('base64url');
}

test("trust: a peer's certificate, alone or with its CA and others → its name, key and time", async (t) => {
  const ca = await makeAuthority();
  const peer = await makePeer(ca);
  const trusted = { ok: true, name: 'alice', keyFingerprint: await fingerprint(peer), notBefore: now - hour, notAfter: now + 24 * hour };
  t.deepEqual<unknown, unknown>(verifyPeerChain([peer.der], ca.der, now), trusted);
  t.deepEqual<unknown, unknown>(verifyPeerChain([peer.der, ca.der], ca.der, now), trusted);
  t.deepEqual<unknown, unknown>(verifyPeerChain([peer.der, (await makeAuthority()).der, ca.der], ca.der, now), trusted);
});

test("trust: a peer's certificate as an author's → its name and key", async (t) => {
  const ca = await makeAuthority();
  const peer = await makePeer(ca);
  t.deepEqual<unknown, unknown>(verifyAuthorCertificate(peer.der, ca.der, now), {
    ok: true,
    name: 'alice',
    keyFingerprint: await fingerprint(peer),
  });
});

/** Neither as a peer's nor as an author's is it trusted. */
async function refused(t: ExecutionContext, wanted: Wanted, why: string): Promise<void> {
  const ca = await makeAuthority();
  const { der } = await makePeer(ca, wanted);
  t.deepEqual(verifyPeerChain([der, ca.der], ca.der, now), { ok: false, why });
  t.deepEqual(verifyAuthorCertificate(der, ca.der, now), { ok: false, why });
}

const notPeers = "the certificate is not a peer's";
const badNames: Record<string, readonly JsonGeneralName[] | undefined> = {
  none: undefined,
  'two peers': [uri('parley:alice'), uri('parley:bob')],
  'a host too': [uri('parley:alice'), { type: 'dns', value: 'example.org' }],
  'a host only': [{ type: 'dns', value: 'parley:alice' }],
  'a host with a URI after a comma': [{ type: 'dns', value: 'x, URI:parley:alice' }],
  'a host that is a URI, it says': [{ type: 'dns', value: 'URI:parley:alice' }],
  "a registry's": [uri('parley-registry:1')],
  "a registry's too": [uri('parley:alice'), uri('parley-registry:1')],
  'in upper case': [uri('parley:Alice')],
  'scheme in upper case': [uri('PARLEY:alice')],
  'an empty name': [uri('parley:')],
  'a name too long': [uri(`parley:${'a'.repeat(33)}`)],
  'no name': [uri('parley:-alice')],
  'a blank': [uri('parley:al ice')],
  'a comma and another': [uri('parley:alice, URI:parley:bob')],
  'a comma at the end': [uri('parley:alice,')],
  'a quote': [uri('parley:alice"')],
  'quotes and another': [uri('parley:alice", URI:"parley:bob')],
  'a zero byte': [uri('parley:alice\0')],
  'a zero byte and more': [uri('parley:alice\0.example.org')],
  'a line break': [uri('parley:alice\n')],
  'a path': [uri('parley:alice/bob')],
  'an escape': [uri('parley:%61lice')],
  'another letter that looks alike': [uri('parley:\u00e0lice')],
};

for (const [what, names] of Object.entries(badNames)) {
  test(`trust: a peer's certificate with bad names (${what}) → refused`, refused, { names }, notPeers);
}

test("trust: a peer's longest name → trusted", async (t) => {
  const ca = await makeAuthority();
  const name = `0${'.a_-'.repeat(7)}xyz`;
  t.is(name.length, 32);
  const { der } = await makePeer(ca, { names: [uri(`parley:${name}`)] });
  t.like(verifyPeerChain([der], ca.der, now), { ok: true, name });
});

const otherUses = 'the certificate is for other uses than a peer';
test("trust: a peer's certificate for servers only → refused", refused, { usages: [serverAuth] }, otherUses);
test("trust: a peer's certificate for clients only → refused", refused, { usages: [clientAuth] }, otherUses);
test("trust: a peer's certificate for code too → refused", refused, { usages: [clientAuth, serverAuth, '1.3.6.1.5.5.7.3.3'] }, otherUses);
test("trust: a peer's certificate with one use twice → refused", refused, { usages: [clientAuth, clientAuth] }, otherUses);
test("trust: a peer's certificate for any use → refused", refused, { usages: undefined }, otherUses);
test("trust: a peer's certificate that is a CA's → refused", refused, { isAuthority: true }, "the certificate is an authority's own");

test("trust: a peer's key on another curve → refused", async (t) => {
  await refused(t, { keys: await newKeys('P-384') }, "the peer's key is not on P-256");
});

test('trust: two extensions of names, of which the first is good → refused', async (t) => {
  const x509 = await loadX509();
  const more = [new x509.SubjectAlternativeNameExtension([uri('parley:alice')])];
  const ca = await makeAuthority();
  const { der } = await makePeer(ca, { more, names: [uri('parley:bob')] });
  t.false(verifyPeerChain([der], ca.der, now).ok);
});

test("trust: a registry's certificate where a peer's is due → refused", async (t) => {
  const ca = await makeAuthority();
  const { der } = await makeServer(ca);
  t.deepEqual(verifyPeerChain([der, ca.der], ca.der, now), { ok: false, why: notPeers });
});

test("trust: a peer's certificate signed by another CA of the same name → refused", async (t) => {
  const [ca, other] = await Promise.all([makeAuthority(), makeAuthority()]);
  const { der } = await makePeer(other);
  t.deepEqual(verifyPeerChain([der, other.der, ca.der], ca.der, now), {
    ok: false,
    why: 'the certificate was not issued by the authority',
  });
});

test('trust: a certificate signed by itself, or by a peer → refused', async (t) => {
  const ca = await makeAuthority();
  const own = await make({ name: 'CA', names: [uri('parley:alice')], usages: [clientAuth, serverAuth] });
  const byPeer = await makePeer(await makePeer(ca, { name: 'CA' }));
  for (const { der } of [own, byPeer]) {
    t.deepEqual(verifyPeerChain([der, ca.der], ca.der, now), { ok: false, why: 'the certificate was not issued by the authority' });
  }
});

test('trust: a pinned authority that is none → refused', async (t) => {
  const ca = await makeAuthority({ isAuthority: false });
  const { der } = await makePeer(ca);
  t.deepEqual(verifyPeerChain([der], ca.der, now), { ok: false, why: 'the authority is none' });
});

test("trust: a peer's certificate at the edges of its time → 5 minutes of skew allowed, not a second more", async (t) => {
  const ca = await makeAuthority({ from: now - 100 * hour });
  const { der } = await makePeer(ca, { from: now - hour, to: now + hour });
  const at = (time: number) => verifyPeerChain([der], ca.der, time);
  t.true(at(now - hour - 5 * minute).ok);
  t.deepEqual(at(now - hour - 5 * minute - 1000), { ok: false, why: "the peer's certificate is not valid yet" });
  t.true(at(now + hour + 5 * minute).ok);
  t.deepEqual(at(now + hour + 5 * minute + 1000), { ok: false, why: "the peer's certificate has expired" });
});

test('trust: the authority has expired, the peer has not → refused', async (t) => {
  const ca = await makeAuthority({ to: now });
  const { der } = await makePeer(ca);
  t.deepEqual(verifyPeerChain([der], ca.der, now + hour), { ok: false, why: "the authority's certificate has expired" });
});

test("trust: an author's certificate that has expired → trusted for what was sent before its end and 5 minutes more", async (t) => {
  const ca = await makeAuthority({ to: now });
  const { der } = await makePeer(ca, { from: now - 2 * hour, to: now - hour });
  t.true(verifyAuthorCertificate(der, ca.der, now - hour + 5 * minute).ok);
  const why = 'the message was sent after the certificate had expired';
  t.deepEqual(verifyAuthorCertificate(der, ca.der, now - hour + 5 * minute + 1), { ok: false, why });
  t.deepEqual(verifyAuthorCertificate(der, ca.der, Number.NaN), { ok: false, why });
});

test('trust: no certificate, or too many → refused', async (t) => {
  const ca = await makeAuthority();
  const { der } = await makePeer(ca);
  t.deepEqual(verifyPeerChain([], ca.der, now), { ok: false, why: 'no certificate was shown' });
  t.deepEqual(verifyPeerChain(Array(11).fill(der), ca.der, now), { ok: false, why: 'the chain is too long' });
});

test("trust: any one byte of a peer's certificate changed → refused, never thrown", async (t) => {
  const ca = await makeAuthority();
  const { der } = await makePeer(ca);
  for (let at = 0; at < der.length; at += 1) {
    const changed = Uint8Array.from(der, (byte, index) => (index === at ? byte ^ 1 : byte));
    t.false(verifyPeerChain([changed], ca.der, now).ok, `byte ${at}`);
  }
});

test('trust: garbage for any certificate → refused, never thrown', async (t) => {
  const ca = await makeAuthority();
  const { der } = await makePeer(ca);
  const unreadable = { ok: false as const, why: 'a certificate is unreadable' };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (garbage) => {
      t.deepEqual(verifyPeerChain([garbage], ca.der, now), unreadable);
      t.deepEqual(verifyPeerChain([der, garbage], ca.der, now), unreadable);
      t.deepEqual(verifyPeerChain([der], garbage, now), unreadable);
      t.deepEqual(verifyAuthorCertificate(garbage, ca.der, now), unreadable);
    }),
    { numRuns: 50 },
  );
});

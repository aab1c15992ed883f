import { createHash } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { certificateFingerprint, parseChain, verifyRegistryChain } from '../../src/security/trust.js';
import {
  clientAuth,
  hour,
  type Made,
  makeAuthority,
  makePeer,
  makeServer,
  minute,
  now,
  serverAuth,
  uri,
  type Wanted,
} from './certificate-maker.js';
import { knownCertificate, knownFingerprint } from './known-key.js';

async function fingerprint({ keys }: Made): Promise<string> {
  const spki = Buffer.from(await crypto.subtle.exportKey('spki', keys.publicKey));
  return createHash('sha256').update(spki).digest('base64url');
}

test("trust: a certificate → its key's fingerprint as openssl computes it", (t) => {
  t.deepEqual(parseChain(knownCertificate).map(certificateFingerprint), [knownFingerprint]);
});

test('trust: a PEM chain → its certificates in order, whatever else is there', (t) => {
  const body = knownCertificate.replaceAll(/-----.*-----|\n/g, '');
  const der = Buffer.from(body, 'base64');
  t.deepEqual(parseChain(knownCertificate), [der]);
  t.deepEqual(parseChain(knownCertificate.replaceAll('\n', '\r\n')), [der]);
  const other = '-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----\n';
  const key = '-----BEGIN PRIVATE KEY-----\nAAEC\n-----END PRIVATE KEY-----\n';
  t.deepEqual(parseChain(`hello\n${key}${other}\n${knownCertificate}`), [Buffer.of(0, 1, 2), der]);
});

test('trust: a text without certificates → none', (t) => {
  for (const text of ['', 'hello', '-----BEGIN CERTIFICATE-----', '-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----']) {
    t.deepEqual(parseChain(text), []);
  }
});

test("trust: a registry's chain with its CA's fingerprint, or none, expected → the CA and its fingerprint", async (t) => {
  const ca = await makeAuthority();
  const server = await makeServer(ca);
  const trusted = { ok: true as const, authority: Buffer.from(ca.der), fingerprint: await fingerprint(ca) };
  t.deepEqual(verifyRegistryChain([server.der, ca.der], await fingerprint(ca), now), trusted);
  t.deepEqual(verifyRegistryChain([server.der, ca.der], undefined, now), trusted);
});

test('trust: other certificates in the chain → the one with the fingerprint is taken, or the one that issued the leaf', async (t) => {
  const [ca, other] = await Promise.all([makeAuthority(), makeAuthority()]);
  const server = await makeServer(ca);
  const trusted = { ok: true as const, authority: Buffer.from(ca.der), fingerprint: await fingerprint(ca) };
  for (const chain of [
    [server.der, other.der, ca.der],
    [server.der, ca.der, other.der],
  ]) {
    t.deepEqual(verifyRegistryChain(chain, await fingerprint(ca), now), trusted);
    t.deepEqual(verifyRegistryChain(chain, undefined, now), trusted);
  }
});

test('trust: another CA than the expected one → refused, and its fingerprint told', async (t) => {
  const [ca, other] = await Promise.all([makeAuthority(), makeAuthority()]);
  const server = await makeServer(other);
  t.deepEqual(verifyRegistryChain([server.der, other.der], await fingerprint(ca), now), {
    ok: false,
    why: 'the certificate is from another authority than the expected one',
    isOtherAuthority: true,
    shown: await fingerprint(other),
  });
});

test("trust: the expected CA shown beside another's leaf → refused", async (t) => {
  const [ca, other] = await Promise.all([makeAuthority(), makeAuthority()]);
  const server = await makeServer(other);
  t.deepEqual(verifyRegistryChain([server.der, other.der, ca.der], await fingerprint(ca), now), {
    ok: false,
    why: 'the certificate was not issued by the authority',
    isOtherAuthority: false,
  });
});

async function refused(t: ExecutionContext, wanted: Wanted, why: string): Promise<void> {
  const ca = await makeAuthority();
  const { der } = await makeServer(ca, wanted);
  for (const expected of [undefined, await fingerprint(ca)]) {
    t.deepEqual(verifyRegistryChain([der, ca.der], expected, now), { ok: false, why, isOtherAuthority: false });
  }
}

const notRegistrys = "the certificate is not a registry's";
const otherUses = 'the certificate is for other uses than a registry';
test("trust: a registry's certificate without names → refused", refused, { names: undefined }, notRegistrys);
test("trust: a registry's certificate of another version → refused", refused, { names: [uri('parley-registry:2')] }, notRegistrys);
test("trust: a registry's certificate with a peer's name → refused", refused, { names: [uri('parley:alice')] }, notRegistrys);
test(
  "trust: a registry's certificate with a peer's name too → refused",
  refused,
  { names: [uri('parley-registry:1'), uri('parley:alice')] },
  notRegistrys,
);
test(
  "trust: a registry's certificate with its name twice → refused",
  refused,
  { names: [uri('parley-registry:1'), uri('parley-registry:1')] },
  notRegistrys,
);
test(
  "trust: a registry's certificate with a host's name that looks like it → refused",
  refused,
  { names: [{ type: 'dns', value: 'URI:parley-registry:1' }] },
  notRegistrys,
);
test("trust: a registry's certificate for clients → refused", refused, { usages: [clientAuth] }, otherUses);
test("trust: a registry's certificate for clients too → refused", refused, { usages: [clientAuth, serverAuth] }, otherUses);
test("trust: a registry's certificate for any use → refused", refused, { usages: undefined }, otherUses);
test("trust: a registry's certificate that is a CA's → refused", refused, { isAuthority: true }, "the certificate is an authority's own");
test(
  "trust: a registry's certificate that has expired → refused",
  refused,
  { to: now - 6 * minute },
  "the registry's certificate has expired",
);
test(
  "trust: a registry's certificate of later → refused",
  refused,
  { from: now + 6 * minute },
  "the registry's certificate is not valid yet",
);
test("trust: a registry's certificate just expired → the clocks may differ", async (t) => {
  const ca = await makeAuthority();
  const { der } = await makeServer(ca, { to: now - 5 * minute });
  t.true(verifyRegistryChain([der, ca.der], undefined, now).ok);
});

test("trust: a peer's certificate where a registry's is due → refused", async (t) => {
  const ca = await makeAuthority();
  const { der } = await makePeer(ca);
  t.deepEqual(verifyRegistryChain([der, ca.der], await fingerprint(ca), now), { ok: false, why: notRegistrys, isOtherAuthority: false });
});

test('trust: the CA has expired, or is none → refused', async (t) => {
  const old = await makeAuthority({ to: now - hour });
  const server = await makeServer(old);
  t.deepEqual(verifyRegistryChain([server.der, old.der], undefined, now), {
    ok: false,
    why: "the authority's certificate has expired",
    isOtherAuthority: false,
  });
  const none = await makeAuthority({ isAuthority: false });
  const its = await makeServer(none);
  t.deepEqual(verifyRegistryChain([its.der, none.der], await fingerprint(none), now), {
    ok: false,
    why: 'the authority is none',
    isOtherAuthority: false,
  });
});

test('trust: a leaf without its CA, a CA alone, or nothing → refused', async (t) => {
  const ca = await makeAuthority();
  const server = await makeServer(ca);
  const without = 'the chain does not hold the authority that issued its first certificate';
  for (const expected of [undefined, await fingerprint(ca)]) {
    t.deepEqual(verifyRegistryChain([server.der], expected, now), { ok: false, why: without, isOtherAuthority: false });
    t.deepEqual(verifyRegistryChain([ca.der], expected, now), { ok: false, why: without, isOtherAuthority: false });
    t.deepEqual(verifyRegistryChain([], expected, now), { ok: false, why: 'no certificate was shown', isOtherAuthority: false });
    t.false(verifyRegistryChain([ca.der, ca.der], expected, now).ok);
  }
});

test('trust: garbage anywhere in the chain → refused, never thrown', async (t) => {
  const ca = await makeAuthority();
  const server = await makeServer(ca);
  const unreadable = { ok: false as const, why: 'a certificate is unreadable', isOtherAuthority: false };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (garbage) => {
      t.deepEqual(verifyRegistryChain([garbage, ca.der], undefined, now), unreadable);
      t.deepEqual(verifyRegistryChain([server.der, garbage], undefined, now), unreadable);
      t.deepEqual(verifyRegistryChain([server.der, ca.der, garbage], undefined, now), unreadable);
    }),
    { numRuns: 50 },
  );
});

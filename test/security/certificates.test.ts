// What stands in the certificates that a registry makes, as Node and the bytes of RFC 5280's extensions show it.
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type CertificateAuthority, openCertificateAuthority } from '../../src/security/certificate-authority.js';
import { systemRuntime } from '../../src/support/runtime.js';
import { knownRequest } from './known-key.js';

const now = Date.UTC(2026, 0, 15, 12, 0, 0, 250);

interface Three {
  readonly authority: CertificateAuthority;
  readonly ca: X509Certificate;
  readonly server: X509Certificate;
  readonly peer: X509Certificate;
}

async function threeOf(t: ExecutionContext): Promise<Three> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-certificates-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  const authority = await openCertificateAuthority(directory, { ...systemRuntime, now: () => now });
  const request = await authority.inspect(knownRequest);
  if (!request) throw new Error('not taken');
  return {
    authority,
    ca: new X509Certificate(authority.certificate),
    server: new X509Certificate(authority.serverCredentials.chain),
    peer: new X509Certificate(await authority.issue('Al.ice', request)),
  };
}

const shown = ({ subject, issuer, subjectAltName, keyUsage, ca, validFrom, validTo, publicKey }: X509Certificate) => ({
  subject,
  issuer,
  subjectAltName,
  keyUsage,
  ca,
  validFrom,
  validTo,
  curve: publicKey.asymmetricKeyDetails?.namedCurve,
});

/** The DER of extensions, from the OID on: `0101ff` after it is critical. */
const extensions = {
  authorityConstraints: '0603551d130101ff040830060101ff020100', // critical, CA:true, pathlen 0
  leafConstraints: '0603551d130101ff04023000', // critical, CA:false
  signsCertificatesAndLists: '0603551d0f0101ff040403020106', // critical
  signsDigitally: '0603551d0f0101ff040403020780', // critical
  subjectKey: '0603551d0e04', // not critical
  authorityKey: '0603551d2304', // not critical
  uses: '0603551d2504', // not critical
  names: '0603551d1104', // not critical
};

function extensionsOf(certificate: X509Certificate): string[] {
  const hex = certificate.raw.toString('hex');
  const found = Object.entries(extensions).filter(([, start]) => hex.split(start).length === 2);
  const count = hex.split('0603551d').length - 1;
  return [...found.map(([name]) => name), `${count} in all`];
}

test('certificates: the CA → 10 years from 1 h before, for signing only', async (t) => {
  const { ca } = await threeOf(t);
  t.deepEqual(shown(ca), {
    subject: 'CN=parley registry CA',
    issuer: 'CN=parley registry CA',
    subjectAltName: undefined,
    keyUsage: undefined,
    ca: true,
    validFrom: 'Jan 15 11:00:00 2026 GMT',
    validTo: 'Jan 15 12:00:00 2036 GMT',
    curve: 'prime256v1',
  });
  t.true(ca.verify(ca.publicKey));
  t.deepEqual(extensionsOf(ca), ['authorityConstraints', 'signsCertificatesAndLists', 'subjectKey', '3 in all']);
});

test("certificates: the registry's own → 1 year from 1 h before, its URI, servers only", async (t) => {
  const { ca, server } = await threeOf(t);
  t.deepEqual(shown(server), {
    subject: 'CN=parley registry',
    issuer: 'CN=parley registry CA',
    subjectAltName: 'URI:parley-registry:1',
    keyUsage: ['1.3.6.1.5.5.7.3.1'],
    ca: false,
    validFrom: 'Jan 15 11:00:00 2026 GMT',
    validTo: 'Jan 15 12:00:00 2027 GMT',
    curve: 'prime256v1',
  });
  t.true(server.verify(ca.publicKey));
  t.deepEqual(extensionsOf(server), ['leafConstraints', 'signsDigitally', 'subjectKey', 'authorityKey', 'uses', 'names', '6 in all']);
});

test("certificates: a peer's → 24 h, its name as registered and its URI in lower case, clients and servers", async (t) => {
  const { ca, peer } = await threeOf(t);
  t.deepEqual(shown(peer), {
    subject: 'CN=Al.ice', // not what the request says
    issuer: 'CN=parley registry CA',
    subjectAltName: 'URI:parley:al.ice',
    keyUsage: ['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.1'],
    ca: false,
    validFrom: 'Jan 15 11:00:00 2026 GMT',
    validTo: 'Jan 16 12:00:00 2026 GMT',
    curve: 'prime256v1',
  });
  t.true(peer.verify(ca.publicKey));
  t.deepEqual(extensionsOf(peer), ['leafConstraints', 'signsDigitally', 'subjectKey', 'authorityKey', 'uses', 'names', '6 in all']);
});

test("certificates: a leaf's authority key identifier → the CA's subject key identifier", async (t) => {
  const { ca, server, peer } = await threeOf(t);
  const identifier = /0603551d0e04160414(?<id>[0-9a-f]{40})/.exec(ca.raw.toString('hex'))?.groups?.['id'];
  t.is(identifier?.length, 40);
  for (const leaf of [server, peer]) t.true(leaf.raw.toString('hex').includes(`0603551d23041830168014${identifier}`));
});

test('certificates: serials → random, positive, 16 bytes, never the same', async (t) => {
  const { authority, ca, server, peer } = await threeOf(t);
  const request = await authority.inspect(knownRequest);
  if (!request) throw new Error('not taken');
  const other = new X509Certificate(await authority.issue('Al.ice', request));
  const serials = [ca, server, peer, other].map(({ serialNumber }) => serialNumber);
  for (const serial of serials) t.regex(serial, /^[4-7][0-9A-F]{31}$/);
  t.is(new Set(serials).size, 4);
});

test('certificates: the bytes of a serial → 16 of the runtime, the first neither negative nor zero', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'parley-certificates-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  const runtime = { ...systemRuntime, now: () => now, randomBytes: (length: number) => Buffer.alloc(length, 0xff) };
  const { certificate } = await openCertificateAuthority(directory, runtime);
  t.is(new X509Certificate(certificate).serialNumber, `7F${'FF'.repeat(15)}`);
});

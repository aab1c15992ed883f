import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openCertificateAuthority } from '../../src/security/certificate-authority.js';
import { certificateRequest, keyFingerprint, newIdentityKey } from '../../src/security/identity.js';
import { SecurityError } from '../../src/security/security-error.js';
import { parseChain, verifyPeerChain, verifyRegistryChain } from '../../src/security/trust.js';
import { type Runtime, systemRuntime } from '../../src/support/runtime.js';
import { knownCertificate, knownFingerprint, knownKey, knownRequest } from './known-key.js';

const start = Date.UTC(2026, 0, 15, 12, 0, 0, 250);
const day = 86_400_000;

const at = (now: number): Runtime => ({ ...systemRuntime, now: () => now });

async function directoryOf(t: ExecutionContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-ca-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

const readBoth = (directory: string) => Promise.all(['ca.pem', 'server.pem'].map((name) => readFile(join(directory, name), 'utf8')));

test("certificate-authority: an empty directory → an authority whose server chain is a registry's", async (t) => {
  const authority = await openCertificateAuthority(await directoryOf(t), at(start));
  const { key, chain } = authority.serverCredentials;
  const [leaf, top, ...more] = parseChain(chain);
  t.deepEqual(more, []);
  t.deepEqual(verifyRegistryChain(parseChain(chain), authority.fingerprint, start), {
    ok: true,
    authority: Buffer.from(new X509Certificate(authority.certificate).raw),
    fingerprint: authority.fingerprint,
  });
  t.is(
    keyFingerprint(key),
    keyFingerprint(new X509Certificate(Buffer.from(leaf ?? [])).publicKey.export({ type: 'spki', format: 'pem' }).toString()),
  );
  t.deepEqual(parseChain(authority.certificate), [Buffer.from(top ?? [])]);
});

test('certificate-authority: opened again → the same authority and server credentials, files untouched', async (t) => {
  const directory = await directoryOf(t);
  const first = await openCertificateAuthority(directory, at(start));
  const files = await readBoth(directory);
  const second = await openCertificateAuthority(directory, at(start + 300 * day));
  t.is(second.fingerprint, first.fingerprint);
  t.is(second.certificate, first.certificate);
  t.deepEqual(second.serverCredentials, first.serverCredentials);
  t.deepEqual(await readBoth(directory), files);
});

test('certificate-authority: two started at once in an empty directory → one authority', async (t) => {
  const directory = await directoryOf(t);
  const opened = await Promise.all([1, 2, 3].map(() => openCertificateAuthority(directory, at(start))));
  const last = await openCertificateAuthority(directory, at(start));
  for (const { fingerprint, certificate } of opened)
    t.deepEqual({ fingerprint, certificate }, { fingerprint: last.fingerprint, certificate: last.certificate });
});

test('certificate-authority: a request → leaf then CA for its key, valid from 1 h before to 24 h after', async (t) => {
  const authority = await openCertificateAuthority(await directoryOf(t), at(start));
  const key = await newIdentityKey();
  const request = await authority.inspect(await certificateRequest(key, 'whoever'));
  if (!request) throw new Error('not taken');
  t.is(request.keyFingerprint, keyFingerprint(key));
  const chain = parseChain(await authority.issue('Al.ice', request));
  t.is(chain.length, 2);
  t.deepEqual(chain[1], parseChain(authority.certificate)[0]);
  t.deepEqual(verifyPeerChain(chain, chain[1] ?? Buffer.of(), start), {
    ok: true,
    name: 'al.ice',
    keyFingerprint: keyFingerprint(key),
    notBefore: Date.UTC(2026, 0, 15, 11),
    notAfter: Date.UTC(2026, 0, 16, 12),
  });
});

test('certificate-authority: what is no request → undefined, and the next good one is taken', async (t) => {
  const authority = await openCertificateAuthority(await directoryOf(t), at(start));
  t.is(await authority.inspect('hello'), undefined);
  t.is((await authority.inspect(knownRequest))?.keyFingerprint, knownFingerprint);
});

test('certificate-authority: a request that was not inspected → never certified', async (t) => {
  const authority = await openCertificateAuthority(await directoryOf(t), at(start));
  await t.throwsAsync(authority.issue('alice', { keyFingerprint: knownFingerprint }), { instanceOf: TypeError });
});

test('certificate-authority: started with just 30 days of the server certificate left → kept; with less → renewed by the same authority', async (t) => {
  const directory = await directoryOf(t);
  const first = await openCertificateAuthority(directory, at(start));
  const end = Date.parse(new X509Certificate(first.serverCredentials.chain).validTo);
  const kept = await openCertificateAuthority(directory, at(end - 30 * day));
  t.deepEqual(kept.serverCredentials, first.serverCredentials);
  const renewed = await openCertificateAuthority(directory, at(end - 30 * day + 1000));
  t.is(renewed.fingerprint, first.fingerprint);
  t.not(renewed.serverCredentials.key, first.serverCredentials.key);
  t.is(new X509Certificate(renewed.serverCredentials.chain).validTo, 'Dec 16 12:00:01 2027 GMT');
  const again = await openCertificateAuthority(directory, at(end));
  t.deepEqual(again.serverCredentials, renewed.serverCredentials);
});

test('certificate-authority: never restarted until the server certificate is due → renewed with the next issue', async (t) => {
  let now = start;
  const authority = await openCertificateAuthority(await directoryOf(t), { ...systemRuntime, now: () => now });
  const request = await authority.inspect(knownRequest);
  if (!request) throw new Error('not taken');
  const first = authority.serverCredentials;
  await authority.issue('alice', request);
  t.deepEqual(authority.serverCredentials, first);
  now += 340 * day;
  await authority.issue('alice', request);
  t.not(authority.serverCredentials.key, first.key);
  t.true(verifyRegistryChain(parseChain(authority.serverCredentials.chain), authority.fingerprint, now + 364 * day).ok);
});

const badServers: Record<string, (text: string) => string> = {
  empty: () => '',
  garbage: () => randomBytes(500).toString('latin1'),
  'cut short': (text) => text.slice(0, -100),
  "another key's": (text) => knownKey + text.slice(text.indexOf('-----BEGIN CERTIFICATE')),
  "another authority's": () => knownKey + knownCertificate,
};

for (const [what, spoil] of Object.entries(badServers)) {
  test(`certificate-authority: a server file spoilt (${what}) → made anew by the same authority`, async (t) => {
    const directory = await directoryOf(t);
    const first = await openCertificateAuthority(directory, at(start));
    const file = join(directory, 'server.pem');
    await writeFile(file, spoil(await readFile(file, 'utf8')));
    const second = await openCertificateAuthority(directory, at(start));
    t.is(second.fingerprint, first.fingerprint);
    t.true(verifyRegistryChain(parseChain(second.serverCredentials.chain), first.fingerprint, start).ok);
    t.deepEqual((await openCertificateAuthority(directory, at(start))).serverCredentials, second.serverCredentials);
  });
}

const certificateStart = '-----BEGIN CERTIFICATE';
const badAuthorities: Record<string, [spoil: (text: string) => string, why: string]> = {
  empty: [() => '', 'it must hold one private key and one certificate'],
  garbage: [() => 'hello', 'it must hold one private key and one certificate'],
  'only the key': [(text) => text.slice(0, text.indexOf(certificateStart)), 'it must hold one private key and one certificate'],
  'only the certificate': [(text) => text.slice(text.indexOf(certificateStart)), 'it must hold one private key and one certificate'],
  'two certificates': [(text) => text + knownCertificate, 'it must hold one private key and one certificate'],
  'cut short': [(text) => text.slice(0, -100), 'it must hold one private key and one certificate'],
  'a spoilt key': [(text) => text.replace(/KEY-----\n..../, 'KEY-----\nAAAA'), 'it must hold one private key and one certificate'],
  "another's certificate": [
    (text) => text.slice(0, text.indexOf(certificateStart)) + knownCertificate,
    'the key is not that of the certificate',
  ],
};

for (const [what, [spoil, why]] of Object.entries(badAuthorities)) {
  test(`certificate-authority: the authority's file spoilt (${what}) → a clear error, and nothing is overwritten`, async (t) => {
    const directory = await directoryOf(t);
    await openCertificateAuthority(directory, at(start));
    const file = join(directory, 'ca.pem');
    await writeFile(file, spoil(await readFile(file, 'utf8')));
    const files = await readBoth(directory);
    await t.throwsAsync(openCertificateAuthority(directory, at(start)), {
      instanceOf: SecurityError,
      message:
        `The registry's certificate authority in ${file} cannot be used: ${why}. It was left as it is. ` +
        'Bring it back from a copy, or move it away to get a new authority, which peers must then be told to trust.',
    });
    t.deepEqual(await readBoth(directory), files);
  });
}

test("certificate-authority: a leaf's certificate in the authority's place → a clear error", async (t) => {
  const directory = await directoryOf(t);
  await openCertificateAuthority(directory, at(start));
  await writeFile(join(directory, 'ca.pem'), await readFile(join(directory, 'server.pem')));
  await t.throwsAsync(openCertificateAuthority(directory, at(start)), {
    instanceOf: SecurityError,
    message: /the certificate is not an authority's/,
  });
});

test('certificate-authority: the authority has expired → a clear error', async (t) => {
  const directory = await directoryOf(t);
  await openCertificateAuthority(directory, at(start));
  const message = /it expired on Jan 15 12:00:00 2036 GMT/;
  await t.throwsAsync(openCertificateAuthority(directory, at(Date.UTC(2036, 0, 16))), { instanceOf: SecurityError, message });
});

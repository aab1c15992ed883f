import { createPrivateKey } from 'node:crypto';
import test from 'ava';
import { inspectRequest } from '../../src/security/certificate-request.js';
import { certificateRequest, keyFingerprint, newIdentityKey } from '../../src/security/identity.js';
import { knownFingerprint, knownKey } from './known-key.js';

test('identity: a new key → PKCS#8 PEM on P-256, another each time', async (t) => {
  const [one, other] = await Promise.all([newIdentityKey(), newIdentityKey()]);
  t.regex(one, /^-----BEGIN PRIVATE KEY-----\n[A-Za-z0-9+/=\n]+\n-----END PRIVATE KEY-----\n$/);
  t.is(createPrivateKey(one).asymmetricKeyDetails?.namedCurve, 'prime256v1');
  t.not(keyFingerprint(one), keyFingerprint(other));
});

test('identity: a key → the fingerprint that openssl computes', (t) => {
  t.is(keyFingerprint(knownKey), knownFingerprint);
});

test('identity: a request for a key and a name → PEM with that name, signed by that key', async (t) => {
  const request = await certificateRequest(knownKey, 'Al.ice-7');
  t.regex(request, /^-----BEGIN CERTIFICATE REQUEST-----\n[A-Za-z0-9+/=\n]+\n-----END CERTIFICATE REQUEST-----\n$/);
  const der = Buffer.from(request.replaceAll(/-----.*-----|\n/g, ''), 'base64');
  // OID 2.5.4.3 (CN), then a string of 8 characters.
  t.regex(der.toString('hex'), /0603550403(0c|13)08416c2e6963652d37/);
  t.is((await inspectRequest(request))?.keyFingerprint, knownFingerprint);
});

test('identity: a request for what is no P-256 key → rejected', async (t) => {
  await t.throwsAsync(certificateRequest('no key', 'alice'));
});

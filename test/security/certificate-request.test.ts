import { webcrypto } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { InspectedRequest, inspectRequest } from '../../src/security/certificate-request.js';
import { loadX509 } from '../../src/security/x509.js';
import { knownFingerprint, knownRequest } from './known-key.js';

test("certificate-request: another program's → its key's fingerprint", async (t) => {
  const inspected = await inspectRequest(knownRequest);
  t.true(inspected instanceof InspectedRequest);
  t.is(inspected?.keyFingerprint, knownFingerprint);
});

test('certificate-request: CRLF line ends, or one long line → read all the same', async (t) => {
  t.is((await inspectRequest(knownRequest.replaceAll('\n', '\r\n')))?.keyFingerprint, knownFingerprint);
  const [body = ''] = /(?<=REQUEST-----\n)[^-]+/.exec(knownRequest) ?? [];
  t.is((await inspectRequest(knownRequest.replace(body, `${body.replaceAll('\n', '')}\n`)))?.keyFingerprint, knownFingerprint);
});

const bad: Record<string, string> = {
  empty: '',
  'no PEM': 'hello',
  'base64 without its lines': knownRequest.replaceAll(/-----.*-----\n/g, ''),
  "a certificate's label": knownRequest.replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE'),
  'text before it': `hello\n${knownRequest}`,
  'text after it': `${knownRequest}hello`,
  'two of them': knownRequest + knownRequest,
  'nothing inside': '-----BEGIN CERTIFICATE REQUEST-----\n\n-----END CERTIFICATE REQUEST-----\n',
  'no ASN.1 inside': '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n',
  'longer than any': knownRequest.replace('\n', `\n${' '.repeat(8192)}`),
  'only line breaks': `-----BEGIN CERTIFICATE REQUEST-----${'\n'.repeat(8000)}`,
};

for (const [what, pem] of Object.entries(bad)) {
  test(`certificate-request: bad (${what}) → undefined`, async (t) => {
    t.is(await inspectRequest(pem), undefined);
  });
}

const otherKeys: Record<string, webcrypto.EcKeyGenParams | webcrypto.RsaHashedKeyGenParams | webcrypto.Algorithm> = {
  'P-384': { name: 'ECDSA', namedCurve: 'P-384' },
  RSA: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) },
  Ed25519: { name: 'Ed25519' },
};

for (const [what, algorithm] of Object.entries(otherKeys)) {
  test(`certificate-request: a good one for a key of another kind (${what}) → undefined`, async (t) => {
    const x509 = await loadX509();
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    if (!('privateKey' in keys)) throw new TypeError('not a pair');
    const request = await x509.Pkcs10CertificateRequestGenerator.create({ keys, signingAlgorithm: { ...algorithm, hash: 'SHA-256' } });
    t.true(await request.verify());
    t.is(await inspectRequest(request.toString('pem')), undefined);
  });
}

/** Where the known request says that no bit of its signature's last byte is unused; readers take other numbers too. */
const unusedBits = 152;

test('certificate-request: any one byte changed → undefined: the signature is checked', async (t) => {
  const body = Buffer.from(knownRequest.replaceAll(/-----.*-----|\n/g, ''), 'base64');
  for (let at = 0; at < body.length; at += 1) {
    if (at === unusedBits) continue;
    const changed = Buffer.from(body);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${changed.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
    t.is(await inspectRequest(pem), undefined, `byte ${at}`);
  }
});

test('certificate-request: any text, any bytes as PEM → undefined, never rejected', async (t) => {
  const pem = fc
    .uint8Array({ maxLength: 300 })
    .map((der) => `-----BEGIN CERTIFICATE REQUEST-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`);
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), pem), async (text) => (await inspectRequest(text)) === undefined),
  );
  t.pass();
});

test('certificate-request: ASN.1 nested as deep as fits → undefined', async (t) => {
  const deep = Buffer.alloc(5800, Buffer.from('3080', 'hex'));
  t.is(
    await inspectRequest(`-----BEGIN CERTIFICATE REQUEST-----\n${deep.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`),
    undefined,
  );
});

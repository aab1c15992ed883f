import { createPublicKey, verify } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { type BroadcastParts, signBroadcast, verifyBroadcast } from '../../src/security/broadcast-signature.js';
import { newIdentityKey } from '../../src/security/identity.js';
import { parseChain } from '../../src/security/trust.js';
import { knownCertificate, knownKey, knownSignature, knownSignedBytes } from './known-key.js';

const [certificate = Buffer.alloc(0)] = parseChain(knownCertificate);

const parts: BroadcastParts = {
  author: 'alice',
  roomId: '00112233445566ff',
  stream: '8899aabbccddeeff',
  seq: 12,
  messageId: '0191d7a0-0000-7000-8000-00000000002a',
  sentAt: '2026-01-02T03:04:05.678Z',
  text: 'Hello, caf\u00e9!',
};

test('broadcast-signature: parts → 64 bytes, base64url, over the lines of section 5 and the payload', (t) => {
  const signature = signBroadcast(parts, knownKey);
  t.regex(signature, /^[A-Za-z0-9_-]{86}$/);
  const raw = Buffer.from(signature, 'base64url');
  t.true(verify('sha256', Buffer.from(knownSignedBytes, 'utf8'), { key: createPublicKey(knownKey), dsaEncoding: 'ieee-p1363' }, raw));
});

test("broadcast-signature: another program's signature → verified", (t) => {
  t.true(verifyBroadcast(parts, knownSignature, certificate));
});

test('broadcast-signature: the author in other case, the text as bytes → the same', (t) => {
  t.true(verifyBroadcast({ ...parts, author: 'Alice', text: Buffer.from('Hello, caf\u00e9!', 'utf8') }, knownSignature, certificate));
  t.true(verifyBroadcast(parts, signBroadcast({ ...parts, author: 'ALICE' }, knownKey), certificate));
});

const changes: Partial<BroadcastParts>[] = [
  { author: 'alicf' },
  { roomId: '00112233445566fe' },
  { stream: '8899aabbccddeefe' },
  { seq: 13 },
  { messageId: '0191d7a0-0000-7000-8000-00000000002b' },
  { sentAt: '2026-01-02T03:04:05.679Z' },
  { text: 'Hello, cafe\u0301!' },
  { text: '' },
];

for (const change of changes) {
  test(`broadcast-signature: ${JSON.stringify(change)} instead → not verified`, (t) => {
    t.false(verifyBroadcast({ ...parts, ...change }, knownSignature, certificate));
  });
}

test('broadcast-signature: text that is no UTF-8 → signed as the bytes it is', (t) => {
  const one = { ...parts, text: Uint8Array.of(0xff, 0xfe) };
  const signature = signBroadcast(one, knownKey);
  t.true(verifyBroadcast(one, signature, certificate));
  t.false(verifyBroadcast({ ...parts, text: Uint8Array.of(0xff, 0xfd) }, signature, certificate));
});

test('broadcast-signature: signed by another key → not verified', async (t) => {
  t.false(verifyBroadcast(parts, signBroadcast(parts, await newIdentityKey()), certificate));
});

const misspelt: Record<string, string> = {
  empty: '',
  'padded base64': `${knownSignature}==`,
  'with a line break': `${knownSignature}\n`,
  'in the other alphabet': knownSignature.replaceAll('-', '+').replaceAll('_', '/'),
  'another last letter for the same bytes': `${knownSignature.slice(0, -1)}h`,
  'cut short': knownSignature.slice(0, -2),
  'too long': `${knownSignature}AA`,
  zeros: 'A'.repeat(86),
};

for (const [what, signature] of Object.entries(misspelt)) {
  test(`broadcast-signature: a signature misspelt (${what}) → not verified`, (t) => {
    t.not(signature, knownSignature);
    t.false(verifyBroadcast(parts, signature, certificate));
  });
}

test('broadcast-signature: garbage for a certificate or a signature → not verified, never thrown', (t) => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (der) => !verifyBroadcast(parts, knownSignature, der)));
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 90 }), (signature) => !verifyBroadcast(parts, signature, certificate)));
  t.pass();
});

// The computed values of docs/protocol.md, made anew by src/security: hashes, Macs, signatures, certificates.
import { createHash, createHmac } from 'node:crypto';
import test from 'ava';
import { decodeDatagram, FrameDecoder } from '../../src/protocol/frame-decoder.js';
import { signBroadcast, verifyBroadcast } from '../../src/security/broadcast-signature.js';
import { inspectRequest } from '../../src/security/certificate-request.js';
import { newIdentityKey, spkiFingerprint } from '../../src/security/identity.js';
import { hasValidMac, signFrame } from '../../src/security/mac.js';
import { wirePassword, wireRoomPassword } from '../../src/security/passwords.js';
import { safetyNumber } from '../../src/security/safety-number.js';
import { certificateFingerprint, parseChain, verifyAuthorCertificate, verifyPeerChain } from '../../src/security/trust.js';
import { blocksOf, exactBytes, vectorsOf } from './page.js';

/** When the page says that Alice logged in. */
const issued = Date.parse('2026-01-15T12:00:00Z');
const hour = 3_600_000;

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

function framesOn(link: string) {
  return blocksOf('parley')
    .filter(({ about }) => about === link)
    .flatMap(({ body }) => {
      const decoder = new FrameDecoder();
      decoder.push(exactBytes(body));
      const frames = [];
      for (let next = decoder.next(); next; next = decoder.next()) frames.push(next);
      return frames;
    });
}

const textOf = ({ payload }: { readonly payload: Uint8Array }): string => Buffer.from(payload).toString('utf8');

/** Of 1.4: Alice's certificate and the authority's. */
function pageChain(): { pem: string; leaf: Uint8Array; authority: Uint8Array } {
  const pem = `${blocksOf('vector').find(({ about }) => about === 'chain')?.body}\n`;
  const [leaf, authority] = parseChain(pem);
  if (!leaf || !authority) throw new Error('the page shows no chain');
  return { pem, leaf, authority };
}

test('protocol page: fingerprint of 1.3 → that of the key, the link and the certificate', (t) => {
  const [fingerprint] = vectorsOf('fingerprint');
  const computed = spkiFingerprint(Buffer.from(fingerprint?.('spki') ?? '', 'hex'));
  t.is(fingerprint?.('fingerprint'), computed);
  t.is(fingerprint?.('link'), `parley://chat.example.org:7070#${computed}`);
  t.is(certificateFingerprint(pageChain().authority), computed);
});

test('protocol page: password hashes of 3.3 → as computed', (t) => {
  const passwords = vectorsOf('password');
  t.is(passwords.length, 2);
  for (const value of passwords) {
    t.is(value('hash'), sha256(value('input')));
    t.is(value('hash'), wirePassword(value('username'), value('password')));
  }
});

test('protocol page: room password of 3.7 → as computed', (t) => {
  const [value] = vectorsOf('room-password');
  t.is(value?.('hash'), sha256(value?.('input') ?? ''));
  t.is(value?.('hash'), wireRoomPassword(value?.('room') ?? '', value?.('password') ?? ''));
});

test('protocol page: hashes in example frames → those of the vectors', (t) => {
  const [alice] = vectorsOf('password');
  const [garden] = vectorsOf('room-password');
  const hashes = framesOn('to-registry').flatMap(({ verb, fields }) =>
    /^[0-9a-f]{64}$/.test(fields[1] ?? '') ? [{ verb, hash: fields[1] }] : [],
  );
  t.true(hashes.length > 3);
  for (const { verb, hash } of hashes) t.is(hash, (verb.endsWith('ROOM') ? garden : alice)?.('hash'), verb);
});

test('protocol page: the Mac of 4.2 → as computed, step by step', (t) => {
  const [value] = vectorsOf('mac');
  const key = Buffer.from(value?.('key') ?? '', 'hex');
  const covered = Buffer.from(value?.('covered') ?? '', 'utf8');
  t.is(value?.('bytes'), covered.toString('hex'));
  const mac = createHmac('sha256', key).update(covered).digest();
  t.is(value?.('hmac'), mac.toString('hex'));
  t.is(value?.('mac'), mac.toString('base64url'));
  const announced = framesOn('from-registry').flatMap(({ headers }) => headers['keep-alive-key'] ?? []);
  t.deepEqual(announced, [key.toString('base64url')]);
});

test('protocol page: every datagram with a Mac → a right one', (t) => {
  const key = Buffer.from(vectorsOf('mac')[0]?.('key') ?? '', 'hex');
  const datagrams = blocksOf('parley')
    .filter(({ about }) => about === 'udp')
    .map(({ body }) => exactBytes(body));
  const signed = datagrams.filter((bytes) => decodeDatagram(bytes).headers['mac'] !== undefined);
  t.is(signed.length, 3);
  for (const bytes of signed) {
    t.true(hasValidMac(bytes, key));
    t.is(signFrame(decodeDatagram(bytes), key).headers['mac'], decodeDatagram(bytes).headers['mac']);
  }
});

test('protocol page: the chain of 1.4 → Alice, for 25 hours, as AUTH brings it', (t) => {
  const { pem, leaf, authority } = pageChain();
  const [safety] = vectorsOf('safety-number');
  t.deepEqual(verifyPeerChain([leaf, authority], authority, issued), {
    ok: true,
    name: 'alice',
    keyFingerprint: safety?.('one-key') ?? '',
    notBefore: issued - hour,
    notAfter: issued + 24 * hour,
  });
  const payloads = framesOn('from-registry').filter(({ verb, fields }) => verb === 'AUTH' && fields[0] === 'SUCCESS');
  t.deepEqual(payloads.map(textOf), [pem]);
});

test('protocol page: the certificate that RENEW brings → the same key, later', (t) => {
  const { leaf, authority } = pageChain();
  const [renewed] = framesOn('from-registry').filter(({ verb, fields }) => verb === 'RENEW' && fields[0] === 'SUCCESS');
  const chain = parseChain(renewed ? textOf(renewed) : '');
  const before = verifyPeerChain([leaf, authority], authority, issued);
  const after = verifyPeerChain(chain, authority, issued + 16 * hour);
  t.true(before.ok && after.ok && after.keyFingerprint === before.keyFingerprint && after.notBefore === issued + 15 * hour);
});

test("protocol page: every certificate request → Alice's key, signed by it", async (t) => {
  const requests = framesOn('to-registry').filter(({ verb }) => verb === 'LOGIN' || verb === 'RENEW');
  t.is(requests.length, 3);
  const [safety] = vectorsOf('safety-number');
  for (const request of requests) t.is((await inspectRequest(textOf(request)))?.keyFingerprint, safety?.('one-key'));
});

test('protocol page: the safety number of 5.3 → as computed, step by step, from either side', (t) => {
  const [value] = vectorsOf('safety-number');
  if (!value) return t.fail('no vector');
  const one = { name: value('one'), keyFingerprint: value('one-key') };
  const other = { name: value('other'), keyFingerprint: value('other-key') };
  t.is(value('number'), safetyNumber(one, other));
  t.is(value('number'), safetyNumber(other, one));
  const halves = [['one', one] as const, ['other', other] as const].map(([which, { name, keyFingerprint }]) => {
    const digest = createHash('sha512').update(`parley-safety-number/1\n${name.toLowerCase()}\n${keyFingerprint}\n`).digest();
    const shown = value(`${which}-digest`);
    t.is(shown.replaceAll(' ', ''), digest.subarray(0, 30).toString('hex'));
    return shown
      .split(' ')
      .map((hex) => String(Number.parseInt(hex, 16) % 100_000).padStart(5, '0'))
      .join(' ');
  });
  t.is(value('number'), halves.sort().join(' '));
});

test('protocol page: the signature of 5.6 → by the key of 1.4, over what the frames of 5.5 and 5.9 say', async (t) => {
  const [value] = vectorsOf('broadcast');
  if (!value) return t.fail('no vector');
  const { leaf } = pageChain();
  t.is(certificateFingerprint(leaf), value('key'));
  t.is(value('sha256'), sha256(value('input')));
  const broadcasts = framesOn('peer').filter(({ verb }) => verb === 'DIRECT_BROADCAST');
  t.is(broadcasts.length, 2);
  for (const { fields, headers, payload } of broadcasts) {
    const parts = {
      author: fields[0] ?? '',
      roomId: headers['room-id'] ?? '',
      stream: headers['stream'] ?? '',
      seq: Number(headers['seq']),
      messageId: headers['message-id'] ?? '',
      sentAt: headers['sent-at'] ?? '',
      text: payload,
    };
    t.deepEqual(
      { ...parts, seq: String(parts.seq), text: textOf({ payload }) },
      {
        author: value('author'),
        roomId: value('room-id'),
        stream: value('stream'),
        seq: value('seq'),
        messageId: value('message-id'),
        sentAt: value('sent-at'),
        text: value('text'),
      },
    );
    t.is(headers['signature'], value('signature'));
    t.true(verifyBroadcast(parts, value('signature'), leaf));
    t.false(verifyBroadcast({ ...parts, seq: 2 }, value('signature'), leaf));
    t.false(verifyBroadcast(parts, signBroadcast(parts, await newIdentityKey()), leaf), 'the key of somebody else');
  }
  const head = [value('author').toLowerCase(), value('room-id'), value('stream'), value('seq'), value('message-id'), value('sent-at')];
  t.is(value('input'), `parley-broadcast/1\n${head.join('\n')}\n${value('text')}`);
});

test("protocol page: the author's certificate of 5.9 → that of 1.4, good for the message long after it expired", (t) => {
  const { leaf, authority } = pageChain();
  const [forwarded] = framesOn('peer').filter(({ headers }) => headers['author-certificate'] !== undefined);
  const shown = Buffer.from(forwarded?.headers['author-certificate'] ?? '', 'base64url');
  t.deepEqual(shown, Buffer.from(leaf));
  const sentAt = Date.parse(forwarded?.headers['sent-at'] ?? '');
  const [safety] = vectorsOf('safety-number');
  t.deepEqual(verifyAuthorCertificate(shown, authority, sentAt), { ok: true, name: 'alice', keyFingerprint: safety?.('one-key') ?? '' });
  t.false(verifyAuthorCertificate(shown, authority, issued + 24 * hour + 5 * 60_000 + 1).ok);
});

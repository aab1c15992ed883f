// Known answers made with: printf 'KEEP_ALIVE <alice> <10>\r\nCounter: 7\r\n' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0001…1f
import test from 'ava';
import fc from 'fast-check';
import { encodeFrame, frame } from '../../src/protocol/frame.js';
import { encodeSigned, hasValidMac, signFrame } from '../../src/security/mac.js';

const key = Uint8Array.from({ length: 32 }, (_, at) => at);
const mac = 'PYsBuB3W4Rsn3UFXT-33_SOtl7uUHTK8-DiD8G77U_s';
const macOfBareLines = 'ZSwKs06oX5ctTTE8zQRqZsKM7TdtU2yDVqLrzACcZ2w';
const macWithoutHeaders = 'lmvhSbCbSlqY-U4ek4bp-FHWSdnuzhT77JgswkOPK_Y';
const macOfNothing = '04tCCW2A9F-Ca0Sp1WB95ySWpBXT9KGoyI47udqNwcs';
const head = 'KEEP_ALIVE <alice> <10>\r\nCounter: 7\r\n';
const valid = `${head}Mac: ${mac}\r\n\r\n`;

const bytes = (text: string) => Buffer.from(text, 'utf8');

test('mac: a frame with headers → signed over all before it, last', (t) => {
  const signed = signFrame(frame('KEEP_ALIVE', ['alice', '10'], { Counter: '7' }), key);
  t.is(encodeFrame(signed).toString('utf8'), valid);
});

test('mac: a frame without headers → signed over its start line', (t) => {
  const signed = signFrame(frame('TIMEOUT', ['alice']), key);
  t.is(encodeFrame(signed).toString('utf8'), `TIMEOUT <alice>\r\nMac: ${macWithoutHeaders}\r\n\r\n`);
});

test('mac: a frame with an older Mac in front → one right Mac, last', (t) => {
  const signed = signFrame(frame('KEEP_ALIVE', ['alice', '10'], { Mac: 'old', Counter: '7' }), key);
  t.is(encodeFrame(signed).toString('utf8'), valid);
});

test('mac: signed and encoded at once → the same bytes', (t) => {
  const frames = [frame('KEEP_ALIVE', ['alice', '10'], { Counter: '7' }), frame('TIMEOUT', ['é<>']), frame('X', [], { Mac: 'old' })];
  for (const each of frames) t.deepEqual(encodeSigned(each, key), encodeFrame(signFrame(each, key)));
  t.throws(() => encodeSigned(frame('X', [], {}, 'x'), key), { instanceOf: RangeError });
});

test('mac: signing leaves the given frame as it was', (t) => {
  const given = frame('KEEP_ALIVE', ['alice', '10'], { Counter: '7' });
  signFrame(given, key);
  t.deepEqual(given, frame('KEEP_ALIVE', ['alice', '10'], { Counter: '7' }));
});

test('mac: a frame with a payload → thrown, for its Content-Length would come last', (t) => {
  t.throws(() => signFrame(frame('KEEP_ALIVE', ['alice', '10'], {}, 'x'), key), { instanceOf: RangeError });
});

const good: Record<string, string> = {
  'as it is written': valid,
  'header name in lower case': `${head}mac: ${mac}\r\n\r\n`,
  'header name in upper case': `${head}MAC: ${mac}\r\n\r\n`,
  'bare LF after the Mac': `${head}Mac: ${mac}\n\n`,
  'bare LF everywhere': `KEEP_ALIVE <alice> <10>\nCounter: 7\nMac: ${macOfBareLines}\n\n`,
  'a byte of the Mac escaped': `${head}Mac: %50${mac.slice(1)}\r\n\r\n`,
  'no header before the Mac': `TIMEOUT <alice>\r\nMac: ${macWithoutHeaders}\r\n\r\n`,
};

for (const [what, datagram] of Object.entries(good)) {
  test(`mac: a right one (${what}) → valid`, (t) => {
    t.true(hasValidMac(bytes(datagram), key));
  });
}

const bad: Record<string, string> = {
  empty: '',
  'a blank line only': '\r\n\r\n',
  'no Mac': `${head}\r\n`,
  'an empty Mac': `${head}Mac: \r\n\r\n`,
  'a Mac alone, right for nothing': `Mac: ${macOfNothing}\r\n\r\n`,
  'a header after the Mac': `KEEP_ALIVE <alice> <10>\r\nMac: ${mac}\r\nCounter: 7\r\n\r\n`,
  'no blank line': `${head}Mac: ${mac}\r\n`,
  'cut in the blank line': valid.slice(0, -1),
  'bytes after the blank line': `${valid}\n`,
  'a Mac after the blank line, as a payload': `${head}\r\nMac: ${mac}\r\n\r\n`,
  'the Mac of bare lines for others': `${head}Mac: ${macOfBareLines}\r\n\r\n`,
  'padded base64': `${head}Mac: ${mac}=\r\n\r\n`,
  'another last letter for the same bytes': `${head}Mac: ${mac.slice(0, -1)}t\r\n\r\n`,
  'base64 of the other alphabet': `${head}Mac: ${mac.replaceAll('-', '+').replaceAll('_', '/')}\r\n\r\n`,
  'a Mac with a blank after it': `${head}Mac: ${mac} \r\n\r\n`,
  'no blank after the colon': `${head}Mac:${mac}\r\n\r\n`,
  'a broken escape': `${head}Mac: %5${mac.slice(1)}\r\n\r\n`,
  'a Mac that is no UTF-8': `${head}Mac: %FF${mac.slice(1)}\r\n\r\n`,
};

for (const [what, datagram] of Object.entries(bad)) {
  test(`mac: a bad one (${what}) → not valid`, (t) => {
    t.false(hasValidMac(bytes(datagram), key));
  });
}

test('mac: another key → not valid', (t) => {
  t.false(hasValidMac(bytes(valid), new Uint8Array(32)));
});

test('mac: any one bit of what is signed, or of the Mac, changed → not valid', (t) => {
  const signedLength = head.length;
  const macStart = signedLength + 'Mac: '.length;
  const positions = fc.oneof(fc.integer({ min: 0, max: signedLength - 1 }), fc.integer({ min: macStart, max: macStart + mac.length - 1 }));
  fc.assert(
    fc.property(positions, fc.integer({ min: 0, max: 7 }), (at, bit) => {
      const changed = bytes(valid);
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at);
      return !hasValidMac(changed, key);
    }),
  );
  t.pass();
});

test('mac: any frame signed and written → valid for its own key alone', (t) => {
  const values = fc.string({ unit: 'binary', maxLength: 30 });
  fc.assert(
    fc.property(fc.array(values, { maxLength: 3 }), values, fc.uint8Array({ minLength: 32, maxLength: 32 }), (fields, value, ownKey) => {
      const datagram = encodeFrame(signFrame(frame('KEEP_ALIVE', fields, { Counter: value }), ownKey));
      const otherKey = ownKey.map((byte, at) => (at === 0 ? byte ^ 1 : byte));
      return hasValidMac(datagram, ownKey) && !hasValidMac(datagram, otherKey);
    }),
  );
  t.pass();
});

test('mac: a part of a larger buffer → only that part counts', (t) => {
  const larger = bytes(`xx${valid}yy`);
  t.true(hasValidMac(larger.subarray(2, -2), key));
});

test('mac: any bytes → never thrown, never valid', (t) => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 1200 }), (datagram) => !hasValidMac(datagram, key)));
  t.pass();
});

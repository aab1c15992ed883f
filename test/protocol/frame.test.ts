// Writing frames: literal bytes, and whatever is written is read back the same.
import test from 'ava';
import fc from 'fast-check';
import { encodeFrame, encodeHead, frame } from '../../src/protocol/frame.js';
import { FrameDecoder } from '../../src/protocol/frame-decoder.js';

test('frame: fields, headers and a payload → the bytes of section 2', (t) => {
  const message = frame('CREATION', ['SUCCESS', '200'], { 'request-id': '7', reason: undefined, 'Room-Id': '00ff00ff00ff00ff' }, 'é\n');
  t.is(
    encodeFrame(message).toString('utf8'),
    'CREATION <SUCCESS> <200>\r\nRequest-Id: 7\r\nRoom-Id: 00ff00ff00ff00ff\r\nContent-Length: 3\r\n\r\né\n',
  );
  t.is(encodeHead(message), 'CREATION <SUCCESS> <200>\r\nRequest-Id: 7\r\nRoom-Id: 00ff00ff00ff00ff\r\n');
});

test('frame: %, <, > and control characters → upper-case escapes of each UTF-8 byte', (t) => {
  t.is(encodeFrame(frame('X', ['50%<b>\r\n\u0085'], { a: '\u007f' })).toString('utf8'), 'X <50%25%3Cb%3E%0D%0A%C2%85>\r\nA: %7F\r\n\r\n');
});

test('frame: no field, an empty field → nothing, <>', (t) => {
  t.is(encodeFrame(frame('LOGOUT')).toString(), 'LOGOUT\r\n\r\n');
  t.is(encodeFrame(frame('X', [''])).toString(), 'X <>\r\n\r\n');
});

test('frame: a lone surrogate → U+FFFD, so that the line stays UTF-8', (t) => {
  t.is(encodeFrame(frame('X', ['\ud800'])).toString('utf8'), 'X <\ufffd>\r\n\r\n');
});

test('frame: larger than a reader takes → RangeError', (t) => {
  const tooLarge = [
    frame('X', ['a'.repeat(8192)]),
    frame('X', [], {}, 'a'.repeat(65_537)),
    frame('X', [], Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`a${index}`, '']))),
  ];
  for (const each of tooLarge) t.throws(() => encodeFrame(each), { instanceOf: RangeError });
});

test('frame: any text written → the same text read', (t) => {
  const text = fc.string({ unit: 'grapheme', maxLength: 100 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 5 }), text, fc.uint8Array({ maxLength: 300 }), (fields, value, payload) => {
      const decoder = new FrameDecoder();
      decoder.push(encodeFrame(frame('X', fields, { a: value }, payload)));
      const read = decoder.next();
      t.deepEqual(read?.fields, fields);
      t.is(read?.headers['a'], value);
      t.deepEqual(Buffer.from(read?.payload ?? []), Buffer.from(payload));
    }),
  );
});
